"""Importing Lava: only when asked for, without its warnings, and with multiprocessing left as it was."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import multiprocessing
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from neuro.errors import NeuroError

_NEEDED = (
    "lava.magma.runtime.runtime",
    "lava.magma.runtime.message_infrastructure.multiprocessing",
    "lava.magma.core.run_configs",
    "lava.proc.lif.process",
    "lava.proc.dense.process",
    "lava.proc.sparse.process",
)


def lava_obstacle() -> str | None:
    """Why Lava can't be imported, and what to install, in one sentence; None when it can."""
    try:
        import_lava()
    except NeuroError as problem:
        return str(problem)
    return None


def import_lava() -> None:
    """Import what the engines need of Lava.

    Raises
    ------
    NeuroError
        When Lava is missing or broken.
    """
    if all(name in sys.modules for name in _NEEDED):
        return
    if not has_module("lava.magma"):
        raise NeuroError(_missing())
    try:
        with fork_context(), quiet():
            for name in _NEEDED:
                importlib.import_module(name)
    except Exception as problem:
        raise NeuroError(
            f"Lava is installed but can't be imported ({type(problem).__name__}: {problem}); "
            "reinstall it with: pip install --force-reinstall 'lava-nc>=0.10,<0.11'."
        ) from problem


@contextmanager
def fork_context() -> Iterator[None]:
    """Make 'fork' the way multiprocessing starts processes, and put back afterwards what was set before.

    Lava insists on setting it itself at import, which fails when it has been set already, and its graphs
    can only be started by forking.
    """
    before = multiprocessing.get_start_method(allow_none=True)
    importing = "lava.magma.runtime.message_infrastructure.multiprocessing" not in sys.modules
    multiprocessing.set_start_method(None if importing else "fork", force=True)
    try:
        yield
    finally:
        multiprocessing.set_start_method(before, force=True)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep Lava's warnings from the user, and take away the log handlers it adds to the root logger."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for handler in [h for h in root.handlers if h not in handlers]:
            root.removeHandler(handler)


def has_module(name: str) -> bool:
    """Whether a module could be imported, as far as can be told without importing it."""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _missing() -> str:
    major, minor = sys.version_info[:2]
    if (major, minor) != (3, 10):
        return (
            f"Lava runs on Python 3.10 alone (it was archived in 2026) and this is Python {major}.{minor}; make an "
            "environment with Python 3.10 and install Lava there: pip install 'neuro-engines[lava]'."
        )
    return "Lava is not installed; it is an extra: pip install 'neuro-engines[lava]'."
