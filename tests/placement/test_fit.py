"""One unit too big for each limit: which limit, by how much, what would make it fit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neuro.description import Phases
from neuro.engines import Stimulus
from neuro.errors import NeuroError
from neuro.placement.demand import connections_of, usage_of
from neuro.placement.fit import check_code, check_usage
from neuro.placement.placers import load_placer
from neuro.placement.weights import check_weights
from tests.small import small_network

from .small_chip import four_units, small_chip


def dense(units: int, value: int = 1) -> Any:
    """Every unit hears every other."""
    return small_network(value * (1 - np.eye(units, dtype=int)))


# Sixteen cores, and no limit on how many of them a unit may reach.
_ROOMY: dict[str, Any] = {"cores": 16, "mesh_columns": 4, "out_axons": None}


def test_in_axons() -> None:
    load_placer("modular").place(dense(9), small_chip(**_ROOMY))
    with pytest.raises(NeuroError) as refusal:
        load_placer("modular").place(dense(10), small_chip(**_ROOMY))
    assert str(refusal.value) == (
        "unit 0 alone needs 9 in-axons, and a core of Small has 8: 1 too many; it fits when its couplings are at most "
        "0.88 of their present density."
    )


def test_a_unit_that_needs_more_than_twice_what_a_core_has() -> None:
    with pytest.raises(NeuroError, match=r"needs 17 in-axons, .* has 8: 9 too many; .* at most 0.47"):
        load_placer("sequential").place(dense(18), small_chip(synapse_bits=10_000, cores=20, mesh_columns=5))


def test_synapse_memory_of_one_unit() -> None:
    # A unit that hears eight others takes eight lists of two words of 16 bits.
    load_placer("sequential").place(dense(9), small_chip(synapse_bits=256, **_ROOMY))
    with pytest.raises(NeuroError, match=r"unit 0 alone needs 256 bits .* has 255: 1 too many; .* at most 0.99"):
        load_placer("sequential").place(dense(9), small_chip(synapse_bits=255, **_ROOMY))


def test_cores() -> None:
    # Two neurons a core, eight cores: seventeen units are one too many.
    chain = np.eye(17, k=-1, dtype=int)
    load_placer("sequential").place(small_network(chain[:16, :16]), small_chip())
    for placer in ("sequential", "modular", "balanced"):
        with pytest.raises(NeuroError) as refusal:
            load_placer(placer).place(small_network(chain), small_chip())
        assert str(refusal.value) == (
            "the network needs 9 cores, and Small has 8: 1 too many; it has 17 units with the readout, Small holds 16 "
            "at most: use fewer."
        )


def test_a_remedy_is_one_that_was_tried() -> None:
    # Memory binds: two units hear nine senders, a list of two words each, and one word with three bits a coupling.
    network, chip = dense(9), small_chip(synapse_bits=287, in_axons=None, out_axons=None)
    with pytest.raises(NeuroError, match="needs 9 cores, and Small has 8: 1 too many; to make it fit, ") as refusal:
        load_placer("sequential").place(network, chip)
    assert "lower weight_bits to 3" in str(refusal.value)
    thinner = small_network(1 - np.eye(9, dtype=int), bits=3)
    load_placer("sequential").place(thinner, chip)
    with pytest.raises(NeuroError, match="too many"):
        load_placer("sequential").place(small_network(1 - np.eye(9, dtype=int), bits=4), chip)
    assert "lower the density of all couplings to 0." in str(refusal.value)


def test_out_axons() -> None:
    # Unit 0 drives eight others on four cores; with four neurons a core it reaches three.
    star = np.zeros((9, 9), int)
    star[1:, 0] = 1
    load_placer("sequential").place(small_network(star), small_chip(neurons=4, out_axons=3))
    with pytest.raises(NeuroError, match=r"core 0 needs 3 out-axons, and Small has 2 a core: 1 too many"):
        load_placer("sequential").place(small_network(star), small_chip(neurons=4, out_axons=2))


def test_smaller_cores_are_tried_before_out_axons_are_refused() -> None:
    # Four pairs that drive each other and unit 0: all on two cores each core reaches five, on more it is fewer.
    ring = np.roll(np.eye(8, dtype=int), 1, axis=0)
    chip = small_chip(neurons=4, out_axons=4)
    placement = load_placer("sequential").place(small_network(ring), chip)
    assert usage_of(connections_of(small_network(ring)), placement.core, chip).out_axons.max() <= 4


def test_a_placement_by_hand_that_asks_too_much() -> None:
    chip = small_chip()
    crowded = usage_of(connections_of(four_units()), np.array([0, 0, 0, 1, 1, 2]), chip)
    with pytest.raises(NeuroError, match="core 0 needs 3 neurons, and Small has 2 a core: 1 too many"):
        check_usage(crowded, chip)


def test_couplings_too_wide_and_float_networks() -> None:
    check_weights(dense(3), small_chip(weight_bits=8))
    with pytest.raises(NeuroError, match="weight_bits: got 8, and Small holds couplings of at most 7 bits"):
        check_weights(dense(3), small_chip(weight_bits=7))
    with pytest.raises(NeuroError, match="is a float network"):
        check_weights(small_network([[0.0, 1.0], [1.0, 0.0]], unit=None), small_chip())


@pytest.mark.parametrize(
    ("code", "limit", "largest"),
    [
        # Unit 0 hears 3 x 10 and has bias 1: folded it is 1 - 30.
        ("spikes", "bias", 29),
        ("flips", "bias", 1),
        # The sum of the couplings at the step out of silence, and the swing of the doubled ones around it.
        ("spikes", "field", 30 + 30),
        ("flips", "state", 2 * (30 + 1)),
    ],
)
def test_numbers_too_large_for_a_register(code: str, limit: str, largest: int) -> None:
    network = small_network(10 * (1 - np.eye(4, dtype=int)), bias=[1, 0, 0, 0])
    stimulus = Stimulus(samples=1, phases=Phases(0, 0, 1), initial=np.ones((1, 4), np.int8))
    # The other units have no bias: folded it is -30 for them.
    spare = 1 if (code, limit) == ("spikes", "bias") else 0
    check_code(network, stimulus, code, small_chip(**{limit: largest + spare}))
    with pytest.raises(NeuroError, match=rf"unit \d: .* under the {code} code, .* 1 too much"):
        check_code(network, stimulus, code, small_chip(**{limit: largest + spare - 1}))
