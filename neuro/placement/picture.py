"""A chip with a network on it, as a picture: tiles, cores, who lies where and how full it is."""

from __future__ import annotations

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke

from ..network import Network
from .demand import Usage
from .limits import Chip
from .placement import Placement
from .table import contents, shares

_COLOURS = ("#1b6ca8", "#d9822b", "#4a9a5b", "#8c5fa8", "#b5433f", "#6f7d8c", "#c2a23a", "#3b9c9c")
_READOUT = "#333333"
_EMPTY = "#f1f1f1"
_WORDS = {"neurons": "neurons", "synapse_bits": "synapse memory", "in_axons": "in-axons", "out_axons": "out-axons"}


# Names are names: dollars in them are no formula.
@rc_context({"text.parse_math": False})
def chip_figure(network: Network, placement: Placement, usage: Usage, chip: Chip) -> Figure:
    """Every core as a square in its tile: colour by what most of its units belong to, filled as far as it is used.

    The number is the share of the limit that the core comes closest to.
    """
    figure = Figure(figsize=(11, 6.4), layout="constrained")
    axis = figure.subplots()
    share = {name: part for name, part in shares(usage, chip).items() if part is not None}
    tightest = [max(part[k] for part in share.values()) for k in range(len(usage.cores))]
    binding = max(share, key=lambda name: max(share[name]))
    held = contents(network, placement)
    names = [*network.description.slices, *(["readout"] if network.classes else [])]
    colours = {name: _COLOURS[k % len(_COLOURS)] for k, name in enumerate(names)}
    if network.classes:
        colours["readout"] = _READOUT
    used = dict(zip(usage.cores.tolist(), tightest, strict=True))
    for tile in range(chip.tiles):
        _tile(axis, chip, tile)
    for core in range(chip.cores):
        main = max(held[core], key=lambda name: held[core][name]) if core in held else None
        _core(axis, chip, core, None if main is None else colours[main], used.get(core))
    shown = [name for name in names if any(name in there for there in held.values())]
    handles = [Patch(facecolor=colours[name], label=_label(name, held)) for name in shown]
    handles.append(Patch(facecolor=_EMPTY, edgecolor="#cccccc", label="not used"))
    figure.legend(handles=handles, frameon=False, loc="outside lower center", ncols=min(len(handles), 5))
    axis.set_aspect("equal")
    axis.set_xlim(-0.05, chip.mesh_columns + 0.05)
    axis.set_ylim(chip.mesh_rows + 0.05, -0.2)
    axis.set_axis_off()
    tiles = len({int(t) for t in chip.tile(usage.cores)})
    figure.suptitle(
        f"{network.description.name} on {chip.title}: {len(usage.cores)} of {chip.cores} cores, "
        f"{tiles} of {chip.tiles} tiles ({placement.placer} placer)\n"
        f"numbers: % of the limit each core comes closest to; fullest: {_WORDS[binding]} at "
        f"{max(share[binding]):.0%}",
        fontsize=11,
    )
    return figure


def _label(name: str, held: dict[int, dict[str, int]]) -> str:
    """The population, its units and its cores."""
    units = sum(there.get(name, 0) for there in held.values())
    cores = sum(name in there for there in held.values())
    return f"{name}: {units:,} units on {cores} core{'' if cores == 1 else 's'}"


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
