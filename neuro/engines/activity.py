"""What a run did, counted event by event."""

from __future__ import annotations

from abc import ABC
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, NamedTuple, TypeVar, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..network import Matrix, Network, existing, fan_out
from .stimulus import Stimulus

_Counts = TypeVar("_Counts", bound="AbstractCounts")


class AbstractCounts(ABC):  # noqa: B024  a dataclass makes it concrete
    """A frozen dataclass of counts; `sums` are the properties reported beside its fields, and what each adds up."""

    sums: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def __add__(self: _Counts, other: _Counts) -> _Counts:
        """Counts of both together."""
        names = [field.name for field in fields(self)]  # type: ignore[arg-type]  # every subclass is a dataclass
        return type(self)(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def as_dict(self) -> dict[str, Any]:
        """Every count by name, the sums last."""
        counts: dict[str, Any] = asdict(self)  # type: ignore[call-overload]  # every subclass is a dataclass
        return counts | {name: getattr(self, name) for name in self.sums}

    def _sum(self, name: str) -> int:
        return sum(getattr(self, term) for term in self.sums[name])

    @classmethod
    def derived_too(cls, derived: Collection[str]) -> frozenset[str]:
        """Those of its counts that are `derived`, and the sums of which a term is."""
        return frozenset(derived) | {name for name, terms in cls.sums.items() if not set(terms).isdisjoint(derived)}


@final
@dataclass(frozen=True)
class Activity(AbstractCounts):
    """Counts over all samples of a run. Basis: counted by the engine, or derived; see :attr:`Run.derived`.

    Parameters
    ----------
    timesteps
        Steps executed.
    spikes
        Unit-steps in state +1, the first state excluded.
    flips
        Changes of state, a first decision out of silence included.
    input_events, feedback_events
        Messages sent by input and label lines.
    synops_recurrent, synops_input, synops_feedback, synops_readout
        Synaptic operations: messages times the existing couplings of their sender.
    synops_loading
        What it would take to send a given start along the recurrent couplings; not part of `synops`.
    neuron_updates_active, neuron_updates_inactive
        Unit-steps in which a message arrived, or none did.
    packets
        Messages with at least one receiver, each counted once (one destination core).
    """

    sums: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "synops": ("synops_recurrent", "synops_input", "synops_feedback", "synops_readout"),
        "neuron_updates": ("neuron_updates_active", "neuron_updates_inactive"),
    }

    timesteps: int
    spikes: int
    flips: int
    input_events: int
    feedback_events: int
    synops_recurrent: int
    synops_input: int
    synops_feedback: int
    synops_readout: int
    synops_loading: int
    neuron_updates_active: int
    neuron_updates_inactive: int
    packets: int

    @property
    def synops(self) -> int:
        """All synaptic operations but those of loading a start."""
        return self._sum("synops")

    @property
    def neuron_updates(self) -> int:
        """All unit-steps."""
        return self._sum("neuron_updates")


COUNTS = tuple(field.name for field in fields(Activity))
"""Names of all counts of a run, its sums left out."""


def count_activity(
    network: Network, stimulus: Stimulus, states: NDArray[np.int8], code: str, steps_taken: NDArray[np.int64]
) -> Activity:
    """Derive the counts of a run from its states: what its engine should have counted.

    Parameters
    ----------
    network, stimulus, states, code, steps_taken
        As for :func:`derived_events`.
    """
    return activity_of(fan_out_of(network), derived_events(network, stimulus, states, code, steps_taken))


class Events(NamedTuple):
    """What is counted of a run: steps, unit-steps up, changes, unit-steps in which a message was `received`; and the
    messages of each unit (N,), line (M,) and label (C,), and of first states that are `loaded`, (N,).
    """

    timesteps: int
    spikes: int
    flips: int
    received: int
    by_unit: NDArray[np.int64]
    by_line: NDArray[np.int64]
    by_label: NDArray[np.int64]
    loaded: NDArray[np.int64]


def derived_events(
    network: Network, stimulus: Stimulus, states: NDArray[np.int8], code: str, steps_taken: NDArray[np.int64]
) -> Events:
    """The events of a run, from its states and what was done to it.

    Parameters
    ----------
    network, stimulus
        What ran, and on what.
    states
        (S, T + 1, N); index 0 is the start.
    code
        ``flips`` or ``spikes``.
    steps_taken
        Steps executed per sample, (S,); later ones are not counted.
    """
    executed = executed_steps(states, steps_taken)
    up = (states[:, 1:] > 0) & executed[..., None]
    changed = state_changes(states, executed)
    sent = changed if code == "flips" else up
    input_sent, feedback_sent = external_events(network, stimulus, code, executed)
    loaded = states[:, :1] != 0 if code == "flips" else states[:, :1] > 0
    arriving = np.concatenate([loaded, sent[:, :-1]], axis=1)
    received = _received(network.couplings, arriving)
    received |= _received(network.input_weights, input_sent)
    received |= _received(network.feedback_weights, feedback_sent)
    return Events(
        timesteps=int(executed.sum()),
        spikes=int(up.sum()),
        flips=int(changed.sum()),
        received=int((received & executed[..., None]).sum()),
        by_unit=sent.sum(axis=(0, 1)),
        by_line=input_sent.sum(axis=(0, 1)),
        by_label=feedback_sent.sum(axis=(0, 1)),
        loaded=loaded.sum(axis=(0, 1)),
    )


