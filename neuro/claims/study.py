"""A study of the claims: its rows, what their figures depend on, and how it is worked through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, final

from ..data import DataSet
from ..description import Description, as_table, load_model
from ..engines import FASTEST
from ..errors import NeuroError, nearest
from ..grids import Point, PointResult, apply_settings, run_points
from ..learning import check_trainable, total_epochs, with_epochs
from ..network import build_network
from ..progress import Progress, silent
from ..tuning import best_of, candidates, tune
from .parameters import learned_parameters
from .results import Row
from .trials import Trial, network_trials
from .work import command_of, learn, learn_by_gradient

_STRENGTHS, _QUICK_STRENGTHS = (0.0, 1.0, 2.0, 3.0, 4.0), (0.0, 2.0, 4.0)
_DEPTHS, _QUICK_DEPTHS = (2, 3, 5), (3,)
# An epoch of a perceptron costs little: it gets so many times those of the full model, and no fewer than these.
_EPOCH_FACTOR, _FEWEST_EPOCHS = 2, 18
# Data sets whose name is that of the shipped model made for them.
_OWN_MODEL = ("digits", "mnist", "fashion-mnist", "entangled-mnist")
QUICK_EPOCHS, QUICK_UNITS, QUICK_SAMPLES = 2, 500, 5000


@final
@dataclass(frozen=True)
class Study:
    """All that the figures depend on.

    Parameters
    ----------
    base
        The full model.
    data
        Name of the data set.
    engine
        The engine that learns.
    quick
        Whether it is the quick version: fewer samples, links and depths.
    seeds
        Networks trained for each row, by the base's seed and those that follow.
    candidates
        Settings drawn for each row and tried beside those of the full model before the row is trained, by successive
        halving on the validation samples; 0 for none.
    only
        Texts: rows whose name contains one of them are worked through, all where there are none.

    Raises
    ------
    NeuroError
        When a text is in the name of no row.
    """

    base: Description
    data: str
    engine: str = FASTEST
    quick: bool = False
    seeds: int = 1
    candidates: int = 0
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [trial.name for trial in self._all_trials]
        for text in self.only:
            if not text.strip() or not any(text in name for name in names):
                raise NeuroError(f"only: got '{text}', which no row's name contains; the rows are {', '.join(names)}.")

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """The rows that were asked for."""
        every = self._all_trials
        return tuple(trial for trial in every if not self.only or any(text in trial.name for text in self.only))

    @cached_property
    def _all_trials(self) -> tuple[Trial, ...]:
        strengths, depths = (_QUICK_STRENGTHS, _QUICK_DEPTHS) if self.quick else (_STRENGTHS, _DEPTHS)
        return network_trials(self.base, strengths, depths)

    @property
    def perceptron_epochs(self) -> int:
        """Epochs of a perceptron."""
        epochs = _EPOCH_FACTOR * total_epochs(self.base)
        return epochs if self.quick else max(_FEWEST_EPOCHS, epochs)

    @property
    def settings(self) -> dict[str, Any]:
        """Everything the figures depend on, as plain data."""
        plain = {name: given for name, given in asdict(self).items() if name != "base"}
        return {**plain, "perceptron_epochs": self.perceptron_epochs, "model": as_table(self.base)}

    def check(self, data: DataSet) -> None:
        """Refuse a `data` set that the model doesn't fit, or whose samples change from step to step.

        Raises
        ------
        NeuroError
            Saying what doesn't fit.
        """
        check_trainable(self.base, data)
        if self.base.input and self.base.input.steps:
            raise NeuroError(
                f"model '{self.base.name}' takes inputs that change, and perceptrons don't; expected a model without "
                "[input] steps."
            )


def base_description(
    data: str, model: str | None = None, epochs: int | None = None, quick: bool = False
) -> Description:
    """The full model.

    Parameters
    ----------
    data
        Name of the data set; four of them have a model of their own.
    model
        Another model, by name or file.
    epochs
        Passes over the training samples in which all learns; None takes the model's, or 2 when quick.
    quick
        Scale the populations down to 500 units altogether where they are more.

    Raises
    ------
    NeuroError
        When the data set has no model of its own and none is given.
    """
    if model is None and data not in _OWN_MODEL:
        raise NeuroError(
            f"data set '{data}' has no model of its own, {', '.join(_OWN_MODEL)} have ({nearest(data, _OWN_MODEL)}); "
            "name one with --model."
        )
    description = load_model(model or data)
    if epochs is None and quick:
        epochs = min(QUICK_EPOCHS, description.plasticity.epochs)
    description = with_epochs(description, epochs)
    return _smaller(description) if quick else description


def _smaller(description: Description) -> Description:
    units = description.units
    if units <= QUICK_UNITS:
        return description
    populations = tuple(replace(p, size=max(1, p.size * QUICK_UNITS // units)) for p in description.populations)
    return replace(description, populations=populations)


def work_through(
    study: Study,
    folder: str | Path | None,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress = silent,
) -> list[Row]:
    """Tune where that is asked for, train every row under every seed; what is in the folder already is kept.

    Parameters
    ----------
    study
        What to do.
    folder, workers, scheduler, progress
        As for :func:`~neuro.grids.run_points`.

    Raises
    ------
    NeuroError
        When a row can't be tuned or trained, with the reason.
    """
    options = {"data": study.data, "samples": QUICK_SAMPLES if study.quick else None}
    learning = {**options, "engine": study.engine}
    tuned: list[tuple[Trial, dict[str, Any]]] = []
    for number, trial in enumerate(study.trials, 1):
        settings: dict[str, Any] = {}
        if study.candidates and trial.over:
            title = f"tuning {number}/{len(study.trials)}  {trial.name}  "

            def told(what: str, done: float = 0, total: float = 0, title: str = title) -> None:
                progress(title + what, done, total)

            # The row's own settings, which are the full model's, take part: no row is worse off for being tuned.
            drawn = [{}, *candidates(trial.over, study.candidates, study.base.seed)]
            tried = tune(
                trial.description, drawn, learning, folder, workers=workers, scheduler=scheduler, progress=told
            )
            settings = best_of(tried).settings
        tuned.append((trial, settings))
    # Perceptrons have as many parameters as the full model, as tuned where it is among the rows.
    full = apply_settings(study.base, tuned[0][1] if tuned[0][0].description == study.base else {})
    gradient = {**options, "parameters": learned_parameters(build_network(full)), "epochs": study.perceptron_epochs}
    points = [point for trial, settings in tuned for point in _points(study, trial, settings, learning, gradient)]
    results = run_points(points, folder, workers=workers, scheduler=scheduler, progress=progress)
    return [
        _row(trial, settings, results[k * study.seeds : (k + 1) * study.seeds])
        for k, (trial, settings) in enumerate(tuned)
    ]


def _points(
    study: Study, trial: Trial, settings: dict[str, Any], learning: dict[str, Any], gradient: dict[str, Any]
) -> list[Point]:
    command, options = command_of(learn), learning
    if trial.layers:
        command, options = command_of(learn_by_gradient), {**gradient, "layers": trial.layers, "binary": trial.binary}
    model = apply_settings(trial.description, settings)
    seeds = range(model.seed, model.seed + study.seeds)
    return [Point(command, replace(model, seed=seed), {"row": trial.name, "seed": seed}, options) for seed in seeds]


def _row(trial: Trial, settings: dict[str, Any], results: Sequence[PointResult]) -> Row:
    if (error := next((result.error for result in results if result.error is not None), None)) is not None:
        raise NeuroError(f"row '{trial.name}' could not be trained: {error}")
    figures = [result.rows[0] for result in results]
    return Row(
        name=trial.name,
        sentence=trial.sentence,
        settings=settings,
        validation=tuple(one["validation_accuracy"] for one in figures),
        test=tuple(one["test_accuracy"] for one in figures),
        parameters=round(sum(one["parameters"] for one in figures) / len(figures)),
        epochs=figures[0]["epochs"],
        link_strength=trial.link_strength,
        depth=trial.depth,
        **{key: _mean([one.get(key) for one in figures]) for key in ("changed_share", "settled_share", "overlap")},
        settling_steps=_mean([one.get("settling_steps") for one in figures]),
        settling_samples=figures[0].get("settling_samples"),
    )


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
