"""The JSON Schema of model files, made from the declarations of their fields; editors check and complete by it."""

from __future__ import annotations

import dataclasses
import types
import typing
from typing import Any

from ..fields import field_types
from .model import Description
from .toml import FORMAT

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KINDS = {int: "integer", float: "number", str: "string", bool: "boolean"}


def description_schema() -> dict[str, Any]:
    """The schema, as plain data.

    It holds what can be said of single values. That names lead to populations and shapes fit sizes is checked when a
    file is read.

    Examples
    --------
    >>> description_schema()["properties"]["phases"]["properties"]["warmup"]
    {'type': 'integer', 'minimum': 0, 'default': 1, 'description': 'Steps with input alone.'}
    """
    schema = _object(Description)
    number = {"const": FORMAT, "description": "Version of the format."}
    schema["properties"] = {"format": number, **schema["properties"]}
    schema["required"] = ["format", *schema["required"]]
    return {"$schema": _DIALECT, "title": "A network of binary units", **schema}


def _object(cls: Any) -> dict[str, Any]:
    """A table whose keys are the fields of a dataclass."""
    properties: dict[str, Any] = {}
    kind = getattr(cls, "kind", None)
    if isinstance(kind, str):
        properties["kind"] = {"const": kind}
    required = list(properties)
    types_of = field_types(cls)
    for field in dataclasses.fields(cls):
        properties[field.name] = _value(field, types_of[field.name][0])
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            required.append(field.name)
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def _value(field: dataclasses.Field[Any], kind: Any) -> dict[str, Any]:
    limits = field.metadata
    if "most" in limits:
        each = {"type": "integer", "minimum": limits["low"]}
        found: dict[str, Any] = {"type": "array", "minItems": 1, "maxItems": limits["most"], "items": each}
    elif "names" in limits:
        found = {"enum": list(limits["names"])}
    else:
        found = _of_kind(kind)
        for limit, word in (("low", "minimum"), ("high", "maximum")):
            if limits.get(limit) is not None:
                found[word] = limits[limit]
        if limits.get("filled") or limits.get("short"):
            found["minLength"] = 1
    if isinstance(field.default, (int, float, str, bool)):
        found["default"] = field.default
    if about := limits.get("help"):
        found["description"] = f"{about[0].upper()}{about[1:]}."
    return found


def _of_kind(kind: Any) -> dict[str, Any]:
    if kind in _KINDS:
        return {"type": _KINDS[kind]}
    if dataclasses.is_dataclass(kind):
        return _object(kind)
    # A tuple of tables, of one kind or of several.
    (inside,) = (one for one in typing.get_args(kind) if one is not Ellipsis)
    several = typing.get_args(inside) if isinstance(inside, types.UnionType) else (inside,)
    items = [_object(one) for one in several]
    return {"type": "array", "items": items[0] if len(items) == 1 else {"oneOf": items}}
