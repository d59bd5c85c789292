"""The chip with the network on it, and how full its cores are."""

from __future__ import annotations

from ...placement import PlacedNetwork
from ..on_chip import OnChip
from ..table import Column, Table
from ..words import plural, sentence
from .section import Missing, WidePicture

CHIP = "The network on the chip"


def chip_picture(on_chip: OnChip) -> WidePicture | Missing:
    """The placement, or why there is none."""
    chip, placed = on_chip.chip, on_chip.placed
    if chip is None:
        return Missing(CHIP, "No chip was asked for.")
    if placed is None:
        return Missing(CHIP, on_chip.problem or f"The network was not placed on {chip.title}.")
    where = f"{plural(placed.cores, 'core')} in {plural(placed.tiles, 'tile')}"
    alt = f"The network on {chip.title}: {where}; the table has every core."
    notes = (sentence(note) for note in chip.notes)
    caption = " ".join(("Each square is a core, filled as far as the limit it comes closest to (counted).", *notes))
    return WidePicture("layout", f"On {chip.title}", caption, alt, placed.figure, utilisation(placed))


def utilisation(placed: PlacedNetwork) -> Table:
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
        *(Column(name.replace("_", " "), "counted") for name in limits),
    )
    return Table("Cores in use, with the share of each limit.", columns, rows)


def _used(used: int | None, share: float | None) -> str:
    if used is None:
        return "-"
    return f"{used:,}" if share is None else f"{used:,} ({share:.0%})"
