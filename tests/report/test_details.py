"""Small things tables and data say: who has settled, what rows rest on, rounded words, bytes, who differs first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro.description import Phases
from neuro.energy import energy_band, profiles_of
from neuro.engines import Stimulus, load_engine
from neuro.report import compare, learning_as_json, to_neurobench
from neuro.report.alternatives import stop_early
from neuro.report.fact import Column, Table
from neuro.report.facts import EARLY_STOP, _each
from neuro.report.learning_comparison import LearningComparison, LearningEntry, WeightDifference
from neuro.report.on_chip import OnChip
from neuro.report.sentences import settled_line
from neuro.report.tables import run_table
from neuro.report.terminal import terminal_table
from neuro.report.words import per_sample, ratio_band
from neuro.workload import Workload
from tests.energy.four_neurons import four_units, two_steps
from tests.small import alternating, classifier, small_network


def workload(network: object, stimulus: Stimulus) -> Workload:
    return Workload("made", network, network, stimulus, None, None, None)  # type: ignore[arg-type]


def rows(asked: Workload) -> dict[str, tuple[str, str]]:
    table = run_table(asked, load_engine("numpy").run(asked.network, asked.stimulus))
    return {name: (value, basis) for name, value, basis in table.rows}


def settled(asked: Workload) -> str:
    return settled_line(asked, load_engine("numpy").run(asked.network, asked.stimulus))


def test_samples_that_cycle_and_samples_that_rest() -> None:
    start = np.array([[1, -1, 1]], np.int8)
    cycling = workload(alternating(), Stimulus(1, Phases(0, 0, 5), initial=start))
    assert settled(cycling) == "0 of 1 sample at a fixed point, 1 in a cycle (length 2) (counted)."
    # Each unit remembers itself, and falls out of silence.
    memory = small_network([[0, 0], [0, 0]], self_coupling=1)
    start = np.array([[1, -1], [0, 1]], np.int8)
    resting = workload(memory, Stimulus(2, Phases(0, 0, 4), initial=start))
    assert settled(resting) == "2 of 2 samples at a fixed point (last change in step 0.5, median) (counted)."


def test_a_sample_that_has_not_settled_is_in_no_cycle() -> None:
    """A ring whose last unit inhibits the first: from all up, no state comes back within two steps."""
    ring = small_network([[0, 0, -1], [1, 0, 0], [0, 1, 0]])
    start = np.array([[1, -1, 1], [1, 1, 1]], np.int8)
    assert load_engine("numpy").run(ring, Stimulus(2, Phases(0, 0, 2), initial=start)).settling()[1].tolist() == [2, 0]
    told = settled(workload(ring, Stimulus(2, Phases(0, 0, 2), initial=start)))
    assert told == "0 of 2 samples at a fixed point, 1 in a cycle (length 2) (counted)."


def test_what_an_energy_rests_on_is_said() -> None:
    basis = rows(workload(four_units(), two_steps()))["energy"][1]
    assert basis == "modelled without a placement: loihi1-2018, loihi1-sanafe"


@pytest.mark.parametrize(
    ("total", "samples", "text"), [(199, 2, "99.5"), (201, 2, "100"), (200, 2, "100"), (3, 2, "1.5"), (4, 2, "2")]
)
def test_counts_per_sample_have_a_decimal_where_it_says_more(total: int, samples: int, text: str) -> None:
    assert per_sample(total, samples) == text


def test_both_ends_of_a_band_are_those_of_one_sample() -> None:
    run = load_engine("numpy").run(four_units(), two_steps())
    band = energy_band(run.activity, profiles_of("loihi1"))
    assert band.low < band.high
    assert _each(band, 4) == [band.low / 4, band.high / 4]


def test_the_accuracy_of_a_comparison_is_that_of_its_reference() -> None:
    stimulus = Stimulus(1, Phases(0, 0, 1), inputs=np.array([[1]]))
    comparison = compare(workload(classifier(), stimulus), ["numpy"])
    entries = tuple(replace(comparison.entries[0], accuracy=accuracy) for accuracy in (0.25, 0.75))
    assert to_neurobench(replace(comparison, entries=entries))["ClassificationAccuracy"] == 0.25


def test_only_columns_that_may_wrap_do() -> None:
    table = Table("a table", (Column("short", text=True), Column("long", text=True, wrap=True)), (("a b", "c d"),))
    assert [column.no_wrap for column in terminal_table(table).columns] == [True, False]


def test_factors_as_text() -> None:
    assert ratio_band(99.46, 100.4) == "99.5 to 100"
    assert ratio_band(2.0, 2.0) == "2"


def test_samples_that_stop_early_are_a_number_not_a_mean() -> None:
    start = np.array([[1, -1], [1, 1]], np.int8)
    asked = workload(small_network([[0, 0], [0, 0]], self_coupling=1), Stimulus(2, Phases(0, 0, 4), initial=start))
    full = load_engine("numpy").run(asked.network, asked.stimulus)
    early = stop_early(asked, full, None, OnChip())
    cells = {fact.key: fact.cell(early, 2) for fact in EARLY_STOP}
    assert cells["stopped_samples"] == "2"
    assert cells["mean_steps"] == "1.00"
    # Two units in three steps that are not taken.
    assert cells["neuron_updates_saved"] == "6"


@pytest.mark.parametrize(("unit", "bits", "size"), [(1.0, 8, 16 + 16), (1.0, 6, 16 + 16), (None, 8, 8 * 16 + 16)])
def test_bytes_of_weights_and_biases(unit: float | None, bits: int, size: int) -> None:
    network = small_network(four_units().recurrent, unit=unit, bits=bits)
    assert to_neurobench(compare(workload(network, two_steps()), ["numpy"]))["Footprint"] == size


def test_the_readout_hears_the_last_state() -> None:
    """One step out of silence: what units hear is 0, what the readout hears is not."""
    stimulus = Stimulus(1, Phases(0, 0, 1), inputs=np.array([[1]]))
    figures = to_neurobench(compare(workload(classifier(), stimulus), ["numpy"]))
    assert figures["SynapticOperations"]["Effective_ACs"] == 2 + 4


def test_who_differs_first_is_who_differs_at_the_earliest_sample() -> None:
    weight = WeightDifference("recurrent", 0, 1, expected=0, got=1)
    late, soon = (LearningEntry(name, sample=at, difference=weight) for name, at in (("late", 7), ("soon", 2)))
    asked = workload(classifier(), Stimulus(1, Phases(0, 0, 1), inputs=np.array([[1]])))
    comparison = LearningComparison(asked, 1, (LearningEntry("numpy"), late, soon))
    assert learning_as_json(comparison)["first_difference"]["engine"] == "soon"
