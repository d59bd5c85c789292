"""Kernels compiled once: kept in this user's cache under what they were made from, and compiled anew when damaged."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, final

import numba
from numba.core.caching import _Cache
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from ...errors import NeuroError
from ...files import write_whole
from ...machine.caches import cache_folder, make_own
from ...machine.notices import announced, begin_wait
from ...machine.signals import deferred

_CHECKSUM = 32
# Numba's own way of keeping machine code; it is read from a folder of this user alone, and only as it was written.
_READ = pickle.loads


_block = threading.local()


@contextmanager
def compiling(seconds: int) -> Iterator[None]:
    """Tell that kernels are compiled in a block, where they aren't kept from before, and how long that takes.

    An interrupt is heard between kernels: within one, LLVM calls back into Python, and would swallow it.
    """
    text = f"compiling for the engine 'numba', once on this machine: about {seconds} s."
    with announced(text), deferred() as leave:
        _block.leave = leave
        try:
            yield
        finally:
            _block.leave = None


def kernel(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """A function compiled by Numba for the types it is called with, which only others that are compiled call."""
    return _compiled(no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)


def entry(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """One that Python calls, and that lets its other threads run meanwhile."""
    return _compiled(no_cfunc_wrapper=True, **options)


def _compiled(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    def decorate(function: Callable[..., Any]) -> Any:
        # Arrays belong to Python throughout: counting who uses them takes longer, to compile and to run, than the work.
        compiled = numba.njit(nogil=True, error_model="numpy", _nrt=False, **options)(function)
        compiled._cache = _Kernels(function)
        return compiled

    return decorate


@final
class _Kernels(_Cache):
    """Where Numba looks for a function's machine code, and leaves it."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._name = f"{function.__module__}.{function.__qualname__}"

    @property
    def cache_path(self) -> str:
        """The folder."""
        return str(_folder())

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """What was compiled for a signature; None when there is none, or not as it was written."""
        if (leave := getattr(_block, "leave", None)) is not None:
            leave()
        target_context.refresh()
        body = self._kept(sig, target_context)
        if body is None:
            begin_wait()
            return None
        return CompileResult._rebuild(target_context, *_READ(body))

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled; where there is no room for it, it is compiled again next time."""
        body = dumps(data._reduce())
        try:
            make_own(_folder(), "")
            path = self._path(sig, data.codegen)
            write_whole(path, lambda stream: stream.write(hashlib.sha256(body).digest() + body))
        except (OSError, NeuroError):
            return

    def enable(self) -> None:
        """It always is."""

    def disable(self) -> None:
        """It never is."""

    def flush(self) -> None:
        """Nothing is kept in memory."""

    def _kept(self, sig: Any, target_context: Any) -> bytes | None:
        try:
            make_own(_folder(), "")
            content = self._path(sig, target_context.codegen()).read_bytes()
        except (OSError, NeuroError):
            return None
        checksum, body = content[:_CHECKSUM], content[_CHECKSUM:]
        return body if hashlib.sha256(body).digest() == checksum else None

    def _path(self, sig: Any, codegen: Any) -> Path:
        made_from = (self._name, str(sig), codegen.magic_tuple(), numba.__version__, sys.version, _sources())
        return _folder() / f"{hashlib.sha256(repr(made_from).encode()).hexdigest()}.kernel"


def _folder() -> Path:
    return cache_folder() / "numba"


@cache
def _sources() -> str:
    """A checksum of all kernels' source: one calls another, so a change anywhere makes them anew."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py"), key=os.fspath):
        digest.update(path.read_bytes())
    return digest.hexdigest()
