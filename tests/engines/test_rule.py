"""What no rule can change is refused, and how far a weight may go, by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neuro.description import Population, Readout
from neuro.engines import load_engine
from neuro.engines.learning_activity import LearningActivity
from neuro.engines.rule import check_learnable, ends, margins, readout_fan_in
from neuro.errors import NeuroError
from neuro.fields import identity
from neuro.network import Network
from tests.small import small_network

# 0 -> 1 has a link of 3 beside its coupling, 1 -> 2 one of -4; the others have none.
LINKS = [[0, 0, 0], [3, 0, 0], [0, -4, 0]]


def linked(recurrent: Any, **more: Any) -> Network:
    given: dict[str, Any] = {"links": LINKS, "inputs": [[1], [1], [1]], "readout": [[7, 0, 0], [0, 1, 0]], "bits": 4}
    return small_network(recurrent, **{**given, **more})


def test_the_sum_with_a_link_stays_in_range() -> None:
    low, high = ends(linked(np.zeros((3, 3))), np.array([1, 2, 0]), np.array([0, 1, 2]))
    assert low.tolist() == [-7, -7 + 4, -7]
    assert high.tolist() == [7 - 3, 7, 7]


@pytest.mark.parametrize(("place", "fits", "beyond"), [((1, 0), (-7, 4), (-8, 5)), ((2, 1), (-3, 7), (-4, 8))])
def test_weights_beyond_their_ends_are_refused(
    place: tuple[int, int], fits: tuple[int, int], beyond: tuple[int, int]
) -> None:
    for weight in (*fits, *beyond):
        recurrent = np.zeros((3, 3), int)
        recurrent[place] = weight
        if weight in fits:
            check_learnable(linked(recurrent))
            continue
        said = rf"recurrent: holds the weight {weight}, and 4 bits go from -7 to 7, any link .* included; give"
        with pytest.raises(NeuroError, match=said):
            check_learnable(linked(recurrent))


def test_whole_numbers_may_have_a_margin_of_their_own() -> None:
    network = replace(linked(np.zeros((3, 3))), unit=0.25)
    rule, whole = network.description.plasticity, network.description.integer_plasticity
    for own, units in ((None, round(rule.margin / 0.25)), (3.1, 12), (0.0, 0)):
        given = replace(network.description, integer_plasticity=replace(whole, margin=own))
        assert margins(replace(network, description=given)).units == units
    assert "margin" not in identity(whole)
    assert identity(replace(whole, margin=3.1))["margin"] == 3.1


@pytest.mark.parametrize("weight", [-8, 8])
@pytest.mark.parametrize("name", ["inputs", "readout"])
def test_other_projections_have_the_whole_range(name: str, weight: int) -> None:
    given = {"inputs": [[1], [weight], [1]]} if name == "inputs" else {"readout": [[7, 0, 0], [0, weight, 0]]}
    with pytest.raises(NeuroError, match=rf"holds the weight {weight}, and 4 bits go from -7 to 7; give"):
        load_engine("numpy").teach(linked(np.zeros((3, 3)), **given))


@pytest.mark.parametrize("missing", [{"inputs": None}, {"readout": None}])
def test_a_network_without_samples_or_answers_is_refused(missing: dict[str, None]) -> None:
    with pytest.raises(NeuroError, match=r"can't be trained: it needs \[input\] and \[classes\]"):
        load_engine("numpy").teach(linked(np.zeros((3, 3)), **missing))


def test_who_a_readout_hears() -> None:
    network = linked(np.zeros((3, 3)))
    assert readout_fan_in(network) == 3
    modules = (Population("a", 1), Population("b", 2))
    declared = replace(network.description, populations=modules, couplings=(Readout("b"),))
    assert readout_fan_in(replace(network, description=declared)) == 2


def test_counts_begin_at_nothing() -> None:
    assert set(LearningActivity().as_dict().values()) == {0}
