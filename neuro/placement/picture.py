"""A network on the cores of a chip or board, as pictures of tiles in use: who lies where, how full, what arrives."""

from __future__ import annotations

import math
from typing import NamedTuple, TypeAlias

import numpy as np
from matplotlib import colormaps, rc_context
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import Normalize, to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from .demand import LIMITS
from .flow import Flow
from .limits import Chip
from .placed import CoreUse, PlacedNetwork

_COLOURS = ("#1b6ca8", "#d9822b", "#4a9a5b", "#8c5fa8", "#b5433f", "#6f7d8c", "#c2a23a", "#3b9c9c")
_READOUT = "#333333"
_WORDS = {**LIMITS, "synapse_bits": "synapse memory"}
# Inches of a panel; squares smaller than this, in inches, bear no number.
_PANEL, _LEGIBLE = 4.4, 0.33
# Tiles that a panel has room for at least.
_LEAST = 2.0
_EMPTY = "#ececec"
# Lines that are drawn between tiles, those of the most packets.
_LINES = 80
_SHADES = 40
_Squares: TypeAlias = NDArray[np.float64]


# A name with dollars in it is not a formula.
@rc_context({"text.parse_math": False})
def chip_figure(placed: PlacedNetwork, flow: Flow | None = None) -> Figure:
    """Every core in use as a square in its tile: by population, by fill and, with a flow, by what arrives there."""
    network, cores = placed.network, placed.utilisation()
    drawn = _Drawn(placed.chip, [core.core for core in cores])
    panels = 2 if flow is None else 3
    height = _PANEL * min(1.6, drawn.height / max(drawn.width, _LEAST)) + 1.7
    figure = Figure(figsize=(_PANEL * panels + 0.6, height), layout=ConstrainedLayoutEngine(h_pad=0.12))
    axes = figure.subplots(1, panels)
    names = [*network.description.slices, *(["readout"] if network.readouts else [])]
    colours = {name: _COLOURS[k % len(_COLOURS)] for k, name in enumerate(names)}
    if network.readouts:
        colours["readout"] = _READOUT
    main = [max(core.holds, key=lambda name, core=core: core.holds[name]) for core in cores]  # type: ignore[misc]
    drawn.paint(axes[0], np.array([to_rgb(colours[name]) for name in main]), "who lies where")
    shares = np.array([max((s for s in core.share.values() if s is not None), default=0.0) for core in cores])
    drawn.shade(axes[1], shares, "YlGnBu", 1.0, "how full", "share of the limit that a core comes closest to")
    drawn.number(axes[1], [f"{share:.0%}" if share >= 0.01 else "<1%" for share in shares])
    if flow is not None:
        top = float(flow.into.max(initial=0.0)) or 1.0
        drawn.shade(axes[2], flow.into, "Oranges", top, "what arrives", f"packets into a core in a step ({flow.code})")
        drawn.join(axes[2], flow)
    shown = [name for name in names if any(name in core.holds for core in cores)]
    handles = [Patch(facecolor=colours[name], label=_label(name, cores)) for name in shown]
    figure.legend(handles=handles, frameon=False, loc="outside lower center", ncols=min(len(handles), 4), fontsize=9)
    figure.suptitle(_title(placed, cores, drawn), fontsize=11)
    return figure


def _title(placed: PlacedNetwork, cores: tuple[CoreUse, ...], drawn: _Drawn) -> str:
    fullest = {limit: max((core.share[limit] or 0.0) for core in cores) for limit in LIMITS}
    binding = max(fullest, key=lambda limit: fullest[limit])
    chip = placed.chip
    where = f"{placed.cores:,} of {chip.all_cores:,} cores"
    if chip.chips > 1:
        where += f" on {len(drawn.chips):,} of {chip.chips:,} chips"
    return (
        f"{placed.network.description.name} takes {where} of {chip.title}; fullest: {_WORDS[binding]}, "
        f"{fullest[binding]:.0%}\n{placed.placement.placer} placer; only tiles in use are drawn, a frame each"
    )


def _label(name: str, cores: tuple[CoreUse, ...]) -> str:
    """The population, its units and its cores."""
    holding = [core.holds[name] for core in cores if name in core.holds]
    return f"{name}: {sum(holding):,} units on {len(holding):,} core{'' if len(holding) == 1 else 's'}"


class _Place(NamedTuple):
    """Left upper corner of something, y downwards."""

    x: float
    y: float


