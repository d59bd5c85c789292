"""Commands as a user types them, each in a process of its own that starts in a moment."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

import pytest

# Seconds after which a command counts as hanging, and the memory it may take beyond what its modules need.
HANG_S = 10.0
MEMORY = 4 << 30

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


def run(
    *arguments: str,
    cwd: Path,
    environment: Mapping[str, str | None] | None = None,
    limit_s: float = HANG_S,
    memory: int = MEMORY,
    signals: Sequence[tuple[float, int]] = (),
    ignored: Sequence[int] = (),
    streams: tuple[str, str] = ("", ""),
    encoding: str = "utf-8",
) -> Ended:
    """Run ``neuro`` with these arguments to its end.

    The process is forked from one that has imported the product, so that hundreds of commands take seconds.

    Parameters
    ----------
    arguments
        After ``neuro``.
    cwd
        Folder it starts in.
    environment
        Variables that are other than here; None takes one away.
    limit_s
        Seconds after which it is killed, and the test fails.
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
    out, err = cwd / ".stdout", cwd / ".stderr"
    said_to = (streams[0] or str(out), streams[1] or str(err))
    settings = (arguments, str(cwd), dict(environment or {}), said_to, encoding, ignored, memory)
    process = context.Process(target=_command, args=settings)
    began = time.monotonic()
    process.start()
    while signals and not err.exists() and process.is_alive():
        time.sleep(0.001)
    started = time.monotonic()
    for moment, number in signals:
        process.join(max(0.0, started + moment - time.monotonic()))
        with suppress(ProcessLookupError):
            (os.kill if number < 0 else os.killpg)(process.pid or 0, abs(number))
    process.join(limit_s)
    seconds = time.monotonic() - began
    if hangs := process.is_alive():
        process.kill()
        process.join()
    said = [path.read_bytes().decode(encoding, "replace") if path.exists() else "" for path in (out, err)]
    for path in (out, err):
        path.unlink(missing_ok=True)
    ended = Ended(arguments, process.exitcode or 0, *said, seconds)
    assert not hangs, f"still at work after {limit_s:g} s: {ended}"
    return ended


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
    sys.exit(main(list(arguments)))
