"""What a Lava engine can't hold is refused in a sentence, before Lava clips or wraps it in silence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neuro.description import Phases
from neuro.engines import Stimulus, load_engine
from neuro.errors import NeuroError
from tests.small import clamped, classifier, small_network

pytestmark = pytest.mark.usefixtures("lava")


def open_fixed(network: Any, code: str) -> None:
    load_engine("lava-fixed").open(network, code).close()


@pytest.mark.parametrize("code", ["flips", "spikes"])
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"self_coupling": [0, 128]}, "coupling from unit 1 to 1 is 128"),
        ({"links": [[0, 0], [-200, 0]]}, "coupling from unit 0 to 1 is -200"),
        ({"inputs": [[0], [300]]}, "input weight from line 0 to 1 is 300"),
        ({"readout": [[1, -128], [0, 0]]}, "readout weight from unit 1 to 0 is -128"),
        ({"readout": [[1, 1], [1, 0]], "feedback": [[1, 0], [-128, 0]]}, "feedback weight from label 0 to 1 is -128"),
    ],
)
def test_weights(code: str, values: dict[str, Any], words: str) -> None:
    with pytest.raises(NeuroError, match=words):
        open_fixed(small_network([[0, 0], [0, 0]], **values), code)


def test_weights_just_within() -> None:
    open_fixed(small_network([[0, -127], [127, 0]], self_coupling=127), "spikes")


@pytest.mark.parametrize(("bias", "fits"), [(-4096, True), (4095, True), (-4097, False), (4096, False)])
def test_folded_bias(bias: int, fits: bool) -> None:
    # The coupling of 1 is taken off.
    network = small_network([[0, 1], [0, 0]], bias=[bias + 1, 0])
    open_fixed(network, "flips")
    if fits:
        open_fixed(network, "spikes")
    else:
        with pytest.raises(NeuroError, match=f"unit 0: .* is {bias}, and .* -4096 to 4095"):
            open_fixed(network, "spikes")


def test_current_while_a_start_is_forced() -> None:
    # Balanced rows have no folded bias; the start's payload must outweigh all couplings and still fit.
    row = np.array([127, -127] * 350)
    network = small_network(np.array([row] * 700) * (1 - np.eye(700, dtype=int)))
    open_fixed(network, "flips")
    with pytest.raises(NeuroError, match=r"current in unit 0 could reach .* wraps silently at 131072"):
        open_fixed(network, "spikes")


@pytest.mark.parametrize(("code", "limit"), [("flips", 8388608), ("spikes", 131072)])
def test_inputs_that_overflow_a_unit(code: str, limit: int) -> None:
    network = small_network([[0]], inputs=[[100]])
    stimulus = Stimulus(samples=1, phases=Phases(1, 0, 1), inputs=np.array([[50_000]]))
    with pytest.raises(NeuroError, match=f"unit 0 could reach .* at {limit}"):
        load_engine("lava-fixed").run(network, stimulus, code)
    # In floating point the same numbers are nothing special.
    load_engine("lava-float").run(network, stimulus, code)


def test_payloads_of_more_than_24_bits() -> None:
    stimulus = Stimulus(samples=1, phases=Phases(1, 0, 1), inputs=np.array([[2**23]]))
    with pytest.raises(NeuroError, match="payload is 8388608"):
        load_engine("lava-fixed").run(small_network([[0]], inputs=[[0]]), stimulus)


def test_sums_beyond_floating_point() -> None:
    network = small_network([[0.0, 1e308], [1e308, 0.0]], self_coupling=1e308, unit=None)
    with pytest.raises(NeuroError, match="unit 0: its couplings add up to infinity"):
        load_engine("lava-float").open(network)


def test_stated_limits() -> None:
    floating, fixed = load_engine("lava-float"), load_engine("lava-fixed")
    assert set(floating.limits("flips")) == {"early-stop", "learn-float"}
    assert set(floating.limits("spikes")) == {"early-stop", "learn-float", "random-subset", "module-by-module"}
    assert set(fixed.limits("flips")) == {"early-stop", "learn-float", "float-network"}
    assert set(fixed.limits("spikes")) == {*floating.limits("spikes"), "float-network"}
    with pytest.raises(NeuroError, match="early-stop"):
        floating.run(classifier(), clamped(stop="fixed-point"))
