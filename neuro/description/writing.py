"""Description -> TOML text that reads back equal."""

from __future__ import annotations

import dataclasses
from typing import Any

import tomli_w

from .model import Description
from .reading import FORMAT


def write_description(description: Description) -> str:
    """The description as TOML text; every value is written, defaults included."""
    return tomli_w.dumps(as_table(description))


def as_table(description: Description) -> dict[str, Any]:
    """What :func:`write_description` writes, as plain dictionaries, lists and values."""
    table: dict[str, Any] = {"format": FORMAT}
    simple = {"name", "summary", "seed"}
    for name in ("name", "summary", "seed"):
        table[name] = getattr(description, name)
    for field in dataclasses.fields(description):
        value = getattr(description, field.name)
        if field.name in simple or value is None:
            continue
        table[field.name] = [_table(v) for v in value] if isinstance(value, tuple) else _table(value)
    return table


def _table(instance: Any) -> dict[str, Any]:
    out = {"kind": instance.kind} if hasattr(instance, "kind") else {}
    for field in dataclasses.fields(instance):
        value = getattr(instance, field.name)
        if value is not None:
            out[field.name] = value
    return out
