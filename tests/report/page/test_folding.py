"""Engines that agree share a row, and it stays known which of them counted what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neuro.report import Comparison, Entry, compare
from neuro.report.page.folding import counts_table, measured_table, modelled_table, who_counted
from neuro.workload import make_workload


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """The reference, and an engine that gives the same and counts all of it."""
    found = compare(make_workload("digits", samples=2), ["numpy"])
    counting = [replace(one, run=replace(one.run, engine="numba", derived=frozenset())) for one in found.entries]
    pairs = zip(found.entries, counting, strict=True)
    return replace(found, entries=tuple(entry for pair in pairs for entry in pair))


def renamed(entry: Entry, engine: str, **changes: int) -> Entry:
    """The run as another engine's, with other counts."""
    return replace(entry, run=replace(entry.run, engine=engine, activity=replace(entry.run.activity, **changes)))


def test_engines_that_agree_share_a_row(comparison: Comparison) -> None:
    for table in (counts_table(comparison), modelled_table(comparison)):
        assert [row[:2] for row in table.rows] == [
            ("numpy, numba (both: same)", "flips"),
            ("numpy, numba (both: same)", "spikes"),
        ]
    assert [row[:2] for row in measured_table(comparison).rows] == [
        ("numpy", "flips"),
        ("numba", "flips"),
        ("numpy", "spikes"),
        ("numba", "spikes"),
    ]


def test_what_some_counted_and_others_derived_is_marked(comparison: Comparison) -> None:
    table = counts_table(comparison)
    headings = [column.heading for column in table.columns]
    row = dict(zip(headings, table.rows[0], strict=True))
    assert row["synops"].endswith(" ‡")
    assert row["packets"].endswith(" †")
    assert row["steps"] == "6"
    assert table.note.startswith("† derived from the states in every engine of the row. ‡ counted by some")
    who = {row[:2]: row[2:] for row in who_counted(comparison).rows}
    assert who["synops", "flips"] == ("numba", "numpy")
    assert who["packets", "spikes"] == ("-", "numpy, numba")
    assert who["steps", "flips"] == ("numpy, numba", "-")


def test_an_engine_that_counts_otherwise_has_a_row_of_its_own(comparison: Comparison) -> None:
    flips = comparison.entries[0]
    more = flips.run.activity.synops_recurrent + 2
    others = (renamed(flips, "a"), renamed(flips, "b", synops_recurrent=more))
    table = counts_table(replace(comparison, entries=(*comparison.entries, *others)))
    assert [row[0] for row in table.rows if row[1] == "flips"] == ["numpy, numba, a (these three: same)", "b"]
    assert len({row[-5] for row in table.rows if row[1] == "flips"}) == 2
