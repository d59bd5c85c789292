"""A real browser that opens a page, does with it what a script says, and tells what came of it."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LIMIT_S = 120
# What goes round a test's script: errors of the page are noted, and what is `seen` is written into the document.
_BEFORE = "<script>window.faults = []; addEventListener('error', (event) => faults.push(event.message));</script>"
_AFTER = """<script>(async () => {
const seen = {};
const wait = (ms) => new Promise((go) => setTimeout(go, ms));
try { %s } catch (problem) { seen.problem = String(problem.stack); }
seen.faults = window.faults;
const told = document.createElement("pre");
told.id = "seen";
told.textContent = JSON.stringify(seen);
document.body.append(told);
})();</script>"""
# The page may not send anything anywhere; the one that holds it does.
_HOLDER = """<!DOCTYPE html><body><iframe src="page.html" style="border:0;width:%dpx;height:900px"></iframe><script>
const id = setInterval(() => {
  const told = frames[0].document.getElementById("seen");
  if (told) { clearInterval(id); fetch("seen", { method: "POST", body: told.textContent }); }
}, 20);</script></body>"""


def browser() -> str:
    """The browser's path; the test is skipped where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"no browser here: none of {', '.join(BROWSERS)} is on the path")
    return found


def seen(page: str, script: str, folder: Path, width: int = 1280) -> dict[str, Any]:
    """What a script sees of a page that it handles in a window of some width; `folder` is for the browser's files."""
    scripted = page.replace("<head>", f"<head>{_BEFORE}", 1)
    scripted = scripted.replace("</body>", _AFTER.replace("%s", script) + "</body>")
    # No window is as small as a phone; a frame in it can be.
    answers: queue.Queue[str] = queue.Queue()
    texts = {"/": _HOLDER % width, "/page.html": scripted}
    with _served(texts, answers) as address, _opened(address, folder, max(width, 500) + 40):
        told: dict[str, Any] = json.loads(answers.get(timeout=LIMIT_S))
    return told


@contextmanager
def _served(texts: dict[str, str], answers: queue.Queue[str]) -> Iterator[str]:
    """Serve texts on this machine alone, and take what is sent back; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = texts.get(self.path, "").encode("utf-8")
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            answers.put(self.rfile.read(int(self.headers["Content-Length"])).decode("utf-8"))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def _opened(address: str, folder: Path, width: int) -> Iterator[None]:
    """Let a browser show the address for as long as the block lasts."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"]
    options += [f"--window-size={width},1000", f"--user-data-dir={folder / 'profile'}"]
    process = subprocess.Popen(
        [browser(), *options, address],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        # Whatever it started ends with it.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
