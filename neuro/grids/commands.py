"""What a point of a grid can do: commands by name, and functions of a user's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias, final

from ..description import Description
from ..engines import engine_names
from ..errors import NeuroError, nearest
from ..manifold.measures import (
    AbstractOptions,
    ClustersOptions,
    CountOptions,
    OverlapOptions,
    ReachOptions,
    clusters,
    count,
    overlap,
    reach,
)
from ..reading import read_options
from .work import SimulateOptions, TrainOptions, simulate, train_epochs

# Takes a description and options, gives rows of one table: plain numbers, texts, truth values or None, by name. The
# same arguments give the same rows wherever they are worked on: no seconds, no names of machines.
Work: TypeAlias = Callable[[Description, dict[str, Any]], list[dict[str, Any]]]


@final
@dataclass(frozen=True)
class GridCommand:
    """A command that a grid can run.

    Parameters
    ----------
    work
        What is done at each point.
    options
        The dataclass that takes its options.
    summary
        What it tells, in a few words.
    """

    work: Work
    options: type
    summary: str


# Those whose options say which networks can be measured are those of ``neuro manifold`` too.
COMMANDS: dict[str, GridCommand] = {
    "simulate": GridCommand(simulate, SimulateOptions, "run a network and count"),
    "train": GridCommand(train_epochs, TrainOptions, "train a classifier, a row for each epoch"),
    "count": GridCommand(count, CountOptions, "how many fixed points there are, against theory"),
    "reach": GridCommand(reach, ReachOptions, "how often, how fast and where the dynamics settle"),
    "overlap": GridCommand(
        overlap, OverlapOptions, "how far apart fixed points lie, and what survives the removal of a field"
    ),
    "clusters": GridCommand(clusters, ClustersOptions, "neighbours and clusters of fixed points within some flips"),
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
            f"command: got '{command}', which no grid can run; {nearest(command, COMMANDS)} "
            "A function of your own is given as module:function."
        )


def find_work(command: str) -> Work:
    """The function behind a command, or one of the user's own, named ``module:function``.

    Raises
    ------
    NeuroError
        When it can't be imported here.
    """
    if command in COMMANDS:
        return COMMANDS[command].work
    module, _, name = command.partition(":")
    try:
        work: Work = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as problem:
        raise NeuroError(f"command: '{command}' can't be imported here ({problem}).") from problem
    return work


def check_options(command: str, options: dict[str, Any], descriptions: Sequence[Description]) -> None:
    """Refuse, before any work, options that no point can be worked on with.

    Where some points can, the others are left to fail one by one. Functions of a user's own check theirs.

    Raises
    ------
    NeuroError
        Naming the option that isn't known or doesn't fit, or what is wrong with the last of the descriptions.
    """
    if command not in COMMANDS:
        return
    asked: Any = read_options(COMMANDS[command].options, options)
    engine = getattr(asked, "engine", "numpy")
    if engine not in engine_names():
        raise NeuroError(f"option 'engine': there is no engine '{engine}'; {nearest(engine, engine_names())}")
    if not isinstance(asked, AbstractOptions):
        return
    asked.check_heeded(descriptions)
    for place, description in enumerate(descriptions, 1):
        try:
            asked.check(description)
            return
        except NeuroError:
            if place == len(descriptions):
                raise
