"""Random networks and stimuli, one per seed: the cases every engine must run alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from neuro.description import Classes, Description, Dynamics, Feedback, Input, InputCoupling, Phases, Population, Readout
from neuro.engines import Stimulus
from neuro.network import Network

_SHAPES = ("one module", "modules with links", "classifier", "biased")


@dataclass(frozen=True)
class Case:
    """One network with one stimulus."""

    name: str
    network: Network
    stimulus: Stimulus


def random_case(seed: int, *, masked: bool = False) -> Case:
    """An integer network and stimulus drawn from `seed`.

    Sizes 1 to 60, densities 0 to 1, self-couplings of either sign, links, biases, inputs, feedback, small
    weights that make ties, silent and given starts, several samples. `masked` asks for random-subset updates.
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
    return Case(f"{seed}: {shape}, {units} units", network, _stimulus(rng, network, classifier, masked))


def float_twin(network: Network) -> Network:
    """The same network as a float one, its couplings scaled so that sums round."""
    factor = 0.1
    parts: dict[str, Any] = {
        name: getattr(network, name) * factor
        for name in ("recurrent", "self_coupling", "bias", "links", "input_weights", "feedback_weights", "readout_weights")
    }
    return Network(description=network.description, **parts)


def _description(sizes: list[int], lines: int, classes: int) -> Description:
    populations = tuple(Population(f"module{n}", size) for n, size in enumerate(sizes))
    first = populations[0].name
    couplings = (InputCoupling(first), Feedback(first), Readout(first)) if classes else ()
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


def _stimulus(rng: np.random.Generator, network: Network, classifier: bool, masked: bool) -> Stimulus:
    samples = int(rng.integers(1, 5))
    given = masked or rng.random() < 0.5
    inputs = None
    if network.lines and rng.random() < 0.9:
        inputs = rng.integers(-2 if rng.random() < 0.3 else 0, 17, size=(samples, network.lines))
    clamped = int(rng.integers(0, 4)) if classifier else 0
    return Stimulus(
        samples=samples,
        phases=Phases(int(rng.integers(0, 3)), clamped, int(rng.integers(1, 6))),
        inputs=inputs,
        labels=rng.integers(0, network.classes, size=samples) if clamped else None,
        initial=rng.choice([-1, 1], size=(samples, network.units)).astype(np.int8) if given else None,
        update_probability=float(rng.choice([0.2, 0.5, 0.9])) if masked else 1.0,
        seed=int(rng.integers(0, 1000)),
    )
