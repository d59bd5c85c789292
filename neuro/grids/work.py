"""The commands of a grid that simulate and train."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, final

from ..data import load_data
from ..description import REGIMES, Description
from ..engines import CODES, load_engine
from ..errors import NeuroError
from ..fields import AbstractDeclared, choice, quantity, text, value
from ..learning import evaluate, train
from ..reading import read_options
from ..workload import make_workload

_ENGINE, _DATA = "engine name; 'neuro doctor' lists them", "data set"


@final
@dataclass(frozen=True)
class SimulateOptions(AbstractDeclared):
    """As those of ``neuro simulate``; None is what the model says."""

    engine: str = text("numpy", help=_ENGINE)
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
    engine: str = text("numpy", help=_ENGINE)
    regime: str = choice(*REGIMES, default="float", help="numbers in which it learns")
    epochs: int | None = quantity(None, low=1, help="passes over the training samples")
    test: bool = value(False, help="look at the test samples, after all epochs")


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


def train_epochs(description: Description, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Train a classifier; one row an epoch. `test_accuracy` stands in the last one, if it was asked for."""
    chosen = read_options(TrainOptions, options)
    named = chosen.data or (description.input.data if description.input else None)
    if named is None:
        raise NeuroError(f"model '{description.name}' names no data set; give one as option 'data'.")
    if chosen.epochs is not None:
        description = replace(description, plasticity=replace(description.plasticity, epochs=chosen.epochs))
    data, rows, learned = load_data(named), [], None
    for epoch, learned in train(description, data, engine=chosen.engine, integer=chosen.regime == "integer"):  # noqa: B007
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
    return rows
