"""One case, held against the reference: None, or what differs first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from ..engines import AbstractEngine, load_engine
from ..errors import NeuroError
from ..network import Network
from .agreement import difference_of_counts, difference_of_runs, difference_of_weights
from .cases import Case
from .learning_cases import LearningCase

AnyCase: TypeAlias = Case | LearningCase
# Weights in floats, from sums in another order; ten samples and more on, they are still this close.
_RELATIVE = 1e-9
_ROW = 3


def difference(engine: AbstractEngine, case: AnyCase, code: str = "flips") -> str | None:
    """What an engine does otherwise than the reference, in one sentence; None where nothing.

    Parameters
    ----------
    engine
        Which works here, and has no limit that the case goes beyond.
    case
        A run, or samples to learn from.
    code
        Of the run.
    """
    # The reference first: what it refuses is no finding about the engine.
    expected: list[Any] = _told(load_engine("numpy"), case, code)
    try:
        got = _told(engine, case, code)
    except Exception as problem:
        # Whatever a stranger's engine raises is a finding, and the next case is tried.
        return f"raised {type(problem).__name__}: {problem}"
    if isinstance(case, LearningCase):
        return _learned(got, expected)
    first, again = (difference_of_runs(one, expected[0]) for one in got)
    return first or (None if again is None else f"in the second run of a session {again}")


def derived_counts(engine: AbstractEngine, case: AnyCase, code: str) -> tuple[str, ...] | None:
    """Which counts an engine derives from its states under a code; None where it learns.

    Parameters
    ----------
    engine, case, code
        As for :func:`difference`.
    """
    if isinstance(case, LearningCase):
        return None
    return tuple(sorted(engine.run(case.network, case.stimulus, code).derived))


_Row: TypeAlias = tuple[list[int], dict[str, int], Network]


def _told(engine: AbstractEngine, case: AnyCase, code: str) -> list[Any]:
    """Two runs of one session, or what came of each row of samples."""
    if isinstance(case, LearningCase):
        return list(_taught(engine, case))
    with engine.open(case.network, code) as session:
        return [session.run(case.stimulus), session.run(case.stimulus)]


def _taught(engine: AbstractEngine, case: LearningCase) -> Iterator[_Row]:
    """Answers, counts and the network after each row, the rate falling on the way."""
    with engine.teach(case.network) as learner:
        for first in range(0, len(case.labels), _ROW):
            row, rate = slice(first, first + _ROW), 1.0 if first < 2 * _ROW else 0.5
            result = learner.learn(case.inputs[row], case.labels[row], rate, first)
            yield result.predictions.tolist(), result.activity.as_dict(), learner.network()


def _learned(got: list[_Row], expected: list[_Row]) -> str | None:
    for number, (one, other) in enumerate(zip(got, expected, strict=True), 1):
        where = f"after row {number} of {_ROW} samples"
        if one[0] != other[0]:
            return f"{where} answers are {one[0]}, expected {other[0]}"
        relative = 0.0 if other[2].is_integer else _RELATIVE
        told = difference_of_weights(one[2], other[2], relative) or difference_of_counts(one[1], other[1])
        if told is not None:
            return f"{where} {told}"
    return None


def broken_limit(engine: AbstractEngine, case: AnyCase, code: str, feature: str) -> str | None:
    """Whether a case beyond a limit is run all the same, or refused without the reason; None where it is refused.

    Parameters
    ----------
    engine, case, code
        As for :func:`difference`.
    feature
        The limit, of :meth:`~neuro.engines.AbstractEngine.limits`.
    """
    reason = engine.limits(code)[feature]
    try:
        if isinstance(case, LearningCase):
            engine.teach(case.network)
        else:
            engine.run(case.network, case.stimulus, code)
    except NeuroError as refusal:
        return None if reason in str(refusal) else f"refused without its reason: {refusal}"
    except Exception as problem:
        return f"raised {type(problem).__name__}: {problem}"
    return f"says that it lacks {feature}, and did it"
