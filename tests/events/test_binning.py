"""Recordings on lines and steps: every event in its place, and what is no recording refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuro.errors import NeuroError
from neuro.events import bin_events

KIND = [("x", "i2"), ("y", "i2"), ("t", "i8"), ("p", "?")]


@st.composite
def recordings(draw: st.DrawFn) -> np.ndarray:
    count = draw(st.integers(0, 12))
    columns = (st.integers(0, 3), st.integers(0, 2), st.integers(0, 50), st.booleans())
    return np.array([tuple(draw(column) for column in columns) for _ in range(count)], KIND)


@given(recording=recordings(), steps=st.integers(1, 5), levels=st.integers(1, 3))
def test_events_are_counted_where_and_when_they_happen(recording: np.ndarray, steps: int, levels: int) -> None:
    found = bin_events([recording], (3, 4, 2), steps, levels).dense()[0].reshape(steps, 3, 4, 2)
    counts = np.zeros((steps, 3, 4, 2), int)
    whole = int(np.ptp(recording["t"])) if len(recording) else 0
    for x, y, t, p in recording:
        # Of equal parts of the time from the first event to the last; the last belongs to the last part.
        step = min(steps - 1, (t - recording["t"].min()) * steps // whole) if whole else 0
        counts[step, y, x, int(p)] += 1
    assert found.sum() <= counts.sum()
    off = np.abs(found - np.minimum(counts, levels) / np.float32(levels))
    assert off.max() < 1e-6 or _on_a_border(recording, steps, whole)


def _on_a_border(recording: np.ndarray, steps: int, whole: int) -> bool:
    """Whether an event lies where rounding settles to which step it belongs."""
    return bool(whole and (((recording["t"] - recording["t"].min()) * steps) % whole == 0).any())


@given(recording=recordings(), steps=st.integers(1, 5))
def test_pixels_stay_at_their_last_polarity(recording: np.ndarray, steps: int) -> None:
    ordered = recording[np.argsort(recording["t"], kind="stable")]
    last = bin_events([recording], (3, 4), steps).dense()[0, -1].reshape(3, 4)
    expected = np.zeros((3, 4), int)
    for x, y, _, p in ordered:
        expected[y, x] = 1 if p else -1
    np.testing.assert_array_equal(last, expected)


def test_events_after_the_duration_are_left_out() -> None:
    recording = np.array([(0, 0, 0, 1), (1, 0, 9, 1), (2, 0, 30, 1)], KIND)
    found = bin_events([recording], (1, 3, 2), 2, duration=10).dense()
    assert found.nonzero()[1].tolist() == [0, 1]
    assert found.nonzero()[2].tolist() == [1, 3]


@pytest.mark.parametrize(
    ("recording", "shape", "sentence"),
    [
        (np.zeros(2), (3, 4), "has the fields none"),
        ([1, 2], (3, 4), "has the fields none"),
        (np.zeros(2, KIND), (), "expected \\(rows, columns\\)"),
        (np.zeros(2, KIND), (3, 4, 3), "expected \\(rows, columns\\)"),
        (np.zeros(2, KIND), (3, 4, 2, 2), "expected \\(rows, columns\\)"),
        (np.zeros(2, KIND), (0, 4), "expected \\(rows, columns\\)"),
        (np.zeros(2, [("x", "f4"), *KIND[1:]]), (3, 4), "events have x of float32"),
        (np.zeros(2, [*KIND[:3], ("p", "U1")]), (3, 4), "events have p of <U1"),
        (np.array([(0, 0, np.nan, 1)], [*KIND[:2], ("t", "f8"), KIND[3]]), (3, 4), "expected finite"),
    ],
)
def test_what_is_no_recording_is_refused(recording: Any, shape: Any, sentence: str) -> None:
    with pytest.raises(NeuroError, match=sentence):
        bin_events([recording], shape, 2)


def test_no_recordings_and_no_steps_are_refused() -> None:
    with pytest.raises(NeuroError, match="got none"):
        bin_events([], (3, 4, 2), 2)
    with pytest.raises(NeuroError, match="got 0 steps"):
        bin_events([np.zeros(2, KIND)], (3, 4), 0)
    with pytest.raises(NeuroError, match="duration: got -1"):
        bin_events([np.zeros(2, KIND)], (3, 4), 1, duration=-1)
