"""Commands as a user types them, each in a process of its own that starts in a moment."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, final

import pytest

# Seconds after which a command counts as hanging, and the memory it may take beyond what its modules need.
HANG_S = 10.0
MEMORY = 4 << 30
_numbers = itertools.count()

_MODULES = ("neuro.cli", "neuro.commands.compare", "neuro.commands.train", "neuro.commands.grid")
_MODULES += ("neuro.commands.manifold", "neuro.commands.place", "neuro.commands.claims", "neuro.estimator")


@final
@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code (minus the signal that killed it), what it said, and seconds it took."""

    command: tuple[str, ...]
    code: int
    out: str
    err: str
    seconds: float

    def refused(self, *words: str) -> str:
        """Hold it to a refusal: exit code 2, one sentence, no traceback, at once, all `words` said; the sentence."""
        lines = self.err.splitlines()
        assert self.code == 2, self
        assert len(lines) == 1, self
        assert lines[0].startswith("neuro: "), self
        assert "Traceback" not in self.out, self
        for word in words:
            assert word in lines[0], self
        return lines[0]

    def worked(self) -> str:
        """Hold it to success without a word of complaint; what it printed."""
        assert self.code == 0, self
        assert "Traceback" not in self.err, self
        assert "Warning" not in self.err, self
        return self.out


def brief(values: Iterable[Any], *quick: Any) -> list[Any]:
    """All values for a parametrisation, of which only the `quick` ones are tried in the fast part of the tests."""
    return [value if value in quick else pytest.param(value, marks=pytest.mark.slow) for value in values]


@final
class Running:
    """A command at work; made by :func:`start`."""

    def __init__(
        self, process: BaseProcess, command: tuple[str, ...], said: tuple[Path, Path], encoding: str = "utf-8"
    ) -> None:
        self._process, self._command, self._said, self._encoding = process, command, said, encoding
        self._began = time.monotonic()
        process.start()

    @property
    def pid(self) -> int | None:
        """Of its process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it is still at work."""
        return self._process.is_alive()

    def send(self, signals: Sequence[tuple[float, int]]) -> None:
        """Send signals, each so many seconds from now: to its group, or to it alone where the number is negative."""
        began = time.monotonic()
        for moment, number in signals:
            self._process.join(max(0.0, began + moment - time.monotonic()))
            with suppress(ProcessLookupError):
                (os.kill if number < 0 else os.killpg)(self.pid or 0, abs(number))

    def kill(self) -> Ended:
        """End it as ``kill -9`` does; what it had said by then."""
        self._process.kill()
        return self.ended()

    def ended(self, limit_s: float = HANG_S) -> Ended:
        """Wait for its end; one that takes longer than so many seconds is killed, and the test fails."""
        self._process.join(limit_s)
        seconds = time.monotonic() - self._began
        if hangs := self._process.is_alive():
            self._process.kill()
            self._process.join()
        said = [path.read_bytes().decode(self._encoding, "replace") if path.exists() else "" for path in self._said]
        for path in self._said:
            path.unlink(missing_ok=True)
        # Whoever has to wait for a compiler is told; that is no complaint.
        complaints = [line for line in said[1].splitlines(keepends=True) if not line.startswith("neuro: compiling")]
        ended = Ended(self._command, self._process.exitcode or 0, said[0], "".join(complaints), seconds)
        assert not hangs, f"still at work after {limit_s:g} s: {ended}"
        return ended


def start(
    *arguments: str,
    cwd: Path,
    environment: Mapping[str, str | None] | None = None,
    memory: int = MEMORY,
    signals: Sequence[tuple[float, int]] = (),
    ignored: Sequence[int] = (),
    streams: tuple[str, str] = ("", ""),
    encoding: str = "utf-8",
) -> Running:
    """Begin to run ``neuro`` with these arguments, in a process forked from one that has imported the product.

    Parameters
    ----------
    arguments
        After ``neuro``.
    cwd
        Folder it starts in.
    environment
        Variables that are other than here; None takes one away.
    memory
        Bytes it may allocate beyond what it starts with.
    signals
        Seconds after it has opened its streams, and what is sent then to its whole group, as a terminal does; to it
        alone where the number is negative.
    ignored
        Signals that it finds ignored, as under ``nohup``.
    streams
        Where output and errors go instead of being collected: a device, or ``closed``.
    encoding
        Of both streams.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*_MODULES])
    number = next(_numbers)
    said = cwd / f".stdout-{number}", cwd / f".stderr-{number}"
    said_to = (streams[0] or str(said[0]), streams[1] or str(said[1]))
    settings = (arguments, str(cwd), dict(environment or {}), said_to, encoding, ignored, memory)
    running = Running(context.Process(target=_command, args=settings), arguments, said, encoding)
    while signals and not said[1].exists() and running.is_alive:
        time.sleep(0.001)
    running.send(signals)
    return running


def run(*arguments: str, limit_s: float = HANG_S, **settings: Any) -> Ended:
    """Run ``neuro`` with these arguments to its end, as :func:`start` does with these settings, within a time."""
    return start(*arguments, **settings).ended(limit_s)


def _command(
    arguments: Sequence[str],
    cwd: str,
    environment: Mapping[str, str | None],
    said: tuple[str, str],
    encoding: str,
    ignored: Sequence[int],
    memory: int,
) -> None:
    """The command, in the process made for it."""
    os.setsid()
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)
    os.chdir(cwd)
    for name, value in environment.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    for number, (name, path) in enumerate(zip(("stdout", "stderr"), said, strict=True), 1):
        if path == "closed":
            os.close(number)
            setattr(sys, name, None)
            continue
        stream = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(stream, number)
        os.close(stream)
        setattr(sys, name, open(number, "w", encoding=encoding, closefd=False, buffering=1))  # noqa: SIM115
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    bound = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    from neuro.cli import main

    sys.argv = ["neuro", *arguments]
    sys.exit(main())
