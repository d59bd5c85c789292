"""The little Markdown that generated pages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; line breaks and bars inside cells stay inside."""
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    for row in rows:
        cells = (" ".join(cell.split()).replace("|", "\\|") for cell in row)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def code(text: object) -> str:
    """A text in the letters of code, or nothing."""
    return f"`{text}`" if text != "" else ""


def sentence(text: str) -> str:
    """With a capital in front and a full stop behind."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", ":")) else ".")


def prose(docstring: str) -> str:
    """A docstring up to its first section in NumPy style, its marks turned into those of Markdown."""
    before = re.split(r"^\w[\w ]*\n-{3,}$", docstring.strip(), maxsplit=1, flags=re.MULTILINE)[0]
    return unmarked(before.strip())


def unmarked(text: str) -> str:
    """References and doubled backticks of docstrings as Markdown writes them."""
    text = re.sub(r":\w+:`~?([^`]+)`", lambda found: f"`{found[1].rpartition('.')[2]}`", text)
    return re.sub(r"``([^`]+)``", r"`\1`", text)
