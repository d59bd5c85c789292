"""What learning did, counted event by event; the same in every engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ..events import Inputs
from ..network import LEARNED, Network, fan_out, stored
from .activity import AbstractCounts, messages_by_line
from .stimulus import Stimulus


@final
@dataclass(frozen=True)
class LearningActivity(AbstractCounts):
    """Counts over all samples learned. Basis: counted, or `derived`.

    The phases before a change are counted under the ``flips`` code. Couplings that learn are kept at weight 0, as
    hardware keeps them, so here every stored coupling exists; in :class:`Activity` only those that are not 0.

    Parameters
    ----------
    samples
        Samples learned.
    timesteps
        Steps of their phases, and one learning step each.
    neuron_updates
        Unit-steps of the phases.
    flips
        Changes of state in the phases, a first decision out of silence included.
    input_events, feedback_events
        Messages sent by input and label lines.
    synops_recurrent, synops_input, synops_feedback, synops_readout
        Messages times the couplings of their sender: stored ones where they learn, those that are not 0 where they
        are fixed. Self-couplings and links count as recurrent.
    learning_events_hidden, learning_events_readout
        Unstable units, and readouts inside the margin, summed over samples.
    weight_updates_recurrent, weight_updates_input, weight_updates_readout
        Updates executed: one for every stored coupling whose receiver was found unstable (or inside the readout's
        margin) and whose sender had something to learn from, a state or payload that is not 0 and that the
        sample's mask lets through. One at the end of its range is updated too, though its weight stays. In batches
        every sample counts. A projection whose step or rate is 0 executes none; decay, which every coupling of a
        float network shares, is not counted.
    """

    sums: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "synops": ("synops_recurrent", "synops_input", "synops_feedback", "synops_readout"),
        "learning_events": ("learning_events_hidden", "learning_events_readout"),
        "weight_updates": ("weight_updates_recurrent", "weight_updates_input", "weight_updates_readout"),
    }
    derived: ClassVar[frozenset[str]] = frozenset(
        ("neuron_updates", "input_events", "feedback_events", "synops_input", "synops_feedback")
    )
    """What follows from the samples, in every engine; the others it counts as it learns."""

    samples: int = 0
    timesteps: int = 0
    neuron_updates: int = 0
    flips: int = 0
    input_events: int = 0
    feedback_events: int = 0
    synops_recurrent: int = 0
    synops_input: int = 0
    synops_feedback: int = 0
    synops_readout: int = 0
    learning_events_hidden: int = 0
    learning_events_readout: int = 0
    weight_updates_recurrent: int = 0
    weight_updates_input: int = 0
    weight_updates_readout: int = 0

    @property
    def synops(self) -> int:
        """All synaptic operations of the phases."""
        return self._sum("synops")

    @property
    def learning_events(self) -> int:
        """All receivers that learned, summed over samples."""
        return self._sum("learning_events")

    @property
    def weight_updates(self) -> int:
        """All updates of couplings."""
        return self._sum("weight_updates")


@final
@dataclass(frozen=True, eq=False)
class Learned(AbstractCounts):
    """What an engine found in a row of samples.

    Parameters
    ----------
    flips
        Changes of state of each unit, (N,).
    hidden, readout
        Unstable units, and readouts inside the margin, summed over samples.
    recurrent, input, output
        Updates executed in recurrent couplings, input and readout weights.
    """

    flips: NDArray[np.int64]
    hidden: int
    readout: int
    recurrent: int
    input: int
    output: int


def nothing_learned(units: int) -> Learned:
    """What is found before the first of the samples of a network of `units` units."""
    return Learned(np.zeros(units, np.int64), 0, 0, 0, 0, 0)


@final
class LearningCounter:
    """Knows how many couplings each sender of a learning network has, and adds up what an engine found.

    Parameters
    ----------
    network
        The network as learning began: what is stored then exists for good.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        recurrent, self._input, self._readout = (fan_out(stored(network, name)) for name in LEARNED)
        self._recurrent = recurrent + fan_out(network.fixed_couplings)
        self._feedback = fan_out(network.feedback_weights)

    def activity(self, inputs: Inputs, labels: NDArray[np.int64], found: Learned) -> LearningActivity:
        """Counts of a row of samples.

        Parameters
        ----------
        inputs, labels
            What was learned: payloads, constant or in every step, and classes (S,).
        found
            What the engine counted.
        """
        network, samples = self._network, len(labels)
        stimulus = Stimulus(samples, network.description.phases)
        clamped = [stimulus.clamped(step) for step in range(stimulus.steps + 1)]
        # A label speaks when it is clamped and when it is let go, unless the sample has ended by then.
        signals = sum(one != other for one, other in zip(clamped[1:], clamped[:-1], strict=True))
        # A constant line speaks once, before the first step.
        spoken = messages_by_line(replace(stimulus, inputs=inputs), "flips")
        return LearningActivity(
            samples=samples,
            timesteps=samples * (stimulus.steps + 1),
            neuron_updates=samples * stimulus.steps * network.units,
            flips=int(found.flips.sum()),
            input_events=int(spoken.sum()),
            feedback_events=samples * signals,
            synops_recurrent=int(found.flips @ self._recurrent),
            synops_input=int(spoken @ self._input),
            synops_feedback=signals * int(self._feedback[labels].sum()),
            synops_readout=int(found.flips @ self._readout),
            learning_events_hidden=found.hidden,
            learning_events_readout=found.readout,
            weight_updates_recurrent=found.recurrent,
            weight_updates_input=found.input,
            weight_updates_readout=found.output,
        )
