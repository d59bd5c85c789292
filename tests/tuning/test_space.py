"""What a search goes over: every value inside its ends, every part of a range tried alike, nonsense refused."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from neuro.errors import NeuroError
from neuro.grids import Axis
from neuro.tuning import Range, candidates, parse_dimension


@given(low=st.floats(1e-6, 1e6), ratio=st.floats(1.01, 1e4), share=st.floats(0, 1), log=st.booleans())
def test_values_lie_between_the_ends(low, ratio, share, log):
    one = Range("key", low, low * ratio, log)
    # Four digits.
    assert low * (1 - 1e-3) <= one.at(share) <= low * ratio * (1 + 1e-3)


@given(low=st.integers(-1000, 1000), width=st.integers(1, 1000), share=st.floats(0, 1))
def test_whole_ends_give_whole_numbers(low, width, share):
    value = Range("key", low, low + width).at(share)
    assert type(value) is int
    assert low <= value <= low + width


def test_a_logarithm_gives_equal_ratios_equal_chances():
    middle = Range("key", 0.01, 1.0, log=True).at(0.5)
    assert middle == pytest.approx(0.1)
    assert Range("key", 0.01, 1.0).at(0.5) == pytest.approx(0.505)


@given(count=st.integers(1, 40), seed=st.integers(0, 1000))
def test_every_stretch_of_a_range_is_tried_once(count, seed):
    drawn = candidates([Range("a", 0.0, 1.0), Axis("b", ("x", "y"))], count, seed)
    assume(len(drawn) == count)
    places = sorted(min(int(one["a"] * count), count - 1) for one in drawn)
    # Rounding to four digits may move a value over an edge.
    assert all(abs(place - wanted) <= 1 for wanted, place in enumerate(places))
    xs = sum(one["b"] == "x" for one in drawn)
    assert abs(xs - count / 2) <= 1


def test_the_same_draw_gives_the_same_candidates():
    over = [Range("a", 0.0, 1.0), Range("b", 1, 100)]
    assert candidates(over, 9, 3) == candidates(over, 9, 3) != candidates(over, 9, 4)


def test_lists_alone_give_every_combination_and_none_twice():
    over = [Axis("a", (1, 2, 3)), Axis("b", ("x", "y"))]
    assert len(candidates(over, None, 0)) == 6
    many = candidates(over, 100, 0)
    assert len(many) == 6 == len({str(one) for one in many})


def test_ranges_as_they_are_typed():
    assert parse_dimension("a.b=0.5..2") == Range("a.b", 0.5, 2)
    assert parse_dimension(" a =log:1e-3..1") == Range("a", 1e-3, 1, log=True)
    assert parse_dimension("a=1:3:3") == Axis("a", (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a=1..", "range 'a': got ''; expected low..high"),
        ("a=x..2", "range 'a': got 'x'"),
        ("a=2..1", "got 2 to 1, expected two ends that ascend"),
        ("a=1..1", "got 1 to 1"),
        ("a=nan..1", "range 'a': got nan to 1"),
        ("a=log:0..1", "got 0, expected more than 0 for a logarithm"),
        ("=1..2", "a range has no key"),
        ("a", "axis: got 'a', expected key=values"),
    ],
)
def test_what_is_no_dimension(text, sentence):
    with pytest.raises(NeuroError) as problem:
        parse_dimension(text)
    assert sentence in str(problem.value)


def test_what_cannot_be_drawn():
    with pytest.raises(NeuroError, match="got nothing to go over"):
        candidates([], 3, 0)
    with pytest.raises(NeuroError, match="say how many candidates are to be drawn"):
        candidates([Range("a", 0, 1)], None, 0)
    with pytest.raises(NeuroError, match="'a' is given twice"):
        candidates([Range("a", 0, 1), Axis("a", (1, 2))], 3, 0)
    with pytest.raises(NeuroError, match="expected at most 1,000,000"):
        candidates([Range("a", 0, 1)], 10**9, 0)
