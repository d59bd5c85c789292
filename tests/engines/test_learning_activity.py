"""What is counted while a network learns: by hand, one coupling and one step at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neuro.conformance import random_learning_case, row, small
from neuro.description import IntegerPlasticity, Phases, Plasticity
from neuro.engines import LearnResult, Stimulus, load_engine
from neuro.engines.rule import draw_masks
from neuro.network import Network, dense, fan_out
from tests.small import small_network

PHASES = Phases(1, 2, 2)


def network(unit: float | None = 1.0, phases: Phases = PHASES, **rule: Any) -> Network:
    """Three units: 0 hears the line and the label of class 0, 0 drives 1, 1 drives 2, 2 remembers itself."""
    net = small_network(
        [[0, 0, 0], [2, 0, 0], [0, 3, 0]],
        self_coupling=[0, 0, 1],
        inputs=[[4], [0], [0]],
        feedback=[[5, 0], [0, 0], [0, 0]],
        readout=[[1, 1, 1], [0, 0, 0]],
        unit=unit,
        margin=2.0,
    )
    all_of_them = IntegerPlasticity(**{"readout_margin": 1, "input_density": 1.0, **rule})
    description = replace(net.description, phases=phases, integer_plasticity=all_of_them)
    plasticity = Plasticity(margin=2.0, readout_margin=1.0, batch_size=1)
    return replace(net, description=replace(description, plasticity=plasticity))


def learn(net: Network, *payloads: int) -> LearnResult:
    with load_engine("numpy").teach(net) as learner:
        return learner.learn(np.array([[x] for x in payloads]), np.zeros(len(payloads), np.int64))


@pytest.mark.parametrize("unit", [1.0, None], ids=["integer", "float"])
def test_one_sample_by_hand(unit: float | None) -> None:
    """Input 1: step 1 (+,-,-), step 2 (+,+,-), then (+,+,+) for good.

    Fields at the end are (4, 2, 4): of margin 2 only unit 1 is unstable. The readouts are 3 and 0, so class 1 alone,
    which should be at most -1, is inside its margin of 1.
    """
    counts = learn(network(unit), 1).activity
    assert counts.as_dict() == {
        "samples": 1,
        "timesteps": 6,
        "neuron_updates": 15,
        "flips": 3 + 1 + 1,
        "input_events": 1,
        "feedback_events": 2,
        # Unit 0 flips once and drives 1; unit 1 twice and drives 2; unit 2 twice and hears itself.
        "synops_recurrent": 1 + 2 + 2,
        "synops_input": 1,
        "synops_feedback": 2,
        "synops_readout": 5 * 2,
        "learning_events_hidden": 1,
        "learning_events_readout": 1,
        "weight_updates_recurrent": 1,
        "weight_updates_input": 0,
        "weight_updates_readout": 3,
        "synops": 18,
        "learning_events": 2,
        "weight_updates": 4,
    }


def test_a_label_that_is_never_let_go_speaks_once() -> None:
    assert learn(network(phases=Phases(1, 2, 0)), 1, 1).activity.feedback_events == 2
    assert learn(network(phases=Phases(1, 0, 2)), 1, 1).activity.feedback_events == 0


def test_frozen_projections_execute_no_update_and_saturated_couplings_do() -> None:
    frozen = learn(network(recurrent_step=0, readout_step=0), 1).activity
    assert (frozen.learning_events, frozen.weight_updates) == (2, 0)
    # Two steps of the whole range: the second sample finds the readout of class 1 at its end, and the unit stable.
    moved = learn(network(readout_step=254, readout_margin=10**6), 1, 1).activity
    assert moved.weight_updates_readout == 2 * 2 * 3


def test_silent_lines_and_masks_that_let_nothing_through() -> None:
    net = network(recurrent_density=0.0, readout_density=0.0)
    counts = learn(net, 0, 0).activity
    assert counts.input_events == counts.synops_input == 0
    assert counts.weight_updates == 0
    assert counts.learning_events > 0


@pytest.mark.parametrize("seed", range(8))
def test_updates_coupling_by_coupling(seed: int) -> None:
    case = random_learning_case(seed)
    net, rule = case.network, case.network.description.integer_plasticity
    masks = draw_masks(net, case.inputs, 0, 1.0)
    flips = np.zeros(net.units, int)
    counts = dict.fromkeys(("recurrent", "input", "readout"), 0)
    with load_engine("numpy").teach(net) as learner:
        for k in range(len(case.labels)):
            part, now = slice(k, k + 1), learner.network()
            stimulus = Stimulus(1, net.description.phases, case.inputs[part], case.labels[part])
            states = load_engine("numpy").run(now, stimulus).states[0].astype(int)
            flips += (states[1:] != states[:-1]).sum(axis=0)
            s = states[-1]
            h = dense(now.couplings) @ s + dense(now.input_weights) @ case.inputs[k] + now.bias
            if net.description.plasticity.self_coupling_in_margin == "excluded":
                h = h - net.self_coupling * s
            for i in range(net.units):
                if s[i] * h[i] <= net.description.integer_margin:
                    for name, matrix, sent, step in (
                        ("recurrent", net.recurrent, masks.recurrent[k], rule.recurrent_step),
                        ("input", net.input_weights, masks.inputs[k], rule.input_step),
                    ):
                        stored = matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]]
                        counts[name] += sum(1 for j in stored if sent[j] and step)
            fields, true = now.readout_weights @ s, case.labels[k]
            rival = max((c for c in range(net.classes) if c != true), key=lambda c: (fields[c], -c))
            for c in range(net.classes):
                learns = (1 if c == true else -1) * fields[c] <= rule.readout_margin
                if rule.readout_rule == "competitive":
                    learns = c in (true, rival) and fields[true] - fields[rival] < rule.readout_margin
                if learns and rule.readout_step:
                    counts["readout"] += int(masks.readout[k].sum())
            learner.learn(case.inputs[part], case.labels[part], 1.0, k)
    with load_engine("numpy").teach(net) as learner:
        got = learner.learn(case.inputs, case.labels).activity
    assert counts == {name: getattr(got, f"weight_updates_{name}") for name in counts}
    assert got.flips == flips.sum()
    stored = np.bincount(net.recurrent.indices, minlength=net.units)
    assert got.synops_recurrent == flips @ (stored + fan_out(net.fixed_couplings))


def test_rows_add_up() -> None:
    net = small()
    inputs, labels = row(net, 30)
    with load_engine("numpy").teach(net) as learner:
        whole = learner.learn(inputs, labels).activity
    with load_engine("numpy").teach(net) as learner:
        counted = [learner.learn(inputs[k : k + 10], labels[k : k + 10], 1.0, k).activity for k in (0, 10, 20)]
    assert counted[0] + counted[1] + counted[2] == whole
