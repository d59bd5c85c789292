"""Weights drawn from a description: streams, statistics, structure."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from neuro import build_network, load_model
from neuro.description import Classes, Description, Feedback, Gaussian, Input, InputCoupling, Link, Population, Readout
from neuro.network import dense

EVERYTHING = Description(
    name="all",
    populations=(Population("a", 40, bias=0.5, bias_deviation=0.1), Population("b", 40, self_coupling=0.7)),
    couplings=(
        Gaussian("a", "a"),
        Gaussian("a", "b", density=0.3),
        Link("a", "b", 2.0),
        Link("b", "a", 1.5, pattern="random", density=0.2),
        InputCoupling("a", strength=3.0),
        Feedback("b"),
        Readout("a"),
    ),
    input=Input(12),
    classes=Classes(5),
    seed=3,
)
MATRICES = ("recurrent", "links", "input_weights", "feedback_weights", "readout_weights", "bias", "self_coupling")


def lone_gaussian(size, seed=0, **values):
    return build_network(Description("m", (Population("a", size),), (Gaussian("a", "a", **values),), seed=seed))


def test_equal_description_equal_weights_other_seed_other_weights():
    assert build_network(EVERYTHING).hash == build_network(EVERYTHING).hash
    one, other = build_network(EVERYTHING), build_network(replace(EVERYTHING, seed=4))
    for name in ("recurrent", "input_weights", "feedback_weights", "readout_weights", "bias"):
        assert (dense(getattr(one, name)) != dense(getattr(other, name))).any()


@pytest.mark.parametrize("left_out", range(len(EVERYTHING.couplings)))
def test_each_coupling_draws_from_a_stream_of_its_own(left_out):
    """Leaving one out, or turning the order round, moves nothing else."""
    couplings = EVERYTHING.couplings[:left_out] + EVERYTHING.couplings[left_out + 1 :]
    whole = build_network(EVERYTHING)
    less = build_network(replace(EVERYTHING, couplings=couplings[::-1]))
    alone = build_network(replace(EVERYTHING, couplings=(EVERYTHING.couplings[left_out],)))
    for name in MATRICES[:5]:
        both = dense(getattr(less, name)) + dense(getattr(alone, name))
        np.testing.assert_array_equal(both, dense(getattr(whole, name)))
    np.testing.assert_array_equal(less.bias, whole.bias)


def test_a_longer_list_of_populations_leaves_the_first_ones_weights():
    more = replace(EVERYTHING, populations=(*EVERYTHING.populations, Population("c", 7, bias_deviation=1.0)))
    one, other = build_network(EVERYTHING), build_network(more)
    np.testing.assert_array_equal(dense(other.recurrent)[:80, :80], dense(one.recurrent))
    np.testing.assert_array_equal(other.bias[:80], one.bias)


def test_blocks_stand_where_their_populations_do():
    network = build_network(EVERYTHING)
    recurrent, links = dense(network.recurrent), dense(network.links)
    assert np.count_nonzero(recurrent[:40, :40]) == 40 * 39
    assert 0 < np.count_nonzero(recurrent[40:, :40]) < 40 * 40
    assert not recurrent[:, 40:].any()
    np.testing.assert_array_equal(links[40:, :40], 2.0 * np.eye(40))
    assert set(np.unique(links[:40, 40:])) == {0.0, 1.5}
    assert not links[:40, :40].any()
    assert not links[40:, 40:].any()
    assert not dense(network.input_weights)[40:].any()
    assert not network.feedback_weights[:40].any()
    assert not network.readout_weights[:, 40:].any()
    np.testing.assert_array_equal(network.self_coupling, [0.0] * 40 + [0.7] * 40)
    assert network.bias[:40].std() > 0
    np.testing.assert_array_equal(network.bias[40:], 0.0)


@pytest.mark.parametrize(("strength", "density"), [(1.0, 1.0), (2.5, 0.3), (0.5, 0.05)])
def test_gaussian_statistics(strength, density):
    size = 700
    recurrent = dense(lone_gaussian(size, strength=strength, density=density).recurrent)
    values, places = recurrent[recurrent != 0], size * (size - 1)
    # Five standard errors: of a share, of a mean, of a variance.
    assert abs(len(values) / places - density) <= 5 * np.sqrt(density * (1 - density) / places)
    variance = strength**2 / (density * size)
    assert abs(values.mean()) <= 5 * np.sqrt(variance / len(values))
    assert abs(values.var() / variance - 1) <= 5 * np.sqrt(2 / len(values))
    assert not np.diag(recurrent).any()
    both = (recurrent != 0) & (recurrent.T != 0)
    symmetry = np.corrcoef(recurrent[both], recurrent.T[both])[0, 1]
    assert abs(symmetry) <= 5 * np.sqrt(2 / both.sum())


def test_less_than_one_coupling_a_unit_is_scaled_like_any_other():
    """Ten inputs at density .03: 0.3 couplings a unit in the mean."""
    couplings = (InputCoupling("a", density=0.03),)
    network = build_network(Description("m", (Population("a", 20_000),), couplings, input=Input(10)))
    values = network.input_weights.data
    assert abs(len(values) / 6000 - 1) < 5 / np.sqrt(6000)
    assert abs(values.var() * 0.3 - 1) < 5 * np.sqrt(2 / len(values))


def test_bias_input_and_readout_statistics():
    description = Description(
        "m",
        (Population("a", 4000, bias=2.0, bias_deviation=0.5),),
        (InputCoupling("a", strength=3.0, density=0.5), Readout("a", strength=2.0)),
        input=Input(50),
        classes=Classes(10),
    )
    network = build_network(description)
    assert abs(network.bias.mean() - 2.0) < 5 * 0.5 / np.sqrt(4000)
    assert abs(network.bias.std() / 0.5 - 1) < 5 / np.sqrt(8000)
    values = dense(network.input_weights)
    values = values[values != 0]
    assert abs(len(values) / 200_000 - 0.5) < 5 * 0.5 / np.sqrt(200_000)
    assert abs(values.var() / (9 / 25) - 1) < 5 * np.sqrt(2 / len(values))
    assert abs(network.readout_weights.var() / (4 / 4000) - 1) < 5 * np.sqrt(2 / 40_000)


def test_thin_is_kept_sparse_and_thick_dense():
    assert sparse.issparse(lone_gaussian(50, density=0.1).recurrent)
    assert not sparse.issparse(lone_gaussian(50, density=0.9).recurrent)


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("density", [0.0, 1e-9, 0.5, 1.0])
def test_smallest_networks_and_thinnest_couplings(size, density):
    recurrent = dense(lone_gaussian(size, density=density).recurrent)
    assert recurrent.shape == (size, size)
    assert not np.diag(recurrent).any()
    assert np.isfinite(recurrent).all()


@pytest.mark.parametrize(
    ("encoding", "true", "false"),
    [("one-hot", 1, 0), ("plus-minus", 1, -1), ("rescaled", np.sqrt(3) / 2, -1 / np.sqrt(3))],
)
def test_feedback_encodings_share_one_draw(encoding, true, false):
    def weights(name):
        couplings = (Feedback("a", strength=2.0, encoding=name),)
        return build_network(Description("m", (Population("a", 6),), couplings, classes=Classes(4))).feedback_weights

    prototypes = weights("one-hot")
    code = np.where(np.eye(4, dtype=bool), true, false)
    np.testing.assert_allclose(weights(encoding), prototypes @ code, atol=1e-12)
    assert abs(prototypes.std() / (2.0 / np.sqrt(4)) - 1) < 0.6


@pytest.mark.parametrize("processor", ["Prescott", "Haswell"])
def test_the_same_on_every_machine(processor):
    program = "import neuro; print(neuro.build_network(neuro.load_model('digits')).hash)"
    environment = {**os.environ, "OPENBLAS_CORETYPE": processor}
    answer = subprocess.check_output([sys.executable, "-c", program], env=environment, text=True)
    assert answer.strip() == build_network(load_model("digits")).hash


@pytest.mark.parametrize(
    ("coupling", "pairs"),
    [
        (Gaussian("a", "a", density=0.5), 500_000),
        (Link("a", "b", 1.0, pattern="random", density=0.1), 200_000),
        (Link("a", "c", 1.0, pattern="one-to-one"), 1_000),
        (InputCoupling("b", density=1.0), 100_000),
    ],
)
def test_a_network_larger_than_memory_is_refused_before_it_is_drawn(coupling, pairs, monkeypatch):
    asked = []
    monkeypatch.setattr("neuro.network.build.check_memory", lambda what, needed, instead: asked.append(needed))
    populations = (Population("a", 1_000), Population("b", 2_000), Population("c", 1_000))
    bare = Description(name="two", populations=populations, input=Input(50))
    for description in (bare, replace(bare, couplings=(coupling,))):
        build_network(description)
    # What a coupling takes while it is drawn.
    assert asked[1] - asked[0] == 68 * pairs
