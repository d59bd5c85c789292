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
class Chip:
    """What one chip holds. A limit that is not published is None and not checked.

    Parameters
    ----------
    name, title, notes
        The file's name of it, what to print, and what to know of its numbers.
    family
        Chip family of the energy profiles that price it.
    cores, cores_per_tile, mesh_columns, mesh_rows
        Cores are numbered tile by tile, tiles column by column.
    neurons, synapse_bits, in_axons, out_axons
        Per core: neurons; memory for couplings in bits; senders with receivers on the core; (neuron of the core,
        destination core) pairs.
    weight_bits
        Widest coupling, sign included.
    word_bits, list_header_bits, list_couplings, index_bits
        A sender's couplings onto a core stand in lists of at most `list_couplings`, each with a header and rounded up
        to whole words; a sparse list holds an index beside each weight.
    bias, field, state
        Largest magnitudes of a neuron's bias, of what can arrive in a step, and of its state, in whole units of field.
    citations
        Source of each limit.

    Raises
    ------
    FieldError
        When the mesh has another number of cores than `cores`, or there are more than a million.
    """

    name: str
    family: str
    title: str
    notes: tuple[str, ...]
    cores: int
    cores_per_tile: int
    mesh_columns: int
    mesh_rows: int
    neurons: int
    synapse_bits: int
    weight_bits: int
    word_bits: int
    list_header_bits: int
    list_couplings: int
    index_bits: int
    citations: Mapping[str, str]
    in_axons: int | None = None
    out_axons: int | None = None
    bias: int | None = None
    field: int | None = None
    state: int | None = None

    def __post_init__(self) -> None:
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


_LIMITS = {field.name: field for field in fields(Chip) if field_types(Chip)[field.name][0] is int}


@final
@dataclass(frozen=True)
class _Limit(AbstractDeclared):
    """One published limit."""

    value: int = quantity(low=1, high=_LARGEST, help="the largest number that is allowed")
    citation: str = citation()


@final
@dataclass(frozen=True)
class _ChipFile(AbstractDeclared):
    """What stands in a file."""

    name: str = text()
    family: str = text()
    title: str = text()
    notes: tuple[str, ...] = value()
    limits: Mapping[str, _Limit] = entries(_LIMITS, [name for name, f in _LIMITS.items() if f.default is MISSING])


def _chip(table: dict[str, Any]) -> Chip:
    found = fill(_ChipFile, table, read_texts(table, "sources"))
    limits = {name: limit.value for name, limit in found.limits.items()}
    citations = {name: limit.citation for name, limit in found.limits.items()}
    return Chip(found.name, found.family, found.title, found.notes, citations=citations, **limits)
