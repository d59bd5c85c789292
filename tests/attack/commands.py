"""Commands as a user types them, each in a process of its own that starts in a moment."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import final

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


def run(
    *arguments: str,
    cwd: Path,
    environment: Mapping[str, str | None] | None = None,
    limit_s: float = HANG_S,
    memory: int = MEMORY,
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
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*_MODULES])
    out, err = cwd / ".stdout", cwd / ".stderr"
    settings = (arguments, str(cwd), dict(environment or {}), (str(out), str(err)), memory)
    process = context.Process(target=_command, args=settings)
    began = time.monotonic()
    process.start()
    process.join(limit_s)
    seconds = time.monotonic() - began
    if hangs := process.is_alive():
        process.kill()
        process.join()
    said = [path.read_text(encoding="utf-8", errors="replace") for path in (out, err)]
    for path in (out, err):
        path.unlink()
    ended = Ended(arguments, process.exitcode or 0, *said, seconds)
    assert not hangs, f"still at work after {limit_s:g} s: {ended}"
    return ended


def _command(
    arguments: Sequence[str], cwd: str, environment: Mapping[str, str | None], said: tuple[str, str], memory: int
) -> None:
    """The command, in the process made for it."""
    os.chdir(cwd)
    for name, value in environment.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    for number, path in enumerate(said, 1):
        stream = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(stream, number)
        os.close(stream)
    sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False, buffering=1) for n in (1, 2))  # noqa: SIM115
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    bound = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))
    from neuro.cli import main

    sys.argv = ["neuro", *arguments]
    sys.exit(main(list(arguments)))
