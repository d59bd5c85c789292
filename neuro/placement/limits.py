"""A chip's limits, read from a data file that cites its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, final

from ..errors import FieldError, NeuroError, nearest
from ..tables import as_table, check_keys, read_toml, text

DEFAULT_CHIP = "loihi1"
_FORMAT = 1
_NEEDED = (
    "cores",
    "cores_per_tile",
    "mesh_columns",
    "mesh_rows",
    "neurons",
    "synapse_bits",
    "weight_bits",
    "word_bits",
    "list_header_bits",
    "list_couplings",
    "index_bits",
)
_OPTIONAL = ("in_axons", "out_axons", "bias", "field", "state")


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
        """Tile of a core.

        Parameters
        ----------
        core
            One number or an array of them.
        """
        return core // self.cores_per_tile

    def position(self, tile: Any) -> tuple[Any, Any]:
        """Column and row of a tile.

        Parameters
        ----------
        tile
            One number or an array of them.
        """
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
    """The limits of a chip.

    Parameters
    ----------
    name
        One of :func:`chip_names`, or the path of a file of one's own (ending in .toml).

    Raises
    ------
    NeuroError
        When there is none, or a limit is missing, unknown or not a whole number of at least 1.

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
    try:
        return _chip(read_toml(path, "a chip's limits"))
    except FieldError as problem:
        raise NeuroError(f"{path}: {problem}") from problem


def _chip(table: dict[str, Any]) -> Chip:
    check_keys(table, "", ("format", "name", "family", "title", "notes", "sources", "limits"))
    if table["format"] != _FORMAT:
        raise FieldError("format", f"got {table['format']!r}, expected {_FORMAT}.")
    if not isinstance(table["notes"], list):
        raise FieldError("notes", f"got {table['notes']!r}, expected a list of sentences.")
    sources = as_table(table["sources"], "sources")
    limits = as_table(table["limits"], "limits")
    check_keys(limits, "limits.", _NEEDED, _OPTIONAL)
    values: dict[str, int] = {}
    citations: dict[str, str] = {}
    for name, limit in limits.items():
        where = f"limits.{name}"
        limit = as_table(limit, where)
        check_keys(limit, f"{where}.", ("value", "source"), ("place",))
        if type(limit["value"]) is not int or limit["value"] < 1:
            raise FieldError(f"{where}.value", f"got {limit['value']!r}, expected a whole number of at least 1.")
        source = text(limit["source"], f"{where}.source")
        if source not in sources:
            raise FieldError(f"{where}.source", f"got '{source}'; {nearest(source, sources)}")
        cited = text(sources[source], f"sources.{source}")
        values[name] = limit["value"]
        citations[name] = f"{cited}, {limit['place']}" if "place" in limit else cited
    return Chip(
        name=text(table["name"], "name"),
        family=text(table["family"], "family"),
        title=text(table["title"], "title"),
        notes=tuple(text(note, f"notes[{k}]") for k, note in enumerate(table["notes"])),
        citations=citations,
        **values,
    )
