"""Facts are declared once: whatever is counted is declared, and every renderer shows what is declared."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from neuro.engines.learning_activity import LearningActivity
from neuro.report import Comparison, as_json, compare
from neuro.report.fact import COUNTED, Fact, bases_of, data_of, lines_of, table_of
from neuro.report.facts import BASIS, COSTS, COUNTS, LEARNING_COUNTS, RUN
from neuro.report.tables import costs_table, counts_table
from neuro.report.terminal import terminal_table
from neuro.workload import make_workload


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(make_workload("digits", samples=2), ["numpy"])


def test_every_count_of_an_engine_is_declared(comparison: Comparison) -> None:
    assert set(comparison.entries[0].activity.as_dict()) <= {fact.key for fact in COUNTS}
    assert set(LearningActivity().as_dict()) == {"samples", *(fact.key for fact in LEARNING_COUNTS)}


def test_every_declared_fact_stands_in_the_tables_and_in_the_data(comparison: Comparison) -> None:
    console = Console(width=500, file=StringIO())
    tables = (counts_table(comparison), costs_table(comparison))
    headings = [column.heading for table in tables for column in table.columns]
    for table in tables:
        console.print(terminal_table(table))
    words = console.file.getvalue().replace(" ", "")  # type: ignore[attr-defined]
    data = as_json(comparison)["engines"]["numpy"]
    for fact in (*COUNTS, *COSTS):
        assert fact.key in data
        assert not fact.heading or fact.heading in headings
        assert all(word in words for word in fact.heading.split())
    assert BASIS["engines"] == {fact.key: fact.basis for fact in RUN if fact.basis}


def test_one_declaration_makes_a_column_a_line_and_a_key() -> None:
    fact = Fact("letters", "letters of it", COUNTED, len)
    table = table_of("Words.", [fact, replace(fact, heading="")], ["four", "seven"], samples=2)
    assert [(column.heading, column.basis) for column in table.columns] == [("letters of it", "counted")]
    assert table.rows == (("2",), ("2.5",))
    assert lines_of([fact], "four") == [("letters of it", "4", "counted")]
    assert data_of([fact, replace(fact, key="")], "four") == {"letters": 4}
    assert bases_of([fact]) == {"letters": "counted"}
    assert Fact("none", "", COUNTED, lambda row: None, unknown="no meter").cell("four") == "no meter"
