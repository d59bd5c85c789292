"""Populations of binary units, and the two ends of the network: input and readout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from ..errors import FieldError
from .fields import check_fields, quantity


@final
@dataclass(frozen=True)
class Population:
    """A module of binary units s_i in {-1, +1}.

    Parameters
    ----------
    name
        How couplings refer to it.
    size
        Number of units.
    self_coupling
        J_D, the weight of a unit's own last state in its field; the same for every unit and never learned
        (arXiv 2509.05041, the core module).
    bias, bias_deviation
        Mean and standard deviation of a constant field, drawn once per unit.
    """

    name: str
    size: int = quantity(low=1)
    self_coupling: float = quantity(0.0)
    bias: float = quantity(0.0)
    bias_deviation: float = quantity(0.0, low=0.0)

    def __post_init__(self) -> None:
        check_fields(self)
        # Couplings are named source->target, each by its own name.
        if not self.name or "->" in self.name:
            raise FieldError("name", f"got {self.name!r}, expected a text that is not empty and holds no '->'.")


@final
@dataclass(frozen=True)
class Input:
    """The lines that carry a sample in.

    Parameters
    ----------
    size
        Number of input lines M.
    levels
        A value x in [0, 1] is carried as the whole number round(levels * x) by hardware; 1 means binary.
    data
        Name of the data set the model is made for, or None.
    """

    size: int = quantity(low=1)
    levels: int = quantity(1, low=1, high=255)
    data: str | None = None

    def __post_init__(self) -> None:
        check_fields(self)


@final
@dataclass(frozen=True)
class Classes:
    """The labels: `size` classes, one readout unit and one feedback line each."""

    size: int = quantity(low=2)

    def __post_init__(self) -> None:
        check_fields(self)
