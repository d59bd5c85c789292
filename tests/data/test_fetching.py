"""Downloads from a home on this machine: the right file, whole, or none."""

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import neuro.data
from neuro.data import load_data
from neuro.data.mnist import MNIST
from neuro.errors import NeuroError

from .archives import IMAGES, TEST_LABELS, files


class Home:
    """A server of files on the loopback; `cut` names one whose answer breaks off half-way, `asked` what was asked."""

    def __init__(self) -> None:
        self.files, self.cut = files(), ""
        self.asked: list[str] = []
        home = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.rpartition("/")[2]
                home.asked.append(name)
                body = home.files.get(name)
                if body is None:
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if name == home.cut else body)

            def log_message(self, *arguments: Any) -> None:
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/mnist/"
        self.archive = replace(
            MNIST,
            home=self.address,
            sums={name: hashlib.sha256(self.files[name]).hexdigest() for name in MNIST.sums},
        )


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Home]:
    monkeypatch.delenv("NEURO_DATA", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("NEURO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    home = Home()
    monkeypatch.setattr(neuro.data, "MNIST", home.archive)
    thread = threading.Thread(target=home.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield home
    home.server.shutdown()
    thread.join()
    home.server.server_close()


def kept(tmp_path: Path) -> list[str]:
    """Names of all files in the cache, hidden and half ones too."""
    return sorted(path.name for path in tmp_path.rglob("*") if path.is_file())


def test_what_is_missing_is_fetched_once(home: Home, tmp_path: Path) -> None:
    assert len(load_data("mnist").train) == 55
    assert kept(tmp_path) == sorted(MNIST.sums)
    assert sorted(home.asked) == sorted(MNIST.sums)
    (tmp_path / "neuro" / "data" / "mnist" / IMAGES).unlink()
    assert load_data("entangled-mnist").train.inputs.shape == (55, 100)
    assert home.asked[4:] == [IMAGES]


def test_a_file_with_another_sum_is_not_kept(home: Home, tmp_path: Path) -> None:
    home.files[IMAGES] = home.files[IMAGES] + b"x"
    with pytest.raises(NeuroError, match=r"arrived with SHA-256 sum .* expected .*; try again later, or get the four"):
        load_data("mnist")
    assert kept(tmp_path) == []


def test_an_answer_that_breaks_off_is_not_kept(home: Home, tmp_path: Path) -> None:
    home.cut = TEST_LABELS
    with pytest.raises(NeuroError, match=rf"{TEST_LABELS}: can't be fetched \(IncompleteRead"):
        load_data("mnist")
    assert kept(tmp_path) == sorted(set(MNIST.sums) - {TEST_LABELS})
    home.cut = ""
    assert len(load_data("mnist").train) == 55


def test_a_home_without_the_file_and_no_home(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.files.clear()
    with pytest.raises(NeuroError, match=r"can't be fetched \(HTTP Error 404.*name their folder in NEURO_DATA\."):
        load_data("mnist")
    monkeypatch.setattr(neuro.data, "MNIST", replace(home.archive, home="http://127.0.0.1:9/"))
    with pytest.raises(NeuroError, match=r"can't be fetched \(<urlopen error .*refused"):
        load_data("mnist")
    assert kept(tmp_path) == []


def test_a_cache_that_cant_be_written(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.delenv("NEURO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(NeuroError, match="can't be written"):
        load_data("mnist")


def test_a_named_folder_is_never_filled(home: Home, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    with pytest.raises(NeuroError, match="there is no such file"):
        load_data("mnist", tmp_path / "own")
    assert home.asked == []
