"""How many learned parameters a network has, and the perceptron that has as many."""

from __future__ import annotations

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


def perceptron_parameters(width: int, lines: int, classes: int) -> int:
    """Weights and biases of a perceptron of `lines` inputs, one layer of `width` units, and `classes` answers."""
    answers = _answers(classes)
    return width * (lines + 1) + answers * (width + 1)


def perceptron_width(parameters: int, lines: int, classes: int) -> int:
    """The width of the perceptron whose number of parameters is closest; the smaller one of two equally close.

    Parameters
    ----------
    parameters
        How many there should be.
    lines, classes
        Inputs and answers.

    Returns
    -------
    int
        At least 1.
    """
    answers = _answers(classes)
    below = max(1, (parameters - answers) // (lines + 1 + answers))
    return min((below, below + 1), key=lambda width: abs(perceptron_parameters(width, lines, classes) - parameters))


def _answers(classes: int) -> int:
    # Two classes take one logistic unit.
    return classes if classes > 2 else 1
