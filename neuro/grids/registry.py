"""What a point of a sweep can do: commands by name, imported only where they are worked on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, TypeAlias

from ..description import Description
from ..engines import engine_names
from ..errors import NeuroError, nearest
from .options import read_options

# Takes a description and options, gives rows of one table: plain numbers, texts, truth values or None, by name. The
# same arguments give the same rows wherever they are worked on: no seconds, no names of machines.
Work: TypeAlias = Callable[[Description, dict[str, Any]], list[dict[str, Any]]]

COMMANDS: dict[str, str] = {
    "simulate": "neuro.grids.work:simulate",
    "train": "neuro.grids.work:train_epochs",
    "count": "neuro.manifold.measures:count",
    "reach": "neuro.manifold.measures:reach",
    "overlap": "neuro.manifold.measures:overlap",
    "clusters": "neuro.manifold.measures:clusters",
}

# The dataclass that takes the options of each; functions of one's own check theirs themselves.
_OPTIONS: dict[str, str] = {
    "simulate": "neuro.grids.work:SimulateOptions",
    "train": "neuro.grids.work:TrainOptions",
    "count": "neuro.manifold.measures:CountOptions",
    "reach": "neuro.manifold.measures:ReachOptions",
    "overlap": "neuro.manifold.measures:OverlapOptions",
    "clusters": "neuro.manifold.measures:ClustersOptions",
}


def check_command(command: str) -> None:
    """Refuse a command that isn't there.

    Raises
    ------
    NeuroError
        Naming the nearest one that is, or what is wrong with a function of one's own.
    """
    if ":" in command:
        find_work(command)
    elif command not in COMMANDS:
        raise NeuroError(
            f"command: got '{command}', which no sweep can run; {nearest(command, COMMANDS)} "
            "A function of your own is given as module:function."
        )


def find_work(command: str) -> Work:
    """The function behind a command, or one of the user's own, named ``module:function``.

    Raises
    ------
    NeuroError
        When it can't be imported here.
    """
    try:
        work: Work = _imported(COMMANDS.get(command, command))
    except (ImportError, AttributeError, ValueError) as problem:
        raise NeuroError(f"command: '{command}' can't be imported here ({problem}).") from problem
    return work


def check_options(command: str, options: dict[str, Any], descriptions: Sequence[Description]) -> None:
    """Refuse, before any work, options that no point can be worked on with.

    Where some points can, the others are left to fail one by one.

    Raises
    ------
    NeuroError
        Naming the option that isn't known or doesn't fit, or what is wrong with the last of the descriptions.
    """
    if command not in _OPTIONS:
        return
    asked = read_options(_imported(_OPTIONS[command]), options)
    engine = getattr(asked, "engine", "numpy")
    if engine not in engine_names():
        raise NeuroError(f"option 'engine': there is no engine '{engine}'; {nearest(engine, engine_names())}")
    if not hasattr(asked, "check"):
        return
    asked.check_heeded(descriptions)
    for place, description in enumerate(descriptions, 1):
        try:
            asked.check(description)
            return
        except NeuroError:
            if place == len(descriptions):
                raise


def _imported(place: str) -> Any:
    """What ``module:name`` stands for."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
