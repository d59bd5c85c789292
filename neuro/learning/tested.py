"""The one look at the test samples: a network's accuracy, and that of its whole-number version."""

from __future__ import annotations

from ..data import DataSet
from ..errors import NeuroError
from ..network import Network, integer_network
from .training import evaluate


def tested(network: Network, data: DataSet) -> tuple[dict[str, float | None], str]:
    """The test accuracy, and that of the rounded version of a float network.

    Parameters
    ----------
    network
        Float or integer.
    data
        Its test split is looked at.

    Returns
    -------
    figures, text
        Accuracies by regime, None where a float network has no whole-number version; and the same in words.
    """
    bits, accuracy = network.description.numbers.weight_bits, evaluate(network, data.test)
    if network.is_integer:
        return {"integer": accuracy}, f"test accuracy {accuracy:.4f} in {bits}-bit integers"
    figures: dict[str, float | None] = {"float": accuracy, "integer": None}
    text = f"test accuracy {accuracy:.4f} float"
    try:
        whole = evaluate(integer_network(network), data.test)
    except NeuroError as problem:
        return figures, f"{text} (no {bits}-bit integer version: {problem})"
    return {**figures, "integer": whole}, f"{text}, {whole:.4f} in {bits}-bit integers"
