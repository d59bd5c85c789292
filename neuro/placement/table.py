"""A placed network as tables on a terminal and as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, final

from rich.table import Table

from .demand import LIMITS
from .flow import Flow
from .placed import PlacedNetwork
from .traffic import Traffic

# Heading of each count of Traffic that the table shows.
_COLUMNS: Mapping[str, str] = {
    "messages": "messages\nof units",
    "packets": "packets",
    "packets_within_tile": "within\ntile",
    "packets_between_chips": "between\nchips",
    "hops_east_west": "hops\neast-west",
    "hops_north_south": "hops\nnorth-south",
    "synops_busiest": "busiest core:\nsynops",
    "packets_in_busiest": "busiest core:\npackets in",
    "messages_busiest": "busiest core:\nmessages out",
}


@final
@dataclass(frozen=True)
class PlacedRun:
    """What a run's messages did where the network lies.

    Parameters
    ----------
    data, samples
        Of which data set, None without one, and how many.
    timesteps
        Steps of all samples together.
    traffic
        By code; derived.
    left_out
        Codes whose values the chip can't hold, each with the reason.
    flow
        Where messages went under the first of the codes.
    """

    data: str | None
    samples: int
    timesteps: int
    traffic: Mapping[str, Traffic]
    left_out: Mapping[str, str]
    flow: Flow

    @property
    def steps(self) -> int:
        """Steps of a sample."""
        return self.timesteps // self.samples

    @property
    def columns(self) -> Mapping[str, str]:
        """Heading of each count of :class:`Traffic` that a table shows, by name."""
        several = any(counts.chips > 1 for counts in self.traffic.values())
        return {name: heading for name, heading in _COLUMNS.items() if several or name != "packets_between_chips"}


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


def traffic_table(ran: PlacedRun) -> Table:
    """A row for each code: what goes over the mesh in an average step."""
    data = f" of {ran.data}" if ran.data else ""
    title = f"messages on the mesh in a step, mean of {ran.samples} samples of {ran.steps} steps{data} (derived)"
    table = Table(title=title)
    table.add_column("code", no_wrap=True)
    for heading in ran.columns.values():
        table.add_column(heading, justify="right", no_wrap=True)
    for code, counts in ran.traffic.items():
        table.add_row(code, *(f"{getattr(counts, name) / ran.timesteps:,.1f}" for name in ran.columns))
    return table


def as_json(placed: PlacedNetwork, ran: PlacedRun | None = None) -> dict[str, Any]:
    """Placement and utilisation as plain data, and the traffic of what was run."""
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
        "samples": 0 if ran is None else ran.samples,
        "timesteps": 0 if ran is None else ran.timesteps,
        "traffic": {} if ran is None else {code: asdict(counts) for code, counts in ran.traffic.items()},
    }
