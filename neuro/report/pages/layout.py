"""A network on the cores of a chip, as the picture and the table that two kinds of page show."""

from __future__ import annotations

from ...placement import PlacedNetwork
from ..fact import COUNTED, Column, Table
from ..page.section import WidePicture
from ..words import sentence


def layout_picture(placed: PlacedNetwork, alt: str) -> WidePicture:
    """The chip with the network on it, which is `alt` in words."""
    notes = (sentence(note) for note in placed.chip.notes)
    caption = " ".join(("Each square is a core, filled as far as the limit it comes closest to (counted).", *notes))
    title = f"{placed.cores:,} of {placed.chip.cores:,} cores of {placed.chip.title} are in use"
    return WidePicture("layout", title, caption, alt, placed.figure, cores_table(placed))


def cores_table(placed: PlacedNetwork) -> Table:
    """A row for each core in use: what it holds, and what that takes of each limit."""
    cores = placed.utilisation()
    limits = list(dict.fromkeys(name for core in cores for name in core.used))
    rows = tuple(
        (
            str(core.core),
            str(core.tile),
            ", ".join(f"{name} {units:,}" for name, units in core.holds.items()),
            *(_used(core.used.get(name), core.share.get(name)) for name in limits),
        )
        for core in cores
    )
    columns = (
        Column("core"),
        Column("tile"),
        Column("holds units of", text=True),
        *(Column(name.replace("_", " "), COUNTED) for name in limits),
    )
    return Table("Cores in use, with the share of each limit.", columns, rows)


def _used(used: int | None, share: float | None) -> str:
    if used is None:
        return "-"
    return f"{used:,}" if share is None else f"{used:,} ({share:.0%})"
