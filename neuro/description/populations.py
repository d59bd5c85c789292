"""Populations of binary units, and the two ends of the network: input and readout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from ..errors import FieldError
from ..fields import AbstractDeclared, quantity, value


@final
@dataclass(frozen=True)
class Population(AbstractDeclared):
    """A module of binary units s_i in {-1, +1} (arXiv 2509.05041, the core module)."""

    name: str = value(help="how couplings refer to it")
    size: int = quantity(low=1, help="number of units")
    self_coupling: float = quantity(
        0.0, help="J_D, the weight of a unit's own last state in its field; the same for every unit and never learned"
    )
    bias: float = quantity(0.0, help="mean of a constant field, drawn once per unit")
    bias_deviation: float = quantity(0.0, low=0.0, help="standard deviation of that field")

    def __post_init__(self) -> None:
        super().__post_init__()
        # Couplings are named source->target, each by its own name.
        if not self.name or "->" in self.name:
            raise FieldError("name", f"got {self.name!r}, expected a text that is not empty and holds no '->'.")


@final
@dataclass(frozen=True)
class Input(AbstractDeclared):
    """The lines that carry a sample in.

    A value x in [0, 1] is carried as the whole number round(levels * x) by hardware; 1 level means binary.
    """

    size: int = quantity(low=1, help="number of input lines M")
    levels: int = quantity(1, low=1, high=255, help="whole numbers above 0 that a line carries")
    data: str | None = value(None, help="name of the data set the model is made for, or None")


@final
@dataclass(frozen=True)
class Classes(AbstractDeclared):
    """The labels a network answers with: one readout unit and one feedback line each."""

    size: int = quantity(low=2, help="number of classes C")