class _Drawn:
    """Where the cores and tiles in use stand in a panel; one chip is cut to what is used of its mesh."""

    def __init__(self, chip: Chip, cores: list[int]) -> None:
        tiles = sorted({int(chip.tile(core)) for core in cores})
        self.chips = sorted({int(chip.chip_of(tile)) for tile in tiles})
        columns, rows = (np.array(side) for side in chip.position(np.array(tiles)))
        left, top = int(columns.min()), int(rows.min())
        across, down = int(columns.max()) - left + 1, int(rows.max()) - top + 1
        # Several chips stand in lines, as many across as down.
        per_line = math.ceil(math.sqrt(len(self.chips) * down / across)) or 1
        gap = 0.6 if len(self.chips) > 1 else 0.0
        self._tiles: dict[int, _Place] = {}
        for tile, column, row in zip(tiles, columns.tolist(), rows.tolist(), strict=True):
            line, number = divmod(self.chips.index(int(chip.chip_of(tile))), per_line)
            place = _Place(number * (across + gap) + column - left, line * (down + gap) + row - top)
            self._tiles[tile] = place
        self.width = min(per_line, len(self.chips)) * (across + gap) - gap
        self.height = math.ceil(len(self.chips) / per_line) * (down + gap) - gap
        side = math.ceil(math.sqrt(chip.cores_per_tile))
        self._size = 0.84 / side
        self._corners = [self._corner(chip, core, side) for core in cores]
        self._all = [self._corner(chip, core, side) for tile in tiles for core in chip.cores_of(tile)]

    def _corner(self, chip: Chip, core: int, side: int) -> _Place:
        tile = int(chip.tile(core))
        line, number = divmod(core - chip.cores_of(tile)[0], side)
        place = self._tiles[tile]
        return _Place(place.x + 0.08 + number * self._size, place.y + 0.08 + line * self._size)

    def _squares(self, corners: list[_Place]) -> list[_Squares]:
        inner = 0.94 * self._size
        shape = np.array([[0, 0], [inner, 0], [inner, inner], [0, inner]])
        return [shape + corner for corner in corners]

    def paint(self, axis: Axes, colours: NDArray[np.float64], title: str) -> None:
        """The squares in these colours, the tiles around them."""
        shape = np.array([[0.02, 0.02], [0.98, 0.02], [0.98, 0.98], [0.02, 0.98]])
        frames = [shape + place for place in self._tiles.values()]
        axis.add_collection(PolyCollection(frames, facecolors="none", edgecolors="#999999", linewidths=0.6))
        axis.add_collection(PolyCollection(self._squares(self._all), facecolors=_EMPTY, edgecolors="none"))
        axis.add_collection(PolyCollection(self._squares(self._corners), facecolors=colours, edgecolors="none"))
        axis.set_aspect("equal")
        aside = max(0.0, _LEAST - self.width) / 2
        axis.set_xlim(-0.05 - aside, self.width + 0.05 + aside)
        axis.set_ylim(self.height + 0.05, -0.05)
        axis.set_axis_off()
        axis.set_title(title, fontsize=10)

    def shade(self, axis: Axes, values: NDArray[np.float64], shades: str, top: float, title: str, what: str) -> None:
        """The squares in shades from 0 to `top`, and their key."""
        # Few enough shades to be drawn as shapes: a key of more would be a picture within the picture.
        key = ScalarMappable(Normalize(0.0, top), colormaps[shades].resampled(_SHADES))
        self.paint(axis, key.to_rgba(values), title)
        bar = axis.figure.colorbar(key, ax=axis, orientation="horizontal", fraction=0.05, pad=0.02)
        bar.set_label(what, fontsize=9)
        if top == 1.0:
            bar.ax.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")

    def number(self, axis: Axes, texts: list[str]) -> None:
        """A text on each square, where squares are large enough for one."""
        if self._size * _PANEL / max(self.width, _LEAST) < _LEGIBLE:
            return
        outline = [withStroke(linewidth=2.0, foreground="white")]
        for corner, text in zip(self._corners, texts, strict=True):
            middle = (corner.x + 0.47 * self._size, corner.y + 0.47 * self._size)
            axis.text(*middle, text, ha="center", va="center", fontsize=8, path_effects=outline)

    def join(self, axis: Axes, flow: Flow) -> None:
        """Lines between tiles, as thick as many packets go there and back."""
        both = (flow.between + flow.between.T).tocoo()
        apart = both.row < both.col
        packets, pairs = both.data[apart], np.stack([both.row, both.col], axis=1)[apart]
        most = np.argsort(packets)[-_LINES:]
        if not len(most) or packets[most[-1]] <= 0:
            return
        middles = {tile: (place.x + 0.5, place.y + 0.5) for tile, place in self._tiles.items()}
        lines = [[middles[int(flow.tiles[end])] for end in pairs[k]] for k in most]
        widths = 2.5 * packets[most] / packets[most[-1]]
        axis.add_collection(LineCollection(lines, linewidths=widths, colors="#1b6ca8", alpha=0.4))
        fewer = f", the {len(most)} busiest pairs" if len(packets) > len(most) else ""
        note = f"lines: between tiles, up to {packets[most[-1]]:,.1f} packets in a step{fewer}"
        axis.text(0.5, -0.01, note, transform=axis.transAxes, ha="center", va="top", fontsize=8, color="#444444")
