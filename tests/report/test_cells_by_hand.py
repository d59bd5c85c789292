"""Every cell of the tables for two samples of four units in both codes, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from neuro.description import Phases
from neuro.engines import Stimulus
from neuro.report import Comparison, as_json, compare, comparison_page
from neuro.report.fact import Table
from neuro.report.page import render
from neuro.report.tables import baseline_table, costs_table, counts_table, run_table
from neuro.workload import Workload
from tests.energy.four_neurons import four_units

from .page.reading import Page

# (+1, +1, -1, -1), (+1, -1, +1, -1), (-1, -1, +1, +1) and (-1, -1, -1, -1), (-1, +1, -1, -1), (+1, +1, -1, -1);
# what units 0, 1, 2, 3 send goes to 3, 1, 1 and 0 others.
TOTALS = {
    "flips": {
        "steps": 4,
        "spikes": 7,
        "flips": 4 + 2,
        "synops": (1 + 1 + 3 + 0) + (1 + 3),
        # The starts reach all; then flips of 1 and 2 reach 0 and 3, and that of 1 reaches 0.
        "neuron updates, active": (4 + 2) + (4 + 1),
        "neuron updates, inactive": 16 - 11,
        "packets": 3 + 2,
        "synops loading": 5 + 5,
    },
    "spikes": {
        "steps": 4,
        # Up in steps 1 and 2 are 0 and 2, 2 and 3; then 1, 0 and 1.
        "spikes": 4 + 3,
        "flips": 4 + 2,
        "synops": (3 + 1 + 1 + 0) + (1 + 3 + 1),
        # The first start has 0 and 1 up, which reach all; the second has none.
        "neuron updates, active": (4 + 3) + (0 + 1),
        "neuron updates, inactive": 16 - 8,
        "packets": 3 + 3,
        "synops loading": (3 + 1) + 0,
    },
}
# The columns of a table per sample.
SHOWN = ("steps", "spikes", "flips", "synops", "neuron updates, active", "neuron updates, inactive", "packets")
REST = ("input events", "feedback events", "synops input", "synops feedback", "synops readout")
# Picojoules of Loihi 1's table of 2018: a synop, an active and an inactive update, a packet to the same tile.
PRICES = {"synops": 23.6, "neuron updates, active": 81.0, "neuron updates, inactive": 52.0, "packets": 1.7}


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    network = four_units()
    start = np.array([[1, 1, -1, -1], [-1, -1, -1, -1]], np.int8)
    stimulus = Stimulus(samples=2, phases=Phases(0, 0, 2), initial=start)
    workload = Workload("four", network, network, stimulus, None, None, None)
    return compare(workload, ["numpy"])


def cells(table: Table, row: int) -> dict[str, str]:
    return dict(zip((column.heading for column in table.columns), table.rows[row], strict=True))


def mark(heading: str) -> str:
    """The reference counts its steps; all else it derives from the states."""
    return "" if heading == "steps" else " †"


def total(code: str) -> float:
    """Picojoules of both samples, all four units on one core."""
    return sum(price * TOTALS[code][counted] for counted, price in PRICES.items())


@pytest.mark.parametrize("code", TOTALS)
def test_counts_per_sample(comparison: Comparison, code: str) -> None:
    row = cells(counts_table(comparison), list(TOTALS).index(code))
    assert (row["engine"], row["code"], row["identical"]) == ("numpy", code, "yes")
    for heading in SHOWN:
        assert row[heading] == f"{TOTALS[code][heading] / 2:g}{mark(heading)}", heading


@pytest.mark.parametrize("code", TOTALS)
def test_totals_of_a_run_and_of_the_json(comparison: Comparison, code: str) -> None:
    entry = comparison.entries[list(TOTALS).index(code)]
    rows = {name: value for name, value, _ in run_table(comparison.workload, entry.run, every_count=True).rows}
    written = as_json(comparison)["engines"]["numpy"]["codes"][code]
    for heading, value in TOTALS[code].items():
        assert rows[heading] == f"{value}", heading
    for name in REST:
        assert rows[name] == "0"
        assert written[name.replace(" ", "_")] == 0
    assert rows["units"] == "4"
    assert rows["neuron updates"] == "16"
    assert written["synops"] == written["synops_recurrent"] == TOTALS[code]["synops"]
    assert written["synops_loading"] == TOTALS[code]["synops loading"]
    assert written["spikes"] == TOTALS[code]["spikes"]


@pytest.mark.parametrize("code", TOTALS)
def test_energy_of_the_two_samples(comparison: Comparison, code: str) -> None:
    written = as_json(comparison)["engines"]["numpy"]["codes"][code]
    causes = written["energy_by_profile"]["loihi1-2018"]
    assert causes["total_J"] == pytest.approx(total(code) * 1e-12)
    assert written["energy_J"][0] == pytest.approx(total(code) * 1e-12)
    cell = cells(costs_table(comparison), list(TOTALS).index(code))["energy"]
    assert cell.startswith(f"{total(code) / 2 / 1000:.3f}–")  # noqa: RUF001  a range's dash
    assert cell.endswith(" nJ")


def test_dense_work(comparison: Comparison) -> None:
    assert comparison.synops_dense == 2 * (2 * 5)
    assert cells(baseline_table(comparison), 0)["operations"] == "10"


def test_the_page_shows_the_same_cells(comparison: Comparison) -> None:
    tables = Page(render(comparison_page(comparison, "neuro compare four"))).tables
    heading, *rows = tables["What happens, per sample."]
    for row, code in zip(rows, TOTALS, strict=True):
        named = dict(zip((name.removesuffix(" counted") for name in heading), row, strict=True))
        assert named["code"] == code
        for name in SHOWN:
            assert named[name] == f"{TOTALS[code][name] / 2:g}{mark(name)}", name
    assert tables["Events per sample by step."][1:] == [["1", "1.50", "1.50"], ["2", "1.50", "2.00"]]
    # One and two of four units change in step 1, one and two in step 2: three of eight each time.
    assert tables["Units that change, by step."][1:] == [["1", "37.50%"], ["2", "37.50%"]]
    causes = {tuple(row[:2]): row[2:5] for row in tables["Energy per inference by cause."][1:]}
    # 9 synops, 11 and 5 updates, 5 packets; 10, 8 and 8, 6; half of each is one sample's.
    assert causes["flips", "loihi1-2018"] == ["106 pJ", "576 pJ", "4.25 pJ"]
    assert causes["spikes", "loihi1-2018"] == ["118 pJ", "532 pJ", "5.10 pJ"]
