"""Every key of every TOML file: its type, default, range and meaning, from where it is declared."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from neuro.description import Description
from neuro.description.toml import FORMAT
from neuro.energy import ENERGIES
from neuro.energy.profile import TIMES, Barrier, Entry, Observation, Profile
from neuro.fields import expectation, field_types
from neuro.grids.commands import COMMANDS
from neuro.grids.reading import GridFile, LargeGrid
from neuro.placement.loading import LIMITS, BoardBarrier, BoardFile, ChipFile, Limit

from .markdown import code, prose, sentence, table, unmarked

HEADINGS = ("key", "default", "what is accepted", "what it is")
_PLAIN = (int, float, str, bool)
_NO_DEFAULT = dataclasses.MISSING


class Key(NamedTuple):
    """One key as a row shows it."""

    name: str
    default: str
    accepted: str
    meaning: str

    def row(self) -> tuple[str, ...]:
        return code(self.name), self.default, self.accepted, self.meaning


def is_table(kind: Any) -> bool:
    """Whether values of a type are tables of a file, or lists of such."""
    return any(dataclasses.is_dataclass(one) for one in _inside(kind))


def _inside(kind: Any) -> Iterator[Any]:
    if typing.get_origin(kind) in (tuple, typing.Union, types.UnionType):
        for one in typing.get_args(kind):
            yield from _inside(one)
    else:
        yield kind


def keys_of(cls: Any) -> list[Key]:
    """The keys of a table that a dataclass declares, without those that are tables themselves."""
    kinds = field_types(cls)
    found = [_key(field, *kinds[field.name]) for field in dataclasses.fields(cls) if not is_table(kinds[field.name][0])]
    return [Key("kind", "needed", f"`{cls.kind}`", "Which kind of coupling this is."), *found] if _kind(cls) else found


def _kind(cls: Any) -> str:
    kind = getattr(cls, "kind", "")
    return kind if isinstance(kind, str) else ""


def _key(field: dataclasses.Field[Any], kind: Any, optional: bool) -> Key:
    if field.default is None:
        default = "none"
    elif field.default is not _NO_DEFAULT:
        default = code(_as_toml(field.default))
    else:
        default = "empty" if field.default_factory is not _NO_DEFAULT else "needed"
    return Key(
        field.metadata.get("key") or field.name,
        default,
        sentence(_accepted(field, kind)).replace("'", "`"),
        sentence(unmarked(field.metadata["help"]).replace("None", "left out")),
    )


def _accepted(field: dataclasses.Field[Any], kind: Any) -> str:
    if "accepted" in field.metadata:
        return str(field.metadata["accepted"])
    if field.metadata.get("most") or kind in _PLAIN:
        return expectation(field, kind)
    return "a list of texts" if typing.get_origin(kind) is tuple else "a table"


def _as_toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return str(list(value))
    return f'"{value}"' if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


def keys_table(cls: Any) -> str:
    """The table of a dataclass's keys."""
    return table(HEADINGS, (key.row() for key in keys_of(cls)))


class Section(NamedTuple):
    """A table of a file: as it is written there, and the dataclass that takes it."""

    heading: str
    cls: Any


def sections() -> list[Section]:
    """All tables of a model file."""
    kinds = field_types(Description)
    found = []
    for field in dataclasses.fields(Description):
        kind, _ = kinds[field.name]
        classes = [one for one in _inside(kind) if dataclasses.is_dataclass(one)]
        listed = typing.get_origin(kind) is tuple
        for cls in classes:
            name = f"[[{field.name}]]" if listed else f"[{field.name}]"
            found.append(Section(f"{name}, kind {_kind(cls)}" if len(classes) > 1 else name, cls))
    return found


def file_pages() -> dict[str, str]:
    """The pages of all kinds of TOML file, by their place below reference/."""
    return {"model-file.md": _model_file(), "other-files.md": _other_files()}


