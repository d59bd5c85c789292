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


def data_of(samples: Split, fraction: float | None, classes: int, rng: np.random.RandomState) -> DataSet:
    """What is learned, and what accuracies are of: samples held out, or those learned.

    Parameters
    ----------
    samples, classes
        All of them, and the number of classes.
    fraction
        What is held out, of each class alike; None for nothing.
    rng
        Draws those.

    Raises
    ------
    EstimatorError
        When they can't be held out.
    """
    if fraction is None:
        return DataSet("samples", samples, samples, samples, classes)
    try:
        chosen, held_out = train_test_split(
            np.arange(len(samples)), test_size=fraction, stratify=samples.labels, random_state=rng
        )
    except ValueError as problem:
        raise EstimatorError(
            f"validation_fraction: {fraction} of {len(samples)} samples can't be held out with "
            f"each class in both ({problem}); give more samples, another fraction, or early_stopping=False."
        ) from problem
    presented = None if samples.presented is None else samples.presented[chosen]
    training = Split(samples.inputs[chosen], samples.labels[chosen], presented)
    validation = Split(samples.inputs[held_out], samples.labels[held_out])
    return DataSet("samples", training, validation, validation, classes)


def weighed(
    sample_weight: Any, inputs: NDArray[np.float64], labels: NDArray[Any]
) -> tuple[NDArray[np.float64], NDArray[Any], NDArray[np.float64] | None]:
    """The samples whose weight isn't 0, their labels, and how often each is presented in an epoch; None for once each.

    Parameters
    ----------
    sample_weight, inputs, labels
        As the classifier was given them.

    Raises
    ------
    ValueError
        When weights are negative, not finite, of another shape, or come to no more than one presentation an epoch.
    NeuroError
        When memory can't hold an epoch of them.
    """
    if sample_weight is None:
        return inputs, labels, None
    # Not all may be 0: newer versions of scikit-learn say so themselves.
    if not np.any(np.asarray(sample_weight) != 0):
        raise EstimatorError("sample_weight: got zeros alone, expected at least one sample to learn from.")
    weights: NDArray[np.float64] = _check_sample_weight(
        sample_weight, inputs, dtype=np.float64, ensure_non_negative=True
    )
    total = weights.sum()
    if total < 1 or (total <= 1 < len(weights)):
        raise EstimatorError(
            f"sample_weight: the weights of {len(weights):,} samples come to {total:g} presentations an epoch; "
            "expected how often each is presented, about once in the mean: multiply them by the number of samples."
        )
    check_memory(f"{total:,.0f} presentations of samples an epoch", 40 * total, "give smaller weights")
    kept = weights > 0
    presented = None if (weights[kept] == 1).all() else weights[kept]
    return inputs[kept], labels[kept], presented


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
