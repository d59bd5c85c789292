"""Whatever goes wrong in or around a Lava graph: it says so within seconds and leaves nothing behind."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuro.conformance import random_case
from neuro.engines import load_engine
from neuro.errors import NeuroError
from tests.deploy.faulty_graph import faulty_graph

pytestmark = [
    pytest.mark.usefixtures("lava"),
    pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks for processes and descriptors in /proc"),
]

ROOT = Path(__file__).parents[2]
# Generous: a machine with two busy cores passes too, and a hang is still told from slowness.
LIMIT_S = 60


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Iterator[None]:
    """No process and no shared-memory segment outlives a test."""
    before = _segments()
    yield
    gc.collect()
    assert _wait_until(lambda: not _graph_children()), f"still running: {_graph_children()}"
    assert _wait_until(lambda: _segments() <= before), f"left behind: {_segments() - before}"


def program(*arguments: str) -> subprocess.Popen[str]:
    """A faulty graph in a program of its own, in a process group of its own, like one started in a terminal."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.deploy.faulty_graph", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def children_of(running: subprocess.Popen[str]) -> list[int]:
    assert running.stdout is not None
    imported, line = running.stdout.readline(), running.stdout.readline()
    if imported != "imported\n" or not line.startswith("children"):
        running.kill()
        pytest.fail(f"got no children: {line!r} {running.communicate()}")
    return [int(pid) for pid in line.split()[1:]]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("raises", "raised on purpose in step 4"),
        ("raises unpicklable", "a process of the Lava graph failed"),
        ("wrong shape", "Mismatch"),
        ("dies", "exit code 7"),
    ],
)
def test_a_failing_model_is_reported_with_its_traceback(fault: str, words: str) -> None:
    graph = faulty_graph(fault)
    with pytest.raises(NeuroError, match=words):
        graph.run(100, patience_s=LIMIT_S)
    assert graph.closed
    with pytest.raises(NeuroError, match="closed"):
        graph.run(1, patience_s=1)


@pytest.mark.parametrize(
    ("fault", "words"), [("no build", "cannot be built on purpose"), ("killed in build", "code 3")]
)
def test_a_model_that_cannot_be_built(fault: str, words: str) -> None:
    with pytest.raises(NeuroError, match=words):
        faulty_graph(fault)


def test_a_deadlock_is_a_timeout() -> None:
    graph = faulty_graph("silent")
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="no progress for 1 s"):
        graph.run(100, patience_s=1)
    assert time.monotonic() - began < LIMIT_S


def test_slow_progress_is_no_deadlock() -> None:
    graph, steps = faulty_graph("slow"), iter(range(10**9))
    graph.run(150, patience_s=0.5, steps_done=lambda: next(steps))
    graph.close()


def test_a_killed_child_is_noticed() -> None:
    graph = faulty_graph("slow")
    os.kill(graph._runtime.actors[0].pid, signal.SIGKILL)
    with pytest.raises(NeuroError, match="exit code -9"):
        graph.run(1000, patience_s=LIMIT_S)


def test_a_dropped_graph_ends_its_processes() -> None:
    graph = faulty_graph("none")
    graph.run(2, patience_s=LIMIT_S)
    assert _graph_children()
    del graph
    assert _wait_until(lambda: not _graph_children())


def test_a_session_goes_on_after_a_failure() -> None:
    case = random_case(2)
    expected = load_engine("numpy").run(case.network, case.stimulus)
    with load_engine("lava-fixed").open(case.network) as session:
        session.run(case.stimulus)
        os.kill(_graph_children()[0].pid, signal.SIGKILL)
        with pytest.raises(NeuroError, match="exit code -9"):
            session.run(case.stimulus)
        np.testing.assert_array_equal(session.run(case.stimulus).states, expected.states)


@pytest.mark.parametrize(("ending", "code"), [("leave", 0), ("fail", 1)])
def test_a_program_that_ends_without_closing(ending: str, code: int) -> None:
    running = program("none", ending)
    pids = children_of(running)
    assert running.wait(LIMIT_S) == code
    assert _wait_until(lambda: not any(_alive(pid) for pid in pids))
    _, errors = running.communicate()
    assert ("SystemError: on purpose" in errors) == (ending == "fail")


