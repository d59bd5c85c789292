"""Samples with labels, in three splits that are kept apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..description import Description
from ..errors import NeuroError

SPLITS = ("train", "validation", "test")


@final
@dataclass(frozen=True, eq=False)
class Split:
    """Some samples and their classes.

    Parameters
    ----------
    inputs
        From 0 to 1, or -1 and +1 alone; (S, M), in single or double precision. Where they change from step to step,
        events, or what gives events for the samples that are chosen from it.
    labels
        Classes, numbered from 0; (S,).
    presented
        How often each is learned from in an epoch, in the mean; (S,). None for once each.
    """

    inputs: Any
    labels: NDArray[np.int64]
    presented: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(self.labels)

    def first(self, count: int | None) -> Split:
        """The first `count` samples, or all.

        Parameters
        ----------
        count
            How many; None for all.

        Raises
        ------
        NeuroError
            When there are fewer.
        """
        if count is None:
            return self
        if not 1 <= count <= len(self):
            raise NeuroError(f"samples: got {count}, expected 1 to {len(self)}, the size of this split.")
        return Split(self.inputs[:count], self.labels[:count])


@final
@dataclass(frozen=True, eq=False)
class DataSet:
    """A named data set: choices are made on `validation`, `test` is looked at once.

    Parameters
    ----------
    name
        As it was asked for.
    train, validation, test
        Samples to learn from, for choices, and for the one look at the end.
    classes
        Number of classes C.
    """

    name: str
    train: Split
    validation: Split
    test: Split
    classes: int

    def split(self, name: str) -> Split:
        """One of the three splits by name.

        Parameters
        ----------
        name
            ``train``, ``validation`` or ``test``.

        Raises
        ------
        NeuroError
            When there is none of that name.
        """
        if name not in SPLITS:
            raise NeuroError(f"split: got '{name}', expected one of {', '.join(SPLITS)}.")
        chosen: Split = getattr(self, name)
        return chosen

    def reduced(self, samples: int | None, seed: int) -> DataSet:
        """The same with fewer training samples; validation and test stay whole.

        Parameters
        ----------
        samples
            At most so many; None for all.
        seed
            From which they are drawn: the first ones of a user's own may all be of one class.
        """
        if samples is None or len(self.train) <= samples:
            return self
        chosen = np.random.default_rng([seed, 0x636C61696D73]).permutation(len(self.train))[:samples]
        return replace(self, train=Split(self.train.inputs[chosen], self.train.labels[chosen]))

    def fits(self, description: Description) -> None:
        """Refuse a model whose input or answer has another size.

        Parameters
        ----------
        description
            The model.

        Raises
        ------
        NeuroError
            When it has other lines, steps or classes.
        """
        lines, classes = (asked.size if asked else 0 for asked in (description.input, description.classes))
        steps = description.input.steps if description.input else None
        *given, width = self.train.inputs.shape[1:]
        if (width, self.classes) != (lines, classes):
            raise NeuroError(
                f"data set '{self.name}' has {width} inputs and {self.classes} classes, "
                f"model '{description.name}' expects {lines} and {classes}; choose another pair."
            )
        if given != ([] if steps is None else [steps]):
            got = f"inputs for {given[0]} steps" if given else "inputs that stay over a sample"
            expected = "such that stay" if steps is None else f"such for {steps} steps ([input] steps)"
            raise NeuroError(
                f"data set '{self.name}' has {got}, model '{description.name}' expects {expected}; choose another pair."
            )
