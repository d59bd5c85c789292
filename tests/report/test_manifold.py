"""Averages over networks by hand; every column that has values is in table and figure."""

from __future__ import annotations

import io
import math

import pytest
from rich.console import Console

from neuro.errors import NeuroError
from neuro.report import manifold_figure, manifold_table
from neuro.report.averages import average, grouped


def counted(self_coupling, size, seed, count, theory=2.0, error=0.0):
    return {
        "self_coupling": self_coupling,
        "size": size,
        "seed": seed,
        "count": count,
        "theory": theory,
        "relative_error": error,
    }


ROWS = [counted(j, n, s, 10 * j + n + 2 * s) for j in (0.0, 0.5) for n in (8, 12) for s in (0, 1)]


def text(table):
    out = Console(file=io.StringIO(), width=160)
    out.print(table)
    return out.file.getvalue()


def test_mean_and_standard_error():
    found = average([{"a": 1}, {"a": 3}, {"a": None}, {"a": 5}], "a")
    assert (found.mean, found.networks) == (3.0, 3)
    assert found.standard_error == pytest.approx(2 / math.sqrt(3))
    assert average([{"a": None}], "a").mean is None
    assert average([{"a": 4}], "a").standard_error is None
    assert average([{"a": 4, "e": 0.25}], "a", error="e").standard_error == 1.0


def test_a_ratio_of_sums():
    rows = [{"a": 2.0, "w": 3}, {"a": 6.0, "w": 1}]
    found = average(rows, "a", weight="w")
    assert found.mean == 3.0
    # Residuals w (a - 3) are -3 and 3.
    assert found.standard_error == pytest.approx(math.sqrt(18 * 2 / 1) / 4)
    assert average([{"a": 1.0, "w": 0}], "a", weight="w").mean is None


def test_equal_weights_are_no_weights():
    rows = [{"a": float(v), "w": 5} for v in (1, 2, 7)]
    plain, weighted = average(rows, "a"), average(rows, "a", weight="w")
    assert weighted.mean == pytest.approx(plain.mean)
    assert weighted.standard_error == pytest.approx(plain.standard_error)


def test_groups_keep_their_order():
    assert list(grouped(ROWS, ["size", "self_coupling"])) == [(8, 0.0), (12, 0.0), (8, 0.5), (12, 0.5)]
    assert list(grouped(ROWS, [])) == [()]


def test_table():
    shown = text(manifold_table(ROWS, "count", ["self_coupling", "size"]))
    assert "9 ± 1" in shown  # seeds 0 and 1 have 8 and 10
    assert "18 ± 1" in shown
    assert shown.count(" 2 │") >= 4
    without = [{**row, "theory": None} for row in ROWS]
    assert "theory" not in text(manifold_table(without, "count", ["size"]))
    with_one = text(manifold_table(ROWS[:1], "count", ["size"]))
    assert "±" not in with_one


def test_one_axis_shows_measurement_and_theory():
    (axis,) = manifold_figure(ROWS[:2] + ROWS[4:6], "count", ["self_coupling"], "title").axes
    measured, theory = (line for line in axis.get_lines() if len(line.get_xdata()) and line.get_linestyle() != "None")
    assert measured.get_xdata().tolist() == [0.0, 0.5]
    assert measured.get_ydata().tolist() == [9.0, 14.0]
    assert list(theory.get_ydata()) == [2.0, 2.0]
    assert axis.get_yscale() == "log"
    assert "self-coupling" in axis.get_xlabel()
    assert axis.get_ylabel() == "mean number of fixed points"


def test_a_second_axis_gives_lines():
    (axis,) = manifold_figure(ROWS, "count", ["self_coupling", "size"], "title").axes
    labels = [entry.get_text() for entry in axis.get_legend().get_texts()]
    assert sorted(labels) == ["12", "8", "theory"]
    assert axis.get_legend().get_title().get_text() == "units in each module"


def test_no_place_for_zero_on_a_logarithmic_scale():
    (axis,) = manifold_figure([counted(0.0, 8, 0, 0), counted(0.5, 8, 0, 3)], "count", ["self_coupling"], "t").axes
    assert math.isnan(axis.get_lines()[0].get_ydata()[0])


def test_columns_without_values_have_no_panel():
    row = {"size": 8, "seed": 0, "mean_overlap": 0.1, "overlap_deviation": 0.3, "independent_deviation": 0.35}
    row |= {"kept_overlap": None, "free_overlap": None}
    figure = manifold_figure([row], "overlap", ["size"], "title")
    assert [axis.get_ylabel() for axis in figure.axes] == [
        "mean overlap of fixed points",
        "standard deviation of overlaps",
    ]


def test_texts_stand_side_by_side():
    rows = [{**counted(0.0, 8, 0, 5), "dynamics.update": name} for name in ("synchronous", "random-subset")]
    (axis,) = manifold_figure(rows, "count", ["dynamics.update"], "title").axes
    assert [label.get_text() for label in axis.get_xticklabels()] == ["synchronous", "random-subset"]


def reached(update, distinct, seed=0):
    return {
        "size": 8,
        "seed": seed,
        "update": update,
        "settled_share": 1.0,
        "mean_sweeps": 3.0,
        "cycle_share": 0.0 if update == "synchronous" else None,
        "distinct": distinct,
        "distinct_bound": 20.0,
    }


def test_why_a_value_is_missing_stands_beside_the_others():
    figure = manifold_figure([reached("sequential", 20)], "reach", ["size"], "title")
    assert "share of starts that end in a cycle" not in [axis.get_ylabel() for axis in figure.axes]
    assert figure.get_supxlabel().startswith("Cycles are recognised under synchronous updates alone")
    assert "Cycles are recognised" in text(manifold_table([reached("sequential", 20)], "reach", ["size"]))
    assert manifold_figure([reached("synchronous", 20)], "reach", ["size"], "title").get_supxlabel() == ""


def test_a_line_without_values_has_no_entry_and_leaves_the_others_their_colours():
    rows = [{**reached(update, 20)} for update in ("sequential", "synchronous")]
    panels = {axis.get_ylabel(): axis for axis in manifold_figure(rows, "reach", ["size", "update"], "title").axes}
    cycles, settled = panels["share of starts that end in a cycle"], panels["share of starts that settle"]
    assert [entry.get_text() for entry in cycles.get_legend().get_texts()] == ["synchronous"]
    (only,), (_, second) = ([bars.lines[0].get_color() for bars in axis.containers] for axis in (cycles, settled))
    assert only == second


def test_means_of_zero_are_told():
    figure = manifold_figure([counted(0.0, 8, 0, 0), counted(0.5, 8, 0, 3)], "count", ["self_coupling"], "t")
    assert figure.get_supxlabel() == "Means of 0 have no place on a logarithmic scale."


def test_a_short_logarithmic_scale_has_plain_numbers():
    *_, axis = manifold_figure(
        [reached("synchronous", 19), {**reached("synchronous", 20), "size": 9}], "reach", ["size"], "t"
    ).axes
    assert not any("^" in label.get_text() for label in axis.get_yticklabels())


def test_what_is_refused():
    with pytest.raises(NeuroError, match="got 3 axes, expected one or two"):
        manifold_figure(ROWS, "count", ["self_coupling", "size", "seed"], "title")
    with pytest.raises(NeuroError, match="no point has a value to draw"):
        manifold_figure([{**ROWS[0], "count": None}], "count", ["size"], "title")
