"""Inputs that change from step to step, kept as events; and how they are told from constant ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..errors import NeuroError

# Columns of a SciPy matrix are numbered by 32 or 64 bits, whichever it takes.
_MOST = 2**62


@final
@dataclass(frozen=True, eq=False)
class InputEvents:
    """Values of input lines in single steps of samples; a line is at 0 in every step in which it has no event.

    Made by :meth:`of` or :meth:`from_dense`. Samples are chosen as from an array: ``events[3:5]``, ``events[[0, 2]]``.

    Parameters
    ----------
    table
        One row a sample, in it step after step the lines of each: a CSR matrix of shape (S, T * M).
    steps
        Time steps T.

    Raises
    ------
    NeuroError
        When the table is of another kind, or its columns are no multiple of the steps.

    Examples
    --------
    >>> events = InputEvents.of(sample=[0, 0, 1], step=[1, 3, 2], line=[0, 1, 1], value=[1, 1, -1], shape=(2, 3, 2))
    >>> events.shape, len(events)
    ((2, 3, 2), 2)
    >>> events[:1].dense().tolist()
    [[[1, 0], [0, 0], [0, 1]]]
    """

    table: sparse.csr_matrix
    steps: int

    def __post_init__(self) -> None:
        table, steps = self.table, self.steps
        if not sparse.issparse(table) or table.format != "csr" or table.dtype.kind not in "iufb":
            raise NeuroError(
                f"events: got {type(table).__name__}, expected a CSR matrix of numbers; see InputEvents.of."
            )
        if type(steps) is not int or steps < 1 or table.shape[1] % steps:
            raise NeuroError(
                f"events: got {table.shape[1]} columns for {steps!r} steps, expected as many lines in each."
            )
        if not table.has_canonical_format:
            # Where an entry stands twice, both add up, as in SciPy.
            table = table.copy()
            table.sum_duplicates()
            object.__setattr__(self, "table", table)

    @staticmethod
    def of(sample: Any, step: Any, line: Any, value: Any, shape: tuple[int, int, int]) -> InputEvents:
        """Events listed one by one.

        Parameters
        ----------
        sample, line
            Numbered from 0; (E,).
        step
            Numbered from 1; (E,).
        value
            What the line is at in that step; (E,).
        shape
            Samples S, time steps T and lines M.

        Raises
        ------
        NeuroError
            When numbers are beyond the shape, lists have different lengths, or two events fall on one line and step.
        """
        sizes = [int(size) for size in shape if isinstance(size, int | np.integer) and size >= 1]
        if len(shape) != 3 or len(sizes) != 3 or math.prod(sizes) > _MOST:
            raise NeuroError(f"events: got shape {tuple(shape)}, expected samples, steps and lines of at least 1 each.")
        samples, steps, lines = sizes
        given = {"sample": (sample, 0, samples - 1), "step": (step, 1, steps), "line": (line, 0, lines - 1)}
        values = np.atleast_1d(np.asarray(value))
        if values.dtype.kind not in "iufb":
            raise NeuroError(f"events: got values of {values.dtype}, expected numbers.")
        numbers = {name: _numbers(name, *one, len(values)) for name, one in given.items()}
        columns = (numbers["step"] - 1) * lines + numbers["line"]
        order = np.lexsort((columns, numbers["sample"]))
        rows, columns = numbers["sample"][order], columns[order]
        twice = np.flatnonzero((rows[1:] == rows[:-1]) & (columns[1:] == columns[:-1]))
        if len(twice):
            at = order[twice[0]]
            raise NeuroError(
                f"events: got two on line {numbers['line'][at]} in step {numbers['step'][at]} of sample "
                f"{numbers['sample'][at]}, expected one at most; add their values up."
            )
        starts = np.searchsorted(rows, np.arange(samples + 1))
        whole = values.astype(np.int64) if values.dtype.kind in "b" else values
        return InputEvents(sparse.csr_matrix((whole[order], columns, starts), (samples, steps * lines)), steps)

    @staticmethod
    def from_dense(inputs: NDArray[Any]) -> InputEvents:
        """The events in values of every line in every step.

        Parameters
        ----------
        inputs
            (S, T, M).

        Raises
        ------
        NeuroError
            When they have another number of sides.
        """
        if np.ndim(inputs) != 3 or not np.size(inputs):
            got = np.shape(inputs)
            raise NeuroError(f"events: got shape {got}, expected samples, steps and lines of at least 1 each.")
        samples, steps, lines = inputs.shape
        return InputEvents(sparse.csr_matrix(inputs.reshape(samples, steps * lines)), steps)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Samples S, time steps T and lines M."""
        return self.table.shape[0], self.steps, self.table.shape[1] // self.steps

    @property
    def dtype(self) -> np.dtype[Any]:
        """The kind of the values."""
        kind: np.dtype[Any] = self.table.dtype
        return kind

    def __len__(self) -> int:
        return int(self.table.shape[0])

    def __getitem__(self, chosen: slice | NDArray[Any] | list[int]) -> InputEvents:
        flat = isinstance(chosen, slice | list) or (isinstance(chosen, np.ndarray) and chosen.ndim == 1)
        if not flat:
            raise NeuroError(f"events: got the index {chosen!r:.60}, expected a slice, a list or an array of samples.")
        return replace(self, table=self.table[chosen])

    @property
    def values(self) -> NDArray[Any]:
        """The values of all events; (E,)."""
        held: NDArray[Any] = self.table.data
        return held

    def with_values(self, values: NDArray[Any]) -> InputEvents:
        """The same events with other values; (E,)."""
        table = self.table
        return replace(self, table=sparse.csr_matrix((values, table.indices, table.indptr), table.shape))

    def changes(self) -> InputEvents:
        """What the lines change by from step to step, from 0 before step 1, where they do."""
        table, lines = self.table, self.shape[2]
        signed = table.data.astype(np.int64 if table.dtype.kind in "iub" else float)
        now = sparse.csr_matrix((signed, table.indices, table.indptr), table.shape)
        # What falls silent after the last step isn't said any more.
        kept = table.indices < table.shape[1] - lines
        starts = np.concatenate(([0], np.cumsum(kept)))[table.indptr]
        before = sparse.csr_matrix((signed[kept], table.indices[kept] + lines, starts), table.shape)
        found = sparse.csr_matrix(now - before)
        found.eliminate_zeros()
        return replace(self, table=found)

    def speaking(self) -> InputEvents:
        """True on every line and step that is not at 0."""
        table = self.table.astype(bool)
        table.eliminate_zeros()
        return replace(self, table=table)

    def at(self, step: int) -> NDArray[Any]:
        """What lines are at in step 1..T; (S, M)."""
        lines = self.shape[2]
        found: NDArray[Any] = self.table[:, (step - 1) * lines : step * lines].toarray()
        return found

    def dense(self) -> NDArray[Any]:
        """What each line is at in each step; (S, T, M)."""
        whole: NDArray[Any] = self.table.toarray().reshape(self.shape)
        return whole


