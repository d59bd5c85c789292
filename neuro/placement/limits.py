"""What one chip holds, and how many of them stand on a board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from ..errors import FieldError
from ..fields import AbstractDeclared, value

# How couplings are stored in lists.
_LISTS = ("word_bits", "list_header_bits", "list_couplings", "index_bits")
# Each takes memory before anything lies on it.
_MOST_CORES = 1_000_000


@final
@dataclass(frozen=True)
class Chip(AbstractDeclared):
    """What one chip holds, and how many of them there are. A limit that is not published is None and not checked.

    Raises
    ------
    FieldError
        When the mesh has fewer cores than `cores`, or one chip alone has more, or there are over a million in all; when
        couplings are stored neither in lists nor in a crossbar, or in both.
    """

    name: str = value(help="the file's name of it")
    family: str = value(help="chip family of the energy profiles that price it")
    title: str = value(help="what to print")
    notes: tuple[str, ...] = value(help="what to know of its numbers")
    cores: int = value(help="cores of the chip, numbered tile by tile, and chip by chip where there are several")
    cores_per_tile: int = value(help="cores that share a tile of the mesh")
    mesh_columns: int = value(help="columns of tiles; tiles are numbered column by column")
    mesh_rows: int = value(help="rows of tiles")
    neurons: int = value(help="neurons of a core")
    synapse_bits: int = value(help="memory of a core for couplings, in bits")
    weight_bits: int = value(help="bits of the widest coupling, sign included")
    citations: Mapping[str, str] = value(help="source of each limit")
    word_bits: int | None = value(None, help="bits to whole multiples of which a list of couplings is rounded up")
    list_header_bits: int | None = value(None, help="bits of the header of such a list")
    list_couplings: int | None = value(None, help="couplings of one sender onto a core that stand in one list, at most")
    index_bits: int | None = value(None, help="bits of the index beside each weight of a sparse list")
    cell_bits: int | None = value(
        None, help="in place of lists: bits of a crossbar for each pair of an in-axon and a neuron, coupled or not"
    )
    in_axons: int | None = value(None, help="senders with receivers on a core")
    out_axons: int | None = value(None, help="pairs of a neuron of a core and a core that it sends to")
    fan_out: int | None = value(None, help="cores that one neuron sends to, its own included")
    weight_values: int | None = value(None, help="different weights of the couplings onto one neuron")
    signs: int | None = value(None, help="1 where all couplings of a sender have one sign")
    bias: int | None = value(None, help="largest magnitude of a neuron's bias, in whole units of field")
    field: int | None = value(None, help="largest magnitude of what can arrive in a step, in whole units of field")
    state: int | None = value(None, help="largest magnitude of a neuron's state, in whole units of field")

    chips: int = value(1, help="chips of the board")
    barrier: tuple[tuple[int, float], ...] = value((), help="published pairs [chips, ns] of the barrier after a step")

    def __post_init__(self) -> None:
        super().__post_init__()
        lists = [name for name in _LISTS if getattr(self, name) is not None]
        if len(lists) != (len(_LISTS) if self.cell_bits is None else 0):
            raise FieldError(
                "limits",
                f"got {', '.join([*lists, *([] if self.cell_bits is None else ['cell_bits'])]) or 'neither'}; expected "
                f"{', '.join(_LISTS)}, or cell_bits alone.",
            )
        if self.all_cores > _MOST_CORES:
            raise FieldError("limits.cores", f"got {self.all_cores:,} in all, expected at most {_MOST_CORES:,}.")
        most = self.tiles * self.cores_per_tile
        if self.cores > most or (self.chips == 1 and self.cores < most):
            raise FieldError(
                "limits.cores",
                f"got {self.cores}, expected {self.mesh_columns} x {self.mesh_rows} tiles of {self.cores_per_tile}.",
            )

    @property
    def all_cores(self) -> int:
        """Number of cores of all chips."""
        return self.chips * self.cores

    @property
    def tiles(self) -> int:
        """Number of tiles of one chip."""
        return self.mesh_columns * self.mesh_rows

    @property
    def all_tiles(self) -> int:
        """Number of tiles of all chips."""
        return self.chips * self.tiles

    def tile(self, core: Any) -> Any:
        """Tile of a `core`, numbered through all chips: of one number or of an array of them."""
        return core // self.cores * self.tiles + core % self.cores // self.cores_per_tile

    def chip_of(self, tile: Any) -> Any:
        """Chip of a `tile`: of one number or of an array of them."""
        return tile // self.tiles

    def position(self, tile: Any) -> tuple[Any, Any]:
        """Column and row of a `tile` on the mesh of its chip: of one number or of an array of them."""
        return tile % self.tiles // self.mesh_rows, tile % self.tiles % self.mesh_rows

    def cores_of(self, tile: int) -> range:
        """The cores of a `tile`."""
        first = tile % self.tiles * self.cores_per_tile
        start = self.chip_of(tile) * self.cores
        return range(start + min(first, self.cores), start + min(first + self.cores_per_tile, self.cores))

    def neighbouring_tiles(self) -> list[int]:
        """All tiles, up one column and down the next and chip by chip, so that each is beside the one before."""
        out: list[int] = []
        for column in range(self.mesh_columns):
            tiles = range(column * self.mesh_rows, (column + 1) * self.mesh_rows)
            out += tiles if column % 2 == 0 else reversed(tiles)
        return [chip * self.tiles + tile for chip in range(self.chips) for tile in out]
