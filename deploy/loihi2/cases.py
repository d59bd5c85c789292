"""A few networks that a chip must run like the reference, one for each thing that could go wrong on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from neuro.description import Classes, Description, Input, Phases, Population
from neuro.engines import Stimulus
from neuro.network import Network

_UNITS, _LINES, _CLASSES, _STEPS = 32, 12, 4, 30


class Case(NamedTuple):
    """A network, what is done to it, and what it tries."""

    tries: str
    network: Network
    stimulus: Stimulus


def selftest_cases() -> Iterator[Case]:
    """The cases, the simplest first; the same at every call."""
    rng = np.random.default_rng(2)
    ties = _network(np.array([[0, 1, -1], [0, 0, 0], [1, 1, 0]]), bias=np.array([0, 0, -2]))
    yield Case("fields of exactly zero", ties, _started(np.array([[1, 1, 1], [-1, -1, -1], [1, -1, 1]]), 3))
    yield Case("every weight, by one unit of field", *_every_weight(as_dense=True))
    yield Case("the same as sparse couplings", *_every_weight(as_dense=False))
    full = rng.choice([-127, 127, -1, 1, 64], (_UNITS, _UNITS)) * (1 - np.eye(_UNITS, dtype=int))
    dense = _network(full, self_coupling=rng.integers(0, 128, _UNITS), bias=np.clip(full.sum(axis=1), -2000, 2000))
    starts = rng.choice([-1, 1], (3, _UNITS))
    yield Case("weights of the whole range, negative and odd", dense, _started(starts, _STEPS))
    yield Case("a start out of silence", dense, Stimulus(samples=1, phases=Phases(0, 0, _STEPS)))
    few = sparse.random(200, 200, density=0.05, random_state=1, format="lil")
    few.setdiag(0)
    few = sparse.csr_matrix(few)
    few.data = rng.integers(1, 60, few.nnz) * rng.choice([-1, 1], few.nnz)
    yield Case("random sparse couplings", _network(few), _started(rng.choice([-1, 1], (2, 200)), _STEPS))
    yield Case("inputs, labels and a readout", *_classifier(rng))


def _every_weight(*, as_dense: bool) -> tuple[Network, Stimulus]:
    """Units that hear one other each, with every weight there is, one unit of field above or at the threshold.

    With all up, a weight too small by one turns the former off and one too large turns the latter on.
    """
    weights = np.repeat(np.arange(-127, 128), 2)
    units = len(weights)
    couplings = sparse.csr_matrix((weights, (np.arange(units), np.roll(np.arange(units), 1))), (units, units))
    couplings.eliminate_zeros()
    bias = np.tile([1, 0], units // 2) - weights
    network = _network(couplings.toarray() if as_dense else couplings, bias=bias)
    return network, _started(np.ones((1, units)), 1)


def _classifier(rng: np.random.Generator) -> tuple[Network, Stimulus]:
    couplings = rng.integers(-20, 21, (_UNITS, _UNITS)) * (1 - np.eye(_UNITS, dtype=int))
    network = _network(
        couplings,
        inputs=rng.integers(-30, 31, (_UNITS, _LINES)),
        feedback=rng.integers(-90, 91, (_UNITS, _CLASSES)),
        readout=rng.integers(-127, 128, (_CLASSES, _UNITS)),
    )
    stimulus = Stimulus(
        samples=4,
        phases=Phases(1, 5, 5),
        inputs=rng.integers(0, 17, (4, _LINES)),
        labels=rng.integers(0, _CLASSES, 4),
    )
    return network, stimulus


def _started(states: Any, steps: int) -> Stimulus:
    return Stimulus(samples=len(states), phases=Phases(0, 0, steps), initial=states.astype(np.int8))


def _network(
    couplings: Any,
    *,
    self_coupling: Any = 0,
    bias: Any = 0,
    inputs: Any = None,
    feedback: Any = None,
    readout: Any = None,
) -> Network:
    """Whole numbers; no input and no classes unless given."""
    units = couplings.shape[0]

    def given(weights: Any, shape: tuple[int, int]) -> Any:
        return np.zeros(shape, np.int32) if weights is None else weights.astype(np.int32)

    return Network(
        description=Description(
            name="self-test",
            populations=(Population("module", units),),
            input=None if inputs is None else Input(inputs.shape[1], levels=16),
            classes=None if readout is None else Classes(len(readout)),
        ),
        recurrent=couplings.astype(np.int32),
        self_coupling=np.full(units, self_coupling, np.int32),
        bias=np.full(units, bias, np.int32),
        links=sparse.csr_matrix((units, units), dtype=np.int32),
        input_weights=given(inputs, (units, 0)),
        feedback_weights=given(feedback, (units, 0)),
        readout_weights=given(readout, (0, units)),
        unit=1.0,
        feedback_payload=2,
    )
