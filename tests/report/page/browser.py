"""A real browser that opens a page, does with it what a script says, and tells what came of it."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
    (folder / "page.html").write_text(scripted, encoding="utf-8")
    frame = f'<iframe src="page.html" style="border:0;width:{width}px;height:900px"></iframe>'
    listen = """<script>const id = setInterval(() => {
    const told = frames[0].document.getElementById("seen");
    if (told) { clearInterval(id); document.body.append(document.importNode(told, true)); } }, 20);</script>"""
    (folder / "holder.html").write_text(f"<!DOCTYPE html><body>{frame}{listen}</body>", encoding="utf-8")
    text = _dumped(folder / "holder.html", folder, max(width, 500) + 40)
    found = re.search(r'<pre id="seen">(.*?)</pre>', text, re.DOTALL)
    assert found, f"the page's script came to no end: {text[-2000:]}"
    told: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    return told


def _dumped(path: Path, folder: Path, width: int) -> str:
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--allow-file-access-from-files"]
    options += [f"--window-size={width},1000", f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000"]
    process = subprocess.Popen(
        [browser(), *options, "--dump-dom", path.as_uri()],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        return process.communicate(timeout=120)[0]
    finally:
        # Whatever it started ends with it.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
