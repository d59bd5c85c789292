"""Dense evaluation and the perceptron, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro.description import Phases
from neuro.energy import Work, estimate_baseline, load_profile
from neuro.engines import Stimulus
from neuro.errors import NeuroError
from neuro.report.alternatives import baselines, dense_work, perceptron_work
from tests.small import classifier, small_network

from .four_neurons import four_units, two_steps

_PJ = 1e-12


def test_every_coupling_of_four_units_in_both_steps() -> None:
    work = dense_work(four_units(), two_steps())
    assert work == Work("all couplings, every step", 0, 2 * 5, 8, 2 * 4)
    chip = estimate_baseline(work, load_profile("cpu-45nm"))
    # Ten weights of 8 bits are two accesses of 64 bits.
    assert chip.low == pytest.approx((10 * 0.03 + 2 * 20) * _PJ)
    assert chip.high == pytest.approx((10 * 0.03 + 2 * 1300) * _PJ)
    assert chip.operations == 10
    assert "Horowitz" in chip.citation
    device = estimate_baseline(work, load_profile("cpu-device"))
    assert device.low == device.high == pytest.approx((10 + 8) * 8600 * _PJ)
    assert estimate_baseline(work, load_profile("gpu-device")).low == pytest.approx((10 + 8) * 300 * _PJ)


@pytest.mark.parametrize(("payloads", "graded"), [([[2], [0]], False), ([[2], [1]], True), ([[1], [-1]], False)])
def test_inputs_multiply_when_they_have_more_than_one_size(payloads: list[list[int]], graded: bool) -> None:
    network = classifier()
    stimulus = Stimulus(samples=2, phases=Phases(0, 0, 3), inputs=np.array(payloads))
    work = dense_work(network, stimulus)
    # Two couplings among the units in three steps, two from the line and four onto the readout once.
    assert work.operations == 3 * 2 + 2 + 4
    assert work.multiply_accumulates == (2 if graded else 0)
    assert work.neuron_updates == 3 * network.units


def test_a_perceptron_of_as_many_parameters() -> None:
    network = small_network(
        [[0, 2, 0, 0], [-2, 0, 0, 0], [2, 0, 0, 0], [2, 0, 2, 0]],
        inputs=np.ones((4, 2)),
        readout=np.ones((3, 4)),
    )
    work = perceptron_work(network)
    # 25 learned weights; four hidden units make 4 x 3 + 3 x 5 = 27, three make 21.
    assert work == Work("perceptron of 4 hidden units", 27, 0, 8, 7)
    priced = estimate_baseline(work, load_profile("cpu-45nm"))
    assert priced.low == pytest.approx((27 * 0.23 + 4 * 20) * _PJ)


def test_floats_take_the_prices_of_floats() -> None:
    priced = estimate_baseline(Work("floats", 1, 2, 32, 1), load_profile("cpu-45nm"))
    assert priced.low == pytest.approx((4.6 + 2 * 0.9 + 2 * 20) * _PJ)


def test_rows() -> None:
    assert len(baselines(four_units(), two_steps())) == 3
    network = classifier()
    rows = baselines(network, Stimulus(samples=1, phases=Phases(0, 0, 2), inputs=np.array([[1]])))
    assert [row.profile for row in rows] == 2 * ["cpu-45nm", "cpu-device", "gpu-device"]


def test_a_chip_is_no_processor() -> None:
    with pytest.raises(NeuroError, match=r"'loihi1-2018' .* can't price a dense evaluation"):
        estimate_baseline(Work("x", 1, 1, 8, 1), load_profile("loihi1-2018"))


@pytest.mark.parametrize("missing", ["mac_int8", "ac_int8", "cache_access", "dram_access"])
def test_a_processor_of_which_one_price_is_unknown(missing: str) -> None:
    whole = load_profile("cpu-45nm")
    known = {name: entry for name, entry in whole.energies.items() if name != missing}
    with pytest.raises(NeuroError, match="can't price a dense evaluation"):
        estimate_baseline(Work("x", 1, 1, 8, 1), replace(whole, energies=known))
