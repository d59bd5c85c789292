"""What the options of all measures have in common."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from ...description import Description
from ...description.fields import check_fields
from ...errors import NeuroError
from ..enumeration import LARGEST


class AbstractOptions(ABC):
    """Options of a measure: a frozen dataclass whose fields all have defaults.

    `sampling` are those that only networks too large for enumeration heed, where the measure chooses the method.
    """

    sampling: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def check(self, description: Description) -> None:
        """Refuse a network that can't be measured so, before any work.

        Raises
        ------
        NeuroError
            Saying what can.
        """

    def check_heeded(self, descriptions: Iterable[Description]) -> None:
        """Refuse options of sampling where all networks are enumerated.

        Raises
        ------
        NeuroError
            Naming the option.
        """
        if getattr(self, "method", None) == "auto" and all(each.units <= LARGEST for each in descriptions):
            why = f"networks of at most {LARGEST} units, all of whose states are looked at"
            refuse_idle(self, f"{why} unless method is 'sample'", *self.sampling)


def check_options(options: Any) -> None:
    """Check a measure's options against their ranges, and refuse those that its own other options make idle."""
    check_fields(options)
    if options.field == "none":
        refuse_idle(options, "field 'none'", "field_strength")
    if getattr(options, "method", None) == "enumerate":
        refuse_idle(options, "method 'enumerate'", *options.sampling)


def refuse_enumeration(asked: str, description: Description, instead: str) -> None:
    """Refuse to look at all states of too large a network; `asked` is the option that wants it."""
    if description.units > LARGEST:
        raise NeuroError(f"{asked}: got a network of {description.units} units, expected at most {LARGEST}; {instead}.")


def refuse_idle(options: Any, why: str, *names: str) -> None:
    """Refuse options of a dataclass that were set though nothing would heed them."""
    defaults = {field.name: field.default for field in dataclasses.fields(options)}
    for name in names:
        if getattr(options, name) != defaults[name]:
            raise NeuroError(f"option '{name}': has no effect with {why}; leave it out.")
