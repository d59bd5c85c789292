"""NIR graphs from elsewhere: affine maps between populations of units that spike where their input exceeds a threshold.

A unit of NIR spikes if ``r (W z + b) + v_leak > v_threshold``, with z = (1 + s) / 2 for units. So J = r W / 2, and half
of what all senders exert goes into the bias, as does the threshold. What a population hears from another comes one step
later, as everything does here; simulators of NIR let it through in the same step. They begin with all units down.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from neuro.description import (
    Classes,
    Description,
    Gaussian,
    Input,
    InputCoupling,
    Numbers,
    Population,
    Readout,
)
from neuro.errors import NeuroError
from neuro.network import Network

from .graph import STEP_S

_AFFINE, _UNITS = ("Affine", "Linear"), ("LIF", "Threshold")
_KNOWN = "Input, Output, Affine, Linear, LIF and Threshold"
_WIDEST = 127
# A unit that is always up, where the outputs have constants of their own.
_CONSTANT = "constant"


@final
@dataclass(frozen=True, eq=False)
class _Units:
    """A population: what its input is multiplied by and what is taken off it, (N,) each."""

    name: str
    factor: NDArray[np.float64]
    threshold: NDArray[np.float64]

    @property
    def size(self) -> int:
        return len(self.factor)


@final
@dataclass(frozen=True, eq=False)
class _Path:
    """From one node to another, through an affine map."""

    source: str
    target: str
    weight: NDArray[np.float64]
    bias: NDArray[np.float64]


def foreign_network(graph: Any, name: str) -> Network:
    """The network of a graph that somebody else wrote.

    Parameters
    ----------
    graph
        An ``NIRGraph``.
    name
        What it is to be called.

    Raises
    ------
    NeuroError
        Naming the first node or edge that the contract has no word for.
    """
    kinds = {key: type(node).__name__ for key, node in graph.nodes.items()}
    for key, kind in kinds.items():
        if kind not in (*_AFFINE, *_UNITS, "Input", "Output"):
            raise NeuroError(f"node '{key}' is of kind {kind}, and {_KNOWN} are known here; take it out of the graph.")
    inputs, outputs = ([key for key, kind in kinds.items() if kind == wanted] for wanted in ("Input", "Output"))
    if len(inputs) != 1 or len(outputs) != 1:
        raise NeuroError(f"the graph has {len(inputs)} inputs and {len(outputs)} outputs, expected one of each.")
    for source, target in map(tuple, graph.edges):
        unknown = [end for end in (source, target) if end not in kinds]
        if unknown or kinds[source] == "Output" or kinds[target] == "Input":
            raise NeuroError(f"the edge from '{source}' to '{target}' leads from or to no place; expected known nodes.")
    populations = [_units(key, graph.nodes[key]) for key, kind in kinds.items() if kind in _UNITS]
    if not populations:
        raise NeuroError("the graph has no units; expected at least one node of kind LIF or Threshold.")
    lines = int(np.prod(graph.nodes[inputs[0]].input_type["input"]))
    paths = _paths(graph, kinds)
    return _assembled(name, lines, populations, paths, inputs[0], outputs[0])


def _units(key: str, node: Any) -> _Units:
    if type(node).__name__ == "Threshold":
        threshold = np.ravel(np.asarray(node.threshold, float))
        return _Units(key, np.ones(len(threshold)), threshold)
    numbers = (np.ravel(np.asarray(one, float)) for one in (node.tau, node.r, node.v_leak, node.v_threshold))
    tau, r, leak, threshold = numbers
    if not np.allclose(tau, STEP_S, rtol=1e-6, atol=0):
        raise NeuroError(
            f"node '{key}' keeps its potential from step to step (tau from {tau.min():g} to {tau.max():g} s); units "
            f"here forget in one step: expected tau = {STEP_S:g}."
        )
    return _Units(key, r, threshold - leak)


def _paths(graph: Any, kinds: dict[str, str]) -> list[_Path]:
    """Every way from an input or a population to a population or an output, through one affine map or none."""
    after: dict[str, list[str]] = defaultdict(list)
    for source, target in dict.fromkeys(map(tuple, graph.edges)):
        after[source].append(target)
    found = []
    for source, kind in kinds.items():
        for target in after[source] if kind not in (*_AFFINE, "Output") else []:
            if kinds[target] not in _AFFINE:
                size = int(np.prod(graph.nodes[source].output_type["output"]))
                found.append(_Path(source, target, np.eye(size), np.zeros(size)))
                continue
            node = graph.nodes[target]
            weight = np.asarray(node.weight, float)
            bias = np.asarray(getattr(node, "bias", np.zeros(len(weight))), float)
            sound = weight.ndim == 2 and bias.shape == weight.shape[:1]
            if not sound or not np.isfinite(weight).all() or not np.isfinite(bias).all():
                raise NeuroError(
                    f"node '{target}' has weights of shape {weight.shape}, expected finite ones, two-sided."
                )
            for end in after[target]:
                if kinds[end] in _AFFINE:
                    raise NeuroError(f"node '{target}' leads to '{end}', a second affine map; make one of both.")
                found.append(_Path(source, end, weight, bias))
    return found


def _assembled(
    name: str, lines: int, populations: list[_Units], paths: list[_Path], input_: str, output: str
) -> Network:
    ends = np.cumsum([0, *(one.size for one in populations)])
    place = {one.name: slice(int(a), int(b)) for one, a, b in zip(populations, ends[:-1], ends[1:], strict=True)}
    units = int(ends[-1])
    total, entering = np.zeros((units, units)), np.zeros((units, lines))
    bias = -np.concatenate([one.threshold for one in populations])
    factors, readouts = {one.name: one.factor for one in populations}, []
    for path in paths:
        if path.target == output:
            readouts.append(path)
            continue
        rows, factor = place[path.target], factors[path.target][:, None]
        columns = slice(0, lines) if path.source == input_ else place[path.source]
        _check_fits(path, rows.stop - rows.start, columns.stop - columns.start)
        (entering if path.source == input_ else total)[rows, columns] += factor * path.weight
        bias[rows] += factors[path.target] * path.bias
    if len(readouts) != 1 or readouts[0].source == input_:
        raise NeuroError(f"node '{output}': {len(readouts)} ways lead to it, expected one, from units.")
    (last,) = readouts
    _check_fits(last, len(last.weight), len(factors[last.source]))
    if len(last.weight) < 2:
        raise NeuroError(f"node '{output}' has one value, expected at least two, one for each class.")
    # Of the spikes, W z + b; of the states, W s / 2 and what all units down and b make up.
    readout, offset = np.zeros((len(last.weight), units)), last.weight.sum(axis=1) / 2 + last.bias
    readout[:, place[last.source]] = last.weight / 2
    if np.ptp(offset):
        populations = [*populations, _Units(_CONSTANT, np.ones(1), -np.ones(1))]
        readout = np.concatenate([readout, (offset - offset.min())[:, None]], axis=1)
        total, entering = np.pad(total, ((0, 1), (0, 1))), np.pad(entering, ((0, 1), (0, 0)))
        bias = np.append(bias, 1.0)
    return _network(name, populations, paths, input_, output, total, entering, bias, readout)


def _check_fits(path: _Path, rows: int, columns: int) -> None:
    if path.weight.shape != (rows, columns):
        raise NeuroError(
            f"the map from '{path.source}' to '{path.target}' has shape {path.weight.shape}, expected "
            f"{(rows, columns)}."
        )


def _network(
    name: str,
    populations: list[_Units],
    paths: list[_Path],
    input_: str,
    output: str,
    total: NDArray[np.float64],
    entering: NDArray[np.float64],
    bias: NDArray[np.float64],
    readout: NDArray[np.float64],
) -> Network:
    couplings = total / 2
    bias = bias + couplings.sum(axis=1)
    whole = _whole(couplings, entering, readout, bias)
    if whole is not None:
        bias = whole
    kind = float if whole is None else np.int32
    own = couplings.diagonal().copy()
    np.fill_diagonal(couplings, 0)
    links = sparse.csr_matrix(couplings.shape, dtype=kind)
    return Network(
        description=_description(name, populations, paths, input_, output, entering, readout, whole is not None),
        recurrent=sparse.csr_matrix(couplings.astype(kind)),
        self_coupling=own.astype(kind),
        bias=bias.astype(kind),
        links=links,
        input_weights=sparse.csr_matrix(entering.astype(kind)),
        feedback_weights=np.zeros((len(couplings), len(readout)), kind),
        readout_weights=readout.astype(kind),
        unit=None if whole is None else 1.0,
    )


def _whole(
    couplings: NDArray[np.float64],
    entering: NDArray[np.float64],
    readout: NDArray[np.float64],
    bias: NDArray[np.float64],
) -> NDArray[np.float64] | None:
    """The bias in whole numbers, where all weights are whole and fit into 8 bits; else None.

    Of a sum of whole numbers it makes no difference by how much less than one it exceeds a threshold.
    """
    matrices = (couplings, entering, readout)
    if any((matrix != np.rint(matrix)).any() or np.abs(matrix).max(initial=0) > _WIDEST for matrix in matrices):
        return None
    found = np.ceil(bias)
    return found if np.abs(found).max(initial=0) < 1 << 30 else None


def _description(
    name: str,
    populations: list[_Units],
    paths: list[_Path],
    input_: str,
    output: str,
    entering: NDArray[np.float64],
    readout: NDArray[np.float64],
    whole: bool,
) -> Description:
    couplings: list[Any] = []
    for source, target in dict.fromkeys((path.source, path.target) for path in paths):
        if source == input_:
            couplings.append(InputCoupling(target))
        elif target == output:
            couplings.append(Readout(source))
        else:
            couplings.append(Gaussian(source, target))
    if populations[-1].name == _CONSTANT:
        couplings.append(Readout(_CONSTANT))
    return Description(
        name=name or "imported",
        populations=tuple(Population(one.name, one.size) for one in populations),
        couplings=tuple(couplings),
        input=Input(entering.shape[1]),
        classes=Classes(len(readout)),
        numbers=Numbers("integer" if whole else "float"),
        summary="read from an NIR graph",
    )
