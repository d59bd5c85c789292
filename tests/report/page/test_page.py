"""The page as a whole: well-formed, self-contained, true to the comparison's data, the same each time."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from neuro.data import load_data
from neuro.engines.numpy import NumpyEngine
from neuro.network import integer_network
from neuro.placement import load_chip
from neuro.report import Comparison, as_json, compare, comparison_page
from neuro.report.page import render
from neuro.report.page.folding import modelled_table
from neuro.report.page.precision import measure_precision
from neuro.report.page.provenance import provenance
from neuro.report.page.section import Missing
from neuro.report.words import band_text
from neuro.workload import Workload, make_workload
from tests.report.page.reading import Page

NAME = '<b>"x"&'
COMMAND = "neuro compare digits --samples 4 --report 'a & b.html'"


def taught() -> Workload:
    """Four samples of digits, and a network that has learned from two others."""
    workload = make_workload("digits", samples=4)
    part = load_data("digits").train.first(2)
    with NumpyEngine().teach(workload.source) as learner:
        learner.learn(workload.source.encode(part.inputs), part.labels)
        source = learner.network()
    network = integer_network(source)
    return replace(workload, source=source, network=network)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(taught(), ["numpy"], learning_samples=2)


@pytest.fixture(scope="module")
def html(comparison: Comparison) -> str:
    return render(comparison_page(comparison, COMMAND))


@pytest.fixture(scope="module")
def still(comparison: Comparison) -> str:
    return render(comparison_page(timeless(comparison), COMMAND))


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


@pytest.fixture(scope="module")
def data(comparison: Comparison) -> dict[str, Any]:
    return as_json(comparison)


def timeless(comparison: Comparison) -> Comparison:
    entries = tuple(replace(e, run=replace(e.run, wall_s=0.0, setup_s=0.0)) for e in comparison.entries)
    return replace(comparison, entries=entries)


def test_tags_balance_ids_are_unique_and_headings_go_down_in_steps(page: Page) -> None:
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    levels = [int(heading[1]) for heading in page.headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_nothing_is_asked_of_the_network(page: Page, html: str) -> None:
    assert page.references
    for reference in page.references:
        assert reference.startswith(("#", "data:image/png;base64,")), reference
    assert not {"link", "iframe", "img", "object", "embed"} & set(page.tags)
    assert "default-src 'none'" in html
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|import|eval)\(", html)
    assert not any("http:" in one or "https:" in one for one in page.attributes)
    # url() may only point into the page itself, and a style may import nothing.
    assert all(target.startswith("#") for target in re.findall(r"\burl\(['\"]?([^)]*)", html))
    assert "@import" not in html
    targets = {one[1:] for one in page.references if one.startswith("#")} | set(re.findall(r"url\(#([^)]*)\)", html))
    assert targets <= set(page.ids)


def test_the_raster_is_a_whole_picture(page: Page) -> None:
    (picture,) = [one for one in page.references if one.startswith("data:")]
    assert base64.b64decode(picture.partition(",")[2]).startswith(b"\x89PNG")


def test_every_figure_is_described_in_words(page: Page) -> None:
    assert page.tags.count("svg") == page.tags.count("figure") == len(page.labels) == 11
    assert all(len(label) > 20 for label in page.labels)


def test_counts_are_those_of_the_comparison(page: Page, data: dict[str, Any]) -> None:
    heading, *rows = page.table("What happens")
    assert [one.split()[-1] for one in heading[3:]] == ["counted"] * 8 + ["derived"]
    assert len(rows) == 2
    for engine, code, identical, accuracy, *counts in rows:
        figures = data["engines"][engine]["codes"][code]
        traffic = figures["traffic"]
        assert (identical, accuracy) == ("yes", f"{figures['accuracy']:.4f}")
        names = ("timesteps", "spikes", "flips", "synops", "neuron_updates_active", "neuron_updates_inactive")
        expected = [*(figures[name] for name in names), traffic["packets"]]
        expected.append(traffic["hops_east_west"] + traffic["hops_north_south"])
        # All but steps and hops are marked: the reference derives them.
        assert [one.endswith("†") for one in counts] == [False, *[True] * 6, False]
        assert [float(one.strip(" †").replace(",", "")) for one in counts] == pytest.approx(
            [n / 4 for n in expected], abs=0.5
        )


def test_costs_are_those_of_the_comparison(page: Page, data: dict[str, Any]) -> None:
    heading, *rows = page.table("What it costs on the chip")
    assert [one.split()[-1] for one in heading[2:]] == ["modelled"] * 4
    for row in rows:
        figures = data["engines"][row[0]]["codes"][row[1]]
        assert row[2] == band_text(tuple(joules / 4 for joules in figures["energy_J"]), "J")
        assert row[3] == band_text(tuple(seconds / 4 for seconds in figures["time_s"]), "s")
        assert row[4] == band_text(figures["energy_delay_Js_per_sample"], "Js")
    heading, *rows = page.table("What it took on this machine")
    assert [one.split()[-1] for one in heading[2:]] == ["measured"] * 3
    for row in rows:
        figures = data["engines"][row[0]]["codes"][row[1]]
        assert row[2] == band_text(figures["wall_s"] / 4, "s")


def test_figures_show_the_numbers_of_the_comparison(page: Page, data: dict[str, Any]) -> None:
    figures = data["engines"]["numpy"]["codes"]
    events = [[float(cell.replace(",", "")) for cell in row] for row in page.table("Events per sample by step")[1:]]
    assert len(events) == data["steps"]
    assert sum(row[1] for row in events) * 4 == pytest.approx(figures["flips"]["flips"])
    assert sum(row[2] for row in events) * 4 == pytest.approx(figures["spikes"]["spikes"])
    for code, profile, *causes, total in page.table("Energy per inference by cause")[1:]:
        found = figures[code]["energy_by_profile"][profile]
        assert total == band_text((found["total_J"] / 4,) * 2, "J")
        synops = found["by_event_J"]["synop"] / 4
        assert causes[0] == band_text((synops, synops), "J")
    dense = page.table("Energy per inference, with and without")[1:]
    assert [row[1] for row in dense[2:]] == [band_text(tuple(b["energy_J_per_sample"]), "J") for b in data["baselines"]]
    assert page.table("Accuracy by step")[-1][1] == f"{figures['flips']['accuracy']:.4f}"


def test_eight_bits_are_the_network_compared(page: Page, data: dict[str, Any]) -> None:
    widths = {row[0]: row[1:] for row in page.table("Accuracy and energy by width")[1:]}
    figures = data["engines"]["numpy"]["codes"]
    assert widths["8"][0] == f"{figures['flips']['accuracy']:.4f}"
    for place, code in enumerate(("flips", "spikes"), 1):
        assert widths["8"][place] == band_text(tuple(joules / 4 for joules in figures[code]["energy_J"]), "J")
    assert widths["float"][1:] == ["-", "-"]


def test_every_price_stands_there_with_its_source(page: Page, comparison: Comparison) -> None:
    sources = dict(page.table("Sources")[1:])
    for profile in comparison.profiles:
        rows = {row[0].replace(" ", "_"): row for row in page.table(f"Profile {profile.name} ")[1:]}
        for name, entry in profile.energies.items():
            row = rows[name]
            assert row[1] == f"{entry.value:g} {entry.unit}"
            assert entry.basis in row[3]
            number = row[5].split()[0].rstrip(";")
            assert entry.citation.startswith(sources[number])
    missing = {tuple(row) for row in page.table("Missing, left out")[1:]}
    assert ("profile loihi1-sanafe", "Static power.") in missing


def test_what_made_the_page_stands_on_it(page: Page, comparison: Comparison) -> None:
    assert COMMAND in page.text
    assert comparison.workload.network.hash in page.text
    assert "seed 17" in page.text


def test_the_same_comparison_makes_the_same_bytes(still: str) -> None:
    again = compare(taught(), ["numpy"], learning_samples=2)
    assert render(comparison_page(timeless(again), COMMAND)) == still


def test_only_what_is_measured_depends_on_the_clock(comparison: Comparison, html: str, still: str) -> None:
    # The one picture of measured times, besides the rows of the table and the data to take away.
    shown, still = (
        re.sub(r'<figure id="figure-run-time.*?</svg>', "", text, flags=re.DOTALL) for text in (html, still)
    )
    differ = [one for one, other in zip(shown.splitlines(), still.splitlines(), strict=True) if one != other]
    assert len(differ) == len(comparison.entries) + 1
    assert [one[:7] for one in differ] == ["<tr><th"] * len(comparison.entries) + ["<script"]


def test_the_data_to_take_away_is_that_of_the_comparison(page: Page, data: dict[str, Any]) -> None:
    assert json.loads(page.blocks["page-data"]) == json.loads(json.dumps(data))


def test_a_network_that_never_learned_has_no_use_for_bits() -> None:
    drawn = compare(make_workload("digits", samples=1), ["numpy"], ["flips"])
    found = measure_precision(drawn)
    assert isinstance(found, Missing)
    assert "drawn from its seed; train it first" in found.reason


def test_a_chip_without_prices_shows_what_was_measured_on_it() -> None:
    comparison = compare(make_workload("digits", samples=1), ["numpy"], ["flips"], chip=load_chip("loihi2"))
    (prices,) = provenance(comparison).details
    tables = {table.caption: table.rows for table in prices.tables}
    (observed,) = [rows for caption, rows in tables.items() if caption.startswith("Measured elsewhere on Loihi 2")]
    assert ("PilotNet, spiking (SNN), Oheo Gulch", "total power", "0.679 W") in {row[:3] for row in observed}
    assert not any(caption.startswith("Profile loihi2") for caption in tables)
    assert modelled_table(comparison).rows[0][2:4] == ("unknown", "unknown")


@pytest.fixture(scope="module")
def bare() -> Comparison:
    """No input, no labels, no training samples, floats that no chip holds; a name and a summary that look like tags."""
    workload = make_workload("core", samples=2, steps=6, regime="float")
    description = replace(workload.source.description, summary="<script>alert(1)</script>")
    workload = replace(workload, name=NAME, source=replace(workload.source, description=description))
    return compare(workload, ["numpy"], ["flips"])


@pytest.fixture(scope="module")
def bare_html(bare: Comparison) -> str:
    return render(comparison_page(bare, NAME))


def test_names_are_words_and_never_tags(bare_html: str) -> None:
    assert NAME not in bare_html
    page = Page(bare_html)
    assert page.open == []
    assert "b" not in page.tags
    assert page.text.count(NAME) == 3
    assert "<script>alert(1)</script>" in page.text


def test_a_name_ends_no_script(bare: Comparison) -> None:
    hostile = "</script><script>alert(2)</script><!--"
    text = render(comparison_page(replace(bare, workload=replace(bare.workload, name=hostile)), hostile))
    page = Page(text)
    assert page.open == []
    assert page.tags.count("script") == Page(render(comparison_page(bare, "plain"))).tags.count("script")
    assert json.loads(page.blocks["page-data"])["model"] == hostile
    assert hostile not in text


def test_what_a_page_lacks_is_said_and_no_box_is_empty(bare: Comparison, bare_html: str) -> None:
    page = Page(bare_html)
    sections = set(page.ids) & {"engines", "states", "convergence", "energy", "precision", "learning", "chip", "run"}
    assert sections == {"run", "engines", "states", "convergence", "energy"}
    assert "What this page does not show" in page.text
    for title in ("Accuracy by step", "Accuracy against bits and energy", "Learning", "The network on the chip"):
        assert title in page.text
    assert "no right answers" in page.text
    assert str(bare.on_chip.problem) in page.text
    assert "No training samples were asked for" in page.text
    assert all(len(rows) > 1 for rows in page.tables.values())