def _numbers(name: str, given: Any, low: int, high: int, count: int) -> NDArray[np.int64]:
    numbers = np.atleast_1d(np.asarray(given))
    if numbers.shape != (count,) or (numbers.dtype.kind not in "iu" and count):
        raise NeuroError(
            f"events: got {name} of shape {numbers.shape} and {numbers.dtype}, expected {count} whole numbers, one "
            "for each value."
        )
    if count and not low <= numbers.min() <= numbers.max() <= high:
        raise NeuroError(f"events: got {name} from {numbers.min()} to {numbers.max()}, expected {low} to {high}.")
    return numbers.astype(np.int64)


Inputs = NDArray[Any] | InputEvents
"""Of samples: constant, (S, M), or in every step, (S, T, M) or as events."""


def is_stream(inputs: Any) -> bool:
    """Whether `inputs` have a value for every step, dense (S, T, M) or as events; else they are constant, (S, M)."""
    return isinstance(inputs, InputEvents) or np.ndim(inputs) == 3


def stacked(several: Sequence[InputEvents]) -> InputEvents:
    """The samples of `several` one after the other, each of as many steps and lines."""
    return InputEvents(sparse.csr_matrix(sparse.vstack([one.table for one in several])), several[0].steps)


def values_in(inputs: Inputs) -> NDArray[Any]:
    """Every value that `inputs` hold; those of events without the zeros between them."""
    return inputs.values if isinstance(inputs, InputEvents) else np.asarray(inputs)


def by_step(inputs: Inputs, kind: Any = None) -> NDArray[Any]:
    """What each line is at in each step of each sample, (S, T, M), one step standing for all where `inputs` stay; as
    numbers of a `kind`.
    """
    whole = inputs.dense() if isinstance(inputs, InputEvents) else np.asarray(inputs)
    return np.require(whole if whole.ndim == 3 else whole[:, None], kind, ["C", "W"])
