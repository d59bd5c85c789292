"""How long work tells what it is doing."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called from time to time by work that takes long."""

    def __call__(self, what: str, done: float = 0, total: float = 0) -> None:
        """Tell how far the work is.

        Parameters
        ----------
        what
            What is being done, in a few words.
        done, total
            How many of how many; a total of 0 means that their number isn't known.
        """


def silent(what: str, done: float = 0, total: float = 0) -> None:
    """Tell nobody."""
