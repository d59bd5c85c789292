"""A chip's limits, read from a data file that cites its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, final

from ..errors import FieldError, NeuroError, nearest
from ..fields import AbstractDeclared, citation, entries, field_types, quantity, text, value
from ..reading import fill, read_texts, read_toml

DEFAULT_CHIP = "loihi1"
_FORMAT = 1
# Each takes memory before anything lies on it.
_MOST_CORES = 1_000_000
# Nearly 32 bits: such bits for each of a network's couplings still make a number of 64.
_LARGEST = 4_000_000_000


@final
@dataclass(frozen=True)
class Chip(AbstractDeclared):
    """What one chip holds. A limit that is not published is None and not checked.

    Raises
    ------
    FieldError
        When the mesh has another number of cores than `cores`, or there are more than a million.
    """

    name: str = value(help="the file's name of it")
    family: str = value(help="chip family of the energy profiles that price it")
    title: str = value(help="what to print")
    notes: tuple[str, ...] = value(help="what to know of its numbers")
    cores: int = value(help="cores of the chip, numbered tile by tile")
    cores_per_tile: int = value(help="cores that share a tile of the mesh")
    mesh_columns: int = value(help="columns of tiles; tiles are numbered column by column")
    mesh_rows: int = value(help="rows of tiles")
    neurons: int = value(help="neurons of a core")
    synapse_bits: int = value(help="memory of a core for couplings, in bits")
    weight_bits: int = value(help="bits of the widest coupling, sign included")
    word_bits: int = value(help="bits to whole multiples of which a list of couplings is rounded up")
    list_header_bits: int = value(help="bits of the header of such a list")
    list_couplings: int = value(help="couplings of one sender onto a core that stand in one list, at most")
    index_bits: int = value(help="bits of the index beside each weight of a sparse list")
    citations: Mapping[str, str] = value(help="source of each limit")
    in_axons: int | None = value(None, help="senders with receivers on a core")
    out_axons: int | None = value(None, help="pairs of a neuron of a core and a core that it sends to")
    bias: int | None = value(None, help="largest magnitude of a neuron's bias, in whole units of field")
    field: int | None = value(None, help="largest magnitude of what can arrive in a step, in whole units of field")
    state: int | None = value(None, help="largest magnitude of a neuron's state, in whole units of field")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.cores > _MOST_CORES:
            raise FieldError("limits.cores", f"got {self.cores}, expected at most {_MOST_CORES:,}.")
        if self.cores != self.tiles * self.cores_per_tile:
            raise FieldError(
                "limits.cores",
                f"got {self.cores}, expected {self.mesh_columns} x {self.mesh_rows} tiles of {self.cores_per_tile}.",
            )

    @property
    def tiles(self) -> int:
        """Number of tiles."""
        return self.mesh_columns * self.mesh_rows

    def tile(self, core: Any) -> Any:
        """Tile of a `core`: of one number or of an array of them."""
        return core // self.cores_per_tile

    def position(self, tile: Any) -> tuple[Any, Any]:
        """Column and row of a `tile`: of one number or of an array of them."""
        return tile // self.mesh_rows, tile % self.mesh_rows

    def neighbouring_tiles(self) -> list[int]:
        """All tiles, up one column and down the next, so that each is beside the one before."""
        out: list[int] = []
        for column in range(self.mesh_columns):
            tiles = range(column * self.mesh_rows, (column + 1) * self.mesh_rows)
            out += tiles if column % 2 == 0 else reversed(tiles)
        return out


def chip_names() -> list[str]:
    """Every chip that :func:`load_chip` knows by name."""
    return sorted(entry.name[:-5] for entry in files(f"{__package__}.chips").iterdir() if entry.name.endswith(".toml"))


def load_chip(name: str | Path = DEFAULT_CHIP) -> Chip:
    """The limits of a chip by `name`, one of :func:`chip_names`, or in a file of one's own by its path ending in .toml.

    Raises
    ------
    NeuroError
        When there is none, or a limit is missing, unknown or not a whole number from 1 to 4e9.

    Examples
    --------
    >>> from neuro.placement import load_chip
    >>> chip = load_chip("loihi1")
    >>> chip.title, chip.cores, chip.neurons
    ('Loihi 1', 128, 1024)
    """
    name = str(name)
    if name.endswith(".toml"):
        path = Path(name)
    elif name in chip_names():
        path = Path(str(files(f"{__package__}.chips") / f"{name}.toml"))
    else:
        raise NeuroError(f"there is no chip '{name}'; {nearest(name, chip_names())}")
    return read_toml(path, "a chip's limits", _FORMAT, _chip)


# What a file may say of a core or the mesh, by key.
LIMITS = {field.name: field for field in fields(Chip) if field_types(Chip)[field.name][0] is int}


@final
@dataclass(frozen=True)
class Limit(AbstractDeclared):
    """One published limit."""

    value: int = quantity(low=1, high=_LARGEST, help="the largest number that is allowed")
    citation: str = citation()


@final
@dataclass(frozen=True)
class ChipFile(AbstractDeclared):
    """What stands in a file."""

    name: str = text(help="what it is called")
    family: str = text(help="chip family of the energy profiles that price it")
    title: str = text(help="what to print")
    notes: tuple[str, ...] = value(help="what to know of its numbers")
    limits: Mapping[str, Limit] = entries(
        LIMITS, [name for name, f in LIMITS.items() if f.default is MISSING], help="by name, as below"
    )


def _chip(table: dict[str, Any]) -> Chip:
    found = fill(ChipFile, table, read_texts(table, "sources"))
    limits = {name: limit.value for name, limit in found.limits.items()}
    citations = {name: limit.citation for name, limit in found.limits.items()}
    return Chip(found.name, found.family, found.title, found.notes, citations=citations, **limits)
