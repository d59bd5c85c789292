"""Importing SANA-FE: only when asked for, and without what it prints."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from neuro.errors import NeuroError

_INSTALL = "pip install 'neuro-engines[sanafe]'"
# What its file of Loihi says of the 1024 sources of spikes on each core, and of the neurons a core holds.
_SOURCES, _NEURONS = "loihi_inputs[0..1023]", "max_neurons_supported: 1024\n"


def sanafe_obstacle() -> str | None:
    """Why SANA-FE can't be imported, and what to install, in one sentence; None when it can."""
    if importlib.util.find_spec("sanafe") is None:
        return f"SANA-FE is not installed; it is an extra (GPL-3.0): {_INSTALL}."
    try:
        import_sanafe()
    except NeuroError as problem:
        return str(problem)
    return None


def import_sanafe() -> Any:
    """The module.

    Raises
    ------
    NeuroError
        When it is missing or broken.
    """
    try:
        return importlib.import_module("sanafe")
    except Exception as problem:
        raise NeuroError(f"SANA-FE can't be imported ({type(problem).__name__}: {problem}); {_INSTALL}.") from problem


def load_loihi(sources: int) -> Any:
    """SANA-FE's own Loihi, 32 tiles of four cores, with as many sources of spikes a core as are needed.

    Its file has 1024 on each of 128 cores, which take seconds to build, and counts them among the 1024 neurons a core
    holds. They stand for what comes from outside and cost nothing, so here they come on top of those.

    Raises
    ------
    NeuroError
        When SANA-FE's file isn't the one that this was written for.
    """
    text = (files("sanafe.examples") / "loihi.yaml").read_text(encoding="utf-8")
    if _SOURCES not in text or _NEURONS not in text:
        raise NeuroError(
            "SANA-FE's loihi.yaml has other sources or neurons a core than that of version 2.2.9; "
            "install that one: pip install sanafe==2.2.9."
        )
    text = text.replace(_SOURCES, f"loihi_inputs[0..{max(sources, 1) - 1}]")
    text = text.replace(_NEURONS, f"max_neurons_supported: {1024 + sources}\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "loihi.yaml"
        path.write_text(text, encoding="utf-8")
        return import_sanafe().load_arch(path)


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Keep "Executed steps" from the user: SANA-FE prints it after every call, through Python."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield
