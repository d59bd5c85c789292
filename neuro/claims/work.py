"""The rows, one after the other: train, choose by validation, look at test once, watch the network settle."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import final

from ..errors import NeuroError
from ..learning import evaluate, train
from ..network import Network, build_network
from ..progress import Progress, silent
from .perceptron import learned_parameters, perceptron_parameters, train_perceptron
from .results import Row
from .settling import settling
from .study import Study
from .trials import PERCEPTRON, Trial


def finish(study: Study, finished: Sequence[Row] = (), progress: Progress = silent) -> Iterator[Row]:
    """Work on what is left to do, a row at a time.

    Parameters
    ----------
    study
        What to do.
    finished
        Rows that are there already and are not done again.
    progress
        Called as samples are learned, with the share of rows that are done.
    """
    there = {row.name for row in finished}
    trials = {trial.name: trial for trial in study.trials}
    for number, name in enumerate(study.names, 1):
        if name in there:
            continue
        row = _RowProgress(progress, number, len(study.names), name)
        row("starting")
        trial = trials.get(name)
        yield _perceptron_row(study, row) if trial is None else _network_row(study, trial, row)


@final
@dataclass(frozen=True)
class _RowProgress:
    """Progress of one row as a part of all."""

    progress: Progress
    number: int
    rows: int
    name: str

    def __call__(self, what: str, done: float = 0, total: float = 0) -> None:
        share = done / total if total else 0.0
        self.progress(f"row {self.number}/{self.rows}  {self.name}  {what}", self.number - 1 + share, self.rows)


def _network_row(study: Study, trial: Trial, progress: Progress) -> Row:
    began, data, epochs = time.perf_counter(), study.data, trial.description.plasticity.epochs

    best: tuple[float, int, Network] | None = None
    for epoch, network in train(trial.description, data, engine=study.engine, progress=progress):
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


def _perceptron_row(study: Study, progress: Progress) -> Row:
    began, data, epochs = time.perf_counter(), study.data, study.perceptron_epochs
    width = study.perceptron_width
    came = train_perceptron(data, width, epochs, study.base.seed, progress)
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
