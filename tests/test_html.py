"""What notebooks show of the objects one meets first: their names, their sizes, nothing that runs."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest

import neuro
from neuro.html import html_table
from neuro.placement import load_chip


def cells(shown: str) -> list[list[str]]:
    """The rows of the tables, as a parser of XML finds them."""
    root = ElementTree.fromstring(f"<all>{shown}</all>")
    return [["".join(cell.itertext()) for cell in row] for row in root.iter("tr")]


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    description = neuro.load_model("digits")
    network = neuro.integer_network(neuro.build_network(description))
    comparison = neuro.compare(neuro.make_workload("digits", samples=2), ["numpy", "numba"])
    return {
        "description": description,
        "network": network,
        "run": comparison.entries[0].run,
        "comparison": comparison,
        "placement": neuro.place(network, load_chip("loihi1")),
    }


@pytest.mark.parametrize(
    ("what", "row"),
    [
        ("description", ["hidden", "500", "self-coupling 2"]),
        ("network", ["units", "500"]),
        ("run", ["timesteps", "12"]),
    ],
)
def test_rows(shown: dict[str, Any], what: str, row: list[str]) -> None:
    assert row in cells(shown[what]._repr_html_())


def test_a_comparison_shows_every_engine_and_code(shown: dict[str, Any]) -> None:
    rows = [row[:2] for row in cells(shown["comparison"]._repr_html_())]
    for engine in ("numpy", "numba"):
        assert all(rows.count([engine, code]) == 2 for code in ("flips", "spikes"))


def test_a_placement_shows_every_core(shown: dict[str, Any]) -> None:
    rows = cells(shown["placement"]._repr_html_())
    assert len(rows) == 1 + shown["placement"].cores
    assert len({len(row) for row in rows}) == 1


def test_names_are_no_markup() -> None:
    assert cells(html_table("<script>", [("<b>", 1234)], ["a & b"])) == [["a & b"], ["<b>", "1,234"]]


def test_names_of_the_package_lead_where_they_say() -> None:
    assert set(neuro._HOME_OF) <= set(dir(neuro))
    for name in neuro._HOME_OF:
        assert getattr(neuro, name).__name__ == name
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = neuro.nothing
