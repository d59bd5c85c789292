"""A chip with a network on it, as a picture: tiles, cores, who lies where and how full it is."""

from __future__ import annotations

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke

from .demand import LIMITS
from .limits import Chip
from .placed import CoreUse, PlacedNetwork

_COLOURS = ("#1b6ca8", "#d9822b", "#4a9a5b", "#8c5fa8", "#b5433f", "#6f7d8c", "#c2a23a", "#3b9c9c")
_READOUT = "#333333"
_EMPTY = "#f1f1f1"
_WORDS = {**LIMITS, "synapse_bits": "synapse memory"}


# A name with dollars in it is not a formula.
@rc_context({"text.parse_math": False})
def chip_figure(placed: PlacedNetwork) -> Figure:
    """Every core as a square in its tile: colour by what most of its units belong to, filled as far as it is used.

    The number is the share of the limit that the core comes closest to.
    """
    network, chip, cores = placed.network, placed.chip, placed.utilisation()
    figure = Figure(figsize=(11, 6.4), layout="constrained")
    axis = figure.subplots()
    tightest = {core.core: max(s for s in core.share.values() if s is not None) for core in cores}
    fullest = {limit: max((core.share[limit] or 0.0) for core in cores) for limit in LIMITS}
    binding = max(fullest, key=lambda limit: fullest[limit])
    holds = {core.core: core.holds for core in cores}
    names = [*network.description.slices, *(["readout"] if network.classes else [])]
    colours = {name: _COLOURS[k % len(_COLOURS)] for k, name in enumerate(names)}
    if network.classes:
        colours["readout"] = _READOUT
    for tile in range(chip.tiles):
        _tile(axis, chip, tile)
    for core in range(chip.cores):
        main = max(holds[core], key=lambda name: holds[core][name]) if core in holds else None
        _core(axis, chip, core, None if main is None else colours[main], tightest.get(core))
    shown = [name for name in names if any(name in there for there in holds.values())]
    handles = [Patch(facecolor=colours[name], label=_label(name, cores)) for name in shown]
    handles.append(Patch(facecolor=_EMPTY, edgecolor="#cccccc", label="not used"))
    figure.legend(handles=handles, frameon=False, loc="outside lower center", ncols=min(len(handles), 5))
    axis.set_aspect("equal")
    axis.set_xlim(-0.05, chip.mesh_columns + 0.05)
    axis.set_ylim(chip.mesh_rows + 0.05, -0.2)
    axis.set_axis_off()
    figure.suptitle(
        f"{network.description.name} on {chip.title}: {placed.cores} of {chip.cores} cores, "
        f"{placed.tiles} of {chip.tiles} tiles ({placed.placement.placer} placer)\n"
        f"numbers: % of the limit each core comes closest to; fullest: {_WORDS[binding]} at {fullest[binding]:.0%}",
        fontsize=11,
    )
    return figure


def _label(name: str, cores: tuple[CoreUse, ...]) -> str:
    """The population, its units and its cores."""
    holding = [core.holds[name] for core in cores if name in core.holds]
    return f"{name}: {sum(holding):,} units on {len(holding)} core{'' if len(holding) == 1 else 's'}"


def _tile(axis: Axes, chip: Chip, tile: int) -> None:
    column, row = chip.position(tile)
    axis.add_patch(Rectangle((column + 0.04, row + 0.04), 0.92, 0.92, facecolor="white", edgecolor="#999999", lw=0.8))
    axis.text(column + 0.5, row + 0.05, f"tile {tile}", ha="center", va="top", fontsize=8.5, color="#666666")


def _core(axis: Axes, chip: Chip, core: int, colour: str | None, share: float | None) -> None:
    """A square filled from below to its share; the tile's cores stand in a square of two columns or more."""
    column, row = chip.position(int(chip.tile(core)))
    side = int(chip.cores_per_tile**0.5 + 0.999)
    line, number = divmod(core % chip.cores_per_tile, side)
    size = 0.73 / side
    left = column + 0.12 + number * (size + 0.04 / side)
    top = row + 0.18 + line * (size + 0.04 / side)
    axis.add_patch(Rectangle((left, top), size, size, facecolor=_EMPTY, edgecolor="#cccccc", lw=0.6))
    if colour is None or share is None:
        return
    pale = tuple(0.75 + 0.25 * c for c in to_rgb(colour))
    axis.add_patch(Rectangle((left, top), size, size, facecolor=pale, edgecolor=colour, lw=0.8))
    height = size * min(share, 1.0)
    axis.add_patch(Rectangle((left, top + size - height), size, height, facecolor=colour, lw=0))
    text = f"{share:.0%}" if share >= 0.01 else "<1%"
    # Legible on the full and on the empty part.
    outline = [withStroke(linewidth=2.2, foreground="white")]
    place = (left + size / 2, top + size / 2)
    axis.text(*place, text, ha="center", va="center", fontsize=8.5, color="black", path_effects=outline)
