"""What the figures draw, against runs small enough to follow by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro.description import Phases
from neuro.engines import Run, Stimulus
from neuro.engines.numpy import NumpyEngine
from neuro.report.page.states import accuracy_by_step, changing_units, events_by_step, raster
from neuro.report.page.svg import as_svg
from neuro.report.style import one_axis, style
from neuro.report.words import per_sample, plural, ratio_band, sentence
from tests.small import alternating, small_network


@pytest.fixture(scope="module")
def swinging() -> Run:
    """Three units that all change in each of four steps; one and two of them are up in turn."""
    start = np.array([[1, -1, 1]], np.int8)
    return NumpyEngine().run(alternating(), Stimulus(samples=1, phases=Phases(0, 0, 4), initial=start))


def test_events_by_hand(swinging: Run) -> None:
    numbers = events_by_step(swinging).numbers
    assert numbers is not None
    assert [row[1:] for row in numbers.rows] == [("3.00", "1.00"), ("3.00", "2.00"), ("3.00", "1.00"), ("3.00", "2.00")]


def test_a_stopped_sample_sends_nothing_more(swinging: Run) -> None:
    states = swinging.states.copy()
    states[:, 3:] = states[:, 2:3]
    stopped = replace(swinging, states=states, steps_taken=np.array([2]))
    numbers = events_by_step(stopped).numbers
    assert numbers is not None
    assert [row[1:] for row in numbers.rows[2:]] == [("0.00", "0.00")] * 2


def test_a_cycle_is_no_fixed_point(swinging: Run) -> None:
    picture = changing_units(swinging, np.array([False]))
    assert "0 of 1 samples end in a fixed point." in picture.caption
    assert picture.numbers is not None
    assert {row[1] for row in picture.numbers.rows} == {"100.00%"}


def test_the_last_change_before_rest_by_hand(swinging: Run) -> None:
    states = swinging.states.copy()
    states[:, 3:] = states[:, 2:3]
    picture = changing_units(replace(swinging, states=states), np.array([True]))
    assert "1 of 1 samples end in a fixed point; their last change is in step 2 (median)." in picture.caption
    assert picture.numbers is not None
    assert [row[1] for row in picture.numbers.rows] == ["100.00%", "100.00%", "0.00%", "0.00%"]


def test_accuracy_by_step_by_hand(swinging: Run) -> None:
    # Class 0 hears unit 1, class 1 unit 0: the answer swings with them.
    network = small_network(np.zeros((3, 3)), readout=[[0, 1, 0], [1, 0, 0]], inputs=[[1], [1], [1]])
    picture = accuracy_by_step(network, swinging, np.array([0]))
    assert picture.numbers is not None
    assert [row[1] for row in picture.numbers.rows] == ["1.0000", "0.0000", "1.0000", "0.0000"]
    assert "Best after step 1." in picture.caption


def test_a_raster_of_few_units_shows_all_of_them(swinging: Run) -> None:
    picture = raster(alternating(), swinging)
    assert "all units" in picture.caption
    assert picture.alt == "Raster of the first sample: 3 of 3 units over 4 steps; 12 changes of state among all units."


def test_a_raster_of_many_units_is_a_choice() -> None:
    network = small_network(np.zeros((400, 400)), bias=[1] * 400)
    run = NumpyEngine().run(network, Stimulus(samples=1, phases=Phases(0, 0, 200)))
    picture = raster(network, run)
    assert "120 of 400 units, evenly chosen" in picture.caption
    assert "The first 120 of 200 steps." in picture.caption


def test_figures_keep_to_themselves_and_repeat() -> None:
    def draw(key: str) -> str:
        with style():
            figure, axis = one_axis()
            axis.plot([0, 1], [0, 1])
            return as_svg(figure, key, 'a "line" & more')

    first = draw("a")
    assert first == draw("a")
    assert 'aria-label="a &quot;line&quot; &amp; more"' in first
    assert 'id="a-' in first
    assert first.replace("a-", "b-") == draw("b").replace("a-", "b-")
    assert "http" not in first
    assert "var(--ink)" in first


def test_numbers_as_words() -> None:
    assert per_sample(1012, 2) == "506"
    assert per_sample(67, 2) == "33.5"
    assert per_sample(5, 1) == "5"
    assert ratio_band(3.541, 3.618) == "3.54 to 3.62"
    assert ratio_band(2.0, 2.0) == "2"
    assert ratio_band(1234.4, 1234.4) == "1,234"
    assert (plural(1, "core"), plural(2000, "core")) == ("1 core", "2,000 cores")
    assert (sentence("no meter: nothing"), sentence("Done.")) == ("No meter: nothing.", "Done.")
