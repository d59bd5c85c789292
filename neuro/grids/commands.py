"""What a point of a grid can do: commands by name, and functions of a user's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, TypeAlias, final

from ..data import load_data
from ..description import REGIMES, Description
from ..engines import CODES, FASTEST, engine_names, load_engine
from ..errors import NeuroError, nearest
from ..fields import AbstractDeclared, choice, quantity, text, value
from ..learning import Checkpoint, Epoch, evaluate, notes_of, train, with_epochs
from ..manifold.measures import (
    AbstractOptions,
    BasinsOptions,
    ClustersOptions,
    CountOptions,
    LearnedOptions,
    LocalEntropyOptions,
    OverlapOptions,
    PathsOptions,
    ReachOptions,
    basins,
    clusters,
    count,
    learned,
    local_entropy,
    overlap,
    paths,
    reach,
)
from ..network import packed_network
from ..reading import read_options
from ..workload import make_workload

_ENGINE, _DATA = "engine name; 'neuro doctor' lists them", "data set"


@final
@dataclass(frozen=True)
class SimulateOptions(AbstractDeclared):
    """As those of ``neuro simulate``; None is what the model says."""

    engine: str = text(FASTEST, help=_ENGINE)
    code: str = choice(*CODES, default="flips", help="messages between units")
    samples: int | None = quantity(None, low=1, help="samples, or random starts for a model without input")
    steps: int | None = quantity(None, low=1, help="time steps")
    regime: str | None = choice(*REGIMES, default=None, help="numbers of the network")
    data: str | None = value(None, help=_DATA)


@final
@dataclass(frozen=True)
class TrainOptions(AbstractDeclared):
    """As those of ``neuro train``; None is what the model says."""

    data: str | None = value(None, help=_DATA)
    engine: str = text(FASTEST, help=_ENGINE)
    regime: str = choice(*REGIMES, default="float", help="numbers in which it learns")
    epochs: int | None = quantity(
        None,
        low=1,
        help="passes in which all learns; those in which the readout learns alone follow, in the same ratio",
    )
    samples: int | None = quantity(None, low=1, help="training samples, drawn from the seed; None for all")
    test: bool = value(False, help="look at the test samples, after all epochs")
    keep: bool = value(False, help="keep the trained network beside its rows, for 'neuro join'")


@final
@dataclass(frozen=True)
class RowsAndNetwork:
    """Rows of a table, and a network that is kept beside them.

    Parameters
    ----------
    rows
        As a command gives them alone.
    network
        The contents of its file, as :func:`~neuro.network.packed_network` gives them.
    """

    rows: list[dict[str, Any]]
    network: bytes


def simulate(description: Description, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a network; one row of counts.

    `settled_share` is that of samples at a fixed point after the last step; `accuracy` is None where there are no
    labels. Files of data sets are found by NEURO_DATA, wherever the work is done.
    """
    chosen = read_options(SimulateOptions, options)
    workload = make_workload(
        description, regime=chosen.regime, samples=chosen.samples, steps=chosen.steps, data=chosen.data
    )
    result = load_engine(chosen.engine).run(workload.network, workload.stimulus, chosen.code)
    answers = workload.labels if workload.network.classes else None
    return [
        {
            "samples": workload.stimulus.samples,
            "timesteps": result.activity.timesteps,
            "spikes": result.activity.spikes,
            "flips": result.activity.flips,
            "synops": result.activity.synops,
            "settled_share": float(workload.at_fixed_point(result.states[:, -1]).mean()),
            "accuracy": None if answers is None else float((result.predictions == answers).mean()),
        }
    ]


def train_epochs(description: Description, options: dict[str, Any]) -> list[dict[str, Any]] | RowsAndNetwork:
    """Train a classifier; one row an epoch. `test_accuracy` stands in the last one, if it was asked for."""
    chosen = read_options(TrainOptions, options)
    named = chosen.data or (description.input.data if description.input else None)
    if named is None:
        raise NeuroError(f"model '{description.name}' names no data set; give one as option 'data'.")
    description = with_epochs(description, chosen.epochs)
    data, rows, epochs, learned = load_data(named, like=description.input), [], list[Epoch](), None
    data = data.reduced(chosen.samples, description.seed)
    for epoch, learned in train(description, data, engine=chosen.engine, integer=chosen.regime == "integer"):  # noqa: B007
        epochs.append(epoch)
        rows.append(
            {
                "epoch": epoch.number,
                "train_accuracy": epoch.train_accuracy,
                "validation_accuracy": epoch.validation_accuracy,
                "unstable": epoch.unstable,
                "test_accuracy": None,
            }
        )
    if chosen.test and learned is not None:
        rows[-1]["test_accuracy"] = evaluate(learned, data.test)
    if chosen.keep and learned is not None:
        notes = notes_of(Checkpoint(learned, named, chosen.engine, tuple(epochs)))
        return RowsAndNetwork(rows, packed_network(learned, notes))
    return rows


# Takes a description and options, gives rows of one table: plain numbers, texts, truth values or None, by name. The
# same arguments give the same rows wherever they are worked on: no seconds, no names of machines.
Work: TypeAlias = Callable[[Description, dict[str, Any]], list[dict[str, Any]] | RowsAndNetwork]


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
    "basins": GridCommand(basins, BasinsOptions, "how many of all fixed points the dynamics find"),
    "overlap": GridCommand(
        overlap, OverlapOptions, "how far apart fixed points lie, and what survives the removal of a field"
    ),
    "clusters": GridCommand(clusters, ClustersOptions, "neighbours and clusters of fixed points within some flips"),
    "local-entropy": GridCommand(
        local_entropy, LocalEntropyOptions, "how many fixed points lie around those reached, and around any"
    ),
    "learned": GridCommand(learned, LearnedOptions, "how the surroundings of states change as a classifier learns"),
    "paths": GridCommand(paths, PathsOptions, "paths through fixed points between those that starts reach"),
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
    engine = getattr(asked, "engine", FASTEST)
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
