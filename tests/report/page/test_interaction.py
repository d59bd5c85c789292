"""What the scripts of a page do, in a real browser: tables, raster, words, things to take away."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuro.engines import first_difference
from neuro.report import Comparison, as_json, compare, comparison_page
from neuro.report.page import render
from neuro.report.page.states import KINDS
from neuro.workload import make_workload
from tests.report.page.browser import browser, seen

SAMPLE, UNIT, STEP = 2, 77, 1
TABLES = """
const table = [...document.querySelectorAll("table")].find((one) => one.caption.textContent.startsWith("What it took"));
const heads = [...table.tHead.rows[0].cells];
const column = heads.findIndex((one) => one.textContent.includes("run time"));
const read = () => [...table.tBodies[0].rows].map((row) => row.cells[column].textContent);
heads[column].querySelector("button").click();
seen.up = read();
seen.sorted = heads[column].getAttribute("aria-sort");
heads[column].querySelector("button").click();
seen.down = read();
"""
RASTER = """
const canvas = document.querySelector("canvas"), legend = document.querySelector(".raster-legend");
const pick = (name, value) => {
  const select = document.querySelector(`[name=${name}]`);
  select.value = value;
  select.dispatchEvent(new Event("change"));
};
const colours = () => [...legend.querySelectorAll("li")].map((one) => one.textContent);
const point = (type, x, y, more = {}) => {
  const box = canvas.getBoundingClientRect();
  canvas.dispatchEvent(new PointerEvent(type, { clientX: box.left + x, clientY: box.top + y, bubbles: true, ...more }));
};
const press = (key) => canvas.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
// The middle of a cell, in the plot's own margins.
const middle = (row, rows, step, steps) => [
  64 + ((step + 0.5) * (canvas.clientWidth - 74)) / steps, 8 + ((row + 0.5) * (canvas.clientHeight - 44)) / rows];
const pixel = (x, y) => {
  const scale = canvas.width / canvas.clientWidth;
  const found = canvas.getContext("2d").getImageData(Math.floor(x * scale), Math.floor(y * scale), 1, 1).data;
  return "#" + [...found].slice(0, 3).map((one) => one.toString(16).padStart(2, "0")).join("");
};
seen.still = getComputedStyle(document.querySelector("#figure-raster > svg")).display;
seen.legend = colours();
pick("sample", SAMPLE);
pick("order", "number");
seen.drawn = canvas.dataset.drawn;
for (let k = 0; k < 5; k++) press("+");
seen.zoomed = canvas.dataset.drawn;
press("0");
seen.back = canvas.dataset.drawn;
// Down to eight units round one of them, then its colours in both codes and its words.
for (let k = 0; k < UNIT + 1; k++) press("ArrowDown");
for (let k = 0; k < STEP; k++) press("ArrowRight");
for (let k = 0; k < 9; k++) press("+");
const [, , , rows] = canvas.dataset.drawn.split(" ");
const [top, count] = rows.split("+").map(Number);
seen.sentence = document.querySelector(".raster-live output").textContent;
const [x, y] = middle(UNIT - top, count, STEP, 7);
point("pointerleave", 0, 0);
canvas.blur();
seen.flips = Array.from({ length: 7 }, (_, step) => pixel(...middle(UNIT - top, count, step, 7)));
pick("code", "spikes");
seen.spikes = Array.from({ length: 7 }, (_, step) => pixel(...middle(UNIT - top, count, step, 7)));
seen.spike_legend = colours();
point("pointermove", x, y);
seen.hint = document.querySelector("#hint").hidden ? "" : document.querySelector("#hint").textContent;
seen.flips_view = canvas.dataset.drawn;
point("pointerdown", x, y, { buttons: 1 });
point("pointermove", x, y - 120, { buttons: 1 });
point("pointerup", x, y - 120);
seen.dragged = canvas.dataset.drawn;
canvas.focus();
canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: 1, bubbles: true, cancelable: true, clientX: x, clientY: y }));
seen.wheeled = canvas.dataset.drawn;
pick("engine", "numba");
seen.twin = [canvas.dataset.drawn, ...colours()];
pick("code", "spikes");
pick("engine", "loihi2");
press("0");
seen.other = [canvas.dataset.drawn, ...colours()];
"""
WORDS = """
const word = document.querySelector("#headline a.word");
word.focus();
seen.word = [word.textContent, document.querySelector("#hint").textContent, document.querySelector("#hint").hidden];
document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
seen.escaped = document.querySelector("#hint").hidden;
const spot = document.querySelector("#figure-synops g.tip");
spot.dispatchEvent(new PointerEvent("pointermove", { clientX: 300, clientY: 300, bubbles: true }));
seen.bar = document.querySelector("#hint").textContent;
seen.closed = document.querySelector("#glossary details").open;
word.click();
seen.opened = document.querySelector("#glossary details").open;
"""
TAKEN = """
const blobs = [];
const made = URL.createObjectURL.bind(URL);
URL.createObjectURL = (blob) => { blobs.push(blob); return made(blob); };
HTMLAnchorElement.prototype.click = function () { (seen.files ??= []).push(this.download); };
const press2 = (root, words) =>
  [...root.querySelectorAll(".take button")].find((one) => one.textContent === words).click();
