"""A committee is its members side by side: the same states, and readout fields that add up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro import Network, build_network, load_engine, load_model
from neuro.data import load_data
from neuro.description import Numbers
from neuro.engines import Stimulus
from neuro.errors import NeuroError
from neuro.learning import starting_network
from neuro.network import integer_network, join_networks, load_network, save_network
from neuro.placement import load_chip, place

DIGITS = load_model("digits")


def member(seed: int, size: int = 60, **changes: object) -> Network:
    populations = tuple(replace(p, size=size) for p in DIGITS.populations)
    return build_network(replace(DIGITS, seed=seed, populations=populations, **changes))


def run(network: Network, code: str = "flips", engine: str = "numpy"):
    inputs = network.encode(load_data("digits").test.inputs[:20])
    return load_engine(engine).run(network, Stimulus(20, network.description.phases.without_feedback(), inputs), code)


@pytest.mark.parametrize("integer", [False, True])
def test_states_are_the_members_and_fields_their_sums(integer):
    members = [member(1), member(2, 40), member(3)]
    if integer:
        one = integer_network(members[0])
        # One scale for all, as a whole network has.
        members = [one, replace(one, readout_weights=-one.readout_weights), replace(one, bias=one.bias + 3)]
    runs, whole = [run(one) for one in members], run(join_networks(members))
    np.testing.assert_array_equal(whole.states, np.concatenate([one.states for one in runs], axis=2))
    np.testing.assert_allclose(whole.readout, sum(one.readout for one in runs), rtol=1e-12, atol=1e-12)
    assert whole.activity.flips == sum(one.activity.flips for one in runs)


def pair():
    return join_networks([starting_network(replace(member(7).description, seed=7), integer=True)] * 2, "pair")


@pytest.mark.parametrize("engine", ["numba", "brian2", "lava-fixed"])
def test_every_engine_runs_it(engine, request):
    if engine == "lava-fixed":
        request.getfixturevalue("lava")
    got, expected = run(pair(), engine=engine), run(pair())
    np.testing.assert_array_equal(got.states, expected.states)
    np.testing.assert_array_equal(got.readout, expected.readout)


def test_it_is_kept_and_lies_block_by_block_on_a_chip(tmp_path):
    whole = pair()
    assert load_network(save_network(whole, tmp_path / "pair.npz")).hash == whole.hash
    placed = place(whole, load_chip("loihi1"))
    assert not any({"hidden1", "hidden2"} <= set(core.holds) for core in placed.utilisation())


def test_couplings_stored_at_weight_0_stay_stored():
    one = starting_network(member(3).description, integer=True)
    assert (one.recurrent.data == 0).any()
    both = join_networks([one, one])
    assert both.recurrent.nnz == 2 * one.recurrent.nnz
    assert both.input_weights.nnz == 2 * one.input_weights.nnz
    assert both.recurrent.has_canonical_format


def test_what_doesnt_go_together():
    first = member(1)
    with pytest.raises(NeuroError, match="got 1 network to join, expected at least two"):
        join_networks([first])
    with pytest.raises(NeuroError, match="network 2 is integer, the first is float; expected one regime"):
        join_networks([first, integer_network(first)])
    for key, other in (
        ("input", replace(DIGITS.input, levels=6)),
        ("phases", replace(DIGITS.phases, free=9)),
        ("numbers", Numbers("integer", 6)),
    ):
        with pytest.raises(NeuroError, match=rf"network 3 has another \[{key}\] than the first \("):
            join_networks([first, first, member(2, **{key: other})])
    other = tuple(replace(p, size=60, self_coupling=1.5) for p in DIGITS.populations)
    wholes = [integer_network(one) for one in (first, build_network(replace(DIGITS, populations=other)))]
    assert wholes[0].unit != wholes[1].unit
    with pytest.raises(NeuroError, match=r"network 2 has another unit than the first .* float networks to join"):
        join_networks(wholes)
