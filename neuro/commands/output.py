"""What commands print and write: tables at any width, and JSON."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console

from ..files import write_text
from ..report import Table, split_table, terminal_table


def show_table(out: Console, table: Table, keys: int = 1) -> None:
    """Print a table; on a narrow terminal as several, the first `keys` columns in each."""
    for one in split_table(terminal_table(table), out, keys):
        out.print(one)


def write_json(out: Console, path: str, contents: Any) -> None:
    """Write plain data and say so."""
    out.print(f"wrote {write_text(path, json.dumps(contents, indent=2) + chr(10))}")
