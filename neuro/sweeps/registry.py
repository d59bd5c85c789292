"""What a point of a sweep can do: commands by name, imported only where they are worked on."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeAlias

from ..description import Description
from ..errors import NeuroError, nearest

# Takes a description and options, gives rows of one table: plain numbers, texts, truth values or None, by name. The
# same arguments give the same rows wherever they are worked on: no seconds, no names of machines.
Work: TypeAlias = Callable[[Description, dict[str, Any]], list[dict[str, Any]]]

COMMANDS: dict[str, str] = {
    "simulate": "neuro.sweeps.work:simulate",
    "train": "neuro.sweeps.work:train_epochs",
    "count": "neuro.manifold.measures:count",
    "reach": "neuro.manifold.measures:reach",
    "overlap": "neuro.manifold.measures:overlap",
    "clusters": "neuro.manifold.measures:clusters",
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
    module, _, name = COMMANDS.get(command, command).partition(":")
    try:
        work: Work = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as problem:
        raise NeuroError(f"command: '{command}' can't be imported here ({problem}).") from problem
    return work
