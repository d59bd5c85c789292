"""Tables of a comparison with engines that agree in one row, and who counted what of it."""

from __future__ import annotations

from collections.abc import Sequence

from .. import facts
from ..comparison import Comparison
from ..entry import Entry
from ..fact import COUNTED, MEASURED, Column, Fact, Table, table_of
from ..words import in_words

_NOBODY, _SOME = "†", "‡"
_NOTES = {
    _NOBODY: "† derived from the states in every engine of the row.",
    _SOME: "‡ counted by some engines of the row and derived from the states in the others: see 'Who counted what'.",
}
_MODELLED = tuple(fact for fact in facts.COSTS if fact.basis != MEASURED)
_MEASURED = tuple(fact for fact in facts.COSTS if fact.basis == MEASURED)


def counts_table(comparison: Comparison) -> Table:
    """What was counted: a row for each code, and more where engines differ."""
    shown = (facts.IDENTICAL, facts.ACCURACY, *(fact for fact in facts.COUNTS if fact.heading))
    return _folded("What happens, per sample.", shown, comparison)


def modelled_table(comparison: Comparison) -> Table:
    """What it would cost on the chip: what engines agree in, they agree in here too."""
    caption = "What it costs on the chip, per sample: lowest and highest over the profiles."
    return _folded(caption, _MODELLED, comparison)


def measured_table(comparison: Comparison) -> Table:
    """What it took on this machine: a row for each engine and code."""
    shown = (facts.ENGINE, facts.CODE, *_MEASURED)
    return table_of("What it took on this machine, per sample.", shown, comparison.entries, comparison.workload.samples)


def who_counted(comparison: Comparison) -> Table:
    """Which engines counted each figure themselves, and in which it is derived from the states."""
    rows = []
    for fact in facts.COUNTS:
        for code in dict.fromkeys(entry.code for entry in comparison.entries):
            by: dict[bool, list[str]] = {True: [], False: []}
            for entry in comparison.entries:
                if fact.heading and entry.code == code and fact.cell(entry) != fact.unknown:
                    by[fact.basis_of(entry) == COUNTED].append(entry.engine)
            if by[True] or by[False]:
                rows.append((fact.heading, code, *(", ".join(by[counted]) or "-" for counted in (True, False))))
    columns = ("figure", "code", "counted by", "derived from the states in")
    return Table("Who counted what.", tuple(Column(name, text=True) for name in columns), tuple(rows))


def _folded(caption: str, shown: Sequence[Fact], comparison: Comparison) -> Table:
    samples, everyone = comparison.workload.samples, comparison.entries
    groups: dict[tuple[str, ...], list[Entry]] = {}
    for entry in everyone:
        cells = tuple(fact.cell(entry, samples) for fact in shown)
        groups.setdefault((entry.code, *cells), []).append(entry)
    rows: list[tuple[str, ...]] = []
    for key, group in groups.items():
        code, cells = key[0], key[1:]
        others = sum(entry.code == code for entry in everyone)
        marked = [cell + _mark(fact, group, cell) for fact, cell in zip(shown, cells, strict=True)]
        rows.append((_names(group, others), code, *marked))
    columns = (facts.ENGINE.column(), facts.CODE.column(), *(fact.column() for fact in shown))
    signs = {cell[-1] for row in rows for cell in row if cell}
    return Table(caption, columns, tuple(rows), " ".join(note for sign, note in _NOTES.items() if sign in signs))


def _names(group: Sequence[Entry], in_this_code: int) -> str:
    """The engines of a row, and that they agree."""
    names = ", ".join(entry.engine for entry in group)
    if len(group) == 1:
        return names
    every = "both" if len(group) == 2 else f"all {in_words(len(group))}"
    return f"{names} ({every if len(group) == in_this_code else f'these {in_words(len(group))}'}: same)"


def _mark(fact: Fact, group: Sequence[Entry], cell: str) -> str:
    """A sign for what not all engines of a row counted; none where nothing is known."""
    derived = sum(fact.basis == COUNTED and fact.basis_of(entry) != COUNTED for entry in group)
    if not derived or cell == fact.unknown:
        return ""
    return f" {_NOBODY if derived == len(group) else _SOME}"
