"""Parameters counted: what a network learns, and perceptrons with as many."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..network import Network, values_of


def learned_parameters(network: Network) -> int:
    """Couplings of a `network` that exist (are not zero) in the matrices whose learning rate is not zero."""
    rule = network.description.plasticity
    matrices = (
        (network.recurrent, rule.recurrent_rate),
        (network.input_weights, rule.input_rate),
        (network.readout_weights, rule.readout_rate),
    )
    return sum(int((values_of(matrix) != 0).sum()) for matrix, rate in matrices if rate > 0.0)


def perceptron_parameters(widths: Sequence[int], lines: int, classes: int) -> int:
    """Weights and biases of a perceptron of `lines` inputs, hidden layers of such `widths`, and `classes` answers."""
    return sum((before + 1) * after for before, after in pairwise((lines, *widths, classes)))


def perceptron_width(parameters: int, lines: int, classes: int, layers: int = 1) -> int:
    """The width, the same in all hidden layers, at which a perceptron's parameters are closest to a number.

    Parameters
    ----------
    parameters
        How many there should be.
    lines, classes
        Inputs and answers.
    layers
        Hidden layers.

    Returns
    -------
    int
        At least 1; the smaller one of two equally close.

    Examples
    --------
    >>> perceptron_width(900_000, 784, 10), perceptron_width(900_000, 784, 10, layers=2)
    (1132, 631)
    """

    def away(width: int) -> int:
        return abs(perceptron_parameters([width] * layers, lines, classes) - parameters)

    low, high = 1, 2
    while perceptron_parameters([high] * layers, lines, classes) < parameters:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        below = perceptron_parameters([middle] * layers, lines, classes) < parameters
        low, high = (middle, high) if below else (low, middle)
    return min((low, high), key=away)
