"""Whether something fits into memory, asked before it is made."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from ..errors import NeuroError

_PROCESS, _MACHINE, _GROUPS = Path("/proc/self"), Path("/proc/meminfo"), Path("/sys/fs/cgroup")
_NO_LIMIT = 1 << 62
# Bytes that aren't worth a look at what is free.
_NEGLIGIBLE = 1 << 25


def check_memory(what: str, needed: int, instead: str) -> None:
    """Refuse what this process can't hold.

    Parameters
    ----------
    what
        What was asked for; begins the sentence.
    needed
        Bytes it would take.
    instead
        What to do; ends the sentence.

    Raises
    ------
    NeuroError
        When fewer bytes can be had.
    """
    if needed > _NEGLIGIBLE and needed > (free := free_memory()):
        raise NeuroError(f"{what} would take {_size(needed)} of memory, of which {_size(free)} are free; {instead}.")


def free_memory() -> int:
    """Bytes this process can still get: what the machine has free, within the limits set on the process."""
    return max(0, min(_free_in_machine(), _free_in_group(), _free_in_process()))


def _free_in_machine() -> int:
    try:
        lines = dict(line.split(":") for line in _MACHINE.read_text(encoding="ascii").splitlines())
        return sum(int(lines[name].split()[0]) << 10 for name in ("MemAvailable", "SwapFree"))
    except (OSError, ValueError, KeyError):
        return os.sysconf("SC_PHYS_PAGES") * resource.getpagesize()


def _free_in_group() -> int:
    """What the groups of processes it is in (those of containers and batch systems) leave it."""
    limits = []
    try:
        groups = (_PROCESS / "cgroup").read_text(encoding="utf-8").splitlines()
        for _, kinds, place in (line.split(":", 2) for line in groups):
            if kinds in ("", "memory"):
                root = _GROUPS / kinds
                inner = root / place.lstrip("/")
                for folder in (inner, *inner.parents):
                    if folder.is_relative_to(root):
                        limits += [_number(folder / name) for name in ("memory.max", "memory.limit_in_bytes")]
    except (OSError, ValueError):
        return _NO_LIMIT
    return min(limits, default=_NO_LIMIT) - _pages(1)


def _free_in_process() -> int:
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    return _NO_LIMIT if limit == resource.RLIM_INFINITY else limit - _pages(0)


def _pages(column: int) -> int:
    """Bytes this process has: mapped (column 0), or held in memory (1)."""
    try:
        return int((_PROCESS / "statm").read_text(encoding="ascii").split()[column]) * resource.getpagesize()
    except OSError:
        return 0


def _number(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return _NO_LIMIT


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count < 1e18 else "more than 1,000,000,000 GB"
