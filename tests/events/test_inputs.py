"""Events against the dense arrays that they stand for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import sparse

from neuro.errors import NeuroError
from neuro.events import InputEvents, by_step, is_stream, values_in

STREAMS = arrays.arrays(np.int64, arrays.array_shapes(min_dims=3, max_dims=3, max_side=5), elements=st.integers(-3, 3))


@given(dense=STREAMS)
def test_events_are_what_they_stand_for(dense: np.ndarray) -> None:
    events = InputEvents.from_dense(dense)
    assert (events.shape, len(events), is_stream(events)) == (dense.shape, len(dense), True)
    np.testing.assert_array_equal(events.dense(), dense)
    np.testing.assert_array_equal(by_step(events), dense)
    for step in range(1, dense.shape[1] + 1):
        np.testing.assert_array_equal(events.at(step), dense[:, step - 1])
    np.testing.assert_array_equal(events.speaking().dense(), dense != 0)
    assert sorted(values_in(events)) == sorted(dense[dense != 0])


@given(dense=STREAMS)
def test_changes_add_up_to_the_values(dense: np.ndarray) -> None:
    changes = InputEvents.from_dense(dense).changes()
    np.testing.assert_array_equal(changes.dense(), np.diff(dense, axis=1, prepend=0))
    np.testing.assert_array_equal(changes.dense().cumsum(axis=1), dense)
    assert (changes.values != 0).all()


@given(dense=STREAMS, data=st.data())
def test_listed_in_any_order_and_chosen_like_an_array(dense: np.ndarray, data: Any) -> None:
    sample, step, line = np.nonzero(dense)
    order = np.array(data.draw(st.permutations(range(len(sample)))), int)
    value = dense[sample, step, line]
    events = InputEvents.of(sample[order], step[order] + 1, line[order], value[order], dense.shape)
    np.testing.assert_array_equal(events.dense(), dense)
    chosen = data.draw(st.lists(st.integers(0, len(dense) - 1), min_size=1, max_size=6))
    np.testing.assert_array_equal(events[chosen].dense(), dense[chosen])
    np.testing.assert_array_equal(events[1:].dense(), dense[1:])


def test_unsigned_values_change_by_negative_ones() -> None:
    changes = InputEvents.from_dense(np.array([[[200], [10]]], np.uint8)).changes()
    assert changes.dense().tolist() == [[[200], [-190]]]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"step": [0, 1]}, "got step from 0 to 1, expected 1 to 3"),
        ({"step": [1, 4]}, "got step from 1 to 4, expected 1 to 3"),
        ({"line": [0, -1]}, "got line from -1 to 0, expected 0 to 3"),
        ({"sample": [0, 2]}, "got sample from 0 to 2, expected 0 to 1"),
        ({"sample": [0]}, "got sample of shape"),
        ({"line": [0.0, 1.0]}, "got line of shape"),
        ({"value": ["a", "b"]}, "expected numbers"),
        ({"step": [2, 2], "line": [1, 1]}, "got two on line 1 in step 2 of sample 0"),
        ({"shape": (3, 4)}, "expected samples, steps and lines of at least 1"),
        ({"shape": (1.0, 3, 4)}, "expected samples, steps and lines of at least 1"),
        ({"shape": (0, 3, 4)}, "expected samples, steps and lines of at least 1"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, Any], sentence: str) -> None:
    given = {"sample": [0, 0], "step": [1, 2], "line": [0, 1], "value": [1, 1], "shape": (2, 3, 4), **change}
    with pytest.raises(NeuroError, match=sentence):
        InputEvents.of(**given)


def test_no_events_at_all() -> None:
    assert not InputEvents.of([], [], [], [], (2, 3, 4)).dense().any()


def test_tables_of_another_kind_are_refused() -> None:
    for table, steps in (
        (np.zeros((2, 6)), 2),
        (sparse.csc_matrix((2, 6)), 2),
        (sparse.csr_matrix((2, 6)), 4),
        (sparse.csr_matrix((2, 6)), 0),
        (sparse.csr_matrix((2, 6), dtype=complex), 2),
    ):
        with pytest.raises(NeuroError, match="events: got"):
            InputEvents(table, steps)


def test_entries_that_stand_twice_add_up() -> None:
    table = sparse.csr_matrix((np.array([2, 3, 1]), np.array([4, 4, 0]), np.array([0, 3])), (1, 6))
    assert InputEvents(table, 2).dense().tolist() == [[[1, 0, 0], [0, 5, 0]]]
    assert InputEvents(table, 2).changes().dense().tolist() == [[[1, 0, 0], [-1, 5, 0]]]


def test_indices_of_another_kind_are_refused() -> None:
    events = InputEvents.from_dense(np.arange(12).reshape(1, 2, 6))
    for index in ((slice(None), slice(2)), 0, np.zeros((1, 1), int)):
        with pytest.raises(NeuroError, match="expected a slice, a list or an array of samples"):
            _ = events[index]  # type: ignore[index]


@pytest.mark.parametrize("dense", [np.zeros((2, 3)), np.zeros((0, 2, 2))])
def test_arrays_of_another_shape_are_refused(dense: np.ndarray) -> None:
    with pytest.raises(NeuroError, match="expected samples, steps and lines of at least 1"):
        InputEvents.from_dense(dense)
