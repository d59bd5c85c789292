"""A network on the cores of a chip, as the picture and the table that two kinds of page show."""

from __future__ import annotations

from ...placement import PlacedNetwork
from ...placement.flow import Flow
from ..fact import COUNTED, Column, Table
from ..page.section import WidePicture
from ..words import sentence


def layout_picture(placed: PlacedNetwork, alt: str, flow: Flow | None = None) -> WidePicture:
    """The tiles in use with the network on them, which is `alt` in words, and what goes there if a `flow` says it."""
    notes = (sentence(note) for note in placed.chip.notes)
    how = "Each square is a core; it is as full as the limit that it comes closest to (counted)."
    caption = " ".join((how, *notes))
    title = f"{placed.cores:,} of {placed.chip.all_cores:,} cores of {placed.chip.title} are in use"
    return WidePicture("layout", title, caption, alt, lambda: placed.figure(flow), cores_table(placed))


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
