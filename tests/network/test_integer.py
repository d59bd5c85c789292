"""Float network -> integer network: what fits, what is lost, what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from neuro import build_network, load_model
from neuro.description import Description, Gaussian, Link, Population
from neuro.errors import NeuroError
from neuro.network import dense, integer_network
from tests.small import alternating, small_network

GROUPS = ("recurrent", "self_coupling", "bias", "links", "input_weights", "feedback_weights", "readout_weights")


def steps(network, whole):
    """The float value of one whole unit in each group."""
    levels = network.description.input.levels if network.description.input else 1
    largest = 2 ** (network.description.numbers.weight_bits - 1) - 1
    readout = np.abs(network.readout_weights).max(initial=0.0) / largest or 1.0
    return {
        **dict.fromkeys(GROUPS, whole.unit),
        "input_weights": whole.unit * levels * whole.input_gain,
        "feedback_weights": whole.unit * whole.feedback_payload,
        "readout_weights": readout,
    }


def test_by_hand():
    """Largest coupling 1.27 -> 127, so a unit is 0.01; inputs of 4 levels carry quarters; feedback needs a factor 3."""
    network = small_network(
        [[0, 1.27], [-0.304, 0]],
        self_coupling=[0.5, -0.5],
        bias=[3.0, -0.014],
        inputs=[[0.4, -0.2], [0.0, 1.0]],
        feedback=[[3.0, -1.5], [0.0, 0.75]],
        readout=[[2.54, 0], [-0.02, 1.0]],
        levels=4,
        unit=None,
    )
    whole = integer_network(network)
    assert whole.unit == pytest.approx(0.01)
    assert whole.recurrent.tolist() == [[0, 127], [-30, 0]]
    assert whole.self_coupling.tolist() == [50, -50]
    assert whole.bias.tolist() == [300, -1]
    assert whole.input_gain == 1
    assert whole.input_weights.tolist() == [[10, -5], [0, 25]]
    assert whole.feedback_payload == 3
    assert whole.feedback_weights.tolist() == [[100, -50], [0, 25]]
    assert whole.readout_weights.tolist() == [[127, 0], [-1, 50]]
    assert whole.encode(np.array([[0.5, 1.0]])).tolist() == [[2, 4]]


@pytest.mark.parametrize("bits", range(2, 9))
def test_the_largest_coupling_fills_the_range(bits):
    rng = np.random.default_rng(bits)
    recurrent = rng.standard_normal((20, 20))
    np.fill_diagonal(recurrent, 0)
    for scale in (1e-6, 1.0, 1e6):
        whole = integer_network(small_network(recurrent * scale, unit=None), bits)
        assert np.abs(dense(whole.couplings)).max() == 2 ** (bits - 1) - 1
        assert whole.is_integer


@pytest.mark.parametrize("form", [np.asarray, sparse.csr_matrix])
def test_the_self_coupling_may_be_the_largest(form):
    network = small_network([[0, 0.5], [0.25, 0]], self_coupling=[2.0, 1.0], unit=None)
    whole = integer_network(replace(network, recurrent=form(network.recurrent)), 4)
    assert dense(whole.couplings).tolist() == [[7, 2], [1, 4]]
    assert sparse.issparse(whole.recurrent) == (form is sparse.csr_matrix)


weights = st.floats(-4, 4).filter(lambda w: w == 0 or abs(w) > 1e-3)


@st.composite
def networks(draw):
    units, lines, classes = draw(st.integers(1, 5)), draw(st.integers(0, 3)), draw(st.sampled_from((0, 2, 3)))

    def matrix(rows, columns, values=weights):
        rows_ = st.lists(values, min_size=columns, max_size=columns)
        return np.array(draw(st.lists(rows_, min_size=rows, max_size=rows)), float).reshape(rows, columns)

    recurrent, links = matrix(units, units), np.abs(matrix(units, units))
    np.fill_diagonal(recurrent, 0)
    np.fill_diagonal(links, 0)
    return small_network(
        recurrent,
        self_coupling=matrix(1, units)[0],
        bias=matrix(1, units)[0],
        links=links,
        inputs=matrix(units, lines),
        feedback=matrix(units, classes) * draw(st.sampled_from((1, 20))),
        readout=matrix(classes, units),
        levels=draw(st.sampled_from((1, 16, 255))),
        margin=0.0,
        bits=draw(st.integers(2, 8)),
        unit=None,
    )


@settings(max_examples=120)
@given(networks())
def test_rounding_moves_no_weight_by_more_than_half_a_unit(network):
    try:
        whole = integer_network(network)
    except NeuroError as problem:
        assert "would collapse to zero" in str(problem)  # noqa: PT017
        return
    largest = 2 ** (network.description.numbers.weight_bits - 1) - 1
    for group, step in steps(network, whole).items():
        before, after = dense(getattr(network, group)), dense(getattr(whole, group))
        assert after.dtype.kind == "i"
        assert (np.abs(after * step - before) <= step * (0.5 + 1e-9)).all()
        assert not (np.sign(before) * np.sign(after) < 0).any()
    for matrix in (whole.couplings, whole.input_weights, whole.feedback_weights, whole.readout_weights):
        assert np.abs(dense(matrix)).max(initial=0) <= largest
    peak = np.abs(dense(whole.couplings)).max()
    assert peak in (0, largest, largest - 1) or largest == 1


def test_halves_are_rounded_alike_where_the_unit_is_chosen_and_where_weights_are_rounded():
    """3 bits: -3.5 and +0.5 units on one pair are -3 together, but -4 where halves go to even numbers."""
    for peak in np.linspace(1.0, 2.0, 500):
        unit = peak / 3
        recurrent, links = [[0, 0], [-3.5 * unit, 0]], [[0, peak], [0.5 * unit, 0]]
        network = small_network(recurrent, links=links, margin=0.0, bits=3, unit=None)
        assert abs(dense(integer_network(network).couplings)).max() <= 3


def test_weights_that_meet_on_one_pair_fit_together():
    """0.5 + 0.5 rounds to 64 + 64 = 128 at a full range of 127; then one less is used."""
    description = Description("m", (Population("a", 2), Population("b", 2)), (Gaussian("a", "b"), Link("a", "b", 1.0)))
    network = build_network(description)
    recurrent = np.zeros((4, 4))
    recurrent[2, 0] = 1.0
    whole = integer_network(replace(network, recurrent=recurrent))
    assert whole.recurrent[2, 0] == whole.links[2, 0] == 63
    assert whole.unit == pytest.approx(2 / 126)


def test_without_couplings_inputs_or_bias_set_the_scale():
    whole = integer_network(small_network([[0.0]], inputs=[[0.5]], levels=2, unit=None))
    assert (whole.input_weights.tolist(), whole.input_gain) == ([[127]], 1)
    assert integer_network(small_network([[0.0]], bias=-0.3, unit=None)).bias.tolist() == [-127]
    assert integer_network(small_network([[0.0]], unit=None)).unit == pytest.approx(1 / 127)


COLLAPSES = {
    "the self-coupling": {"self_coupling": 1e-3},
    "the bias": {"bias": 1e-3},
    "the links": {"links": [[0, 1e-3], [0, 0]]},
    "the input weights": {"inputs": [[1e-3], [0]]},
    "the feedback": {"feedback": [[1e-3, 0], [0, 0]], "readout": [[1, 1], [1, 1]]},
    "the margin": {"readout": [[1, 1], [1, 1]], "margin": 1e-3},
}


@pytest.mark.parametrize("what", COLLAPSES)
def test_a_group_that_would_vanish_is_named(what):
    network = small_network([[0, 1.0], [1.0, 0]], unit=None, **COLLAPSES[what])
    with pytest.raises(NeuroError, match=rf"^{what} would collapse to zero: at 8 bits one unit is 0\.0078., "):
        integer_network(network)


def test_recurrent_couplings_can_vanish_beside_a_large_self_coupling():
    network = small_network([[0, 1e-3], [0, 0]], self_coupling=1.0, unit=None)
    with pytest.raises(NeuroError, match=r"^the recurrent couplings would collapse"):
        integer_network(network)


def test_more_levels_or_fewer_bits_can_make_inputs_vanish():
    network = small_network([[0, 1.0], [1.0, 0]], inputs=[[0.5], [0]], levels=255, unit=None)
    with pytest.raises(NeuroError, match=r"the input weights would collapse to zero: at 8 bits .*fewer input levels"):
        integer_network(network)


def test_a_bias_beyond_all_fields_is_named():
    with pytest.raises(NeuroError, match=r"^the bias: the largest value 1e\+12 is 1.27e\+14 units of field"):
        integer_network(small_network([[0, 1.0], [1.0, 0]], bias=[1e12, 0], unit=None))


def test_a_margin_of_one_unit_is_kept():
    # One unit of field is 1/127, and round(0.6) is one of them.
    learns = small_network([[0, 1.0], [1.0, 0]], readout=[[1, 1], [1, 1]], margin=0.6 / 127, unit=None)
    assert integer_network(learns).is_integer


def test_a_margin_without_classes_is_no_obstacle():
    assert integer_network(small_network([[0, 1.0], [1.0, 0]], margin=1e-3, unit=None)).is_integer


@pytest.mark.parametrize("bits", [-1, 0, 1, 9])
def test_widths_that_do_not_exist(bits):
    with pytest.raises(NeuroError, match=f"weight_bits: got {bits}, expected 2 to 8"):
        integer_network(small_network([[0, 1.0], [1.0, 0]], unit=None), bits)


def test_an_integer_network_is_not_rounded_again():
    with pytest.raises(NeuroError, match="is an integer network already"):
        integer_network(alternating())


def test_the_float_network_is_left_alone():
    network = build_network(load_model("digits"))
    before = {name: array.copy() for name, array in network.arrays().items()}
    integer_network(network)
    for name, array in network.arrays().items():
        np.testing.assert_array_equal(array, before[name])


def test_each_bit_fewer_loses_more_of_the_digits_model():
    network = build_network(load_model("digits"))
    kept = [integer_network(network, bits).arrays()["recurrent.data"].astype(bool).sum() for bits in range(4, 9)]
    assert kept == sorted(kept)
    assert 0 < kept[0] < kept[-1] < network.recurrent.nnz
