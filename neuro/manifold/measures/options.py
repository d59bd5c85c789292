"""What the options of all measures have in common."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from typing import Any

from ...description import Description
from ...errors import NeuroError


class AbstractOptions(ABC):
    """Options of a measure: a frozen dataclass whose fields all have defaults."""

    @abstractmethod
    def check(self, description: Description) -> None:
        """Refuse a network that can't be measured so, before any work.

        Raises
        ------
        NeuroError
            Saying what can.
        """


def refuse_idle(options: Any, why: str, *names: str) -> None:
    """Refuse options of a dataclass that were set though nothing would heed them."""
    defaults = {field.name: field.default for field in dataclasses.fields(options)}
    for name in names:
        if getattr(options, name) != defaults[name]:
            raise NeuroError(f"option '{name}': has no effect with {why}; leave it out.")
