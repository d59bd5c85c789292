"""Counts that add up."""

from __future__ import annotations

from abc import ABC
from dataclasses import asdict, fields
from typing import Any, ClassVar, TypeVar

_Counts = TypeVar("_Counts", bound="AbstractCounts")


class AbstractCounts(ABC):  # noqa: B024  a dataclass makes it concrete
    """A frozen dataclass of counts; `sums` names the properties that are reported beside its fields."""

    sums: ClassVar[tuple[str, ...]] = ()

    def __add__(self: _Counts, other: _Counts) -> _Counts:
        """Counts of both together."""
        names = [field.name for field in fields(self)]  # type: ignore[arg-type]  # every subclass is a dataclass
        return type(self)(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def as_dict(self) -> dict[str, Any]:
        """Every count by name, the sums last."""
        counts: dict[str, Any] = asdict(self)  # type: ignore[call-overload]  # every subclass is a dataclass
        return counts | {name: getattr(self, name) for name in self.sums}