@pytest.mark.parametrize("target", ["parent", "group"])
def test_interrupting_a_run(target: str) -> None:
    running = program("slow", "run")
    pids = children_of(running)
    time.sleep(0.3)
    # A terminal sends Ctrl-C to the whole group, `kill -INT` to the parent alone.
    (os.kill if target == "parent" else os.killpg)(running.pid, signal.SIGINT)
    _, errors = running.communicate(timeout=LIMIT_S)
    assert running.returncode == -signal.SIGINT
    assert errors.count("Traceback") == 1
    assert "KeyboardInterrupt" in errors
    assert _wait_until(lambda: not any(_alive(pid) for pid in pids))


@pytest.mark.slow
@pytest.mark.parametrize("delay_s", np.linspace(0, 1.5, 16))
def test_interrupting_at_any_moment(delay_s: float) -> None:
    running = program("slow", "run")
    # While Lava is imported some of what it imports takes an interrupt for a module that is missing.
    assert running.stdout is not None
    running.stdout.readline()
    time.sleep(delay_s)
    os.killpg(running.pid, signal.SIGINT)
    try:
        _, errors = running.communicate(timeout=LIMIT_S)
    except subprocess.TimeoutExpired as late:
        # Python ignores what is raised while it drops a module's lock; who sees nothing end presses Ctrl-C again.
        if b"Exception ignored" not in (late.stderr or b""):
            raise
        os.killpg(running.pid, signal.SIGINT)
        _, errors = running.communicate(timeout=LIMIT_S)
    assert running.returncode == -signal.SIGINT, errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_program_leaves_no_orphans(number: int) -> None:
    running = program("slow", "run")
    pids = children_of(running)
    time.sleep(0.3)
    os.kill(running.pid, number)
    running.communicate(timeout=LIMIT_S)
    assert _wait_until(lambda: not any(_alive(pid) for pid in pids))


def test_a_test_that_fails_with_an_open_session(tmp_path: Path) -> None:
    failing = tmp_path / "test_failing.py"
    failing.write_text(
        "from tests.deploy.faulty_graph import faulty_graph\n"
        "kept = []\n"
        "def test_it():\n"
        "    kept.append(faulty_graph('none'))\n"
        "    assert False\n"
    )
    plugins = ["-p", "no:cacheprovider", "-p", "no:nengo"]
    command = [sys.executable, "-m", "pytest", "-q", *plugins, "--rootdir", str(ROOT), str(failing)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed" in done.stdout


@pytest.mark.slow
def test_two_hundred_builds_leave_no_trace() -> None:
    import logging

    from lava.magma.core.process.process import ProcessServer

    case, engine = random_case(2), load_engine("lava-float")

    def footprint() -> dict[str, int]:
        gc.collect()
        return {
            "handlers": len(logging.getLogger().handlers),
            "lava processes": len(ProcessServer().processes),
            "threads": threading.active_count(),
            "descriptors": len(list(Path("/proc/self/fd").iterdir())),
        }

    def resident_mb() -> float:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20

    for _ in range(20):
        engine.run(case.network, case.stimulus)
    time.sleep(0.5)
    before, before_mb = footprint(), resident_mb()
    for _ in range(200):
        engine.run(case.network, case.stimulus)
    assert _wait_until(lambda: all(footprint()[key] <= before[key] for key in before)), (before, footprint())
    assert resident_mb() - before_mb < 20


def _graph_children() -> list[Any]:
    return multiprocessing.active_children()


def _alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody asked after doesn't."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


def _segments() -> set[str]:
    """Shared-memory segments but those that other programs use: tests run beside each other."""
    folder = Path("/dev/shm")
    found = {path.name for path in folder.glob("psm_*")} if folder.exists() else set()
    ours = {os.getpid(), *(child.pid for child in _graph_children())}
    for maps in Path("/proc").glob("[0-9]*/maps") if found else ():
        if int(maps.parent.name) not in ours:
            with contextlib.suppress(OSError):
                found -= set(re.findall(r"/dev/shm/(psm_\S+)", maps.read_text()))
    return found


def _wait_until(condition: Callable[[], bool], limit_s: float = 10.0) -> bool:
    end = time.monotonic() + limit_s
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
