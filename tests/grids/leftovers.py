"""Processes that a test left behind, found by a mark in their environment."""

from __future__ import annotations

import contextlib
import time

import psutil

MARK = "NEURO_TEST_MARK"


def marked(mark: str) -> list[psutil.Process]:
    """All living processes that inherited the mark."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get(MARK) == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def none_left(mark: str, seconds: float = 20.0) -> bool:
    """Whether all of them end by themselves."""
    until = time.monotonic() + seconds
    while marked(mark):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
