"""Numbers of the plasticity rule that all engines share: margin, fan-in, and the masks of learning in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray

from ..description import Gaussian, InputCoupling
from ..errors import NeuroError
from ..network import LEARNED, Network, readout_senders, stored, weights_at
from ..rules import LOCAL, PlasticityRule, load_rule

_STREAM = 0x6D61736B


class Margins(NamedTuple):
    """How sure units and readouts have to be, in units of their fields; whole numbers in an integer network.

    `competitive` says that the readout's is that between the true class and its strongest rival.
    """

    units: float
    readout: float
    competitive: bool

    def learns(self, teacher: NDArray[np.float64], answer: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which readouts have something to learn, from the signs they should have and their fields; (S, C)."""
        if not self.competitive:
            inside: NDArray[np.bool_] = teacher * answer <= self.readout
            return inside
        sample, true = np.arange(len(answer)), teacher.argmax(axis=1)
        rival = np.where(teacher > 0, -np.inf, answer).argmax(axis=1)
        close = answer[sample, true] - answer[sample, rival] < self.readout
        learns = np.zeros(answer.shape, bool)
        learns[sample, true] = learns[sample, rival] = close
        return learns


def margins(network: Network) -> Margins:
    """The margins of a `network` and the rule of its readout, as its description gives them in its regime."""
    rule, whole = network.description.plasticity, network.description.integer_plasticity
    chosen = whole if network.is_integer else rule
    units = round(network.description.integer_margin / (network.unit or 1.0)) if network.is_integer else rule.margin
    return Margins(units, chosen.readout_margin, chosen.readout_rule == "competitive")


@final
@dataclass(frozen=True)
class OwnRule:
    """A registered rule in a network: what each receiver's couplings change by for each sender.

    Parameters
    ----------
    rule
        Its formulas.
    whole
        Whether the network learns in whole numbers.
    """

    rule: PlasticityRule
    whole: bool

    def units(self, s: NDArray[Any], h: NDArray[Any], margin: float) -> NDArray[np.float64]:
        """Of states `s` and fields `h`, (S, N), and the units' `margin`; (S, N)."""
        return self._checked(self.rule.post(s=s, h=h, margin=margin), s.shape)

    def readouts(self, y: NDArray[Any], r: NDArray[Any], margin: float) -> NDArray[np.float64] | None:
        """Of the teacher's signs `y` and fields `r`, (S, C), and the readouts' `margin`; None where readouts learn by
        the built-in rule.
        """
        return None if self.rule.taught is None else self._checked(self.rule.taught(y=y, r=r, margin=margin), y.shape)

    def _checked(self, post: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
        post = np.broadcast_to(post, shape)
        if not np.isfinite(post).all():
            raise NeuroError(
                f"the rule '{self.rule.name}' came to NaN, infinity or another step; expected finite steps."
            )
        if self.whole and not np.isin(post, (-1, 0, 1)).all():
            raise NeuroError(
                f"the rule '{self.rule.name}' came to NaN, infinity or another step; expected -1, 0 or 1, as it "
                "promises."
            )
        return post


def own_rule(network: Network) -> OwnRule | None:
    """The registered rule by which a `network` learns; None for the built-in one.

    Raises
    ------
    NeuroError
        When there is no such rule, or it takes steps of any size and the network is one of whole numbers.
    """
    name = network.description.plasticity.rule
    if name == LOCAL:
        return None
    rule = load_rule(name)
    if network.is_integer and not rule.whole:
        raise NeuroError(
            f"the rule '{name}' takes steps of any size, and whole numbers need -1, 0 or 1; learn in floats, or by "
            f"another rule."
        )
    return OwnRule(rule, network.is_integer)


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
    return int(np.count_nonzero(readout_senders(network.description)))


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
