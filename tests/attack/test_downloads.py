"""Homes of data that send too much, too slowly, elsewhere, or something else; and caches that others can write to."""

from __future__ import annotations

import gc
import hashlib
import http.server
import os
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from neuro.data import fetching
from neuro.data.fetching import fetch
from neuro.data.mnist import MNIST, archive_images
from neuro.engines.brian2.compiled.cache import Cache
from neuro.errors import NeuroError

BODY = b"whole" * 1000
SUM = hashlib.sha256(BODY).hexdigest()


def answer(request: Any, body: bytes, length: int | None = None, code: int = 200, **headers: str) -> None:
    request.send_response(code)
    for name, value in headers.items():
        request.send_header(name, value)
    if length is not None:
        request.send_header("Content-Length", str(length))
    request.end_headers()
    request.wfile.write(body)


def drip(request: Any) -> None:
    answer(request, b"")
    while True:
        request.wfile.write(b"x")
        time.sleep(0.02)


def endless(request: Any) -> None:
    answer(request, b"")
    while True:
        request.wfile.write(bytes(1 << 16))


def redirect(target: str, code: int = 302) -> Callable[[Any], None]:
    return lambda request: answer(request, b"", 0, code, Location=target)


ANSWERS: dict[str, tuple[Callable[[Any], None], str]] = {
    "drip": (drip, "it was not whole after 0.5 seconds"),
    "endless": (endless, "it has more than 1,000,000 bytes"),
    "silent": (lambda request: time.sleep(2), "timed out"),
    "cut": (lambda request: answer(request, BODY[:100], len(BODY)), "IncompleteRead"),
    "longer than said": (lambda request: answer(request, BODY, 100), "arrived with SHA-256 sum"),
    "other": (lambda request: answer(request, BODY[::-1], len(BODY)), "arrived with SHA-256 sum"),
    "empty": (lambda request: answer(request, b"", 0), "arrived with SHA-256 sum"),
    "absent": (lambda request: request.send_error(404), "HTTP Error 404"),
    "no HTTP": (lambda request: request.wfile.write(b"\0" * 100 + b"\n"), "can't be fetched"),
    "long header": (lambda request: answer(request, b"", 0, X="x" * 70_000), "got more than 65536 bytes"),
    "another host": (redirect("http://localhost:9/x"), "it sends on to another host"),
    "a file": (redirect("file:///etc/passwd"), "is not allowed"),
    "another port": (redirect("http://127.0.0.1:9/x"), "it sends on to another host"),
    "ftp": (redirect("ftp://127.0.0.1/x", 301), "it sends on to another host"),
    "no place": (redirect("http://[broken"), "can't be fetched"),
    "circle": (redirect("/again"), "infinite loop"),
    "control": (redirect("http://other/\x1b[31m"), "can't be fetched"),
}


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A server on the loopback that gives the answer set here; limits that a test can wait for."""
    given: dict[str, Any] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                given["answer"](self)
            except OSError:
                self.close_connection = True

        def log_message(self, *arguments: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    given["address"] = f"http://127.0.0.1:{server.server_port}/file"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    for name, value in (("_ANSWER_S", 0.3), ("_WHOLE_S", 0.5), ("_MOST", 1_000_000)):
        monkeypatch.setattr(fetching, name, value)
    yield given
    server.shutdown()
    thread.join()
    server.socket.close()
    # Of broken answers Python's library leaves sockets to the collector: here, and not in a test that comes later.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.mark.parametrize("how", ANSWERS)
def test_answers_that_are_not_the_file(how: str, home: dict[str, Any], tmp_path: Path) -> None:
    home["answer"], reason = ANSWERS[how]
    began = time.monotonic()
    with pytest.raises(NeuroError) as caught:
        fetch(home["address"], SUM, tmp_path / "file", "get it elsewhere.")
    assert reason in str(caught.value)
    assert str(caught.value).endswith("get it elsewhere.")
    assert str(caught.value).isprintable()
    assert time.monotonic() - began < 2
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_kept_also_from_another_place_of_its_host(home: dict[str, Any], tmp_path: Path) -> None:
    def moved(request: Any) -> None:
        if request.path == "/file":
            answer(request, b"", 0, 302, Location="/moved")
        else:
            answer(request, BODY, len(BODY))

    home["answer"] = moved
    assert fetch(home["address"], SUM, tmp_path / "file", "").read_bytes() == BODY


@pytest.mark.parametrize("mode", [0o777, 0o775, 0o757, 0o1777, 0o722])
def test_a_cache_that_others_can_write_to(mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEURO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("NEURO_DATA", raising=False)
    place = tmp_path / "neuro" / "data" / "mnist"
    place.mkdir(parents=True)
    place.chmod(mode)
    with pytest.raises(NeuroError, match="can't be trusted; delete it, or name a folder of your own in NEURO_DATA"):
        next(archive_images(MNIST))
    with pytest.raises(NeuroError, match="can't be trusted; delete it, or set NEURO_CACHE to a folder of your own"):
        Cache(place)


@pytest.mark.skipif(os.geteuid() != 0, reason="takes rights to give a folder away")
def test_a_cache_that_belongs_to_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEURO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("NEURO_DATA", raising=False)
    place = tmp_path / "neuro" / "data" / "mnist"
    place.mkdir(parents=True)
    os.chown(place, 12345, 12345)
    with pytest.raises(NeuroError, match="belongs to another user"):
        next(archive_images(MNIST))
    with pytest.raises(NeuroError, match="belongs to another user"):
        Cache(place)
