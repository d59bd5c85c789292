"""Random networks and stimuli, one per seed: the cases every engine must run alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..description import (
    Classes,
    Description,
    Dynamics,
    Feedback,
    Input,
    InputCoupling,
    Phases,
    Population,
    Readout,
)
from ..engines import Stimulus
from ..events import InputEvents, Inputs
from ..network import Network

MATRICES = ("recurrent", "links", "input_weights", "feedback_weights", "readout_weights")
VECTORS = ("self_coupling", "bias")
"""Of a network: what units and lines have with each other, and what units have of their own."""
_SHAPES = ("one module", "modules with links", "classifier", "biased")


@final
@dataclass(frozen=True, eq=False)
class Case:
    """One network with one stimulus.

    Parameters
    ----------
    name
        For people.
    network, stimulus
        What every engine must run alike.
    """

    name: str
    network: Network
    stimulus: Stimulus


def in_full(inputs: Inputs) -> NDArray[Any]:
    """Inputs as an array, (S, M) or (S, T, M).

    Parameters
    ----------
    inputs
        Constant ones, or those of every step, events too.
    """
    return inputs.dense() if isinstance(inputs, InputEvents) else np.asarray(inputs)


def random_case(seed: int, *, masked: bool = False, common: tuple[int, Phases, int] | None = None) -> Case:
    """An integer network and stimulus drawn from a seed.

    Sizes 1 to 60, densities 0 to 1, self-couplings of either sign, links, biases, inputs, feedback, small
    weights that make ties, silent and given starts, several samples.

    Parameters
    ----------
    seed
        One in four is of each kind: one module, modules with links, a classifier, one with biases.
    masked
        Whether units are updated in random subsets.
    common
        Samples, phases and classes that several cases share, so that they can be glued; every unit then has a start.

    Examples
    --------
    >>> random_case(3).name
    '3: biased, 16 units'
    """
    rng = np.random.default_rng([seed, 7])
    shape = _SHAPES[seed % len(_SHAPES)]
    sizes = [int(n) for n in rng.integers(1, 30, size=2 if shape == "modules with links" else 1)]
    if shape == "modules with links":
        sizes = [sizes[0]] * int(rng.integers(2, 4))
    elif rng.random() < 0.5:
        sizes = [int(rng.integers(30, 61))]
    units = sum(sizes)
    classifier = shape == "classifier"
    lines, classes = (int(rng.integers(1, 12)), int(rng.integers(2, 6))) if classifier else (0, 0)
    if common is not None and classifier:
        classes = common[2]
    largest = int(rng.choice([1, 2, 5, 40, 127]))
    recurrent = _block_diagonal(rng, sizes, largest)
    links = _links(rng, sizes) if len(sizes) > 1 else sparse.csr_matrix((units, units), dtype=np.int32)
    # On one pair of units recurrent coupling and link must fit the range together.
    self_coupling = rng.integers(-3, min(4 * largest, 127) + 1, size=units)
    network = Network(
        description=_description(sizes, lines, classes),
        recurrent=recurrent if rng.random() < 0.5 else sparse.csr_matrix(recurrent),
        self_coupling=self_coupling.astype(np.int32),
        bias=_bias(rng, shape, units, largest),
        links=links,
        input_weights=_matrix(rng, (units, lines), 20),
        feedback_weights=rng.integers(-60, 61, size=(units, classes)).astype(np.int32),
        readout_weights=rng.integers(-127, 128, size=(classes, units)).astype(np.int32),
        unit=1.0,
        feedback_payload=int(rng.integers(1, 4)),
    )
    return Case(f"{seed}: {shape}, {units} units", network, _stimulus(rng, network, classifier, masked, common))


def glued_case(seeds: list[int]) -> Case:
    """Many random networks side by side in one: engines that compile a program for each run them all at once.

    Parameters
    ----------
    seeds
        Of :func:`random_case`.
    """
    phases, samples, classes = Phases(1, 2, 4), 2, 3
    cases = [random_case(seed, common=(samples, phases, classes)) for seed in seeds]
    networks = [case.network for case in cases]
    lines = sum(n.lines for n in networks)

    def stack(name: str) -> Any:
        return np.concatenate([getattr(n, name) for n in networks])

    def diagonal(name: str) -> Any:
        # A block without columns still has rows, which block_diag keeps.
        blocks = [sparse.csr_matrix(getattr(n, name)) for n in networks]
        return sparse.csr_matrix(sparse.block_diag(blocks, format="csr", dtype=np.int32))

    feedback = [n.feedback_weights if n.classes else np.zeros((n.units, classes), np.int32) for n in networks]
    readout = [n.readout_weights if n.classes else np.zeros((classes, n.units), np.int32) for n in networks]
    network = Network(
        description=_description([n.units for n in networks], lines, classes),
        recurrent=diagonal("recurrent"),
        self_coupling=stack("self_coupling"),
        bias=stack("bias"),
        links=diagonal("links"),
        input_weights=diagonal("input_weights"),
        feedback_weights=np.concatenate(feedback),
        readout_weights=np.concatenate(readout, axis=1),
        unit=1.0,
        feedback_payload=2,
    )
    rng = np.random.default_rng(seeds[0])
    stimulus = Stimulus(
        samples=samples,
        phases=phases,
        inputs=rng.integers(-2, 17, size=(samples, lines)) if lines else None,
        labels=rng.integers(0, classes, size=samples),
        initial=np.concatenate([case.stimulus.start(n.units) for case, n in zip(cases, networks, strict=True)], axis=1),
    )
    return Case(f"{len(seeds)} networks glued, {network.units} units", network, stimulus)


def float_twin(network: Network) -> Network:
    """A float network much like an integer one: weights scaled and shaken, so that no field sits on a tie.

    Parameters
    ----------
    network
        In whole numbers.
    """
    rng = np.random.default_rng(0)

    def shaken(weights: Any) -> Any:
        if sparse.issparse(weights):
            out = weights.astype(float)
            out.data = shaken(weights.data)
            return out
        return 0.1 * weights + 0.01 * rng.standard_normal(weights.shape) * (weights != 0)

    names = ("recurrent", "bias", "links", "input_weights", "feedback_weights", "readout_weights")
    arrays: dict[str, Any] = {name: shaken(getattr(network, name)) for name in names}
    return Network(description=network.description, self_coupling=0.1 * network.self_coupling + 0.0123, **arrays)


def _description(sizes: list[int], lines: int, classes: int) -> Description:
    populations = tuple(Population(f"module{n}", size) for n, size in enumerate(sizes))
    first = populations[0].name
    heard = (InputCoupling(first),) if lines else ()
    couplings = (*heard, Feedback(first), Readout(first)) if classes else heard
    return Description(
        name="case",
        populations=populations,
        couplings=couplings,
        input=Input(lines, levels=16) if lines else None,
        classes=Classes(classes) if classes else None,
        dynamics=Dynamics(),
    )


def _matrix(rng: np.random.Generator, shape: tuple[int, int], largest: int) -> Any:
    values = rng.integers(-largest, largest + 1, size=shape).astype(np.int32)
    values[rng.random(shape) > rng.choice([0.1, 0.5, 1.0])] = 0
    return values


def _block_diagonal(rng: np.random.Generator, sizes: list[int], largest: int) -> Any:
    out = np.zeros((sum(sizes), sum(sizes)), np.int32)
    start = 0
    for size in sizes:
        block = _matrix(rng, (size, size), largest)
        np.fill_diagonal(block, 0)
        out[start : start + size, start : start + size] = block
        start += size
    return out


def _links(rng: np.random.Generator, sizes: list[int]) -> sparse.csr_matrix:
    units, size = sum(sizes), sizes[0]
    out = sparse.lil_matrix((units, units), dtype=np.int32)
    for left in range(len(sizes) - 1):
        a, b = np.arange(size) + left * size, np.arange(size) + (left + 1) * size
        out[a, b] = int(rng.integers(1, 100))
        out[b, a] = int(rng.integers(1, 100))
    return sparse.csr_matrix(out)


def _bias(rng: np.random.Generator, shape: str, units: int, largest: int) -> Any:
    if shape != "biased":
        return np.zeros(units, np.int32)
    return rng.integers(-2 * largest, 2 * largest + 1, size=units).astype(np.int32)


def _stimulus(
    rng: np.random.Generator, network: Network, classifier: bool, masked: bool, common: tuple[int, Phases, int] | None
) -> Stimulus:
    samples = int(rng.integers(1, 5)) if common is None else common[0]
    given = masked or common is not None or rng.random() < 0.5
    inputs = None
    if network.lines and rng.random() < 0.9:
        inputs = rng.integers(-2 if rng.random() < 0.3 else 0, 17, size=(samples, network.lines))
    clamped = int(rng.integers(0, 4)) if classifier else 0
    phases = Phases(int(rng.integers(0, 3)), clamped, int(rng.integers(1, 6)))
    if common is not None:
        phases = common[1] if classifier else common[1].without_feedback()
        clamped = phases.clamped
    return Stimulus(
        samples=samples,
        phases=phases,
        inputs=inputs,
        labels=rng.integers(0, network.classes, size=samples) if clamped else None,
        initial=rng.choice([-1, 1], size=(samples, network.units)).astype(np.int8) if given else None,
        update_probability=float(rng.choice([0.2, 0.5, 0.9])) if masked else 1.0,
        seed=int(rng.integers(0, 1000)),
    )
