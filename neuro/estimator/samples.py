"""Samples as the networks learn them: dense, as often as their weights say, some of them held out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.model_selection import train_test_split
from sklearn.utils.validation import _check_sample_weight

from ..data import DataSet, Split
from ..machine.memory import check_memory
from .parameters import EstimatorError


def data_of(
    samples: Split,
    weights: NDArray[np.float64] | None,
    fraction: float | None,
    classes: int,
    rng: np.random.RandomState,
) -> DataSet:
    """What is learned, and what accuracies are of: samples held out, or those learned.

    Parameters
    ----------
    samples, weights, classes
        All of them, how often each counts, and the number of classes.
    fraction
        What is held out, of each class alike; None for nothing.
    rng
        Draws those.

    Raises
    ------
    EstimatorError
        When they can't be held out.
    """
    training, held_out = samples, None
    if fraction is not None:
        try:
            chosen, others = train_test_split(
                np.arange(len(samples)),
                test_size=fraction,
                stratify=samples.labels,
                random_state=rng,
            )
        except ValueError as problem:
            raise EstimatorError(
                f"validation_fraction: {fraction} of {len(samples)} samples can't be held out with "
                f"each class in both ({problem}); give more samples, another fraction, or early_stopping=False."
            ) from problem
        training, held_out = (Split(samples.inputs[rows], samples.labels[rows]) for rows in (chosen, others))
        weights = None if weights is None else weights[chosen]
    if weights is not None:
        training = repeated(training, weights, rng)
    validation = training if held_out is None else held_out
    return DataSet("samples", training, validation, validation, classes)


def repeated(samples: Split, weights: NDArray[np.float64], rng: np.random.RandomState) -> Split:
    """Samples as often as their weights say.

    Parameters
    ----------
    samples, weights
        Of S samples. Whole weights are how often each is presented in an epoch; others are scaled to a mean of 1
        first, and a sample is presented once more with the chance that is left of its weight.
    rng
        Draws those.

    Raises
    ------
    EstimatorError, NeuroError
        When none is left, or more than memory holds.
    """
    if not (weights == np.floor(weights)).all():
        weights = weights / weights[weights > 0].mean()
    times = np.floor(weights).astype(np.int64)
    times += rng.random_sample(len(weights)) < weights - times
    if not times.any():
        raise EstimatorError("sample_weight: none of the samples to learn from counts; give more of them more weight.")
    needed = 8 * times.sum() * samples.inputs.shape[1]
    check_memory(f"{times.sum():,} samples, as often as they count", needed, "give smaller weights")
    order = np.repeat(np.arange(len(weights)), times)
    return Split(samples.inputs[order], samples.labels[order])


def checked_weights(sample_weight: Any, inputs: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Weights that every sample has, (S,); None where all count as much.

    Parameters
    ----------
    sample_weight, inputs
        As the classifier was given them.

    Raises
    ------
    ValueError
        When they are negative, not finite, of another shape, or all zero.
    """
    if sample_weight is None:
        return None
    # Not all may be 0: newer versions of scikit-learn say so themselves.
    if not np.any(np.asarray(sample_weight) != 0):
        raise EstimatorError("sample_weight: got zeros alone, expected at least one sample to learn from.")
    weights: NDArray[np.float64] = _check_sample_weight(
        sample_weight, inputs, dtype=np.float64, ensure_non_negative=True
    )
    return None if (weights == 1).all() else weights


def padded(rows: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """One row as it is; several as a table, NaN after the end of each.

    Parameters
    ----------
    rows
        Accuracies of each member.
    """
    if len(rows) == 1:
        return rows[0]
    table = np.full((len(rows), max(map(len, rows))), np.nan)
    for row, values in zip(table, rows, strict=True):
        row[: len(values)] = values
    return table


def made_dense(inputs: Any) -> NDArray[np.float64]:
    """Samples (S, M) as an array.

    Parameters
    ----------
    inputs
        Dense, or sparse.

    Raises
    ------
    NeuroError
        When memory can't hold them.
    """
    if not sparse.issparse(inputs):
        return np.asarray(inputs)
    check_memory(
        f"{inputs.shape[0]:,} samples of {inputs.shape[1]:,} features",
        8 * inputs.shape[0] * inputs.shape[1],
        "give fewer at once, by partial_fit",
    )
    return np.asarray(inputs.toarray())
