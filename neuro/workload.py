"""What a command runs: a network, and a stimulus with the right answers where there are some."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from .data import DataSet, load_data
from .description import Description, Phases, load_model
from .engines import Stimulus
from .engines.numpy import Fields
from .errors import NeuroError
from .learning import load_trained
from .network import Network, build_network, integer_network

REGIMES = ("float", "integer")
# Taken from a data set when no number is asked for.
_SAMPLES = 100


@final
@dataclass(frozen=True, eq=False)
class Workload:
    """A network in the regime asked for, the one it came from, and what to run.

    `inputs` are the samples in natural units, (S, M), and `labels` the right answers, (S,); None where there are none.
    """

    name: str
    source: Network
    network: Network
    stimulus: Stimulus
    inputs: NDArray[Any] | None
    labels: NDArray[np.int64] | None
    data: str | None

    def at_fixed_point(self, states: NDArray[np.int8]) -> NDArray[np.bool_]:
        """Which samples a synchronous step without feedback would leave as they are; states (S, N) -> (S,)."""
        fields = Fields(self.network)
        field = fields.recurrent(states.astype(float)) + fields.external(self.stimulus)
        fixed: NDArray[np.bool_] = (np.where(field > 0, 1, -1) == states).all(axis=1)
        return fixed


def find_network(subject: str | Description, seed: int | None = None) -> Network:
    """The network of a description, a model name or a TOML file, in floats, or that of a folder of ``neuro train``."""
    if isinstance(subject, Description):
        return build_network(subject if seed is None else replace(subject, seed=seed))
    if Path(subject).is_dir():
        if seed is not None:
            raise NeuroError(f"{subject}: is a trained network, whose weights no seed can change; leave the seed out.")
        return load_trained(subject)
    return find_network(load_model(subject), seed)


def make_workload(
    subject: str | Description,
    *,
    seed: int | None = None,
    regime: str | None = None,
    samples: int | None = None,
    steps: int | None = None,
    data: str | None = None,
    split: str = "test",
    folder: str | None = None,
    whole: bool = False,
) -> Workload:
    """Set up a run.

    A network with input gets samples of its data set (100, or as many as asked for, or the `whole` split) and the
    phases of inference; one without gets random starts (1) and the steps of its [dynamics].

    Raises
    ------
    NeuroError
        When the subject, the data or a number doesn't fit.
    """
    source = find_network(subject, seed)
    description = source.description
    regime = regime or description.numbers.regime
    if regime not in REGIMES:
        raise NeuroError(f"regime: got '{regime}', expected one of {', '.join(REGIMES)}.")
    for name, value in (("samples", samples), ("steps", steps)):
        if value is not None and value < 1:
            raise NeuroError(f"{name}: got {value}, expected a whole number of at least 1.")
    if source.is_integer and regime == "float":
        raise NeuroError(f"{subject}: was trained in whole numbers and has no float version; ask for regime 'integer'.")
    network = integer_network(source) if regime == "integer" and not source.is_integer else source
    named = data or (description.input.data if description.input else None)
    if network.lines and named is not None:
        found = load_data(named, folder)
        if whole and samples is None:
            samples = len(found.split(split))
        return _with_data(source, network, found, split, samples, steps)
    if data is not None:
        raise NeuroError(f"data '{data}' was asked for, but model '{description.name}' has no [input] to take it.")
    dynamics = description.dynamics
    rng = np.random.default_rng([description.seed, 0x7374617274])
    count = samples or 1
    inputs = rng.integers(0, 2, size=(count, network.lines)).astype(float) if network.lines else None
    stimulus = Stimulus(
        samples=count,
        phases=Phases(0, 0, steps or dynamics.steps),
        inputs=None if inputs is None else network.encode(inputs),
        initial=rng.choice(np.array([-1, 1], np.int8), size=(count, network.units)),
        update_probability=dynamics.update_probability,
        seed=description.seed,
    )
    return Workload(description.name, source, network, stimulus, inputs, None, None)


def _with_data(
    source: Network, network: Network, found: DataSet, split: str, samples: int | None, steps: int | None
) -> Workload:
    description = source.description
    found.fits(network.lines, network.classes, description.name)
    part = found.split(split)
    part = part.first(min(_SAMPLES, len(part)) if samples is None else samples)
    phases = description.phases.without_feedback()
    stimulus = Stimulus(
        samples=len(part),
        phases=phases if steps is None else Phases(0, 0, steps),
        inputs=network.encode(part.inputs),
        update_probability=description.dynamics.update_probability,
        seed=description.seed,
    )
    return Workload(description.name, source, network, stimulus, part.inputs, part.labels, found.name)
