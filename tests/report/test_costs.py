"""What a comparison says of costs: bands, placement, early stop, learning, meter and NeuroBench's keys."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from neuro.description import Phases
from neuro.energy import RaplMeter, load_profile
from neuro.engines import CODES, Stimulus, load_engine
from neuro.errors import NeuroError
from neuro.network import Network
from neuro.placement import load_chip
from neuro.report import as_json, compare, comparison_figure, cost_lines, source_lines, to_neurobench
from neuro.report.alternatives import stop_early
from neuro.report.on_chip import OnChip
from neuro.report.tables import baseline_table, costs_table, counts_table
from neuro.report.terminal import terminal_table
from neuro.report.words import band_text
from neuro.workload import Workload, make_workload
from tests.energy.four_neurons import four_units, two_steps
from tests.small import classifier, small_network


def work(network: Network, stimulus: Stimulus) -> Workload:
    """A workload without data."""
    return Workload(network.description.name, network, network, stimulus, None, None, None)


@pytest.fixture(scope="module")
def digits() -> Workload:
    return make_workload("digits", samples=4)


def chain() -> Workload:
    """0 is held up by its bias and pulls 1, 1 pulls 2, 2 pulls 3: at rest after three of ten steps."""
    network = small_network([[0, 0, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], bias=[1, 0, 0, 0])
    start = np.array([[1, -1, -1, -1]], np.int8)
    return work(network, Stimulus(samples=1, phases=Phases(0, 0, 10), initial=start))


def printed(comparison: Any) -> str:
    """Everything on a terminal."""
    console = Console(width=500, file=StringIO())
    tables = (counts_table(comparison), costs_table(comparison), baseline_table(comparison))
    for one in (*map(terminal_table, tables), *cost_lines(comparison), *source_lines(comparison)):
        console.print(one)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_early_stop_by_hand() -> None:
    flips, spikes = compare(chain(), ["numpy"]).early_stops
    # The fourth step shows that the third was the last to change anything.
    assert (flips.mean_steps, flips.stopped_samples, flips.different_answers) == (4.0, 1, 0)
    # Three flips happen either way; 6 steps of four units don't, nor 6 steps of three spikes with a receiver.
    assert (flips.synops_saved, flips.updates_saved) == (0, 24)
    assert (spikes.synops_saved, spikes.updates_saved) == (18, 24)
    # 24 updates in which nothing arrives, under both profiles.
    assert flips.energy_saved == (pytest.approx(24 * 51.2e-12), pytest.approx(24 * 52e-12))


def test_a_network_that_never_rests_saves_nothing() -> None:
    for stop in compare(work(four_units(), two_steps()), ["numpy"]).early_stops:
        assert (stop.stopped_samples, stop.mean_steps, stop.synops_saved, stop.energy_saved) == (0, 2.0, 0, (0.0, 0.0))


@given(st.integers(0, 2**32 - 1), st.integers(2, 12))
@settings(max_examples=25)
def test_stopping_early_never_costs_more_and_ends_in_the_same_state(seed: int, steps: int) -> None:
    rng = np.random.default_rng(seed)
    weights = rng.integers(-2, 3, (5, 5)) * (1 - np.eye(5, dtype=int))
    network = small_network(weights, self_coupling=rng.integers(0, 4, 5))
    start = rng.choice(np.array([-1, 1], np.int8), (3, 5))
    stimulus = Stimulus(samples=3, phases=Phases(0, 0, steps), initial=start)
    for code in CODES:
        full = load_engine("numpy").run(network, stimulus, code)
        stop = stop_early(work(network, stimulus), full, None, OnChip((load_profile("loihi1-2018"),)))
        assert stop.different_answers == 0
        assert stop.synops_saved >= 0
        assert stop.updates_saved == 5 * int((steps - stop.stopped.steps_taken).sum())
        assert stop.energy_saved is None


def test_neurobench_by_hand() -> None:
    assert to_neurobench(compare(work(four_units(), two_steps()), ["numpy"])) == {
        "Footprint": 16 + 4 * 4,
        "ParameterCount": 20,
        "ConnectionSparsity": 0.6875,
        "ActivationSparsity": 0.0,
        # Both steps hear four states that are not zero, over five couplings.
        "SynapticOperations": {"Effective_MACs": 0.0, "Effective_ACs": 10.0, "Dense": 32.0},
        "MembraneUpdates": 8.0,
    }


@pytest.mark.parametrize(("payload", "sums", "products"), [(1, 8 + 3, 0), (2, 8, 3)])
def test_neurobench_of_inputs_silence_and_a_readout(payload: int, sums: float, products: float) -> None:
    stimulus = Stimulus(samples=2, phases=Phases(0, 0, 3), inputs=np.array([[payload], [0]]))
    figures = to_neurobench(compare(work(classifier(), stimulus), ["numpy"]))
    # A sample: two couplings in steps 2 and 3, as step 1 hears silence, and four onto the readout. One of the two
    # samples has input, over two couplings in three steps.
    assert figures["SynapticOperations"] == {
        "Effective_MACs": products,
        "Effective_ACs": sums,
        "Dense": 3 * (16 + 4) + 8,
    }
    assert figures["ActivationSparsity"] == 0.0
    assert figures["MembraneUpdates"] == 12


def test_the_default_is_a_band_on_a_placed_chip(digits: Workload) -> None:
    comparison = compare(digits, ["numpy"], learning_samples=2)
    assert [profile.name for profile in comparison.profiles] == ["loihi1-2018", "loihi1-sanafe"]
    entry = comparison.entries[0]
    assert entry.energy is not None
    assert entry.time is not None
    assert entry.energy.low < entry.energy.high
    data = as_json(comparison)
    figures = data["engines"]["numpy"]
    assert figures["energy_J"] == [entry.energy.low, entry.energy.high]
    assert set(figures["energy_by_profile"]) == {"loihi1-2018", "loihi1-sanafe"}
    assert figures["static_J"]["loihi1-sanafe"] is None
    product = [e.total * entry.time.under(e.profile).total / 16 for e in entry.energy.estimates]  # type: ignore[union-attr]
    assert figures["energy_delay_Js_per_sample"] == [pytest.approx(min(product)), pytest.approx(max(product))]
    assert data["placement"]["cores"] == 2
    assert data["placement"]["utilisation"][0]["used"]["neurons"] > 0
    learning = data["learning"]
    assert learning["samples"] == 2
    updates = learning["activity"]["weight_updates"]
    assert updates > 0
    assert learning["by_profile"]["loihi1-2018"]["learning_J"] == pytest.approx(updates * 120e-12)
    assert learning["by_profile"]["loihi1-sanafe"]["learning_J"] is None
    assert learning["no_price_of_weight_updates"] == ["loihi1-sanafe"]
    text = printed(comparison)
    assert "weight updates at the price of pairwise STDP, the nearest published figure" in text
    assert "(modelled under loihi1-2018; loihi1-sanafe has no price for them and comes to" in text


def test_one_profile_can_be_chosen(digits: Workload) -> None:
    comparison = compare(digits, ["numpy"], ["flips"], load_profile("loihi1-sanafe"), learning_samples=2)
    energy = comparison.entries[0].energy
    assert energy is not None
    assert energy.low == energy.high
    assert "at least" in printed(comparison)
    assert as_json(comparison)["learning"]["energy_J_per_sample"][1] is None


def test_a_profile_of_another_family_prices_without_the_placement(digits: Workload) -> None:
    other = replace(load_profile("loihi1-2018"), name="mine", family="mine")
    comparison = compare(digits, ["numpy"], ["flips"], other)
    assert comparison.entries[0].traffic is None
    assert comparison.entries[0].energy is not None
    assert "without a placement: mine prices the family 'mine'" in comparison.notes[0]


def test_a_chip_whose_energies_are_not_published(digits: Workload) -> None:
    comparison = compare(digits, ["numpy"], ["flips"], chip=load_chip("loihi2"), learning_samples=1)
    entry = comparison.entries[0]
    assert entry.traffic is not None
    assert entry.energy is None
    assert entry.time is None
    text = printed(comparison)
    assert "no energy band for 'loihi2'" in text
    assert "energy unknown" in text
    assert as_json(comparison)["engines"]["numpy"]["energy_J"] is None


def test_a_network_that_does_not_fit_is_priced_without_a_placement() -> None:
    three = {"cores": 3, "cores_per_tile": 1, "mesh_columns": 3, "mesh_rows": 1, "neurons": 1}
    full = replace(load_chip(), name="full", title="Full", **three)
    comparison = compare(work(four_units(), two_steps()), ["numpy"], ["flips"], chip=full)
    assert comparison.entries[0].energy is not None
    assert comparison.entries[0].time is None
    assert comparison.notes == (
        "energy is given without a placement: the network needs 4 cores, and Full has 3: 1 too many; it has 4 units "
        "with the readout, Full holds 3 at most: use fewer.",
    )
    figures = as_json(comparison)
    assert figures["placement"]["problem"].startswith("the network needs 4 cores")
    assert figures["engines"]["numpy"]["energy_placed"] is False
    # The figure is marked, and the mark explained.
    text = printed(comparison)
    assert "J * \N{BOX DRAWINGS LIGHT VERTICAL}" in text
    assert "\n* energy is given without a placement: the network" in text


def test_samples_that_cannot_be_learned_are_refused_before_any_run(
    digits: Workload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neuro.report.comparison._measured", lambda *_: pytest.fail("ran"))
    with pytest.raises(NeuroError, match="got 2000, expected 1 to 1077"):
        compare(digits, ["numpy"], learning_samples=2000)


def test_what_is_in_no_energy_is_said(digits: Workload) -> None:
    assert "in no energy here: updates of 10 readout units, at most 60 a sample." in printed(compare(digits, ["numpy"]))
    # Unit 0 starts up and has one receiver; all four are decided, three of them with one.
    text = printed(compare(chain(), ["numpy"]))
    assert "readout unit" not in text
    assert "loading the start would take, a sample: 3 under flips, 1 under spikes." in text


def test_a_name_with_dollars_is_no_formula() -> None:
    workload = replace(chain(), name="a $x_{ $ b")
    figure = comparison_figure(compare(workload, ["numpy"], ["flips"], replace(load_profile(), name="$p_{$")))
    figure.canvas.draw()


def test_joules_of_a_meter_join_the_table(tmp_path: Path) -> None:
    zone = tmp_path / "intel-rapl:0"
    zone.mkdir()
    for key, value in (("name", "package-0"), ("energy_uj", "5"), ("max_energy_range_uj", "100")):
        (zone / key).write_text(value, encoding="utf-8")
    metered = compare(work(four_units(), two_steps()), ["numpy"], meter=RaplMeter(tmp_path))
    assert [entry.measured_J for entry in metered.entries] == [0.0, 0.0]
    assert metered.no_meter is None
    assert "idle draw and other work included" in printed(metered)
    bare = compare(work(four_units(), two_steps()), ["numpy"], meter=RaplMeter(tmp_path / "none"))
    assert bare.entries[0].measured_J is None
    assert "no meter" in printed(bare)


def test_samples_that_cannot_be_learned(digits: Workload) -> None:
    with pytest.raises(NeuroError, match="without a data set"):
        compare(work(four_units(), two_steps()), ["numpy"], ["flips"], learning_samples=1)
    with pytest.raises(NeuroError, match="training samples: got 100000, expected 1 to"):
        compare(digits, ["numpy"], ["flips"], learning_samples=100000)


@pytest.mark.parametrize(
    ("band", "text"),
    [
        ((12.34e-9, 18e-9), "12.3–18.0 nJ"),  # noqa: RUF001
        ((999.4e-9, 2e-6), "0.999–2.00 µJ"),  # noqa: RUF001
        ((1e-6, 1e-6), "1.00 µJ"),
        ((0.0, 0.0), "0 J"),
        ((104e-12, 1.5e-9), "0.104–1.50 nJ"),  # noqa: RUF001
        (None, "unknown"),
    ],
)
def test_bands_as_text(band: tuple[float, float] | None, text: str) -> None:
    assert band_text(band, "J") == text