def _model_file() -> str:
    top = Key("format", "needed", f"`{FORMAT}`.", "Version of the [format](formats.md).")
    text = [
        "# Keys of a model file\n",
        "Every key that a model file may hold, with its default, what it accepts and what it means. A key that isn't "
        "here is refused with the nearest right name; `neuro schema` gives the same to editors.\n",
        "A whole file stands in [the first tutorial](../tutorials/first-network.ipynb), the shipped ones under "
        "[models](../../models/digits.toml).\n",
        "## At the top\n",
        table(HEADINGS, [top.row(), *(key.row() for key in keys_of(Description))]),
    ]
    for heading, cls in sections():
        text += [f"## {heading}\n", prose(_own(cls)) + "\n", keys_table(cls)]
    return "\n".join(text)


def _own(cls: Any) -> str:
    """What a class says of itself, up to the section of its fields."""
    return cls.__doc__ or ""


def _limits() -> Iterable[tuple[str, ...]]:
    for name, field in LIMITS.items():
        yield (
            code(f"limits.{name}"),
            "needed" if field.default is _NO_DEFAULT else "none",
            sentence(field.metadata["help"]),
        )


def _other_files() -> str:
    text = [
        "# Keys of other files\n",
        "What grid files, chip and board files and energy profiles may hold. All begin with `format`, and refuse keys "
        "that they don't know.\n",
        "## Grid files\n",
        "Read by `neuro grid`; `format = 1`. [A whole one](../../examples/transition.toml).\n",
        keys_table(GridFile),
        "### [large]\n",
        prose(_own(LargeGrid)) + "\n",
        keys_table(LargeGrid),
    ]
    for name, command in COMMANDS.items():
        text += [f"### [options] of {name}\n", sentence(command.summary) + "\n", keys_table(command.options)]
    text += [
        "## Chip files\n",
        "Read by `--chip FILE.toml`; `format = 1`. [How to write one](../how-to/own-chip.md), and "
        "[a whole one](../../neuro/placement/chips/loihi1.toml).\n",
        keys_table(ChipFile),
        "Each limit is a table of its own:\n",
        _cited(Limit),
        table(("limit", "default", "what it is"), _limits()),
        "## Board files\n",
        "Read by `--chip FILE.toml`; `format = 1`. [A whole one](../../neuro/placement/boards/pohoiki-springs.toml).\n",
        keys_table(BoardFile),
        "Its limits are tables like those of a chip: `chips`, and `cores` of each chip where not all of them are in "
        "use.\n",
        "### [barrier] of a board\n",
        prose(_own(BoardBarrier)) + "\n",
        _cited(BoardBarrier),
        "## Energy profiles\n",
        "Read by `--profile FILE.toml`; `format = 2`. [A whole one](../../neuro/energy/profiles/loihi1-2018.toml).\n",
        _cited(Profile),
        "### [energy] and [time]\n",
        "One table for each quantity, with the keys\n",
        _cited(Entry),
        "What is not published is left out: it is unknown then, never zero. Energies are in pJ, times in ns:\n",
        table(
            ("quantity", "[energy]", "[time]", "what happens"),
            [(code(name), "yes", "yes" if name in TIMES else "no", sentence(what)) for name, what in ENERGIES.items()],
        ),
        "### [within]\n",
        "Quantities without a figure of their own, each with the figure that contains it: they are not added, and not "
        "missing either.\n",
        "### [barrier]\n",
        _cited(Barrier),
        "### [static_power]\n",
        "As a quantity of `[energy]`, in mW.\n",
        "### [[observations]]\n",
        prose(_own(Observation)) + "\n",
        _cited(Observation),
    ]
    return "\n".join(text)


def _cited(cls: Any) -> str:
    """A table of keys of which one is the source: a file gives it by a key of its [sources]."""
    rows = list[tuple[str, ...]]()
    for key in keys_of(cls):
        if key.name == "citation":
            rows.append((code("source"), "needed", "A key of `[sources]`, which holds texts.", "Where it is printed."))
            rows.append((code("place"), "none", "A text.", "Page or table."))
        else:
            rows.append(key.row())
    return table(HEADINGS, rows)
