"""What a command runs or lets learn: a network, and samples with the right answers where there are some."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import final

import numpy as np
from numpy.typing import NDArray

from .data import Split, load_data
from .description import REGIMES, Description, Phases, load_model
from .engines import Stimulus, check_run
from .engines.numpy import Fields, NumpyEngine
from .errors import NeuroError
from .events import Inputs
from .learning import EpochStream, check_trainable, load_trained, starting_network
from .network import Network, RoundingEffect, build_network, integer_network, rounding_effect, split_readout
from .placement import Chip, split_to_fit

# Taken from a data set when no number is asked for.
DEFAULT_SAMPLES = 100


@final
@dataclass(frozen=True, eq=False)
class Workload:
    """A network in the regime asked for, the one it came from, and what to run or learn.

    Parameters
    ----------
    name
        Of the model.
    source, network
        The network as it was built or trained, and in the regime asked for. One that is to learn is its own source.
    stimulus
        The samples as the engines take them; for learning with the phases of training and the labels as feedback.
    inputs, labels
        The samples in natural units, (S, M), and the right answers, (S,); None where there are none.
    data
        The data set they are from; None without one.
    """

    name: str
    source: Network
    network: Network
    stimulus: Stimulus
    inputs: Inputs | None
    labels: NDArray[np.int64] | None
    data: str | None

    @property
    def samples(self) -> int:
        """Number of samples S."""
        return self.stimulus.samples

    def to_learn(self, chosen: slice) -> tuple[Inputs, NDArray[np.int64]]:
        """Payloads and classes (S,) of some samples, as a learner takes them.

        Raises
        ------
        NeuroError
            When the samples have no inputs or no labels.
        """
        if self.stimulus.inputs is None or self.labels is None:
            raise NeuroError(f"'{self.name}' has no samples with labels to learn from; give a data set.")
        return self.stimulus.inputs[chosen], self.labels[chosen]

    def fitted(self, chip: Chip, *, learning: bool = False) -> Workload:
        """The same with the readout split, where no core of the chip holds it; see :func:`split_to_fit`."""
        if not self.network.is_integer or not self.network.classes:
            return self
        network = split_to_fit(self.network, chip, learning=learning)
        return replace(self, source=split_readout(self.source, network.readouts // network.classes), network=network)

    def at_fixed_point(self, states: NDArray[np.int8]) -> NDArray[np.bool_]:
        """Which samples a synchronous step without feedback would leave as they are; states (S, N) -> (S,)."""
        fields = Fields(self.network)
        field = fields.recurrent(states.astype(float)) + fields.external(self.stimulus, self.stimulus.steps)
        fixed: NDArray[np.bool_] = (np.where(field > 0, 1, -1) == states).all(axis=1)
        return fixed

    def rounding(self) -> RoundingEffect | None:
        """What rounding to whole numbers changed, by the reference engine; None where nothing was rounded."""
        if self.source.is_integer or not self.network.is_integer:
            return None
        inputs = None if self.inputs is None else self.source.encode(self.inputs)
        before = NumpyEngine().run(self.source, replace(self.stimulus, inputs=inputs))
        after = NumpyEngine().run(self.network, self.stimulus)
        return rounding_effect((self.source, self.network), (before.states, after.states), self.labels)


def find_network(model: str | Description, seed: int | None = None) -> Network:
    """The network of a description, a model name or a TOML file, in floats, or that of a folder of ``neuro train``.

    Raises
    ------
    NeuroError
        When there is none, or a seed is given for a trained network.
    """
    if isinstance(model, Description) or not os.path.isdir(model):
        return build_network(_description(model, seed))
    if seed is not None:
        raise NeuroError(f"{model}: is a trained network, whose weights no seed can change; leave the seed out.")
    return load_trained(model)


def _description(model: str | Description, seed: int | None) -> Description:
    description = load_model(model) if isinstance(model, str) else model
    return description if seed is None else replace(description, seed=seed)


def make_workload(
    model: str | Description,
    *,
    seed: int | None = None,
    regime: str | None = None,
    samples: int | None = None,
    steps: int | None = None,
    data: str | None = None,
    split: str = "test",
    folder: str | None = None,
    whole: bool = False,
    learning: bool = False,
) -> Workload:
    """Set up a run, or learning.

    A network with input gets samples of its data set (100, or as many as asked for, or the `whole` split) and the
    phases of inference; one without gets random starts (1) and the steps of its [dynamics]. One that is to learn is
    the network ``neuro train`` starts with, or that of its folder, and gets the first samples of the first epoch.

    Parameters
    ----------
    model
        A description, a model name, a TOML file, or a folder written by ``neuro train``.
    seed
        Draws other weights and starts than the description's own seed.
    regime
        ``float`` or ``integer``; the description's when None.
    samples, steps
        Numbers of samples and of time steps, at least 1.
    data, folder, split
        Data set, where its files are, and which of its splits to take (for learning always the training split).
    whole
        Whether to take all samples when no number is given.
    learning
        Whether the samples are to be learned.

    Raises
    ------
    NeuroError
        When the model, the data or a number doesn't fit.

    Examples
    --------
    >>> from neuro.workload import make_workload
    >>> workload = make_workload("digits", regime="integer", samples=10)
    >>> workload.network.is_integer, workload.stimulus.steps, workload.labels.shape
    (True, 6, (10,))
    """
    if regime is not None and regime not in REGIMES:
        raise NeuroError(f"regime: got '{regime}', expected one of {', '.join(REGIMES)}.")
    for name, value in (("samples", samples), ("steps", steps)):
        if value is not None and value < 1:
            raise NeuroError(f"{name}: got {value}, expected a whole number of at least 1.")
    if learning and steps is not None:
        raise NeuroError("steps: learning takes the phases of the model; leave the steps out.")
    if learning and (isinstance(model, Description) or not os.path.isdir(model)):
        description = _description(model, seed)
        source = starting_network(description, (regime or description.numbers.regime) == "integer")
    else:
        source = find_network(model, seed)
        description = source.description
    regime = regime or description.numbers.regime
    if source.is_integer and regime == "float":
        raise NeuroError(f"{model}: was trained in whole numbers and has no float version; ask for regime 'integer'.")
    network = integer_network(source) if regime == "integer" and not source.is_integer else source
    named = data or (description.input.data if description.input else None)
    if learning:
        if named is None:
            raise NeuroError(f"model '{description.name}' names no data set; give one with --data.")
        return _to_learn(network, named, folder, samples)
    if network.lines and named is not None:
        found = load_data(named, folder, description.input)
        found.fits(description)
        chosen = found.split(split)
        if not whole or samples is not None:
            chosen = chosen.first(min(DEFAULT_SAMPLES, len(chosen)) if samples is None else samples)
        phases = _phases(description, steps)
        # What makes its samples when they are asked for is asked here.
        chosen = replace(chosen, inputs=chosen.inputs[:])
        stimulus = _stimulus(network, chosen, phases)
        return Workload(description.name, source, network, stimulus, chosen.inputs, chosen.labels, found.name)
    if data is not None:
        raise NeuroError(f"data '{data}' was asked for, but model '{description.name}' has no [input] to take it.")
    changing = description.input.steps if description.input else None
    if changing is not None:
        _phases(description, steps)
    return _random_starts(source, network, samples or 1, steps or changing or description.dynamics.steps)


def _phases(description: Description, steps: int | None) -> Phases:
    if steps is None:
        return description.inference
    if description.input and description.input.steps not in (None, steps):
        raise NeuroError(
            f"steps: got {steps}, but inputs of model '{description.name}' change over {description.input.steps}; "
            "leave the steps out."
        )
    return Phases(0, 0, steps)


def training_samples(network: Network, data: str, folder: str | None, samples: int | None) -> tuple[str, Split]:
    """The first samples of the first epoch of ``neuro train``, and the name of the data set they are from.

    Raises
    ------
    NeuroError
        When the network can't be trained on the data set, or has fewer training samples.
    """
    found = load_data(data, folder, network.description.input)
    check_trainable(network.description, found)
    stream = EpochStream(network.description, found.train, 1)
    if samples is not None and not 1 <= samples <= len(stream):
        raise NeuroError(f"training samples: got {samples}, expected 1 to {len(stream)}, as '{data}' has.")
    return found.name, stream.row(slice(DEFAULT_SAMPLES if samples is None else samples))


def _to_learn(network: Network, data: str, folder: str | None, samples: int | None) -> Workload:
    description = network.description
    name, chosen = training_samples(network, data, folder, samples)
    stimulus = replace(_stimulus(network, chosen, description.phases), labels=chosen.labels)
    return Workload(description.name, network, network, stimulus, chosen.inputs, chosen.labels, name)


def _stimulus(network: Network, chosen: Split, phases: Phases) -> Stimulus:
    description = network.description
    return Stimulus(
        samples=len(chosen),
        phases=phases,
        inputs=network.encode(chosen.inputs),
        update_probability=description.dynamics.update_probability,
        turns=description.turns,
        seed=description.seed,
    )


def _random_starts(source: Network, network: Network, samples: int, steps: int) -> Workload:
    description = source.description
    check_run(samples, steps, network)
    rng = np.random.default_rng([description.seed, 0x7374617274])
    each = (samples, steps) if description.input and description.input.steps else (samples,)
    inputs = rng.integers(0, 2, size=(*each, network.lines)).astype(float) if network.lines else None
    stimulus = Stimulus(
        samples=samples,
        phases=Phases(0, 0, steps),
        inputs=None if inputs is None else network.encode(inputs),
        initial=rng.choice(np.array([-1, 1], np.int8), size=(samples, network.units)),
        update_probability=description.dynamics.update_probability,
        turns=description.turns,
        seed=description.seed,
    )
    return Workload(description.name, source, network, stimulus, inputs, None, None)
