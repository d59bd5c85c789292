"""The page of ``neuro place``: a network on the cores of a chip, and what its messages do there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...placement import PlacedNetwork
from ...placement.demand import LIMITS
from ...placement.table import PlacedRun, as_json
from ..fact import COUNTED, DERIVED, Column, Table
from ..page.made import made_by
from ..page.page import Page
from ..page.section import Contents, Details, Facts, Missing, Section, Tile
from ..words import plural, ratio_band, sentence
from .layout import layout_picture


def placement_page(placed: PlacedNetwork, ran: PlacedRun | None, command: str) -> Page:
    """The page of a placement.

    Parameters
    ----------
    placed
        The network on the chip.
    ran
        What its messages did in a run; None where nothing was run.
    command
        What makes the page again.
    """
    network, chip, left_out = placed.network, placed.chip, {} if ran is None else ran.left_out
    steps = {} if ran is None else {code: counts.packets / ran.timesteps for code, counts in ran.traffic.items()}
    sections = (
        Section("run", "What was placed", _run(placed, ran)),
        Section("chip", "The network on the chip", (layout_picture(placed, _alt(placed), ran and ran.flow),)),
        *(() if ran is None else (Section("traffic", "Messages on the mesh", _traffic(ran)),)),
        Section("limits", "Limits of the chip", _limits(placed)),
    )
    return Page(
        title=f"{network.description.name} on {chip.title}",
        kind="a network placed on a chip",
        summary=network.description.summary,
        headline=(
            f"A network of {plural(network.units, 'unit')} was laid out on the cores of {chip.title}.",
            f"It takes {plural(placed.cores, 'core')} of {chip.all_cores:,}, in {plural(placed.tiles, 'tile')}"
            + _fullest(placed),
            _meaning(steps) if steps else "What its messages do there was not asked for: option --samples.",
        ),
        tiles=(
            Tile(plural(placed.cores, "core"), f"of {chip.all_cores:,}", COUNTED),
            *(
                Tile(f"{value:,.0f}", f"packets in a step, when units send {code}", DERIVED)
                for code, value in steps.items()
            ),
        ),
        sections=sections,
        command=command,
        made=made_by(network.description.seed, network.hash),
        missing=tuple(Missing(f"Messages under {code}", reason) for code, reason in left_out.items()),
        data=as_json(placed, ran),
    )


def _fullest(placed: PlacedNetwork) -> str:
    shares = [
        (share, core.core, limit)
        for core in placed.utilisation()
        for limit, share in core.share.items()
        if share is not None
    ]
    if not shares:
        return "; no limit of a core is published."
    share, core, limit = max(shares)
    return f"; the fullest, core {core}, has {share:.0%} of its {LIMITS[limit]} in use."


def _meaning(steps: Mapping[str, float]) -> str:
    flips, spikes = steps.get("flips"), steps.get("spikes")
    if flips and spikes:
        more, most, least = (
            (spikes / flips, "spikes", "flips") if spikes >= flips else (flips / spikes, "flips", "spikes")
        )
        return f"A step sends {ratio_band(more, more)} times as many packets under {most} as under {least}."
    each = " and ".join(f"{value:,.1f} packets under {code}" for code, value in steps.items())
    return f"A step sends {each}."


def _alt(placed: PlacedNetwork) -> str:
    return f"The network on {placed.chip.title}: {plural(placed.cores, 'core')} in {plural(placed.tiles, 'tile')}."


def _run(placed: PlacedNetwork, ran: PlacedRun | None) -> Contents:
    text = (
        "A chip's cores hold so many units, couplings and connections each, and no more. Units that talk to each other "
        "should lie on one core, or beside it: every other core that a message has to reach is one more packet."
    )
    rows: tuple[tuple[str, str], ...] = (
        ("units", f"{placed.network.units:,}"),
        ("numbers", f"{placed.network.description.numbers.weight_bits}-bit integers"),
        ("chip", placed.chip.title),
        ("placer", placed.placement.placer),
    )
    if ran is not None:
        rows += (
            ("data", ran.data or "random starts"),
            ("samples", f"{ran.samples:,}"),
            ("steps", f"{ran.steps:,}"),
        )
    return text, Facts(rows)


def _traffic(ran: PlacedRun) -> Contents:
    text = (
        "A message makes one packet for each core on which it has a receiver. A packet goes along its row first, then "
        "along its column, one hop a tile."
    )
    rows: tuple[tuple[str, ...], ...] = tuple(
        (code, *(f"{getattr(counts, name) / ran.timesteps:,.1f}" for name in ran.columns))
        for code, counts in ran.traffic.items()
    )
    columns = (
        Column("code", text=True),
        *(Column(heading.replace("\n", " "), DERIVED) for heading in ran.columns.values()),
    )
    caption = f"In a step: mean of {plural(ran.samples, 'sample')} of {ran.steps} steps."
    return text, Table(caption, columns, rows)


def _limits(placed: PlacedNetwork) -> Contents:
    chip: Any = placed.chip
    rows = tuple((name.replace("_", " "), f"{getattr(chip, name):,}", cited) for name, cited in chip.citations.items())
    columns = (Column("limit", text=True), Column("value"), Column("source", text=True, wrap=True))
    table = Table(f"Published limits of {chip.title}.", columns, rows)
    return (" ".join(map(sentence, chip.notes)), Details("Every limit with its source", (table,)))
