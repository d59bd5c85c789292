from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuro.errors import NeuroError
from neuro.grids import Axis, axis_of, grid, parse_axis


def test_points_are_the_floats_a_reader_would_write() -> None:
    assert parse_axis("self_coupling=0:1.5:16").values == tuple(float(f"{k / 10:.1f}") for k in range(16))


def test_whole_numbers_stay_whole() -> None:
    assert parse_axis("size=8,12,16") == Axis("size", (8, 12, 16))
    assert parse_axis("size=8:20:4").values == (8, 12, 16, 20)
    assert [type(v) for v in parse_axis("size=8:20:4").values] == [int] * 4
    assert parse_axis("link_strength=0:1:3").values == (0.0, 0.5, 1.0)
    assert [type(v) for v in parse_axis("x=1.0:3:3").values] == [float] * 3


def test_texts_are_texts() -> None:
    assert parse_axis("dynamics.update=synchronous, random-subset").values == ("synchronous", "random-subset")


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.integers(2, 40), st.integers(0, 6))
def test_spacing_is_even_and_holds_both_ends(first: int, last: int, count: int, places: int) -> None:
    start, stop = (f"{n / 10**places:.{places}f}" for n in (first, last))
    if Fraction(start) == Fraction(stop):
        with pytest.raises(NeuroError, match="appears twice"):
            parse_axis(f"key={start}:{stop}:{count}")
        return
    values = parse_axis(f"key={start}:{stop}:{count}").values
    assert len(values) == count
    assert (values[0], values[-1]) == (float(start), float(stop))
    step = (Fraction(stop) - Fraction(start)) / (count - 1)
    for k, value in enumerate(values):
        assert math.isclose(float(value), float(Fraction(start) + k * step), rel_tol=1e-15, abs_tol=0.0)


@given(
    st.lists(
        st.one_of(st.integers(1 - 2**63, 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False)),
        min_size=1,
        unique=True,
    )
)
def test_a_list_reads_back(values: list[float]) -> None:
    axis = parse_axis("key=" + ",".join(repr(value) for value in values))
    assert axis.values == tuple(values)
    assert [type(v) for v in axis.values] == [type(v) for v in values]


def test_more_points_than_can_be_listed_are_refused() -> None:
    with pytest.raises(NeuroError, match="got 1,000,001 points, expected at most 1,000,000"):
        parse_axis("x=0:1:1000001")
    with pytest.raises(NeuroError, match="got 4,000,000 points"):
        grid([Axis("x", tuple(range(2000))), Axis("y", tuple(range(2000)))])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("size", "expected key=values"),
        ("=8", "no key"),
        ("size=", "empty value"),
        ("size=8,,12", "empty value"),
        ("size=8:12", "expected start:stop:points"),
        ("size=8:12:1", "at least two points"),
        ("size=8:12:2.5", "expected start:stop:points"),
        ("size=8:nan:3", "expected start:stop:points"),
        ("size=8:1/0:3", "expected start:stop:points"),
        ("x=0:1e999:3", "expected start:stop:points"),
        ("size=8,8", "8 appears twice"),
        ("size=8,8.0", "8.0 appears twice"),
        ("x=inf", "finite"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    with pytest.raises(NeuroError, match=message):
        parse_axis(text)


@pytest.mark.parametrize("values", [[True], [[1]], [None], [], 5])
def test_refused_lists(values: object) -> None:
    with pytest.raises(NeuroError, match="axis 'key'"):
        axis_of("key", values)


def test_numbers_of_numpy_are_plain_ones() -> None:
    axis = Axis("self_coupling", tuple(np.linspace(0, 1, 3)))
    assert axis == Axis("self_coupling", (0.0, 0.5, 1.0))
    assert [type(value) for value in axis.values] == [float] * 3
    assert [type(value) for value in Axis("size", tuple(np.arange(8, 11))).values] == [int] * 3
    assert [type(value) for value in axis_of("field", list(np.array(["none", "random"]))).values] == [str] * 2
    assert Axis("x", tuple(np.array([0.1], dtype=np.float32))).values == (float(np.float32(0.1)),)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.float64("nan"), "got nan, expected finite"),
        (np.float64("inf"), "got inf, expected finite"),
        (np.True_, "true or false"),
        (np.uint64(2**63), "whole numbers less than"),
        (np.complex128(1), "expected finite numbers or texts"),
        (np.timedelta64(5, "ns"), "expected finite numbers or texts"),
        (np.datetime64("2024-01-01"), "expected finite numbers or texts"),
        (np.array([1.0, 2.0]), "expected finite numbers or texts"),
    ],
)
def test_what_is_no_value_is_refused_from_numpy_too(value: object, message: str) -> None:
    with pytest.raises(NeuroError, match=f"axis 'key': .*{message}"):
        Axis("key", (value,))  # type: ignore[arg-type]


def test_grid_runs_the_last_axis_fastest() -> None:
    assert grid([Axis("a", (1, 2)), Axis("b", ("x", "y"))]) == [
        {"a": 1, "b": "x"},
        {"a": 1, "b": "y"},
        {"a": 2, "b": "x"},
        {"a": 2, "b": "y"},
    ]
    assert grid([]) == [{}]
    with pytest.raises(NeuroError, match="given twice"):
        grid([Axis("a", (1,)), Axis("a", (2,))])
