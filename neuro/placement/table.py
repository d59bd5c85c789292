"""A placed network as tables on a terminal and as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rich.table import Table

from .demand import LIMITS
from .placed import PlacedNetwork
from .traffic import Traffic

# Characters that the units of a core are told in at least.
_HOLDS = 16


def usage_table(placed: PlacedNetwork, most: int | None = None) -> Table:
    """A row for each core in use: what it holds, and how much of each limit that takes; at `most` so many."""
    network, chip, cores = placed.network, placed.chip, placed.utilisation()
    title = f"{network.description.name} ({network.hash}) on {chip.title}, {placed.placement.placer} placer"
    table = Table(title=title, show_footer=True)
    table.add_column("core", "all", justify="right", no_wrap=True)
    table.add_column("tile", f"{placed.tiles}", justify="right", no_wrap=True)
    table.add_column("holds", f"{placed.cores} of {chip.cores:,} cores", overflow="fold", min_width=_HOLDS)
    for limit, heading in zip(LIMITS, ("neurons", "synapse KB", "in-axons", "out-axons"), strict=True):
        total = sum(core.used[limit] for core in cores)
        table.add_column(heading, _count(limit, total), justify="right", no_wrap=True)
    for core in cores[:most]:
        cells = [str(core.core), str(core.tile), ", ".join(f"{units} {name}" for name, units in core.holds.items())]
        for limit, share in core.share.items():
            cells.append(f"{_count(limit, core.used[limit])} {'' if share is None else f'({share:.0%})'}".strip())
        table.add_row(*cells)
    if most is not None and len(cores) > most:
        table.caption, table.caption_justify = f"and {len(cores) - most:,} cores more", "left"
    return table


def _count(limit: str, value: int) -> str:
    return f"{value / 8192:,.1f}" if limit == "synapse_bits" else f"{value:,}"


# Heading of each count of Traffic that the table shows.
TRAFFIC_COLUMNS: Mapping[str, str] = {
    "messages": "messages\nof units",
    "packets": "packets",
    "packets_within_tile": "within\ntile",
    "hops_east_west": "hops\neast-west",
    "hops_north_south": "hops\nnorth-south",
    "synops_busiest": "busiest core:\nsynops",
    "packets_in_busiest": "busiest core:\npackets in",
    "messages_busiest": "busiest core:\nmessages out",
}


def traffic_table(traffic: Mapping[str, Traffic], samples: int, timesteps: int, data: str) -> Table:
    """A row for each code: what goes over the mesh in an average step."""
    title = f"messages on the mesh in a step, mean of {samples} samples of {timesteps // samples} steps{data} (derived)"
    table = Table(title=title)
    table.add_column("code", no_wrap=True)
    for heading in TRAFFIC_COLUMNS.values():
        table.add_column(heading, justify="right", no_wrap=True)
    for code, counts in traffic.items():
        table.add_row(code, *(f"{getattr(counts, name) / timesteps:,.1f}" for name in TRAFFIC_COLUMNS))
    return table


def as_json(placed: PlacedNetwork, traffic: Mapping[str, Traffic], samples: int, timesteps: int) -> dict[str, Any]:
    """Placement, utilisation and traffic as plain data."""
    chip = placed.chip
    limits = {name: {"value": getattr(chip, name), "citation": cited} for name, cited in chip.citations.items()}
    return {
        "model": placed.network.description.name,
        "network": placed.network.hash,
        "chip": {"name": chip.name, "title": chip.title, "limits": limits, "notes": list(chip.notes)},
        "placer": placed.placement.placer,
        "cores": [
            {"core": core.core, "tile": core.tile, "holds": core.holds, **core.used, "share": core.share}
            for core in placed.utilisation()
        ],
        "basis": {"cores": "counted", "traffic": "derived"},
        "samples": samples,
        "timesteps": timesteps,
        "traffic": {code: asdict(counts) for code, counts in traffic.items()},
    }
