"""Colours that can be read (WCAG AA) in light, in dark and in print; those of the raster and its legend."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import product

import pytest

from neuro.report.page.states import KINDS
from neuro.report.page.svg import VARIABLES

STYLE = (files("neuro.report.page") / "style.css").read_text(encoding="utf-8")
# Words, and what is drawn: marks need less.
TEXTS = ("ink", "muted", "flips", "spikes", "link", "derived", "good", "bad")
MARKS = ("grey", "flips", "spikes", "synapse", "neuron", "network")


def palettes() -> dict[str, dict[str, str]]:
    """The variables of each block of the style, over those of the light page."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in blocks]
    return dict(zip(("light", "dark", "print"), ({**found[0], **one} for one in found), strict=True))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_by_hand() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", ["light", "dark", "print"])
def test_words_can_be_read_on_every_paper(name: str) -> None:
    palette = palettes()[name]
    poor = {
        (text, paper): round(found, 2)
        for text, paper in product(TEXTS, ("paper", "card"))
        if (found := contrast(palette[text], palette[paper])) < 4.5
    }
    assert poor == {}
    for text, paper in product(("ink", "muted", "link"), ("good-paper", "bad-paper")):
        assert contrast(palette[text], palette[paper]) >= 4.5, (text, paper)


@pytest.mark.parametrize("name", ["light", "dark", "print"])
def test_marks_can_be_seen(name: str) -> None:
    palette = palettes()[name]
    assert {mark for mark in MARKS if contrast(palette[mark], palette["paper"]) < 3} == set()


def test_the_colours_of_the_raster_are_those_of_its_legend() -> None:
    # A page replaces colours of the style by its own in what is drawn with lines, and so in a legend, not in a bitmap.
    drawn = {colour for kinds in KINDS.values() for _, colour in kinds}
    assert drawn.isdisjoint(VARIABLES)
