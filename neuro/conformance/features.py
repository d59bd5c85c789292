"""What an engine is held to, feature by feature, and the cases that try each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from ..description import Phases
from ..engines import LEARNING_FEATURES, AbstractEngine
from ..network import readout_senders, split_readout
from .cases import Case, float_twin, glued_case, random_case
from .checks import AnyCase
from .learning_cases import random_learning_case
from .named_cases import NAMED, named_learning_case
from .streams import streamed, streaming_case, streaming_learning_case

# Seeds of runs from here on; those of `random_case` below belong to the tests' own.
_FIRST = 5000
STATES, STREAMS, SPLIT = "states, answers, counts", "inputs that change", "several readout units a class"


@final
@dataclass(frozen=True)
class Feature:
    """Something that engines do alike.

    Parameters
    ----------
    name
        In the table; one of :data:`~neuro.engines.FEATURES` where engines may lack it.
    cases
        Those of a number of networks.
    learns
        Whether cases are to be learned from; they are alike under every code.
    """

    name: str
    cases: Callable[[int], Iterator[AnyCase]]
    learns: bool = False


def contract_of(engine: AbstractEngine) -> tuple[Feature, ...]:
    """What an engine is held to; those that compile a program for each network run all of them in one.

    Parameters
    ----------
    engine
        Of whom each that it doesn't list among its limits is asked.
    """
    runs = _GLUED if engine.compiles_each else _EACH
    return (*(Feature(name, cases) for name, cases in runs.items()), *_LEARNING)


def _seeds(networks: int) -> range:
    return range(_FIRST, _FIRST + networks)


def _fewer(networks: int) -> range:
    """For what fewer networks tell as well."""
    return _seeds(max(1, networks // 4))


def _plain(networks: int) -> Iterator[Case]:
    return (random_case(seed) for seed in _seeds(networks))


def _streams(networks: int) -> Iterator[Case]:
    return (streaming_case(seed) for seed in _fewer(networks))


def _split(networks: int) -> Iterator[Case]:
    for seed in _fewer(networks):
        case = random_case(4 * seed + 2)
        yield split(case, 2 + seed % 3)


def split(case: Case, readouts: int) -> Case:
    """The case with so many readout units for each class, or one for each unit that is heard where those are fewer.

    Parameters
    ----------
    case
        Of a classifier.
    readouts
        At least 1.
    """
    most = int(readout_senders(case.network.description).sum())
    network = split_readout(case.network, min(readouts, most))
    return replace(case, name=f"{case.name}, split readout", network=network)


def _masked(networks: int) -> Iterator[Case]:
    return (random_case(seed, masked=True) for seed in _fewer(networks))


def _in_turn(networks: int) -> Iterator[Case]:
    """Modules one after the other, from a start that every code can take."""
    return (in_turn(random_case(4 * seed + 1)) for seed in _fewer(networks))


def in_turn(case: Case) -> Case:
    """The case with its modules updated one after the other.

    Parameters
    ----------
    case
        Of several modules.
    """
    sizes = tuple(population.size for population in case.network.description.populations)
    start, stimulus = case.stimulus.initial, case.stimulus
    if start is None:
        start = np.ones((stimulus.samples, case.network.units), np.int8)
    changed = replace(stimulus, turns=sizes, initial=start, phases=Phases(2, 0, 3 * len(sizes)), labels=None)
    return replace(case, name=f"{case.name}, in turn", stimulus=changed)


def _early(networks: int) -> Iterator[Case]:
    """Long enough for some samples to settle and for others not to."""
    for seed in _fewer(networks):
        case, stop = random_case(seed), ("fixed-point", "cycle")[seed % 2]
        phases = replace(case.stimulus.phases, free=12)
        yield replace(case, name=f"{case.name}, {stop}", stimulus=replace(case.stimulus, phases=phases, stop=stop))


def _floats(networks: int) -> Iterator[Case]:
    for seed in _fewer(networks):
        case = random_case(seed)
        yield replace(case, name=f"{case.name}, floats", network=float_twin(case.network))


_EACH = {
    STATES: _plain,
    STREAMS: _streams,
    SPLIT: _split,
    "random-subset": _masked,
    "module-by-module": _in_turn,
    "early-stop": _early,
    "float-network": _floats,
}


def _one(change: Callable[[Case], Case] | None = None) -> Callable[[int], Iterator[Case]]:
    def cases(networks: int) -> Iterator[Case]:
        # At least one of each kind.
        case = glued_case(list(_seeds(max(4, networks))))
        yield case if change is None else change(case)

    return cases


_GLUED = {
    STATES: _one(),
    STREAMS: _one(lambda case: streamed(case, 1)),
    SPLIT: _one(lambda case: split(case, 3)),
    "random-subset": _one(lambda case: replace(case, stimulus=replace(case.stimulus, update_probability=0.5))),
    "module-by-module": _one(in_turn),
    "early-stop": _one(lambda case: replace(case, stimulus=replace(case.stimulus, stop="fixed-point"))),
    "float-network": _one(lambda case: replace(case, network=float_twin(case.network))),
}


def _learn_whole(networks: int) -> Iterator[AnyCase]:
    yield from (named_learning_case(name) for name in NAMED)
    for seed in _fewer(networks):
        yield random_learning_case(seed)
        yield streaming_learning_case(seed)


def _learn_floats(networks: int) -> Iterator[AnyCase]:
    """Weights and inputs at random, so that no field or answer sits on a tie that the order of a sum would decide."""
    case = named_learning_case("half of the senders")
    for seed in _fewer(networks):
        rng, twin = np.random.default_rng(seed), float_twin(case.network)
        twin = replace(twin, readout_weights=0.1 * rng.standard_normal(twin.readout_weights.shape))
        inputs = rng.standard_normal((len(case.labels), twin.lines))
        yield replace(case, name=f"{seed}: floats", network=twin, inputs=inputs, labels=rng.permutation(case.labels))


_LEARNING = (
    Feature(LEARNING_FEATURES[1], _learn_whole, learns=True),
    Feature(LEARNING_FEATURES[0], _learn_floats, learns=True),
)
