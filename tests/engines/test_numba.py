"""The fast engine beyond what conformance asks: batches of any size, decay kept as factors, threads, keys of states."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neuro.conformance import random_case
from neuro.description import Phases
from neuro.engines import AbstractLearner, Stimulus, load_engine
from neuro.engines.numba.batches import _judge_room, _learn_room
from neuro.engines.numba.online import learn_floats
from neuro.engines.numba.samples import exerted, run_samples
from neuro.engines.numba.sessions import NumbaSession
from neuro.engines.numba.threads import share_out
from neuro.errors import NeuroError
from neuro.machine.cores import at_most_cores, cores, threads
from neuro.network import LEARNED, Network, dense, integer_network
from tests.learning.test_plasticity import small
from tests.small import alternating


def samples(network: Network, count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Grey inputs, two in five of them 0, and labels."""
    rng = np.random.default_rng(seed)
    inputs = rng.random((count, network.lines)) * (rng.random((count, network.lines)) < 0.6)
    return inputs, rng.integers(0, network.classes, count)


def assert_equal_learners(one: AbstractLearner, other: AbstractLearner, network: Network, count: int) -> None:
    """Three rows of samples: the same answers and counts, and weights but for rounding."""
    for row in range(3):
        inputs, labels = samples(network, count, row)
        wanted, got = one.learn(inputs, labels, 0.7, row * count), other.learn(inputs, labels, 0.7, row * count)
        assert got.predictions.tolist() == wanted.predictions.tolist()
        assert got.unstable == wanted.unstable
        assert got.activity == wanted.activity
        for name in LEARNED:
            expected, learned = (dense(getattr(learner.network(), name)) for learner in (one, other))
            np.testing.assert_allclose(learned, expected, rtol=0, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("margin", ["included", "excluded"])
@pytest.mark.parametrize("batch_size", [1, 3, 16, 40])
@pytest.mark.parametrize("density", [1.0, 0.2])
def test_batches_of_any_size_that_decay(density: float, batch_size: int, margin: str) -> None:
    decays = {"recurrent_decay": 0.1, "input_decay": 0.2, "readout_decay": 0.3}
    network = small(density, batch_size=batch_size, self_coupling_in_margin=margin, **decays)
    learners = [load_engine(name).teach(network) for name in ("numpy", "numba")]
    assert_equal_learners(*learners, network, 90)


@pytest.mark.parametrize("rate", ["recurrent_rate", "input_rate", "readout_rate"])
@pytest.mark.parametrize("batch_size", [1, 16])
def test_a_frozen_projection_executes_no_update(batch_size: int, rate: str) -> None:
    network = small(0.5, batch_size=batch_size, **{rate: 0.0})
    learners = [load_engine(name).teach(network) for name in ("numpy", "numba")]
    assert_equal_learners(*learners, network, 20)


def test_the_network_of_a_moment_stays_as_it_was() -> None:
    network = small(0.5, batch_size=16)
    with load_engine("numba").teach(network) as learner:
        learner.learn(*samples(network, 32))
        before = learner.network()
        name = before.hash
        learner.learn(*samples(network, 32, 1))
    assert before.hash == name != learner.network().hash
    assert network.hash != name


@pytest.mark.parametrize("threads", ["1", "2", "7"])
def test_the_number_of_threads_changes_nothing(threads: str, monkeypatch: pytest.MonkeyPatch) -> None:
    case = random_case(3)
    rng = np.random.default_rng(0)
    start = rng.choice(np.array([-1, 1], np.int8), (70, case.network.units))
    stimulus = Stimulus(70, Phases(0, 0, 25), initial=start, stop="cycle")
    expected = load_engine("numpy").run(case.network, stimulus)
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    run = load_engine("numba").run(case.network, stimulus)
    assert (run.states == expected.states).all()
    assert run.steps_taken.tolist() == expected.steps_taken.tolist()


def test_states_are_the_same_when_they_are_not_when_their_keys_are() -> None:
    """All keys alike: the states themselves decide who came back."""
    start = np.array([[1, -1, 1], [1, 1, -1], [-1, -1, -1]], np.int8)
    stimulus = Stimulus(3, Phases(0, 0, 9), initial=start, stop="cycle")
    expected = load_engine("numpy").run(alternating(), stimulus)
    with load_engine("numba").open(alternating()) as session:
        assert isinstance(session, NumbaSession)
        session._keys = np.zeros_like(session._keys)
        run = session.run(stimulus)
    assert run.steps_taken.tolist() == expected.steps_taken.tolist()
    assert (run.states == expected.states).all()


def test_a_session_runs_again_as_it_ran() -> None:
    case = random_case(5)
    with load_engine("numba").open(case.network) as session:
        first, _, again = (
            session.run(case.stimulus),
            session.run(
                replace(case.stimulus, samples=1, inputs=None, labels=None, initial=None, phases=Phases(0, 0, 4))
            ),
            session.run(case.stimulus),
        )
    assert (first.states == again.states).all()
    assert first.activity == again.activity


def test_any_layout_of_samples_is_learned_alike() -> None:
    """Columns first, or not to be written to: nothing is compiled for them, and nothing is another."""
    for batch_size in (1, 16):
        network = small(0.5, batch_size=batch_size)
        inputs, labels = samples(network, 20)
        other, locked = np.asfortranarray(inputs), inputs.copy()
        locked.flags.writeable = False
        learned = []
        for given in (inputs, other, locked):
            with load_engine("numba").teach(network) as learner:
                learner.learn(given, labels.astype(np.uint8))
                learned.append(learner.network().hash)
        assert len(set(learned)) == 1


def test_couplings_that_cannot_be_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neuro.engines.numba.wiring._MOST", 3)
    for refused in (load_engine("numba").open, load_engine("numba").teach):
        with pytest.raises(NeuroError, match=r"units and [\d,]+ couplings in the engine 'numba': expected at most 3"):
            refused(small(0.5))


def test_nothing_is_compiled_while_the_clock_runs() -> None:
    """What a kernel is compiled for is known when a session or a learner has been made."""
    network, online = small(0.5, batch_size=16), small(0.5, batch_size=1)
    inputs, labels = samples(network, 20)
    stimulus = Stimulus(20, Phases(1, 2, 2), inputs, labels)
    with load_engine("numba").open(network) as session, load_engine("numba").teach(network) as batches:
        singles = load_engine("numba").teach(online)
        before = [len(made.signatures) for made in (run_samples, exerted, _judge_room, _learn_room, learn_floats)]
        session.run(stimulus)
        session.run(replace(stimulus, update_probability=0.5))
        session.run(replace(stimulus, stop="cycle"))
        batches.learn(inputs, labels)
        singles.learn(inputs, labels)
    assert [len(made.signatures) for made in (run_samples, exerted, _judge_room, _learn_room, learn_floats)] == before


def test_work_that_shares_the_machine_keeps_to_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """As points of a grid do; what the user says of threads holds within that."""
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert threads() == 7
    with at_most_cores(1):
        assert threads() == 1
        monkeypatch.delenv("OMP_NUM_THREADS")
        assert threads() == 1
    assert threads() == cores()
    for nonsense in ("", "0", "many", "-3"):
        monkeypatch.setenv("OMP_NUM_THREADS", nonsense)
        assert threads() == cores()


@pytest.mark.parametrize("integer", [False, True])
def test_a_row_may_be_learned_in_pieces(integer: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that an interrupt is heard; the weights are the same to the last bit."""
    network = small(0.5, batch_size=1, recurrent_decay=0.1, readout_decay=0.3)
    network = integer_network(network) if integer else network
    inputs, labels = samples(network, 30)
    learned = []
    for piece in (10**9, 1):
        monkeypatch.setattr("neuro.engines.numba.singles._PIECE", piece)
        with load_engine("numba").teach(network) as learner:
            result = learner.learn(network.encode(inputs), labels, 0.7, 5)
            learned.append((learner.network().hash, result.predictions.tolist(), result.activity))
    assert learned[0] == learned[1]


def test_all_pieces_are_done_and_an_error_halts_the_others() -> None:
    for desks in (1, 3):
        done, halt = np.zeros(11, int), np.zeros(1, np.uint8)

        def work(desk: int, first: int, last: int) -> None:
            done[first:last] += 1  # noqa: B023

        share_out(work, 11, 4, range(desks), halt)
        assert done.tolist() == [1] * 11
        assert halt[0] == 0

    def failing(desk: int, first: int, last: int) -> None:
        if first == 0:
            raise KeyboardInterrupt
        while not halt[0]:
            time.sleep(0.001)

    halt = np.zeros(1, np.uint8)
    with pytest.raises(KeyboardInterrupt):
        share_out(failing, 100, 10, range(2), halt)
    assert halt[0] == 1


def test_a_halted_run_ends_at_once() -> None:
    network = alternating()
    stimulus = Stimulus(3, Phases(0, 0, 9), initial=np.ones((3, 3), np.int8))
    with load_engine("numba").open(network) as session:
        assert isinstance(session, NumbaSession)
        made = session._nothing

        def halted(*given: Any, **named: Any) -> Any:
            out = made(*given, **named)
            out.halt[0] = 1
            return out

        session._nothing = halted  # type: ignore[method-assign]
        assert session.settle(stimulus).steps_taken.tolist() == [0, 0, 0]
