"""Objects as notebooks show them: a caption and a table, plain HTML that takes the notebook's own look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any


def html_table(caption: str, rows: Iterable[Sequence[Any]], heads: Sequence[str] = ()) -> str:
    """A table.

    Parameters
    ----------
    caption
        Stands above it.
    rows
        Of as many cells each; numbers are shown with separators.
    heads
        Of the columns; none leaves the row of heads out.
    """
    head = f"<thead><tr>{''.join(f'<th>{escape(one)}</th>' for one in heads)}</tr></thead>" if heads else ""
    body = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption>{head}<tbody>{body}</tbody></table>"


def _text(cell: Any) -> str:
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else escape(str(cell))
