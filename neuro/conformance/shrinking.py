"""The least case that still shows a difference: samples, steps, units, lines and couplings are left out one by one.

Delta debugging (Zeller and Hildebrandt, IEEE Transactions on Software Engineering 28, 2002): first halves, then ever
smaller parts; what is left out stays out where the difference remains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..errors import NeuroError
from ..events import is_stream
from ..network import Network, dense, readout_senders, split_readout
from .cases import MATRICES, VECTORS, Case, in_full
from .checks import AnyCase
from .learning_cases import LearningCase


def shrunk(case: AnyCase, told: str, differs: Callable[[AnyCase], str | None], runs: int) -> AnyCase:
    """The least case found.

    Parameters
    ----------
    case
        One that differs.
    told
        What is wrong with it; smaller cases count where the same kind of thing is: a difference, or an error of its
        name.
    differs
        What is wrong with a case; None where nothing is.
    runs
        That the search may take.
    """
    left, kind = runs, _kind(told)

    def still(smaller: AnyCase) -> bool:
        nonlocal left
        left -= 1
        try:
            found = differs(smaller)
            return found is not None and _kind(found) == kind
        except NeuroError:
            # The reference doesn't take it.
            return False

    reductions = (_samples, _units, _steps, _lines, _couplings, _values)
    while left > 0:
        before = case
        for reduction in reductions:
            case = _reduced(case, reduction, still, lambda: left > 0)
        if case is before:
            break
    return case


def _kind(told: str) -> str:
    """The name of the error that was raised, or nothing."""
    return told.partition(":")[0] if told.startswith("raised ") else ""


def _reduced(
    case: AnyCase,
    reduction: Callable[[AnyCase], Iterator[AnyCase]],
    still: Callable[[AnyCase], bool],
    may: Callable[[], bool],
) -> AnyCase:
    """The case, as far as one kind of reduction goes."""
    found = True
    # A network that can't be made ends the reduction that came to it.
    with suppress(NeuroError):
        while found and may():
            found = False
            for smaller in reduction(case):
                if not may():
                    break
                if still(smaller):
                    case, found = smaller, True
                    break
    return case


def _portions(count: int) -> Iterator[NDArray[np.bool_]]:
    """What stays of so many, one portion after the other left out: halves, quarters, single ones."""
    size = -(-count // 2)
    while size:
        for first in range(0, count, size):
            kept = np.ones(count, bool)
            kept[first : first + size] = False
            yield kept
        size = 0 if size == 1 else -(-size // 2)


def _samples(case: AnyCase) -> Iterator[AnyCase]:
    if isinstance(case, LearningCase):
        for kept in _portions(len(case.labels)):
            if kept.any():
                chosen = np.flatnonzero(kept)
                yield replace(case, inputs=case.inputs[chosen], labels=case.labels[chosen])
    elif case.stimulus.samples > 1:
        for sample in range(case.stimulus.samples):
            yield _without(case, slice(sample, sample + 1))


def _without(case: Case, samples: slice) -> Case:
    """Some samples alone; masks, where there are any, are drawn anew."""
    chance, stimulus = case.stimulus.update_probability, replace(case.stimulus, update_probability=1.0)
    return replace(case, stimulus=replace(stimulus.part(samples), update_probability=chance))


def _steps(case: AnyCase) -> Iterator[AnyCase]:
    if isinstance(case, LearningCase):
        return
    stimulus = case.stimulus
    starts = {"free": stimulus.steps - 1, "warmup": 0, "clamped": stimulus.phases.warmup}
    for phase, at in starts.items():
        if getattr(stimulus.phases, phase) and stimulus.steps > 1:
            phases = replace(stimulus.phases, **{phase: getattr(stimulus.phases, phase) - 1})
            inputs = stimulus.inputs
            if inputs is not None and is_stream(inputs):
                inputs = np.delete(in_full(inputs), at, axis=1)
            yield replace(case, stimulus=replace(stimulus, phases=phases, inputs=inputs))


def _units(case: AnyCase) -> Iterator[AnyCase]:
    turns = () if isinstance(case, LearningCase) else case.stimulus.turns
    modules = np.repeat(np.arange(len(turns)), turns) if turns else None
    for kept in _portions(case.network.units):
        if kept.any():
            network = _with_units(case.network, np.flatnonzero(kept))
            if isinstance(case, LearningCase):
                yield replace(case, network=network)
                continue
            changed: dict[str, Any] = {}
            if case.stimulus.initial is not None:
                changed["initial"] = case.stimulus.initial[:, kept]
            if modules is not None:
                sizes = np.bincount(modules[kept], minlength=len(turns))
                if not sizes.all():
                    continue
                changed["turns"] = tuple(int(size) for size in sizes)
            yield replace(case, network=network, stimulus=replace(case.stimulus, **changed))


def _with_units(network: Network, kept: NDArray[np.int64]) -> Network:
    """The network of some of its units, all in the first population where they don't fill several."""
    if network.readouts > network.classes:
        smaller = _with_units(split_readout(network, 1), kept)
        most = int(readout_senders(smaller.description).sum())
        return split_readout(smaller, min(network.readouts // network.classes, most))
    whole = network.description
    sizes = [int(np.isin(np.arange(part.start, part.stop), kept).sum()) for part in whole.slices.values()]
    populations = tuple(replace(p, size=n) for p, n in zip(whole.populations, sizes, strict=True) if n)
    names = {population.name for population in populations}
    couplings = tuple(
        coupling
        for coupling in whole.couplings
        if all(getattr(coupling, end, next(iter(names))) in names for end in ("source", "target"))
    )
    return replace(
        network,
        description=replace(whole, populations=populations, couplings=couplings),
        recurrent=_taken(network.recurrent, kept, kept),
        links=sparse.csr_matrix(network.links[kept][:, kept]),
        self_coupling=network.self_coupling[kept],
        bias=network.bias[kept],
        input_weights=_taken(network.input_weights, kept, None),
        feedback_weights=network.feedback_weights[kept],
        readout_weights=_taken(network.readout_weights, None, kept),
    )


def _taken(matrix: Any, rows: NDArray[np.int64] | None, columns: NDArray[np.int64] | None) -> Any:
    found = matrix if rows is None else matrix[rows]
    found = found if columns is None else found[:, columns]
    return sparse.csr_matrix(found) if sparse.issparse(found) else found


def _lines(case: AnyCase) -> Iterator[AnyCase]:
    network, description = case.network, case.network.description
    given = case.inputs if isinstance(case, LearningCase) else case.stimulus.inputs
    if description.input is None or given is None:
        return
    for kept in _portions(network.lines):
        if kept.any():
            chosen = np.flatnonzero(kept)
            size = replace(description.input, size=len(chosen), shape=None)
            smaller = replace(
                network,
                description=replace(description, input=size),
                input_weights=_taken(network.input_weights, None, chosen),
            )
            inputs = in_full(given)
            yield _given(replace(case, network=smaller), inputs[..., chosen])


def _given(case: AnyCase, inputs: NDArray[Any]) -> AnyCase:
    if isinstance(case, LearningCase):
        return replace(case, inputs=inputs)
    return replace(case, stimulus=replace(case.stimulus, inputs=inputs))


def _couplings(case: AnyCase) -> Iterator[AnyCase]:
    """Couplings, and what units have of their own, at 0."""
    for name in (*MATRICES, *VECTORS):
        values = getattr(case.network, name)
        whole = values if name in VECTORS else dense(values)
        there = np.argwhere(whole != 0)
        for kept in _portions(len(there)):
            fewer = whole.copy()
            fewer[tuple(there[~kept].T)] = 0
            stored = sparse.csr_matrix(fewer) if sparse.issparse(values) else fewer
            changed: dict[str, Any] = {name: stored}
            yield replace(case, network=replace(case.network, **changed))


def _values(case: AnyCase) -> Iterator[AnyCase]:
    """Inputs at 0."""
    given = case.inputs if isinstance(case, LearningCase) else case.stimulus.inputs
    if given is None:
        return
    inputs = in_full(given)
    there = np.argwhere(inputs != 0)
    for kept in _portions(len(there)):
        fewer = inputs.copy()
        fewer[tuple(there[~kept].T)] = 0
        yield _given(case, fewer)