class FanOut(NamedTuple):
    """How many couplings each sender has: units among themselves and to the readout, (N,) both, lines (M,) and labels
    (C,).
    """

    recurrent: NDArray[np.int64]
    readout: NDArray[np.int64]
    inputs: NDArray[np.int64]
    feedback: NDArray[np.int64]


def fan_out_of(network: Network) -> FanOut:
    """Of the existing couplings of a `network`."""
    matrices = network.couplings, network.readout_weights, network.input_weights, network.feedback_weights
    return FanOut(*map(fan_out, matrices))


def activity_of(fan_outs: FanOut, events: Events) -> Activity:
    """What the events of a run cost where each sender has so many couplings."""
    units = len(fan_outs.recurrent)
    by_unit, by_line, by_label = events.by_unit, events.by_line, events.by_label
    return Activity(
        timesteps=events.timesteps,
        spikes=events.spikes,
        flips=events.flips,
        input_events=int(by_line.sum()),
        feedback_events=int(by_label.sum()),
        synops_recurrent=int(by_unit @ fan_outs.recurrent),
        synops_input=int(by_line @ fan_outs.inputs),
        synops_feedback=int(by_label @ fan_outs.feedback),
        synops_readout=int(by_unit @ fan_outs.readout),
        synops_loading=int(events.loaded @ fan_outs.recurrent),
        neuron_updates_active=events.received,
        neuron_updates_inactive=events.timesteps * units - events.received,
        packets=int(
            by_unit @ ((fan_outs.recurrent + fan_outs.readout) > 0)
            + by_line @ (fan_outs.inputs > 0)
            + by_label @ (fan_outs.feedback > 0)
        ),
    )


def executed_steps(states: NDArray[np.int8], steps_taken: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which steps each sample took before it stopped, (S, T), from states (S, T + 1, N) and their number (S,)."""
    executed: NDArray[np.bool_] = np.arange(states.shape[1] - 1)[None, :] < steps_taken[:, None]
    return executed


def state_changes(states: NDArray[np.int8], executed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which units changed their state in which executed step, (S, T, N)."""
    return (states[:, 1:] != states[:, :-1]) & executed[..., None]


def messages_by_line(stimulus: Stimulus, code: str) -> NDArray[np.int64]:
    """Messages of each input line over all steps of all samples, (M,); of inputs that stream, or under ``flips``."""
    if stimulus.streams:
        said = stimulus.messages(code).speaking()
        return np.bincount(said.table.indices % said.shape[2], minlength=said.shape[2]).astype(np.int64)
    # A constant line speaks once, before the first step.
    return np.count_nonzero(np.asarray(stimulus.inputs), axis=0).astype(np.int64)


def external_events(
    network: Network, stimulus: Stimulus, code: str, executed: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Messages of input and label lines arriving in each step, (S, T, M) and (S, T, C).

    Under ``flips`` a line speaks when its value changes: constant inputs before step 1, a label at the first
    clamped step and at the first free one. Under ``spikes`` it speaks in every step in which it is on.
    """
    samples, steps = executed.shape
    inputs = np.zeros((samples, steps, network.lines), bool)
    if stimulus.streams:
        inputs[:] = stimulus.messages(code).speaking().dense()
    elif stimulus.inputs is not None:
        inputs[:, : 1 if code == "flips" else steps] = (np.asarray(stimulus.inputs) != 0)[:, None]
    labels = np.zeros((samples, steps, network.classes), bool)
    if stimulus.phases.clamped:
        on = np.array([stimulus.clamped(step) for step in range(0, steps + 1)])
        speaks = on[1:] != on[:-1] if code == "flips" else on[1:]
        labels[np.arange(samples)[:, None], np.flatnonzero(speaks)[None, :], np.asarray(stimulus.labels)[:, None]] = (
            True
        )
    return inputs & executed[..., None], labels & executed[..., None]


def _received(weights: Matrix, events: NDArray[np.bool_]) -> NDArray[np.bool_]:
    flat = events.reshape(events.shape[0] * events.shape[1], events.shape[2])
    if sparse.issparse(weights):
        arrived = (existing(weights) @ sparse.csr_matrix(flat.T, dtype=np.int32)).toarray() > 0
    else:
        arrived = (weights != 0).astype(np.float32) @ flat.T.astype(np.float32) > 0
    received: NDArray[np.bool_] = arrived.T.reshape(*events.shape[:-1], weights.shape[0])
    return received
