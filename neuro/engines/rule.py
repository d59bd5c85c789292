"""Numbers of the plasticity rule that all engines share: margin, fan-in, and the masks of learning in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from ..description import Gaussian, InputCoupling
from ..errors import NeuroError
from ..network import LEARNED, Network, readout_senders, stored, weights_at

_STREAM = 0x6D61736B


class Margins(NamedTuple):
    """How sure units and readouts have to be, in units of their fields; whole numbers in an integer network.

    `competitive` says that the readout's is that between the true class and its strongest rival.
    """

    units: float
    readout: float
    competitive: bool


def margins(network: Network) -> Margins:
    """The margins of a `network` and the rule of its readout, as its description gives them in its regime."""
    rule, whole = network.description.plasticity, network.description.integer_plasticity
    chosen = whole if network.is_integer else rule
    units = round(network.description.integer_margin / (network.unit or 1.0)) if network.is_integer else rule.margin
    return Margins(units, chosen.readout_margin, chosen.readout_rule == "competitive")


def fan_in(network: Network, kind: type[Gaussian] | type[InputCoupling]) -> NDArray[np.float64]:
    """Expected number of learned couplings of a kind onto each unit; (N,)."""
    description = network.description
    expected = np.zeros(network.units)
    for coupling in description.couplings:
        if isinstance(coupling, kind):
            expected[description.slices[coupling.target]] += coupling.density * description.senders(coupling)
    return expected


def readout_fan_in(network: Network) -> int:
    """Number of units that each readout hears."""
    return int(np.count_nonzero(readout_senders(network)))


def fan_in_roots(network: Network) -> tuple[NDArray[np.float64], ...]:
    """Of each of :data:`LEARNED`: what the float rule divides the steps of each row by."""
    hidden = (np.sqrt(np.maximum(fan_in(network, kind), 1.0)) for kind in (Gaussian, InputCoupling))
    return *hidden, np.full(network.classes, np.sqrt(readout_fan_in(network)))


def float_steps(network: Network) -> list[tuple[NDArray[np.float64], float]]:
    """Of each of :data:`LEARNED`: the float rule's rate divided by the root of each row's fan-in, and the decay."""
    rule = network.description.plasticity
    rates = (rule.recurrent_rate, rule.input_rate, rule.readout_rate)
    decays = (rule.recurrent_decay, rule.input_decay, rule.readout_decay)
    return [(rate / root, decay) for rate, root, decay in zip(rates, fan_in_roots(network), decays, strict=True)]


def check_learnable(network: Network) -> None:
    """Refuse what no rule can change.

    Parameters
    ----------
    network
        The network as learning begins.

    Raises
    ------
    NeuroError
        When it takes no samples or gives no answers, or a whole-number weight is beyond its :func:`ends`.
    """
    description = network.description
    if not network.lines or not network.classes:
        raise NeuroError(f"model '{description.name}' can't be trained: it needs [input] and [classes].")
    if not network.is_integer:
        return
    largest = description.numbers.largest
    for name in LEARNED:
        places = stored(network, name).tocoo()
        values = weights_at(getattr(network, name), places.row, places.col)
        low, high = ends(network, places.row, places.col) if name == "recurrent" else (-largest, largest)
        if (beyond := values[(values < low) | (values > high)]).size:
            beside = ", any link on the same pair of units included" if name == "recurrent" else ""
            raise NeuroError(
                f"{name}: holds the weight {beyond[0]}, and {description.numbers.weight_bits} bits go from -{largest} "
                f"to {largest}{beside}; give the description more weight_bits."
            )


def ends(network: Network, rows: NDArray[Any], columns: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Lowest and highest whole-number weight of recurrent couplings.

    Hardware adds up a coupling and a link on the same pair of units, so their sum stays in the range too.

    Parameters
    ----------
    network
        An integer network.
    rows, columns
        Receivers and senders of the couplings; (K,).
    """
    largest, beside = network.description.numbers.largest, weights_at(network.links, rows, columns)
    return -largest - np.minimum(beside, 0), largest - np.maximum(beside, 0)


@final
@dataclass(frozen=True, eq=False)
class Masks:
    """What each sender offers to learning, sample by sample.

    Parameters
    ----------
    recurrent, readout
        1 where a unit's state is learned from, else 0; (S, N).
    inputs
        The sign of the payload where a line is learned from, else 0; (S, M).
    """

    recurrent: NDArray[np.int8]
    readout: NDArray[np.int8]
    inputs: NDArray[np.int8]


def draw_masks(network: Network, payloads: NDArray[Any], first: int, rate: float) -> Masks:
    """Masks for a row of samples.

    Parameters
    ----------
    network
        An integer network; its description gives seed and densities.
    payloads
        What its input lines carry; (S, M).
    first
        Samples learned before: every sample draws from a stream of its own, so rows may be cut anywhere.
    rate
        Factor on all densities, from the schedule.
    """
    rule, samples, units = network.description.integer_plasticity, len(payloads), network.units
    levels = network.description.input.levels if network.description.input else 1
    weight = np.abs(payloads) * (rate * rule.input_density / (levels * network.input_gain))
    recurrent, readout = np.empty((samples, units), np.int8), np.empty((samples, units), np.int8)
    inputs = np.sign(payloads).astype(np.int8)
    for sample in range(samples):
        rng = np.random.default_rng([network.description.seed, _STREAM, first + sample])
        recurrent[sample] = rng.random(units) < rate * rule.recurrent_density
        readout[sample] = rng.random(units) < rate * rule.readout_density
        inputs[sample] *= rng.random(network.lines) < weight[sample]
    return Masks(recurrent, readout, inputs)
