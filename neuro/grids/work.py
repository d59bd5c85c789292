"""The commands of a sweep that simulate and train."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, final

from ..data import load_data
from ..description import REGIMES, Description
from ..description.fields import check_fields, choice, quantity
from ..engines import CODES, load_engine
from ..errors import NeuroError
from ..learning import evaluate, train
from ..workload import make_workload
from .options import read_options


@final
@dataclass(frozen=True)
class SimulateOptions:
    """As those of ``neuro simulate``; None is what the model says."""

    engine: str = "numpy"
    code: str = choice(*CODES, default="flips")
    samples: int | None = quantity(None, low=1)
    steps: int | None = quantity(None, low=1)
    regime: str | None = choice(*REGIMES, default=None)
    data: str | None = None

    def __post_init__(self) -> None:
        check_fields(self)


@final
@dataclass(frozen=True)
class TrainOptions:
    """As those of ``neuro train``; None is what the model says. `test` looks at the test samples, after all epochs."""

    data: str | None = None
    engine: str = "numpy"
    regime: str = choice(*REGIMES, default="float")
    epochs: int | None = quantity(None, low=1)
    test: bool = False

    def __post_init__(self) -> None:
        check_fields(self)


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
