"""Wiring that stays while weights change, and a chip that keeps it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from neuro.engines import load_engine
from neuro.errors import NeuroError
from neuro.network import Network, StoredCouplings, stored
from neuro.placement import load_chip, place
from tests.small import classifier, small_network

from ..energy.four_neurons import four_units, two_steps


def with_stored_zero() -> Network:
    """The four units, the coupling from 0 to 2 stored at weight 0."""
    recurrent = sparse.csr_matrix(four_units().recurrent)
    recurrent.data[2] = 0
    return replace(four_units(), recurrent=recurrent)


def test_a_coupling_at_weight_0_is_stored() -> None:
    wired = StoredCouplings(with_stored_zero()).network
    assert wired.recurrent.toarray().tolist() == [[0, 1, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 1, 0]]
    # In a dense matrix it is what is not 0; every readout hears every unit.
    wired = StoredCouplings(classifier()).network
    assert wired.recurrent.sum() == 1
    assert wired.input_weights.ravel().tolist() == [1, 1, 0, 0]
    assert (wired.readout_weights == 1).all()
    # What never learns stays as it is.
    assert (wired.feedback_weights == classifier().feedback_weights).all()


def test_what_is_not_0_in_a_dense_matrix_exists() -> None:
    network = small_network([[0, 0, -1], [1, 0, 0], [0, -1, 0]], inputs=[[-1], [0], [2]])
    assert stored(network, "recurrent").toarray().tolist() == [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
    assert stored(network, "input_weights").toarray().tolist() == [[1], [0], [1]]


def test_messages_reach_stored_couplings_too() -> None:
    network = with_stored_zero()
    run = load_engine("numpy").run(network, two_steps(), "flips")
    idle, learning = place(network, load_chip()), place(network, load_chip(), learning=True)
    by_zero = int((run.states[0, 1:, 0] != run.states[0, :-1, 0]).sum())
    assert by_zero
    fewer = idle.traffic(network, two_steps(), run).synops_busiest
    assert learning.traffic(network, two_steps(), run).synops_busiest == fewer + by_zero
    # Once it has learned, only the chip on which it learned takes it.
    after = four_units()
    run = load_engine("numpy").run(after, two_steps(), "flips")
    assert learning.traffic(after, two_steps(), run).messages == 3
    with pytest.raises(NeuroError, match="was made for network"):
        idle.traffic(after, two_steps(), run)


def test_another_network_is_refused_though_learning_changes_the_weights() -> None:
    stored = StoredCouplings(four_units())
    stored.check(replace(four_units(), recurrent=four_units().recurrent * 3))
    wider = np.array(four_units().recurrent)
    wider[0, 3] = 1
    others = (
        replace(four_units(), recurrent=wider),
        replace(four_units(), bias=np.ones(4, np.int32)),
        replace(four_units(), description=replace(four_units().description, name="another")),
        classifier(),
    )
    for other in others:
        with pytest.raises(NeuroError, match=r"by learning, got network .* which is wired otherwise"):
            stored.check(other)
