"""A placement as tables on a terminal and as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rich.table import Table

from ..network import Network
from .demand import Usage
from .limits import Chip
from .placement import Placement
from .traffic import Traffic

LIMITS = ("neurons", "synapse_bits", "in_axons", "out_axons")


def shares(usage: Usage, chip: Chip) -> dict[str, list[float] | None]:
    """How much of each limit each core in use takes, 0 to 1; None where the limit is not published."""
    out: dict[str, list[float] | None] = {}
    for limit in LIMITS:
        available = getattr(chip, limit)
        out[limit] = None if available is None else (getattr(usage, limit) / available).tolist()
    return out


def contents(network: Network, placement: Placement) -> dict[int, dict[str, int]]:
    """Core -> how many units of each population it holds, readout units last."""
    parts = {**network.description.slices}
    if network.classes:
        parts["readout"] = slice(network.units, network.units + network.classes)
    out: dict[int, dict[str, int]] = {int(core): {} for core in sorted(set(placement.core.tolist()))}
    for name, rows in parts.items():
        for core in placement.core[rows].tolist():
            out[core][name] = out[core].get(name, 0) + 1
    return out


def usage_table(network: Network, placement: Placement, usage: Usage, chip: Chip) -> Table:
    """A row for each core in use: what it holds, and how much of each limit that takes."""
    title = f"{network.description.name} ({network.hash}) on {chip.title}, {placement.placer} placer"
    table = Table(title=title, title_justify="left", title_style="bold", show_footer=True)
    table.add_column("core", "all", justify="right")
    table.add_column("tile", f"{len({int(t) for t in chip.tile(usage.cores)})}", justify="right")
    table.add_column("holds", f"{len(usage.cores)} of {chip.cores} cores", overflow="fold")
    share = shares(usage, chip)
    headings = ("neurons", "synapse\nmemory KB", "in-axons", "out-axons")
    for limit, heading in zip(LIMITS, headings, strict=True):
        table.add_column(heading, _count(limit, int(getattr(usage, limit).sum())), justify="right", no_wrap=True)
        largest = share[limit]
        table.add_column("%", "" if largest is None else f"max {max(largest):.0%}", justify="right", no_wrap=True)
    held = contents(network, placement)
    for place, core in enumerate(usage.cores.tolist()):
        cells = [str(core), str(int(chip.tile(core))), ", ".join(f"{n} {name}" for name, n in held[core].items())]
        for limit in LIMITS:
            cells.append(_count(limit, int(getattr(usage, limit)[place])))
            part = share[limit]
            cells.append("unknown" if part is None else f"{part[place]:.0%}")
        table.add_row(*cells)
    return table


def _count(limit: str, value: int) -> str:
    return f"{value / 8192:,.1f}" if limit == "synapse_bits" else f"{value:,}"


def traffic_table(traffic: Mapping[str, Traffic], samples: int, timesteps: int, data: str) -> Table:
    """A row for each code: what goes over the mesh in an average step."""
    title = f"messages on the mesh in a step, mean of {samples} samples of {timesteps // samples} steps{data} (counted)"
    table = Table(title=title, title_justify="left", title_style="bold")
    columns: tuple[str, ...] = (
        "code",
        "messages\nof units",
        "packets",
        "within\ntile",
        "hops\neast-west",
        "hops\nnorth-south",
    )
    columns += tuple(f"busiest core:\n{what}" for what in ("synops", "packets in", "messages out"))
    for heading in columns:
        table.add_column(heading, justify="left" if heading == "code" else "right", no_wrap=True)
    for code, counts in traffic.items():
        values = (
            counts.messages,
            counts.packets,
            counts.packets_within_tile,
            counts.hops_east_west,
            counts.hops_north_south,
            counts.synops_busiest,
            counts.packets_in_busiest,
            counts.messages_busiest,
        )
        table.add_row(code, *(f"{value / timesteps:,.1f}" for value in values))
    return table


def as_json(
    network: Network,
    placement: Placement,
    usage: Usage,
    chip: Chip,
    traffic: Mapping[str, Traffic],
    samples: int,
    timesteps: int,
) -> dict[str, Any]:
    """Placement, utilisation and traffic as plain data."""
    share, held = shares(usage, chip), contents(network, placement)
    limits = {name: {"value": getattr(chip, name), "citation": cited} for name, cited in chip.citations.items()}
    return {
        "model": network.description.name,
        "network": network.hash,
        "chip": {"name": chip.name, "title": chip.title, "limits": limits, "notes": list(chip.notes)},
        "placer": placement.placer,
        "cores": [
            {
                "core": core,
                "tile": int(chip.tile(core)),
                "holds": held[core],
                **{limit: int(getattr(usage, limit)[place]) for limit in LIMITS},
                "share": {limit: None if (s := share[limit]) is None else s[place] for limit in LIMITS},
            }
            for place, core in enumerate(usage.cores.tolist())
        ],
        "basis": {"cores": "counted", "traffic": "counted"},
        "samples": samples,
        "timesteps": timesteps,
        "traffic": {code: asdict(counts) for code, counts in traffic.items()},
    }