press2(table.closest(".table"), "CSV");
press2(document.querySelector("#figure-synops"), "SVG");
press2(document.querySelector("#made"), "All figures as JSON");
press2(document.querySelector("#figure-raster"), "PNG");
press2(document.querySelector("#figure-synops"), "PNG");
for (let k = 0; k < 100 && (seen.files ?? []).length < 5; k++) await wait(50);
seen.texts = await Promise.all(blobs.filter((one) => !one.type.includes("png")).map((one) => one.text()));
const bytes = await Promise.all(blobs.filter((one) => one.type.includes("png")).map((one) => one.arrayBuffer()));
seen.pictures = bytes.map((one) => [...new Uint8Array(one).slice(1, 4)]);
"""
# Boxes of one row of the page must not lie over one another, and nothing may stick out of it.
LAYOUT = """
const boxes = (nodes) => [...nodes].map((one) => one.getBoundingClientRect()).filter((one) => one.width && one.height);
seen.overlaps = [];
for (const parent of document.querySelectorAll("header, main, section, .pictures, .tiles, .facts, figure")) {
  const found = boxes(parent.children);
  found.forEach((one, k) => found.slice(k + 1).forEach((other) => {
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    if (across > 1 && down > 1) seen.overlaps.push(parent.id || parent.className || parent.tagName);
  }));
}
seen.sticking_out = document.documentElement.scrollWidth - document.documentElement.clientWidth;
seen.uncued = [...document.querySelectorAll(".scroll")]
  .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 2)
  .filter((one) => !one.previousElementSibling.textContent.includes("more to the right")).length;
