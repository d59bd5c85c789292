"""The reference engine against pencil and paper, a plain loop over units, and the laws of the dynamics."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro import build_network, load_engine, load_model
from neuro.conformance import float_twin, random_case
from neuro.description import Description, Gaussian, Phases, Population
from neuro.engines import Stimulus
from neuro.engines.numpy import NumpyEngine
from neuro.network import dense
from tests.small import alternating, clamped, classifier, small_network

ENGINE = NumpyEngine()


def states(network, stimulus, code="flips"):
    return ENGINE.run(network, stimulus, code).states


def free(steps, *initial, **values):
    given = None if not initial else np.array(initial, np.int8)
    return Stimulus(samples=max(len(initial), 1), phases=Phases(0, 0, steps), initial=given, **values)


def test_the_registry_knows_it():
    engine = load_engine("numpy")
    assert engine.name == "numpy"
    assert engine.obstacle() is None
    assert not engine.limits("flips")
    assert not engine.limits("spikes")


def test_three_units_by_hand():
    run = ENGINE.run(alternating(), free(4, [1, -1, 1], [-1, -1, -1]))
    there, back = [1, -1, 1], [-1, 1, -1]
    assert run.states[0].tolist() == [there, back, there, back, there]
    # h of unit 2 is 3 - 1 - 2 = 0, a tie, and stays down.
    assert run.states[1].tolist() == [[-1, -1, -1]] * 5
    assert run.steps_taken.tolist() == [4, 4]


def test_a_silent_start_ties_everywhere_and_falls():
    assert states(alternating(), free(2))[0].tolist() == [[0, 0, 0], [-1, -1, -1], [-1, -1, -1]]


def test_a_tie_is_down_and_one_more_is_up():
    network = small_network([[0, 1], [0, 0]], bias=[-1, 1])
    assert states(network, free(1, [1, 1]))[0, 1].tolist() == [-1, 1]
    assert states(replace(network, bias=network.bias + 1), free(1, [1, 1]))[0, 1].tolist() == [1, 1]


def test_rows_receive():
    network = small_network([[0, 5], [0, 0]])
    assert states(network, free(1, [-1, 1]))[0, 1].tolist() == [1, -1]


def test_phases_by_hand():
    run = ENGINE.run(classifier(), clamped())
    assert run.states[0].tolist() == [
        [0, 0, 0, 0],
        [1, -1, -1, -1],  # warm-up: h = (2, -2 + 1, 0, 0)
        [-1, -1, 1, -1],  # clamped: h = (2 - 10, -1, -1 + 6, -1)
        [-1, -1, 1, 1],  # clamped: h = (-8, -1, 1 + 6, 1)
        [1, -1, 1, 1],  # free: h = (2, -1, 1, 1)
        [1, -1, 1, 1],
    ]
    assert run.readout.tolist() == [[1 + 2, 1 - 1]]
    assert run.predictions.tolist() == [0]
    assert run.network == classifier().hash


def test_without_feedback_labels_mean_nothing():
    quiet = clamped(phases=Phases(1, 0, 2))
    np.testing.assert_array_equal(states(classifier(), quiet), states(classifier(), replace(quiet, labels=None)))
    assert states(classifier(), quiet)[0, -1].tolist() == [1, -1, -1, -1]


def naive(network, stimulus):
    """One unit at a time, in plain Python; (states, smallest |h| that decided anything)."""
    recurrent, links, inputs = (dense(m).tolist() for m in (network.recurrent, network.links, network.input_weights))
    masks = stimulus.masks(network.units)
    out = np.zeros((stimulus.samples, stimulus.steps + 1, network.units), np.int8)
    out[:, 0] = stimulus.start(network.units)
    closest = np.inf
    for sample in range(stimulus.samples):
        for step in range(1, stimulus.steps + 1):
            before = out[sample, step - 1].tolist()
            for i in range(network.units):
                field = network.bias[i] + network.self_coupling[i] * before[i]
                field += sum((recurrent[i][j] + links[i][j]) * before[j] for j in range(network.units))
                if stimulus.inputs is not None:
                    field += sum(w * x for w, x in zip(inputs[i], stimulus.inputs[sample].tolist(), strict=True))
                if stimulus.clamped(step):
                    field += network.feedback_payload * network.feedback_weights[i, stimulus.labels[sample]]
                updated = masks is None or masks[sample, step - 1, i]
                out[sample, step, i] = (1 if field > 0 else -1) if updated else before[i]
                closest = min(closest, abs(field))
    return out, closest


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("seed", range(16))
def test_equal_to_a_loop_over_units(seed, masked):
    case = random_case(seed, masked=masked)
    np.testing.assert_array_equal(states(case.network, case.stimulus), naive(case.network, case.stimulus)[0])


@pytest.mark.parametrize("seed", range(3, 11))
def test_equal_to_a_loop_over_units_in_float(seed):
    rng = np.random.default_rng(seed)
    units = int(rng.integers(2, 30))
    weights = rng.standard_normal((units, units))
    np.fill_diagonal(weights, 0.0)
    network = small_network(weights, bias=0.1, self_coupling=0.3, unit=None)
    stimulus = free(6, *rng.choice([-1, 1], size=(3, units)))
    expected, closest = naive(network, stimulus)
    assert closest > 1e-9
    np.testing.assert_array_equal(states(network, stimulus), expected)


@pytest.mark.parametrize("seed", range(8))
def test_codes_and_sample_order_change_no_state(seed):
    case = random_case(seed)
    whole = states(case.network, case.stimulus)
    np.testing.assert_array_equal(states(case.network, case.stimulus, "spikes"), whole)
    for sample in range(case.stimulus.samples):
        alone = states(case.network, case.stimulus.part(slice(sample, sample + 1)))
        np.testing.assert_array_equal(alone[0], whole[sample])


@pytest.mark.parametrize("seed", range(8))
def test_units_that_are_not_updated_keep_their_state(seed):
    case = random_case(seed, masked=True)
    run = states(case.network, case.stimulus)
    kept = ~case.stimulus.masks(case.network.units)
    np.testing.assert_array_equal(run[:, 1:][kept], run[:, :-1][kept])


@pytest.mark.parametrize("probability", [0.1, 1.0])
def test_a_fixed_point_stays(probability):
    description = Description("m", (Population("a", 200, self_coupling=1.5),), (Gaussian("a", "a"),), seed=2)
    network = build_network(description)
    start = np.random.default_rng(0).choice([-1, 1], size=(3, 200))
    run = ENGINE.run(network, free(60, *start, stop="fixed-point"))
    assert (run.steps_taken < 60).all()
    still = states(network, free(20, *run.states[:, -1], update_probability=probability))
    assert (still == still[:, :1]).all()


def test_the_core_model_settles():
    """At self-coupling 0.9 nearly every start ends in a fixed point (arXiv 2509.05041)."""
    network = build_network(load_model("core"))
    start = np.random.default_rng(0).choice([-1, 1], size=(8, network.units))
    run = ENGINE.run(network, free(50, *start, stop="fixed-point"))
    assert (run.steps_taken < 50).sum() >= 7


@pytest.mark.parametrize("code", ["flips", "spikes"])
@pytest.mark.parametrize("stop", ["fixed-point", "cycle"])
@pytest.mark.parametrize("seed", range(6))
def test_an_early_stop_is_the_full_run_cut_short(seed, stop, code):
    case = random_case(seed)
    stimulus = replace(case.stimulus, phases=replace(case.stimulus.phases, free=40))
    whole = ENGINE.run(case.network, stimulus, code)
    short = ENGINE.run(case.network, replace(stimulus, stop=stop), code)
    assert short.states.shape[1] == short.steps_taken.max() + 1
    for sample, taken in enumerate(short.steps_taken):
        np.testing.assert_array_equal(short.states[sample, : taken + 1], whole.states[sample, : taken + 1])
        assert (short.states[sample, taken:] == short.states[sample, taken]).all()
        if stop == "fixed-point":
            np.testing.assert_array_equal(short.states[sample, -1], whole.states[sample, -1])
            settled = (whole.states[sample, taken] == whole.states[sample, taken - 1]).all()
            assert settled or taken == stimulus.steps
    if stop == "fixed-point":
        np.testing.assert_array_equal(short.readout, whole.readout)


def test_stops_by_hand():
    """A cycle of two is seen when its first state comes back in the free phase: at step 3."""
    cycling, resting = [1, -1, 1], [-1, -1, -1]
    assert ENGINE.run(alternating(), free(9, cycling, resting, stop="cycle")).steps_taken.tolist() == [3, 1]
    assert ENGINE.run(alternating(), free(9, cycling, resting, stop="fixed-point")).steps_taken.tolist() == [9, 1]
    assert ENGINE.run(alternating(), free(9, cycling, resting)).steps_taken.tolist() == [9, 9]


def test_no_stop_before_the_free_phase():
    """Unit 0 rests during warm-up; the run still goes on to the end of the clamped phase."""
    run = ENGINE.run(classifier(), clamped(phases=Phases(4, 4, 4), stop="fixed-point"))
    assert run.steps_taken.tolist() == [10]


def test_a_subset_that_hides_a_wish_to_change_is_no_fixed_point():
    """Few units are updated, so steps without a change come long before the fixed point."""
    network = small_network(np.zeros((4, 4)), bias=1)
    run = ENGINE.run(network, free(200, [-1] * 4, update_probability=0.05, stop="fixed-point"))
    assert run.states[0, -1].tolist() == [1] * 4
    assert 4 <= run.steps_taken[0] < 200


def test_a_session_runs_again_and_again():
    with ENGINE.open(classifier()) as session:
        first, second = session.run(clamped()), session.run(clamped())
    np.testing.assert_array_equal(first.states, second.states)
    assert first.activity == second.activity


def test_float_twin_agrees_while_no_sum_rounds():
    case = random_case(4)
    twin = float_twin(case.network)
    run = ENGINE.run(twin, case.stimulus)
    assert run.states.shape == ENGINE.run(case.network, case.stimulus).states.shape
    assert run.readout.dtype == float
