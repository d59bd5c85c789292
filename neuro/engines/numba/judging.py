"""The end of the free phase: which units are unstable, and which readouts are inside their margin."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .block import Block
from .compiling import kernel
from .lanes import LANES, at_most, load, minus, number_of, plus, signs, spread, store, times
from .sparse import weighted
from .wiring import Rows


class Judged(NamedTuple):
    """Masks of lanes: `unstable` units, (N,), and `wrong` readouts with the `teacher`'s sign of them, (C,); `answers`
    of the lanes, (16,), and `scores`, lanes of each class, (C, 16).
    """

    unstable: NDArray[np.uint16]
    wrong: NDArray[np.uint16]
    teacher: NDArray[np.uint16]
    answers: NDArray[np.int64]
    scores: NDArray[np.float64]


def nothing_judged(units: int, classes: int) -> Judged:
    """Room for the judgement of a block."""
    unstable, wrong, teacher = (np.zeros(size, np.uint16) for size in (units, classes, classes))
    return Judged(unstable, wrong, teacher, np.zeros(LANES, np.int64), np.zeros((classes, LANES)))


@kernel()
def judge_units(block: Block, own: Any, margin: float, lanes: np.uint16, judged: Judged) -> int:
    """Find the unstable units, the self-coupling `own` taken out of their fields; how many over all lanes."""
    count, most = 0, spread(block.field, margin)
    for unit in range(len(block.up)):
        row = np.uint64(unit)
        state, field = load(block.state, row), plus(load(block.field, row), load(block.external, row))
        stability = times(state, minus(field, times(spread(block.state, own[row]), state)))
        unstable = at_most(stability, most) & lanes
        judged.unstable[row] = unstable
        count += number_of(unstable)
    return count


@kernel()
def judge_readouts(
    rows: Rows, block: Block, labels: Any, margin: float, competitive: bool, lanes: np.uint16, judged: Judged
) -> int:
    """Find the answers, and the readouts that have something to learn; how many over all lanes."""
    count, most = 0, spread(block.state, margin)
    for kind in range(len(judged.wrong)):
        row = np.uint64(kind)
        score = weighted(rows, row, block.state, spread(block.state, 0.0))
        store(judged.scores, row, score)
        teacher = np.uint16(0)
        for lane in range(len(labels)):
            if labels[lane] == kind:
                teacher |= np.uint16(1 << lane)
        wrong = at_most(times(signs(block.state, teacher), score), most) & lanes
        if competitive:
            wrong = np.uint16(0)
        judged.teacher[row], judged.wrong[row] = teacher, wrong
        count += number_of(wrong)
    for lane in range(len(labels)):
        best = 0
        for kind in range(1, len(judged.wrong)):
            if judged.scores[kind, lane] > judged.scores[best, lane]:
                best = kind
        judged.answers[lane] = best
        if competitive:
            count += _compete(judged, lane, labels[lane], margin)
    return count


@kernel()
def _compete(judged: Judged, lane: int, label: int, margin: float) -> int:
    """Of one lane, let the true class and its strongest rival learn, unless that one is far behind."""
    rival = 0 if label else 1
    for kind in range(rival + 1, len(judged.wrong)):
        if kind != label and judged.scores[kind, lane] > judged.scores[rival, lane]:
            rival = kind
    if not judged.scores[label, lane] - judged.scores[rival, lane] < margin:
        return 0
    judged.wrong[label] |= np.uint16(1 << lane)
    judged.wrong[rival] |= np.uint16(1 << lane)
    return 2
