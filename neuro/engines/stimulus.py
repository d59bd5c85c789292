"""What is done to a network in one run, the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..description import Phases
from ..errors import NeuroError
from ..events import InputEvents, Inputs, is_stream, values_in
from ..machine.memory import check_memory
from ..network import Network

CODES = ("flips", "spikes")
STOPS = ("never", "fixed-point", "cycle")
# Bytes that one state of one unit takes: itself, random numbers and events, and what is counted of them.
_STATE = 20


@final
@dataclass(frozen=True, eq=False)
class Stimulus:
    """A batch of samples, all run through the same phases.

    Parameters
    ----------
    samples
        Number of samples S.
    phases
        Steps with input alone, with feedback, and without again.
    inputs
        Payloads of the input lines, as :meth:`Network.encode` makes them: constant over a sample, (S, M), or what each
        line is at in each step, (S, T, M) or :class:`~neuro.events.InputEvents`; None for none.
    labels
        Class whose feedback is clamped, (S,); needed when there is a clamped phase.
    initial
        States before step 1, (S, N) of -1, 0, +1; None starts silent (all 0).
    update_probability
        Chance of each unit to be updated in a step; 1 is synchronous.
    turns
        Sizes of the modules that are updated in turn, one in each step, the first in step 1; none updates all in every
        step.
    seed
        From which the masks of random updates are drawn; part of the stimulus, so every engine draws the same.
    stop
        ``never`` runs all steps; ``fixed-point`` and ``cycle`` end a sample in its free phase once it has settled.

    Examples
    --------
    >>> import numpy as np
    >>> from neuro import Stimulus
    >>> from neuro.description import Phases
    >>> starts = np.array([[1, -1, 1], [-1, -1, 1]], np.int8)
    >>> Stimulus(samples=2, phases=Phases(0, 0, free=10), initial=starts).steps
    10
    """

    samples: int
    phases: Phases
    inputs: Inputs | None = None
    labels: NDArray[np.int64] | None = None
    initial: NDArray[np.int8] | None = None
    update_probability: float = 1.0
    turns: tuple[int, ...] = ()
    seed: int = 0
    stop: str = "never"

    @property
    def steps(self) -> int:
        """Time steps T of each sample."""
        return self.phases.steps

    def clamped(self, step: int) -> bool:
        """Whether feedback acts in step 1..T."""
        return self.phases.warmup < step <= self.phases.warmup + self.phases.clamped

    def start(self, units: int) -> NDArray[np.int8]:
        """States before step 1, (S, N)."""
        if self.initial is None:
            return np.zeros((self.samples, units), np.int8)
        return np.asarray(self.initial, np.int8)

    @property
    def streams(self) -> bool:
        """Whether inputs may change from step to step."""
        return is_stream(self.inputs)

    def inputs_at(self, step: int) -> NDArray[Any] | None:
        """Payloads of the input lines in step 1..T, (S, M); None for none."""
        if isinstance(self.inputs, InputEvents):
            return self.inputs.at(step)
        if self.inputs is None or not self.streams:
            return self.inputs
        found: NDArray[Any] = np.asarray(self.inputs)[:, step - 1]
        return found

    def messages(self, code: str) -> InputEvents:
        """What the lines of a stimulus that streams say: under ``spikes`` their payloads; under ``flips`` what these
        change by, from 0 before step 1.
        """
        inputs = self.inputs
        events = inputs if isinstance(inputs, InputEvents) else InputEvents.from_dense(np.asarray(inputs))
        return events if code == "spikes" else events.changes()

    @property
    def masked(self) -> bool:
        """Whether steps leave some units as they are."""
        return self.update_probability < 1.0 or len(self.turns) > 1

    def masks(self, units: int) -> NDArray[np.bool_] | None:
        """Which units are updated, (S, T, N); None when all are."""
        if not self.masked:
            return None
        if self.turns:
            steps = np.arange(self.steps)[:, None] % len(self.turns)
            own = steps == np.repeat(np.arange(len(self.turns)), self.turns)
            return np.broadcast_to(own, (self.samples, *own.shape))
        return self.generator().random((self.samples, self.steps, units)) < self.update_probability

    def generator(self) -> np.random.Generator:
        """What masks are drawn from, at their first number: sample by sample, step by step, unit by unit."""
        return np.random.default_rng([self.seed, 0x6D61736B])

    def part(self, chosen: slice) -> Stimulus:
        """The `chosen` samples alone.

        Raises
        ------
        NeuroError
            When updates are random: all samples share one stream of masks.
        """
        if self.update_probability < 1.0:
            raise NeuroError("a run with random updates can't be cut into parts: its masks belong to the whole batch.")

        arrays = {name: getattr(self, name) for name in ("inputs", "labels", "initial")}
        some = {name: array[chosen] for name, array in arrays.items() if array is not None}
        return replace(self, samples=len(range(*chosen.indices(self.samples))), **some)


def check_stimulus(network: Network, stimulus: Stimulus, code: str, *, kept: bool = True) -> None:
    """Refuse what no engine can run.

    Parameters
    ----------
    network, stimulus, code
        What is to run.
    kept
        Whether all states are; memory has to hold them then.

    Raises
    ------
    NeuroError
        Naming the part of the stimulus that doesn't fit the network.
    """
    if code not in CODES:
        raise NeuroError(f"code: got '{code}', expected one of {', '.join(CODES)}.")
    if stimulus.stop not in STOPS:
        raise NeuroError(f"stop: got '{stimulus.stop}', expected one of {', '.join(STOPS)}.")
    check_run(stimulus.samples, stimulus.steps if kept else 0, network)
    if stimulus.samples < 1 or stimulus.steps < 1:
        raise NeuroError(f"got {stimulus.samples} samples of {stimulus.steps} steps, expected at least one of each.")
    if not 0.0 < stimulus.update_probability <= 1.0:
        raise NeuroError(f"update_probability: got {stimulus.update_probability}, expected more than 0 and at most 1.")
    if stimulus.stop == "cycle" and stimulus.masked:
        raise NeuroError("stop = 'cycle' needs synchronous updates: others have no cycles that states alone show.")
    if stimulus.turns:
        _check_turns(network, stimulus)
    if stimulus.inputs is not None:
        _check_inputs(network, stimulus)
    if stimulus.phases.clamped:
        _check_labels(network, stimulus)
    start = stimulus.start(network.units)
    if start.shape != (stimulus.samples, network.units):
        raise NeuroError(f"initial: got shape {start.shape}, expected {(stimulus.samples, network.units)}.")
    if stimulus.initial is not None and not _is_state(np.asarray(stimulus.initial)):
        raise NeuroError("initial: expected states -1, 0 (silent) and +1 only.")
    if code == "spikes":
        _check_silence(start, stimulus)


def check_run(samples: int, steps: int, network: Network) -> None:
    """Refuse a run of a `network` whose states memory can't hold.

    Parameters
    ----------
    samples, steps
        As those of a :class:`Stimulus`.

    Raises
    ------
    NeuroError
        Saying what they would take.
    """
    what = f"{samples:,} samples of {steps:,} steps of {network.units:,} units"
    needed = samples * (steps + 1) * (_STATE * network.units + network.lines)
    check_memory(what, needed, "ask for fewer samples, steps or units")


def _is_state(states: NDArray[Any]) -> bool:
    return bool(((states == 1) | (states == -1) | (states == 0)).all())


def _check_inputs(network: Network, stimulus: Stimulus) -> None:
    inputs: Any = stimulus.inputs
    inputs = inputs if isinstance(inputs, InputEvents) else np.asarray(inputs)
    values = values_in(inputs)
    constant, changing = (stimulus.samples, network.lines), (stimulus.samples, stimulus.steps, network.lines)
    if inputs.shape not in (constant, changing):
        raise NeuroError(
            f"inputs: got shape {inputs.shape}, expected {constant} for constant ones or {changing} for values in "
            "every step."
        )
    if values.dtype.kind not in "iufb":
        raise NeuroError(f"inputs: got {values.dtype}, expected numbers.")
    if not np.isfinite(values).all():
        raise NeuroError("inputs: hold NaN or infinity; expected finite values.")
    if network.is_integer and (values != np.rint(values)).any():
        raise NeuroError("inputs: an integer network needs whole-number payloads; make them with network.encode(x).")
    if stimulus.streams and stimulus.stop != "never":
        raise NeuroError(
            f"stop = '{stimulus.stop}' needs inputs that stay: while they change, no state is known to be the last; "
            "give inputs (S, M), or stop = 'never'."
        )


def _check_labels(network: Network, stimulus: Stimulus) -> None:
    if stimulus.labels is None or not network.classes:
        raise NeuroError("the clamped phase needs labels and a network with [classes]; leave it out or give labels.")
    labels = np.asarray(stimulus.labels)
    if labels.shape != (stimulus.samples,) or labels.dtype.kind not in "iu":
        raise NeuroError(
            f"labels: got shape {labels.shape} of {labels.dtype}, expected {stimulus.samples} whole numbers."
        )
    if labels.min() < 0 or labels.max() >= network.classes:
        raise NeuroError(f"labels: got {labels.min()} to {labels.max()}, expected 0 to {network.classes - 1}.")


def _check_turns(network: Network, stimulus: Stimulus) -> None:
    if stimulus.update_probability < 1.0:
        raise NeuroError("got turns and random updates, expected one of both; leave one out.")
    if min(stimulus.turns) < 1 or sum(stimulus.turns) != network.units:
        got = " + ".join(map(str, stimulus.turns))
        raise NeuroError(f"turns: got modules of {got} units, expected sizes of at least 1, {network.units} in all.")


def _check_silence(start: NDArray[np.int8], stimulus: Stimulus) -> None:
    silent = start == 0
    if silent.any() and (not silent.all() or stimulus.masked):
        raise NeuroError(
            "the spike code has two levels, up and down: units can be silent only all together before a synchronous "
            "step 1; give every unit a state or use the flip code."
        )
