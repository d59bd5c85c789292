"""Description + seed -> weights, the same on every machine."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..description import Description, Feedback, Gaussian, InputCoupling, Link, Readout, label
from ..errors import NeuroError
from ..machine.memory import check_memory
from .arrays import Matrix, Network
from .receptive_fields import receptive_fields
from .splitting import split_readout

# Above this share of existing couplings a plain array is smaller and faster than CSR.
_DENSE_ABOVE = 0.4
# Bytes that it takes to make one unit, and one coupling.
_UNIT, _COUPLING = 64, 68
# The smallest density above 0: rarer couplings stand too far apart for whole numbers.
_LEAST = 1e-17


def build_network(description: Description) -> Network:
    """Draw all weights of a float network from the description's seed.

    Each coupling draws from a stream of its own, named by kind, source and target, so that adding one
    coupling leaves the others as they were.

    Parameters
    ----------
    description
        What to build; its seed settles every weight, on every machine.

    Raises
    ------
    NeuroError
        When the weights don't fit into memory, or a density is too small to draw by.

    Examples
    --------
    >>> from neuro import build_network, load_model
    >>> build_network(load_model("digits")).hash == build_network(load_model("digits")).hash
    True
    """
    _check_size(description)
    units, slices = description.units, description.slices
    lines = description.input.size if description.input else 0
    classes = description.classes.size if description.classes else 0
    recurrent, links, inputs = _Triplets(units, units), _Triplets(units, units), _Triplets(units, lines)
    feedback, readout = np.zeros((units, classes)), np.zeros((classes, units))
    for coupling in description.couplings:
        rng = _stream(description.seed, label(coupling))
        if isinstance(coupling, Gaussian):
            rows, columns = slices[coupling.target], slices[coupling.source]
            shape, inside = _shape(rows, columns), coupling.source == coupling.target
            recurrent.add(rows, columns, *_gaussian(rng, shape, coupling.strength, coupling.density, inside))
        elif isinstance(coupling, Link):
            rows, columns = slices[coupling.target], slices[coupling.source]
            links.add(rows, columns, *_link(rng, _shape(rows, columns), coupling))
        elif isinstance(coupling, InputCoupling):
            rows, columns = slices[coupling.target], slice(0, lines)
            inputs.add(rows, columns, *_input(rng, rows.stop - rows.start, description, coupling))
        elif isinstance(coupling, Feedback):
            rows = slices[coupling.target]
            prototypes = rng.standard_normal((rows.stop - rows.start, classes)) * coupling.strength / np.sqrt(classes)
            feedback[rows] = _encoded(prototypes, coupling.encoding)
        elif isinstance(coupling, Readout):
            columns = slices[coupling.source]
            fan_in = columns.stop - columns.start
            readout[:, columns] = rng.standard_normal((classes, fan_in)) * coupling.strength / np.sqrt(fan_in)
    network = Network(
        description=replace(description, classes=description.classes and replace(description.classes, readouts=1)),
        recurrent=recurrent.matrix(),
        self_coupling=np.concatenate([np.full(p.size, p.self_coupling) for p in description.populations]),
        bias=np.concatenate([_bias(description.seed, p) for p in description.populations]),
        links=links.csr(),
        input_weights=inputs.matrix(),
        feedback_weights=feedback,
        readout_weights=readout,
    )
    return split_readout(network, description.classes.readouts) if description.classes else network


def _check_size(description: Description) -> None:
    """Refuse what can't be drawn: couplings that are too rare, and a network that memory can't hold."""
    sizes = {population.name: population.size for population in description.populations}
    units = description.units
    lines = description.input.size if description.input else 0
    classes = description.classes.size if description.classes else 0
    needed = units * (_UNIT + 16 * classes) + 8 * lines
    for coupling in description.couplings:
        if isinstance(coupling, (Gaussian, Link, InputCoupling)):
            if 0 < coupling.density < _LEAST:
                got = f"{label(coupling)}: density: got {coupling.density:g}"
                raise NeuroError(f"model '{description.name}': {got}, expected 0, or {_LEAST:g} and more.")
            target = sizes[coupling.target]
            one_to_one = isinstance(coupling, Link) and coupling.pattern == "one-to-one"
            pairs = target if one_to_one else target * description.senders(coupling)
            needed += int(pairs * coupling.density * _COUPLING)
    what = f"model '{description.name}': a network of {units:,} units, {lines:,} input lines and {classes:,} classes"
    check_memory(what, needed, "give it smaller populations or lower densities")


class _Triplets:
    """Collects blocks of (row, column, value) into one matrix."""

    def __init__(self, rows: int, columns: int) -> None:
        self.shape = (rows, columns)
        self.blocks: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = []

    def add(self, rows: slice, columns: slice, i: NDArray[Any], j: NDArray[Any], values: NDArray[Any]) -> None:
        self.blocks.append((_moved(i, rows.start), _moved(j, columns.start), values))

    def csr(self) -> sparse.csr_matrix:
        if not self.blocks:
            return sparse.csr_matrix(self.shape)
        # Most networks have one block, which may take most of the memory there is.
        one = len(self.blocks) == 1
        i, j, values = self.blocks[0] if one else (np.concatenate(column) for column in zip(*self.blocks, strict=True))
        matrix = sparse.csr_matrix((values, (i, j)), shape=self.shape)
        matrix.sort_indices()
        return matrix

    def matrix(self) -> Matrix:
        matrix = self.csr()
        return matrix.toarray() if matrix.nnz > _DENSE_ABOVE * np.prod(self.shape) else matrix


def _moved(numbers: NDArray[Any], start: int) -> NDArray[Any]:
    return numbers + start if start else numbers


def _stream(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def _shape(rows: slice, columns: slice) -> tuple[int, int]:
    return rows.stop - rows.start, columns.stop - columns.start


def _bernoulli(rng: np.random.Generator, total: int, probability: float) -> NDArray[np.int64]:
    """Which of `total` places are taken, each with `probability`; drawn gap by gap, at the cost of those taken."""
    if probability >= 1.0:
        return np.arange(total, dtype=np.int64)
    if probability <= 0.0 or total == 0:
        return np.empty(0, np.int64)
    places: list[NDArray[np.int64]] = []
    last = -1
    while last < total:
        chunk = int((total - last) * probability + 6 * np.sqrt(total * probability)) + 16
        steps = last + np.cumsum(rng.geometric(probability, size=chunk))
        places.append(steps)
        last = int(steps[-1])
    taken = np.concatenate(places)
    return taken[taken < total]


def _places(rng: np.random.Generator, shape: tuple[int, int], density: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """Row and column of the pairs that are coupled, in order."""
    taken = _bernoulli(rng, shape[0] * shape[1], density)
    columns = max(shape[1], 1)
    return (taken // columns).astype(np.int32), (taken % columns).astype(np.int32)


def _gaussian(
    rng: np.random.Generator, shape: tuple[int, int], strength: float, density: float, inside: bool = False
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    i, j = _places(rng, shape, density)
    if inside:
        apart = i != j
        i, j = i[apart], j[apart]
    fan_in = max(density * shape[1], 1e-300)
    return i, j, rng.standard_normal(len(i)) * strength / np.sqrt(fan_in)


def _input(
    rng: np.random.Generator, units: int, description: Description, coupling: InputCoupling
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    shape = (units, description.senders(coupling))
    i, j, values = _gaussian(rng, shape, coupling.strength, coupling.density)
    if description.input is None or description.input.shape is None or coupling.patch is None:
        return i, j, values
    first, offsets = receptive_fields(rng, units, description.input.shape, coupling.patch)
    return i, first[i] + offsets[j], values


def _link(
    rng: np.random.Generator, shape: tuple[int, int], link: Link
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    if link.pattern == "one-to-one":
        i = _bernoulli(rng, shape[0], link.density)
        return i, i, np.full(len(i), link.strength)
    i, j = _places(rng, shape, link.density)
    return i, j, np.full(len(i), link.strength)


def _encoded(prototypes: NDArray[Any], encoding: str) -> NDArray[Any]:
    """Column c is the field while label c is clamped: its prototype times `true`, plus all others times `false`."""
    classes = prototypes.shape[1]
    true, false = {
        "one-hot": (1.0, 0.0),
        "plus-minus": (1.0, -1.0),
        "rescaled": (np.sqrt(classes - 1) / 2, -1 / np.sqrt(classes - 1)),
    }[encoding]
    # Added up column by column: a matrix product would round as the processor likes.
    total = np.zeros(len(prototypes))
    for column in prototypes.T:
        total = total + column
    return (true - false) * prototypes + false * total[:, None]


def _bias(seed: int, population: Any) -> NDArray[Any]:
    rng = _stream(seed, f"bias:{population.name}")
    return population.bias + population.bias_deviation * rng.standard_normal(population.size)
