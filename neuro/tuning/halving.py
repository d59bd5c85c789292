"""Successive halving: all candidates in a few epochs, then the best ones in more.

Karnin, Koren and Somekh, Almost optimal exploration in multi-armed bandits, ICML 2013; Jamieson and Talwalkar,
Non-stochastic best arm identification and hyperparameter optimization, AISTATS 2016.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, final

from ..description import Description
from ..errors import NeuroError
from ..grids import Point, apply_settings, run_points
from ..progress import Progress, silent


@final
@dataclass(frozen=True)
class Round:
    """So many candidates in a share of the epochs."""

    candidates: int
    share: float


@final
@dataclass(frozen=True)
class Tried:
    """One candidate in one round.

    Parameters
    ----------
    number, round
        Of the candidate and of the round, from 1.
    settings
        By key.
    epochs
        Passes over the training samples, all stages together.
    accuracies
        On the validation samples after the last epoch, one for each seed; none where it failed.
    error
        Why it failed; None when it didn't.
    """

    number: int
    round: int
    settings: dict[str, Any]
    epochs: int
    accuracies: tuple[float, ...] = ()
    error: str | None = None

    @property
    def accuracy(self) -> float:
        """The mean over the seeds; less than any where it failed."""
        return sum(self.accuracies) / len(self.accuracies) if self.accuracies else -math.inf


def halving_rounds(candidates: int, epochs: int, factor: int = 3) -> list[Round]:
    """Rounds, each with 1 / `factor` of the candidates and `factor` times the epochs of the one before.

    A round of one, which would decide nothing, is left out unless it is the first: then the last one has fewer epochs.

    Parameters
    ----------
    candidates
        In the first round.
    epochs
        Of the model; the first round has at least one.
    factor
        At least 2.

    Examples
    --------
    >>> [(one.candidates, round(9 * one.share)) for one in halving_rounds(27, 9)]
    [(27, 1), (9, 3), (3, 9)]
    >>> [(one.candidates, round(9 * one.share)) for one in halving_rounds(12, 9)]
    [(12, 1), (4, 3)]
    """
    count = 1 + min(_times(candidates, factor), _times(epochs, factor))
    rounds = [Round(candidates // factor**k, factor ** -float(count - 1 - k)) for k in range(count)]
    return [each for k, each in enumerate(rounds) if k == 0 or each.candidates > 1]


def _times(number: int, factor: int) -> int:
    """How often a number can be divided."""
    times = 0
    while number >= factor:
        number, times = number // factor, times + 1
    return times


def tune(
    description: Description,
    settings: Sequence[dict[str, Any]],
    options: dict[str, Any],
    folder: str | Path | None,
    *,
    seeds: int = 1,
    factor: int = 3,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress = silent,
) -> list[Tried]:
    """Try settings, and train those on that do best on the validation samples; the test samples are not looked at.

    In a round of fewer epochs the whole schedule is passed through, the rates falling by as much in fewer steps.

    Parameters
    ----------
    description
        The model that settings are put into.
    settings
        As :func:`~neuro.tuning.candidates` gives them.
    options
        Of the grid command ``train``: data, engine, regime.
    folder
        Where points are kept: the same call goes on where an earlier one was cut off.
    seeds
        Networks trained for each candidate, by the description's seed and those that follow.
    factor
        Of the halving.
    workers, scheduler, progress
        As for :func:`~neuro.grids.run_points`.

    Returns
    -------
    list of Tried
        Round after round.

    Raises
    ------
    NeuroError
        When a setting doesn't fit the model, or no candidate of a round could be trained.
    """
    numbered = [(number, one, apply_settings(description, one)) for number, one in enumerate(settings, 1)]
    rounds = halving_rounds(len(numbered), max(model.plasticity.epochs for _, _, model in numbered), factor)
    tried: list[Tried] = []
    for place, each in enumerate(rounds, 1):
        if place > 1:
            best = sorted((one for one in tried if one.round == place - 1), key=lambda one: (-one.accuracy, one.number))
            kept = {one.number for one in best[: each.candidates] if one.error is None}
            numbered = [one for one in numbered if one[0] in kept]
        points = [
            Point("train", replace(shortened(model, each.share), seed=model.seed + seed), one, options)
            for _, one, model in numbered
            for seed in range(seeds)
        ]
        title = f"round {place}/{len(rounds)}"

        def told(what: str, done: float = 0, total: float = 0, title: str = title) -> None:
            progress(f"{title}  {what}", done, total)

        results = run_points(points, folder, workers=workers, scheduler=scheduler, progress=told)
        for k, (number, one, model) in enumerate(numbered):
            came = results[k * seeds : (k + 1) * seeds]
            epochs, error = _epochs(model, each.share), next((r.error for r in came if r.error is not None), None)
            reached = () if error else tuple(float(r.rows[-1]["validation_accuracy"]) for r in came)
            tried.append(Tried(number, place, one, epochs, reached, error))
        if all(one.error is not None for one in tried if one.round == place):
            raise NeuroError(f"no candidate could be trained: {tried[-1].error}")
    return tried


def best_of(tried: Sequence[Tried]) -> Tried:
    """The best candidate of the last round, the first of equals.

    Parameters
    ----------
    tried
        As :func:`tune` gives them.
    """
    last = max(one.round for one in tried)
    return min((one for one in tried if one.round == last), key=lambda one: (-one.accuracy, one.number))


def shortened(description: Description, share: float) -> Description:
    """The model with a share of its epochs, in which rates fall by as much as in all of them."""
    rule, whole, alone = description.plasticity, description.integer_plasticity, description.consolidation
    epochs, last = math.ceil(share * rule.epochs), math.ceil(share * alone.epochs)
    power, later = rule.epochs / epochs, alone.epochs / max(1, last)
    return replace(
        description,
        plasticity=replace(rule, epochs=epochs, rate_factor=rule.rate_factor**power),
        integer_plasticity=replace(whole, density_factor=whole.density_factor**power),
        consolidation=replace(
            alone,
            epochs=last,
            rate_factor=alone.rate_factor**later,
            density_factor=alone.density_factor**later,
        ),
    )


def _epochs(description: Description, share: float) -> int:
    short = shortened(description, share)
    return short.plasticity.epochs + short.consolidation.epochs
