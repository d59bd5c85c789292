"""One fact of a comparison, declared once, and how tables in words and the JSON show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any, Literal, TypeAlias, final

from ..energy import Band
from .words import band_text, per_sample

BASES = COUNTED, DERIVED, MODELLED, MEASURED = "counted", "derived", "modelled", "measured"
# Marks a count of a row that its engine derived where others may have counted it.
_DERIVED_MARK = " †"
_DERIVED_NOTE = "† derived: follows from the states; that engine has no counter of it."
Kind: TypeAlias = Literal["count", "quantity", "share", "percent", "decimal", "flag", "text"]
_FORMATS = {"share": ".4f", "percent": ".1%", "decimal": ",.2f", "text": ""}


@final
@dataclass(frozen=True)
class Column:
    """A column of a table, with the basis of its figures (empty where that says nothing).

    A `text` column holds words, which stand on the left; where they `wrap` they may run over several lines.
    """

    heading: str
    basis: str = ""
    text: bool = False
    wrap: bool = False


@final
@dataclass(frozen=True)
class Table:
    """A table in words: what it shows, its columns, cells that are formatted already, and what marks in them mean."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@final
@dataclass(frozen=True)
class Fact:
    """One fact of a row: of an engine's run, a baseline, a training sample.

    Parameters
    ----------
    key, heading
        Its name in the JSON, and of its column; one is empty for what stands in tables, or in the JSON, alone.
    basis
        counted, derived, modelled or measured; empty for what is given. What is counted is derived in rows whose
        ``derived`` names its key.
    take
        Its value, from the row and over all samples; None where it is unknown.
    kind, unit
        How a table shows it: a ``quantity`` is a number or a band with a unit, a ``flag`` yes or no.
    per_sample
        Whether tables divide it by the samples.
    unknown, mark
        What a table shows for None, and what stands behind the value, from the row.
    """

    key: str
    heading: str
    basis: str
    take: Callable[[Any], Any]
    kind: Kind = "count"
    unit: str = ""
    per_sample: bool = True
    unknown: str = "-"
    mark: Callable[[Any], str] = lambda row: ""

    def basis_of(self, row: Any) -> str:
        """What its value rests on in a row."""
        derived = self.basis == COUNTED and self.key in getattr(row, "derived", ())
        return DERIVED if derived else self.basis

    def cell(self, row: Any, samples: int = 1) -> str:
        """The value of a row as a table shows it."""
        value, samples = self.take(row), samples if self.per_sample else 1
        if value is None:
            return self.unknown
        if self.kind == "count":
            text = per_sample(value, samples)
        elif self.kind == "quantity":
            text = band_text(value, self.unit, samples, self.unknown)
        elif self.kind == "flag":
            text = "yes" if value else "NO"
        else:
            text = f"{value:{_FORMATS[self.kind]}}"
        return text + self.mark(row)

    def column(self) -> Column:
        """Its column."""
        return Column(self.heading, self.basis, text=self.kind in ("text", "flag"))


def table_of(caption: str, facts: Iterable[Fact], rows: Iterable[Any], samples: int = 1) -> Table:
    """A row for each of the rows, a column for each fact that has a heading."""
    shown = [fact for fact in facts if fact.heading]
    cells = tuple(tuple(_marked(fact, row, samples) for fact in shown) for row in rows)
    marked = any(cell.endswith(_DERIVED_MARK) for row in cells for cell in row)
    return Table(caption, tuple(fact.column() for fact in shown), cells, _DERIVED_NOTE if marked else "")


def _marked(fact: Fact, row: Any, samples: int) -> str:
    cell, derived = fact.cell(row, samples), fact.basis_of(row) != fact.basis
    return cell + _DERIVED_MARK if derived and cell != fact.unknown else cell


def lines_of(facts: Iterable[Fact], row: Any, samples: int = 1) -> list[tuple[str, str, str]]:
    """Name, value and basis of each fact of one row."""
    return [(fact.heading or fact.key.replace("_", " "), fact.cell(row, samples), fact.basis_of(row)) for fact in facts]


def data_of(facts: Iterable[Fact], row: Any) -> dict[str, Any]:
    """The values of one row as plain data, by key."""
    return {fact.key: plain(fact.take(row)) for fact in facts if fact.key}


def bases_of(facts: Iterable[Fact]) -> dict[str, str]:
    """What the facts of the JSON rest on, by key."""
    return {fact.key: fact.basis for fact in facts if fact.key and fact.basis}


def plain(value: Any) -> Any:
    """A value as JSON can hold it: bands are pairs, whose upper end is open where they are lower bounds."""
    if isinstance(value, Band):
        return [value.low, None if value.at_least else value.high]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    return {key: plain(one) for key, one in value.items()} if isinstance(value, Mapping) else value
