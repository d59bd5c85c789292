"""The one exception a user meets: a sentence that says what was got, what was expected and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import final

# What a command ends with.
EXIT_OK, EXIT_FAILED, EXIT_REFUSED, EXIT_INTERRUPTED = 0, 1, 2, 130
# Characters of a message, and of one value in it.
_LONGEST, _LONGEST_VALUE = 2000, 200


class NeuroError(Exception):
    """Anything a user can mend: the message is a whole sentence, and the command line exits with code 2."""

    def __str__(self) -> str:
        return one_line(super().__str__())


@final
class DefectError(NeuroError):
    """A program that runs networks contradicts itself: nothing for a user to mend, and nothing to leave out quietly."""


@final
class FieldError(NeuroError):
    """One value of a description is wrong.

    Parameters
    ----------
    key
        Where the value stands, relative to the object that checked it, for instance ``size``.
    problem
        What was got and what was expected.
    """

    def __init__(self, key: str, problem: str) -> None:
        self.key = key
        self.problem = problem
        super().__init__(f"{key}: {problem}")

    def inside(self, outer: str) -> FieldError:
        """The same error seen from the object that holds the checked one."""
        return FieldError(f"{outer}.{self.key}", self.problem)


def one_line(text: str) -> str:
    """A message of one readable line: control characters of names and values are written out, long ones cut."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]} ... {text[-_LONGEST // 2 :]}"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def shown(given: object) -> str:
    """A value that was got, as a message shows it, whatever it is."""
    try:
        text = repr(given)
    except (ValueError, RecursionError):
        # Python writes no numbers of thousands of digits.
        return f"one {type(given).__name__} too large to show"
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}... ({len(text):,} characters)"


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint for a misspelt name: the nearest known one, or all of them."""
    known = list(known)
    close = difflib.get_close_matches(name[:_LONGEST_VALUE], known, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"known: {', '.join(known)}." if known else "there are none to choose from."
