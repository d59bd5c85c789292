"""From readout fields to probabilities: one number says how much a field is worth."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

# Of fields, which are around 1 to 1000; and fields past which a sure answer is sure enough.
_SMALLEST, _LARGEST = 1e-6, 1e3


def inverse_temperature(fields: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """The factor on readout fields under which their softmax is least surprised by the labels.

    One number for all classes, fitted by maximum likelihood (temperature scaling: Guo, Pleiss, Sun and Weinberger,
    arXiv 1706.04599); it moves no answer. One more sample, whose class is any alike, is counted with those there are:
    without it a few samples that are all right would make sure of everything.

    Parameters
    ----------
    fields, labels
        (S, C) and (S,).
    """
    rows = np.arange(len(labels))

    def surprise(logarithm: Any) -> float:
        found = log_softmax(math.exp(logarithm) * fields, axis=1)
        return -float(found[rows, labels].sum() + found.mean())

    found = minimize_scalar(surprise, bounds=(math.log(_SMALLEST), math.log(_LARGEST)), method="bounded")
    return math.exp(found.x)


def probabilities(fields: NDArray[np.float64], factor: float) -> NDArray[np.float64]:
    """Of each class, (S, C), from fields and the factor on them.

    Parameters
    ----------
    fields, factor
        As for :func:`inverse_temperature`.
    """
    found: NDArray[np.float64] = softmax(factor * fields, axis=1)
    return found
