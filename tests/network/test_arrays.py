"""Arrays that make a network, and its name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from neuro import build_network, load_model
from neuro.conformance import random_case
from neuro.errors import NeuroError
from neuro.network import dense, existing, fan_out, integer_network, values_of
from neuro.network.arrays import weights_at
from tests.small import alternating, classifier, small_network


@pytest.mark.parametrize(
    ("model", "of_float", "of_integer"),
    [
        ("chain", "56d782851ddb", "df07294f8296"),
        ("core", "d16441445077", "cb8372526219"),
        ("digits", "f47aa2d6ef24", "f311436b08e2"),
    ],
)
def test_shipped_models_never_change(model, of_float, of_integer):
    network = build_network(load_model(model))
    assert (network.hash, integer_network(network).hash) == (of_float, of_integer)


@pytest.mark.parametrize("seed", range(4))
def test_the_name_is_that_of_the_numbers_however_stored(seed):
    network = random_case(seed).network
    other = replace(
        network,
        recurrent=sparse.csr_matrix(dense(network.recurrent).astype(np.int64)),
        input_weights=sparse.csr_matrix(dense(network.input_weights)),
        bias=network.bias.astype(np.int16),
    )
    assert other.hash == network.hash


def test_self_couplings_stand_apart():
    network = classifier()
    with pytest.raises(NeuroError, match="recurrent: has a diagonal; expected none"):
        replace(network, recurrent=dense(network.recurrent) + np.eye(4, dtype=np.int32))


def test_the_name_tells_any_change():
    network = classifier()
    assert network.hash == classifier().hash
    assert len(network.hash) == 12
    changes = {
        "recurrent": network.recurrent + np.eye(4, k=1, dtype=np.int32),
        "self_coupling": network.self_coupling + 1,
        "bias": network.bias - 1,
        "links": sparse.csr_matrix(np.eye(4, k=1, dtype=np.int32)),
        "input_weights": -network.input_weights,
        "feedback_weights": network.feedback_weights * 2,
        "readout_weights": network.readout_weights[::-1],
        "unit": 0.5,
        "input_gain": 2,
        "feedback_payload": 1,
        "description": replace(network.description, name="other"),
    }
    names = {name: replace(network, **{name: value}).hash for name, value in changes.items()}
    assert len({network.hash, *names.values()}) == len(changes) + 1


@pytest.mark.parametrize(
    "name", ["recurrent", "self_coupling", "bias", "links", "input_weights", "feedback_weights", "readout_weights"]
)
def test_shapes_must_fit(name):
    network = classifier()
    value = getattr(network, name)
    wrong = sparse.csr_matrix((3, 4), dtype=np.int32) if name == "links" else value[:-1]
    with pytest.raises(NeuroError, match=rf"^{name}: got shape .*, expected .* for model 'small'"):
        replace(network, **{name: wrong})


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_weights_are_finite(bad):
    network = small_network([[0.0, 1.0], [1.0, 0.0]], unit=None)
    recurrent = network.recurrent.copy()
    recurrent[0, 1] = bad
    with pytest.raises(NeuroError, match="recurrent: holds NaN or infinity"):
        replace(network, recurrent=recurrent)
    with pytest.raises(NeuroError, match="recurrent: holds NaN or infinity"):
        replace(network, recurrent=sparse.csr_matrix(recurrent))


def test_half_precision_is_refused():
    network = small_network([[0.0, 1.0], [1.0, 0.0]], unit=None)
    with pytest.raises(NeuroError, match="bias: holds float16 values; a network without a unit needs floats of 32 or"):
        replace(network, bias=network.bias.astype(np.float16))
    assert replace(network, bias=network.bias.astype(np.float32)).hash == network.hash


def test_an_integer_network_holds_whole_numbers():
    network = alternating()
    with pytest.raises(NeuroError, match="bias: holds float64 values; an integer network needs whole numbers"):
        replace(network, bias=network.bias.astype(float))


@pytest.mark.parametrize("form", [np.asarray, sparse.csr_matrix])
def test_couplings_are_all_that_acts_from_unit_to_unit(form):
    recurrent = [[0, 2, -1], [1, 0, 0], [-3, 1, 0]]
    links = [[0, 0, 1], [0, 0, 0], [0, 4, 0]]
    network = small_network(recurrent, self_coupling=[1, 0, 2], links=links)
    network = replace(network, recurrent=form(network.recurrent))
    np.testing.assert_array_equal(dense(network.couplings), [[1, 2, 0], [1, 0, 0], [-3, 5, 2]])
    np.testing.assert_array_equal(fan_out(network.couplings), [3, 2, 1])
    assert existing(network.couplings).nnz == 6
    assert (network.units, network.lines, network.classes) == (3, 0, 0)


def test_existing_counts_no_stored_zero():
    matrix = sparse.csr_matrix((np.array([1.0, 0.0, -2.0]), ([0, 0, 1], [0, 1, 1])), shape=(2, 2))
    assert matrix.nnz == 3
    np.testing.assert_array_equal(existing(matrix).toarray(), [[1, 0], [0, 1]])
    np.testing.assert_array_equal(existing(matrix.toarray()).toarray(), [[1, 0], [0, 1]])
    np.testing.assert_array_equal(fan_out(matrix), [1, 1])
    np.testing.assert_array_equal(values_of(matrix), [1.0, 0.0, -2.0])


def test_encoding_of_samples():
    x = np.array([[0.0, 0.5, 1.0, 0.03, -1.0]])
    weights = np.ones((1, 5))
    whole = small_network([[0]], inputs=weights, levels=16, input_gain=3)
    assert whole.encode(x).tolist() == [[0, 24, 48, 0, -48]]
    assert whole.encode(x).dtype == np.int64
    floating = small_network([[0]], inputs=weights, levels=16, unit=None)
    np.testing.assert_array_equal(floating.encode(x), x)


@pytest.mark.parametrize("seed", range(8))
def test_arrays_hold_every_number(seed):
    network = random_case(seed).network
    arrays = network.arrays()
    assert all(isinstance(a, np.ndarray) and a.dtype != object for a in arrays.values())
    assert "links.indptr" in arrays
    assert {name.split(".")[0] for name in arrays} == {
        "recurrent", "self_coupling", "bias", "links", "input_weights", "feedback_weights", "readout_weights",
        "unit", "input_gain", "feedback_payload",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["input_gain", "feedback_payload"])
@pytest.mark.parametrize("value", [0, -1, 2**31, 1.0, True])
def test_gains_are_whole_numbers_of_32_bits(name, value):
    with pytest.raises(NeuroError, match=f"{name}: got"):
        replace(alternating(), **{name: value})


@pytest.mark.parametrize("form", [np.array, sparse.csr_matrix])
def test_weights_at_places(form):
    matrix = form(np.array([[0, 2], [3, 0]]))
    assert weights_at(matrix, np.array([0, 1, 0]), np.array([1, 0, 0])).tolist() == [2, 3, 0]
    nowhere = np.zeros(0, int)
    assert weights_at(matrix, nowhere, nowhere).tolist() == []
