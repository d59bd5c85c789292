"""Learning sample after sample: one sample has no lanes to fill, so its events are followed one by one.

Decay is kept as a factor of each row, so that rows that don't learn are left alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiling import entry, kernel
from .wiring import Columns, Rows


class Projection(NamedTuple):
    """Couplings that learn: by receiver and by sender, weights shared; each is ``factor[row] * weights[k]``."""

    rows: Rows
    columns: Columns
    factor: NDArray[np.float64]


class Online(NamedTuple):
    """A network that learns; `fixed` couplings act from unit to unit and stay. `feedback` is by class, (C, N).

    `own` is the self-coupling that the margin leaves out.
    """

    recurrent: Projection
    inputs: Projection
    readout: Projection
    fixed: Rows
    fixed_columns: Columns
    bias: NDArray[np.float64]
    feedback: NDArray[np.float64]
    own: NDArray[np.float64]


class Sample(NamedTuple):
    """Where a sample is worked on: its fields by origin, its state, what changed; arrays of units, (N,).

    After the free phase: ``unstable`` holds the state of units that are, else 0; ``wrong`` the sign a readout should
    have that has something to learn, else 0, and ``scores`` the fields of all, (C,); ``offered`` the state of units
    that a mask lets through, else 0.
    """

    external: NDArray[np.float64]
    learned: NDArray[np.float64]
    fixed: NDArray[np.float64]
    state: NDArray[np.float64]
    changed: NDArray[np.uint32]
    flips: NDArray[np.int64]
    unstable: NDArray[np.float64]
    wrong: NDArray[np.float64]
    scores: NDArray[np.float64]
    offered: NDArray[np.float64]


class Rule(NamedTuple):
    """Steps of the phases, the margins, and whether the readout's is that between the true class and its rival; the
    module of each unit, (N,), where so many are updated in turn.
    """

    warmup: int
    clamped: int
    free: int
    margin: float
    readout_margin: float
    competitive: bool
    modules: NDArray[np.uint16]
    in_turn: int


def new_sample(units: int, classes: int) -> Sample:
    """Room for a sample."""
    external, learned, fixed, state, unstable, offered = (np.zeros(units) for _ in range(6))
    changed, flips = np.zeros(units, np.uint32), np.zeros(units, np.int64)
    wrong, scores = np.zeros(classes), np.zeros(classes)
    return Sample(external, learned, fixed, state, changed, flips, unstable, wrong, scores, offered)


# In any order, so that the compiler may use the machine's vectors.
@kernel(fastmath={"reassoc", "nsz", "contract"})
def _heard(rows: Rows, row: int, senders: Any) -> float:
    total = 0.0
    for k in range(rows.starts[row], rows.starts[row + 1]):
        total += rows.weights[k] * senders[rows.senders[k]]
    return total


@kernel()
def _send(columns: Columns, sender: int, amount: float, fields: Any) -> None:
    for k in range(columns.starts[sender], columns.starts[sender + 1]):
        fields[columns.receivers[k]] += columns.weights[columns.places[k]] * amount


@kernel()
def _enter(network: Online, payloads: Any, sample: Sample) -> None:
    """Bias and input, from the lines that carry something."""
    sample.external[:] = 0.0
    for line in range(len(payloads)):
        if payloads[line] != 0.0:
            _send(network.inputs.columns, line, payloads[line], sample.external)
    for unit in range(len(sample.state)):
        sample.external[unit] = network.bias[unit] + network.inputs.factor[unit] * sample.external[unit]


@kernel()
def _update(network: Online, rule: Rule, sample: Sample, feedback: Any, step: int) -> int:
    """Decide for all units whose turn it is; how many changed."""
    count, clamped = 0, rule.warmup < step <= rule.warmup + rule.clamped
    for unit in range(len(sample.state)):
        if len(rule.modules) and rule.modules[unit] != (step - 1) % rule.in_turn:
            continue
        field = network.recurrent.factor[unit] * sample.learned[unit] + sample.fixed[unit] + sample.external[unit]
        if clamped:
            field += feedback[unit]
        wanted = 1.0 if field > 0.0 else -1.0
        if wanted != sample.state[unit]:
            sample.state[unit] = wanted
            sample.changed[count] = unit
            sample.flips[unit] += 1
            count += 1
    return count


@kernel()
def _changed(payloads: Any, step: int) -> bool:
    """Whether any line is at something else than in the step before."""
    changes = False
    for line in range(payloads.shape[1]):
        changes = changes or payloads[step - 1, line] != payloads[step - 2, line]
    return changes


@kernel()
def _run(network: Online, payloads: Any, feedback: Any, rule: Rule, sample: Sample) -> None:
    """Through all phases, out of silence; payloads by step, (T, M), one standing for all where inputs stay."""
    units, first_turns = len(sample.state), max(1, rule.in_turn)
    sample.state[:], sample.learned[:], sample.fixed[:] = 0.0, 0.0, 0.0
    _enter(network, payloads[0], sample)
    count, first_free = 0, rule.warmup + rule.clamped + 1
    for step in range(1, rule.warmup + rule.clamped + rule.free + 1):
        entered = 1 < step <= len(payloads) and _changed(payloads, step)
        if entered:
            _enter(network, payloads[step - 1], sample)
        if count or entered or first_turns > 1 or step == 1 or step == rule.warmup + 1 or step == first_free:
            count = _update(network, rule, sample, feedback, step)
            if step == first_turns == 1:
                for unit in range(units):
                    sample.learned[unit] = _heard(network.recurrent.rows, unit, sample.state)
                    sample.fixed[unit] = _heard(network.fixed, unit, sample.state)
            else:
                for number in range(count):
                    sender = sample.changed[number]
                    # Out of silence a state is half as far.
                    amount = (1.0 if step <= first_turns else 2.0) * sample.state[sender]
                    _send(network.recurrent.columns, sender, amount, sample.learned)
                    _send(network.fixed_columns, sender, amount, sample.fixed)


@kernel()
def _judge(network: Online, label: int, rule: Rule, sample: Sample) -> tuple[int, int, int]:
    """The answer; and how many units are unstable, and readouts inside the margin."""
    unstable = 0
    for unit in range(len(sample.state)):
        state = sample.state[unit]
        field = network.recurrent.factor[unit] * sample.learned[unit] + sample.fixed[unit] + sample.external[unit]
        sample.unstable[unit] = 0.0
        if state * (field - network.own[unit] * state) <= rule.margin:
            sample.unstable[unit] = state
            unstable += 1
    answer, best, wrong = 0, -np.inf, 0
    for kind in range(len(sample.wrong)):
        score = network.readout.factor[kind] * _heard(network.readout.rows, kind, sample.state)
        sample.scores[kind] = score
        if score > best:
            answer, best = kind, score
        teacher = 1.0 if kind == label else -1.0
        sample.wrong[kind] = 0.0
        if not rule.competitive and teacher * score <= rule.readout_margin:
            sample.wrong[kind] = teacher
            wrong += 1
    if rule.competitive:
        wrong = _compete(label, rule.readout_margin, sample)
    return answer, unstable, wrong


@kernel()
def _compete(label: int, margin: float, sample: Sample) -> int:
    """Let the true class and its strongest rival learn, unless that one is far behind."""
    rival = 0 if label else 1
    for kind in range(rival + 1, len(sample.scores)):
        if kind != label and sample.scores[kind] > sample.scores[rival]:
            rival = kind
    if not sample.scores[label] - sample.scores[rival] < margin:
        return 0
    sample.wrong[label], sample.wrong[rival] = 1.0, -1.0
    return 2


@kernel()
def _learn_float(projection: Projection, receiving: Any, senders: Any, step: Any, decay: Any) -> int:
    rows, updates = projection.rows, 0
    for row in range(len(receiving)):
        projection.factor[row] *= decay[row]
        if receiving[row] != 0.0 and step[row] != 0.0:
            size = step[row] * receiving[row] / projection.factor[row]
            for k in range(rows.starts[row], rows.starts[row + 1]):
                offered = senders[rows.senders[k]]
                rows.weights[k] += size * offered
                updates += offered != 0.0
    return updates


@kernel()
def _learn_whole(projection: Projection, receiving: Any, senders: Any, step: float, low: Any, high: Any) -> int:
    rows, updates = projection.rows, 0
    for row in range(len(receiving)):
        if receiving[row] != 0.0 and step != 0.0:
            size = step * receiving[row]
            for k in range(rows.starts[row], rows.starts[row + 1]):
                offered = senders[rows.senders[k]]
                rows.weights[k] = min(max(rows.weights[k] + size * offered, low[k]), high[k])
                updates += offered != 0.0
    return updates


@entry()
def learn_floats(
    network: Online, inputs: Any, labels: Any, rule: Rule, sample: Sample, steps: Any, decays: Any, answers: Any
) -> tuple[int, int, int, int, int]:
    """Learn samples one by one in floats; what :class:`Learned` counts, but for flips."""
    hidden, readout, recurrent, entering, outgoing = 0, 0, 0, 0, 0
    for number in range(len(labels)):
        payloads, label = inputs[number], labels[number]
        _run(network, payloads, network.feedback[label], rule, sample)
        answers[number], unstable, wrong = _judge(network, label, rule, sample)
        hidden, readout = hidden + unstable, readout + wrong
        recurrent += _learn_float(network.recurrent, sample.unstable, sample.state, steps[0], decays[0])
        entering += _learn_float(network.inputs, sample.unstable, payloads[-1], steps[1], decays[1])
        outgoing += _learn_float(network.readout, sample.wrong, sample.state, steps[2], decays[2])
    return hidden, readout, recurrent, entering, outgoing


@kernel()
def _offer(sample: Sample, mask: Any) -> None:
    for unit in range(len(mask)):
        sample.offered[unit] = sample.state[unit] * mask[unit]


@entry()
def learn_wholes(
    network: Online,
    inputs: Any,
    labels: Any,
    rule: Rule,
    sample: Sample,
    steps: Any,
    ends: Any,
    masks: Any,
    answers: Any,
) -> tuple[int, int, int, int, int]:
    """The same in whole numbers, from what each sample's masks offer: of units, lines and units, (S, K) each."""
    hidden, readout, recurrent, entering, outgoing = 0, 0, 0, 0, 0
    for number in range(len(labels)):
        label = labels[number]
        _run(network, inputs[number], network.feedback[label], rule, sample)
        answers[number], unstable, wrong = _judge(network, label, rule, sample)
        hidden, readout = hidden + unstable, readout + wrong
        _offer(sample, masks[0][number])
        recurrent += _learn_whole(network.recurrent, sample.unstable, sample.offered, steps[0], ends[0][0], ends[0][1])
        entering += _learn_whole(network.inputs, sample.unstable, masks[1][number], steps[1], ends[1][0], ends[1][1])
        _offer(sample, masks[2][number])
        outgoing += _learn_whole(network.readout, sample.wrong, sample.offered, steps[2], ends[2][0], ends[2][1])
    return hidden, readout, recurrent, entering, outgoing


@entry()
def settle(projection: Projection) -> None:
    """Put the factors into the weights."""
    rows = projection.rows
    for row in range(len(projection.factor)):
        for k in range(rows.starts[row], rows.starts[row + 1]):
            rows.weights[k] *= projection.factor[row]
        projection.factor[row] = 1.0