seen.cued = [...document.querySelectorAll(".more-cue")].filter((one) => one.textContent).length;
"""


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    """The reference, an engine that gives the same, and one that differs in one state."""
    browser()
    found = compare(make_workload("digits", samples=4), ["numpy"])
    twins = [replace(one, run=replace(one.run, engine="numba")) for one in found.entries]
    run = found.entries[0].run
    states = run.states.copy()
    states[SAMPLE, STEP, UNIT] *= -1
    other = replace(run, engine="loihi2", states=states)
    parted = replace(found.entries[0], run=other, difference=first_difference(other, run))
    return replace(found, entries=(*found.entries, *twins, parted))


@pytest.fixture(scope="module")
def page(comparison: Comparison) -> str:
    return render(comparison_page(comparison, "neuro compare digits"))


@pytest.fixture(scope="module")
def told(page: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    places = {"SAMPLE": SAMPLE, "UNIT": UNIT, "STEP": STEP}
    script = "\n".join(f"const {name} = {value};" for name, value in places.items())
    return seen(page, script + TABLES + RASTER + WORDS + TAKEN, tmp_path_factory.mktemp("browser"))


def test_no_script_stumbles(told: dict[str, Any]) -> None:
    assert told["faults"] == []
    assert "problem" not in told


def test_a_click_on_a_heading_sorts(told: dict[str, Any]) -> None:
    def seconds(cell: str) -> float:
        number, unit = cell.split()
        return float(number.replace(",", "")) * {"s": 1.0, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9}[unit]

    assert told["sorted"] == "ascending"
    assert [seconds(cell) for cell in told["up"]] == sorted(map(seconds, told["up"]))
    assert told["down"] == told["up"][::-1]
    assert len(told["up"]) == 5


def test_the_raster_takes_the_place_of_the_still_picture(told: dict[str, Any]) -> None:
    assert told["still"] == "none"
    assert told["drawn"] == f"{SAMPLE} numpy flips 0+500 0+7"
    assert told["zoomed"].endswith("+16 0+7")
    assert told["back"] == told["drawn"]


def test_an_engine_that_differs_shows_where(told: dict[str, Any]) -> None:
    ((differs, _),) = KINDS["differs"]
    assert told["twin"][0].split()[1] == "numba"
    assert differs not in told["twin"]
    # It ran in one code alone, so that the choice goes back to it.
    assert told["other"][0].split()[1:3] == ["loihi2", "flips"]
    assert differs in told["other"]


def test_a_unit_has_the_colours_of_its_states_and_of_what_it_sends(
    comparison: Comparison, told: dict[str, Any]
) -> None:
    states = comparison.entries[0].run.states[SAMPLE, :, UNIT].astype(int)
    changes = np.diff(states, prepend=states[0]) != 0
    words = {0: "silent", 1: "up", -1: "down"}
    flips, spikes = (dict(KINDS[code]) for code in ("flips", "spikes"))
    turns = [f"turns {words[s]}" if change else words[s] for s, change in zip(states, changes, strict=True)]
    assert told["flips"] == [flips[name] for name in turns]
    ups = ["up: sends a spike" if s > 0 else words[s] for s in states]
    assert told["spikes"] == [spikes[name] for name in ups]


def test_the_legend_names_what_is_drawn(told: dict[str, Any]) -> None:
    assert set(told["legend"]) <= {word for word, _ in KINDS["flips"]}
    assert {"silent", "turns up", "turns down"} <= set(told["legend"])
    assert set(told["spike_legend"]) <= {word for word, _ in KINDS["spikes"]}


def test_a_cell_says_what_it_is(comparison: Comparison, told: dict[str, Any]) -> None:
    state = int(comparison.entries[0].run.states[SAMPLE, STEP, UNIT])
    up = "up (+1)" if state > 0 else "down (-1)"
    start = f"Unit {UNIT}, of population hidden, at step {STEP}: {up}; "
    assert told["sentence"] == f"{start}it changes, and sends a flip."
    assert told["hint"] == start + ("sends a spike." if state > 0 else "sends nothing.")


def test_pointer_and_wheel_move_over_the_raster(told: dict[str, Any]) -> None:
    def view(drawn: str) -> tuple[int, int]:
        top, count = drawn.split()[3].split("+")
        return int(top), int(count)

    (top, count), (later, _), (_, wider) = (view(told[key]) for key in ("flips_view", "dragged", "wheeled"))
    assert later > top
    assert wider > count


def test_words_are_explained_where_the_focus_is(told: dict[str, Any]) -> None:
    word, hint, hidden = told["word"]
    assert not hidden
    assert word == "units"
    assert hint.startswith("unit: A binary model neuron: it is up (+1) or down (-1)")
    assert told["escaped"]
    assert (told["closed"], told["opened"]) == (False, True)


def test_bars_say_their_values(comparison: Comparison, told: dict[str, Any]) -> None:
    synops = comparison.entries[0].activity.synops / 4
    assert told["bar"] == f"flips: {synops:,.0f} synaptic operations a sample"


def test_figures_and_data_can_be_taken_away(comparison: Comparison, told: dict[str, Any]) -> None:
    names = ["what-it-took-on-this-machine-per-sample.csv", "synops.svg", "data.json", "raster.png", "synops.png"]
    assert sorted(told["files"]) == sorted(f"digits-{name}" for name in names)
    table, picture, data = told["texts"][:3]
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[0] == ["engine", "code", "run time here", "setup here, once", "energy here"]
    assert len(rows) == 6
    assert picture.startswith("<svg")
    assert 'xmlns="http://www.w3.org/2000/svg"' in picture
    assert "var(--" not in picture
    assert json.loads(data) == json.loads(json.dumps(as_json(comparison)))
    assert told["pictures"] == [[0x50, 0x4E, 0x47]] * 2


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overlaps_or_is_cut_off_without_a_word(page: str, width: int, tmp_path: Path) -> None:
    told = seen(page, "await wait(300);" + LAYOUT, tmp_path, width)
    assert told.get("problem") is None
    assert told["overlaps"] == []
    assert told["sticking_out"] <= 0
    assert told["uncued"] == 0
    assert told["cued"] > 0 or width > 600
