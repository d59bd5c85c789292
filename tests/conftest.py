"""What all tests share: one thread for each process, one folder of compiled programs for each run, what is missing."""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# Before NumPy is imported: the tests run on all cores as they are, and small matrices gain nothing from more threads.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
for _name in THREADS:
    os.environ.setdefault(_name, "1")

# A shell lets tests in the background ignore Ctrl-C, nohup the loss of the terminal, and so does all that they start.
for _signal, _default in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(_signal) is signal.SIG_IGN:
        signal.signal(_signal, _default)

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

from neuro.machine.caches import cache_folder  # noqa: E402

# How long an example takes is the machine's affair.
settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")


@pytest.fixture(scope="session", autouse=True)
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of this run's compiled Brian2 programs, which all tests and all their worker processes share."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    take_kernels(cache_folder() / "numba", folder / "programs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEURO_CACHE", str(folder / "programs"))
        yield folder / "programs"


def take_kernels(compiled: Path, folder: Path) -> None:
    """Begin with what setting up compiled for the fast engine: each is kept under what it was made from."""
    with suppress(OSError), tempfile.TemporaryDirectory(dir=folder.parent) as scratch:
        copied = shutil.copytree(compiled, Path(scratch) / "numba")
        folder.mkdir(exist_ok=True)
        # The first of the workers; another's fails.
        os.rename(copied, folder / "numba")


@pytest.fixture
def no_compiler(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """From here on whoever compiles fails: the compilers are there, and do nothing but fail."""
    folder = tmp_path_factory.mktemp("no-compiler")
    for name in ("g++", "c++", "gcc", "cc"):
        (folder / name).write_text("#!/bin/sh\necho no test may compile here >&2\nexit 1\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(scope="session")
def lava() -> None:
    """Lava imported the way the engines do it, or a skip with their reason: it runs on one Python version only."""
    from neuro_deploy.lava.importing import import_lava, lava_obstacle

    if (obstacle := lava_obstacle()) is not None:
        pytest.skip(obstacle)
    import_lava()


@pytest.fixture(scope="session")
def sanafe() -> None:
    """Nothing where SANA-FE, an extra, is installed; else a skip with the engine's own sentence."""
    from neuro_deploy.sanafe.chip import sanafe_obstacle

    if (obstacle := sanafe_obstacle()) is not None:
        pytest.skip(obstacle)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that run Lava come first, in each of the halves that two workers begin with.

    Lava copies the process it runs in, again and again, and that is quickest while the process holds little.
    """
    forking = [item for item in items if "lava" in item.nodeid or "lava" in getattr(item, "fixturenames", ())]
    chosen = set(forking)
    others = [item for item in items if item not in chosen]
    first, second = len(forking) // 2, len(others) // 2
    items[:] = [*forking[:first], *others[:second], *forking[first:], *others[second:]]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many attacks of each kind were tried: a category is a file in tests/attack."""
    tried: Counter[str] = Counter()
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            if report.when == "call" and (found := re.match(r"tests/attack/test_(\w+)\.py", report.nodeid)):
                tried[found[1].replace("_", " ")] += 1
    if tried:
        cases = ", ".join(f"{name} {number}" for name, number in sorted(tried.items()))
        terminalreporter.write_line(f"attacks: {tried.total()} ({cases})")
