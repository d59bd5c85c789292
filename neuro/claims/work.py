"""The rows, one after the other: train, choose by validation, look at test once, watch the network settle."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import final

from ..errors import NeuroError
from ..learning import Progress, evaluate, train
from ..network import Network, build_network
from .parameters import learned_parameters, perceptron_parameters
from .perceptron import train_perceptron
from .results import Row
from .settling import settling
from .study import Study
from .trials import PERCEPTRON, Trial


@final
@dataclass(frozen=True)
class Standing:
    """Where a study stands: the row in work (numbered from 1), its epoch, and the share of that row that is done."""

    number: int
    name: str
    epoch: int
    epochs: int
    done: float


def finish(
    study: Study, finished: Sequence[Row] = (), report: Callable[[Standing], None] | None = None
) -> Iterator[Row]:
    """Work on what is left to do, a row at a time.

    Parameters
    ----------
    study
        What to do.
    finished
        Rows that are there already and are not done again.
    report
        Called as samples are learned.
    """
    there = {row.name for row in finished}
    trials = {trial.name: trial for trial in study.trials}
    for number, name in enumerate(study.names, 1):
        if name in there:
            continue

        def show(epoch: int, epochs: int, done: float, number: int = number, name: str = name) -> None:
            if report is not None:
                report(Standing(number, name, epoch, epochs, done))

        trial = trials.get(name)
        yield _perceptron_row(study, show) if trial is None else _network_row(study, trial, show)


def _network_row(study: Study, trial: Trial, show: Callable[[int, int, float], None]) -> Row:
    began, data, epochs = time.perf_counter(), study.data, trial.description.plasticity.epochs

    def report(progress: Progress) -> None:
        show(progress.epoch, epochs, (progress.epoch - 1 + progress.done / progress.samples) / epochs)

    show(1, epochs, 0.0)
    best: tuple[float, int, Network] | None = None
    for epoch, network in train(trial.description, data, engine=study.engine, report=report):
        if best is None or epoch.validation_accuracy > best[0]:
            best = (epoch.validation_accuracy, epoch.number, network)
    if best is None:
        raise NeuroError(f"model '{trial.description.name}' asks for no epochs; expected at least one.")
    validation, number, kept = best
    rest = settling(kept, data.validation)
    return Row(
        name=trial.name,
        sentence=trial.sentence,
        validation_accuracy=validation,
        test_accuracy=evaluate(kept, data.test),
        parameters=learned_parameters(build_network(trial.description)),
        epoch=number,
        epochs=epochs,
        seconds=round(time.perf_counter() - began, 3),
        link_strength=trial.link_strength,
        changed_share=rest.changed_share,
        settled_share=rest.settled_share,
        settling_steps=rest.settling_steps,
        overlap=rest.overlap,
        settling_samples=rest.samples,
    )


def _perceptron_row(study: Study, show: Callable[[int, int, float], None]) -> Row:
    began, data, epochs = time.perf_counter(), study.data, study.perceptron_epochs
    width = study.perceptron_width
    show(1, epochs, 0.0)
    came = train_perceptron(data, width, epochs, study.base.seed, lambda epoch: show(epoch, epochs, epoch / epochs))
    return Row(
        name=PERCEPTRON,
        sentence=f"One hidden layer of {width} units, trained by backpropagation (Adam); "
        "the number of parameters closest to the full model's.",
        validation_accuracy=came.validation_accuracy,
        test_accuracy=came.test_accuracy,
        parameters=perceptron_parameters(width, study.lines, data.classes),
        epoch=came.epoch,
        epochs=epochs,
        seconds=round(time.perf_counter() - began, 3),
    )
