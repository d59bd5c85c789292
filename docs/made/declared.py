"""What mkdocstrings does not read from the code: fields declared with a help text, by the classes as imported."""

from __future__ import annotations

import dataclasses
import importlib
from typing import Any

import griffe

from neuro.fields import AbstractDeclared


class DeclaredFields(griffe.Extension):
    """Docstrings as they are made from declarations, and plain defaults in place of calls of ``quantity`` and so on."""

    def on_class_members(self, *, cls: griffe.Class, **_: Any) -> None:
        """Called for each class once its members are known."""
        made = getattr(importlib.import_module(cls.module.path), cls.name, None) if cls.parent is cls.module else None
        if not (isinstance(made, type) and issubclass(made, AbstractDeclared) and dataclasses.is_dataclass(made)):
            return
        if made.__doc__ and cls.docstring:
            cls.docstring.value = made.__doc__
        for field in dataclasses.fields(made):
            member = cls.members.get(field.name)
            if isinstance(member, griffe.Attribute):
                member.value = _default(field)


def _default(field: dataclasses.Field[Any]) -> str | None:
    if field.default is not dataclasses.MISSING:
        return repr(field.default)
    if field.default_factory is not dataclasses.MISSING:
        return f"{getattr(field.default_factory, '__name__', 'made')}()"
    return None
