"""What the options of all measures have in common."""

from __future__ import annotations

import dataclasses
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...description import REGIMES, Description
from ...errors import NeuroError
from ...fields import AbstractDeclared, choice, quantity
from ...network import Network
from ...reading import read_options
from ..enumeration import LARGEST
from .target import FIELDS, check_field, field_of, target_network

METHODS = ("auto", "enumerate", "sample")
FIELD = "a constant field on the units"


@dataclasses.dataclass(frozen=True)
class AbstractOptions(AbstractDeclared, ABC):
    """Options of a measure: a frozen dataclass whose fields all have defaults.

    `sampling` are those that only networks too large for enumeration heed, where the measure chooses the method.
    """

    sampling: ClassVar[tuple[str, ...]] = ()

    field: str = choice(*FIELDS, default="none", help=FIELD)
    field_strength: float = quantity(1.0, low=0.0, help="standard deviation of a random field, factor of the others")
    regime: str = choice(*REGIMES, default="float", help="numbers of the network")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.field == "none":
            self.refuse_idle("field 'none'", "field_strength")
        if getattr(self, "method", None) == "enumerate":
            self.refuse_idle("method 'enumerate'", *self.sampling)

    @property
    def bare(self) -> bool:
        """Whether the network is that of the theory: in floats, without a field."""
        return self.field == "none" and self.regime == "float"

    @abstractmethod
    def check(self, description: Description) -> None:
        """Refuse a network that can't be measured so, before any work.

        Parameters
        ----------
        description
            Of the network.

        Raises
        ------
        NeuroError
            Saying what can.
        """
        check_field(description, self.field)

    def check_heeded(self, descriptions: Iterable[Description]) -> None:
        """Refuse options of sampling where all networks are enumerated.

        Parameters
        ----------
        descriptions
            Of all networks that are measured with these options.

        Raises
        ------
        NeuroError
            Naming the option.
        """
        if getattr(self, "method", None) == "auto" and all(each.units <= LARGEST for each in descriptions):
            why = f"networks of at most {LARGEST} units, all of whose states are looked at"
            self.refuse_idle(f"{why} unless method is 'sample'", *self.sampling)

    def refuse_idle(self, why: str, *names: str) -> None:
        """Refuse options that were set though nothing would heed them."""
        defaults = {field.name: field.default for field in dataclasses.fields(self)}
        for name in names:
            if getattr(self, name) != defaults[name]:
                raise NeuroError(f"option '{name}': has no effect with {why}; leave it out.")


_Options = TypeVar("_Options", bound=AbstractOptions)


def prepare(
    cls: type[_Options], description: Description, options: Mapping[str, Any]
) -> tuple[_Options, Network, NDArray[np.float64] | None]:
    """The options, checked; the network that is measured, and the constant field (N,) on it."""
    asked = read_options(cls, options)
    asked.check(description)
    network = target_network(description, asked.regime)
    return asked, network, field_of(network, asked.field, asked.field_strength)


def chosen_method(method: str, description: Description) -> str:
    """``enumerate`` or ``sample``, by the size of the network where the method is ``auto``."""
    return ("enumerate" if description.units <= LARGEST else "sample") if method == "auto" else method


def refuse_enumeration(asked: str, description: Description, instead: str) -> None:
    """Refuse to look at all states of too large a network; `asked` is the option that wants it."""
    if description.units > LARGEST:
        raise NeuroError(f"{asked}: got a network of {description.units} units, expected at most {LARGEST}; {instead}.")
