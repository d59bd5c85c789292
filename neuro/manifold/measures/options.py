"""What all measures have in common: their options, the network with a field on it, its settings and its theory."""

from __future__ import annotations

import dataclasses
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...data import load_data
from ...description import REGIMES, Description, Gaussian, Link
from ...errors import NeuroError
from ...fields import AbstractDeclared, choice, quantity
from ...network import Network, build_network, integer_network
from ...reading import read_options
from ..enumeration import LARGEST
from ..states import check_states_fit, input_field
from ..theory import expected_described_fixed_points

FIELDS = ("none", "random", "input", "feedback", "sample")
# What of a description gives lines to a field.
_SECTIONS = {"input": "input", "feedback": "classes", "sample": "input"}
_STREAM = 0x6669656C64
# Options that say how many states are held at once.
_STATES = ("starts", "particles")
# The logarithm of the largest float.
LARGEST_LOG = math.log(1.7e308)
METHODS = ("auto", "enumerate", "sample")
FIELD = "a constant field on the units"


@dataclasses.dataclass(frozen=True)
class AbstractOptions(AbstractDeclared, ABC):
    """Options of a measure: a frozen dataclass whose fields all have defaults.

    `sampling` are those that only networks too large for enumeration heed, where the measure chooses the method.
    `exhaustive` says that nothing is drawn where all states are looked at.
    """

    sampling: ClassVar[tuple[str, ...]] = ()
    exhaustive: ClassVar[bool] = False

    field: str = choice(*FIELDS, default="none", help=FIELD)
    field_strength: float = quantity(1.0, low=0.0, help="standard deviation of a random field, factor of the others")
    regime: str = choice(*REGIMES, default="float", help="numbers of the network")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.field == "none":
            self._refuse_idle("field 'none'", "field_strength")
        if getattr(self, "method", None) == "enumerate":
            self._refuse_idle("method 'enumerate'", *self.sampling)

    @property
    def bare(self) -> bool:
        """Whether the network is that of the theory: in floats, without a field."""
        return self.field == "none" and self.regime == "float"

    @property
    def largest(self) -> int:
        """Units of the largest network that is enumerated where the measure chooses the method."""
        return LARGEST

    def draws(self, description: Description) -> bool:
        """Whether another seed gives the same network another row.

        Parameters
        ----------
        description
            Of the network.
        """
        sampled = getattr(self, "method", None) == "sample" or description.units > self.largest
        return self.field != "none" or sampled or not self.exhaustive

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
        section = _SECTIONS.get(self.field)
        if section is not None and getattr(description, section) is None:
            raise NeuroError(
                f"field '{self.field}': model '{description.name}' has no [{section}]; ask for field 'random'."
            )
        for name in _STATES:
            check_states_fit(getattr(self, name, 0), description.units, name)

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
        if getattr(self, "method", None) == "auto" and all(each.units <= self.largest for each in descriptions):
            why = f"networks of at most {self.largest} units, all of whose states are looked at"
            self._refuse_idle(f"{why} unless method is 'sample'", *self.sampling)

    def _refuse_idle(self, why: str, *names: str) -> None:
        """Refuse options that were set though nothing would heed them."""
        defaults = {field.name: field.default for field in dataclasses.fields(self)}
        for name in names:
            if getattr(self, name) != defaults[name]:
                raise NeuroError(f"option '{name}': has no effect with {why}; leave it out.")


_Options = TypeVar("_Options", bound=AbstractOptions)

# What is measured: a network drawn from a description, or one that is there, for instance trained.
Model: TypeAlias = Description | Network


def prepare(
    cls: type[_Options], model: Model, options: Mapping[str, Any]
) -> tuple[_Options, Network, NDArray[np.float64] | None]:
    """The options, checked; the network that is measured, and the constant field (N,) on it.

    Raises
    ------
    NeuroError
        When an option doesn't fit, or a network of whole numbers is asked for in floats.
    """
    asked = read_options(cls, options)
    asked.check(model if isinstance(model, Description) else model.description)
    network = build_network(model) if isinstance(model, Description) else model
    if network.is_integer and asked.regime == "float":
        raise NeuroError("regime 'float': the network is one of whole numbers; ask for regime 'integer'.")
    if asked.regime == "integer" and not network.is_integer:
        network = integer_network(network)
    return asked, network, field_of(network, asked.field, asked.field_strength)


def chosen_method(method: str, description: Description) -> str:
    """``enumerate`` or ``sample``, by the size of the network where the method is ``auto``."""
    return ("enumerate" if description.units <= LARGEST else "sample") if method == "auto" else method


def refuse_enumeration(asked: str, description: Description, instead: str) -> None:
    """Refuse to look at all states of too large a network; `asked` is the option that wants it."""
    if description.units > LARGEST:
        raise NeuroError(f"{asked}: got a network of {description.units} units, expected at most {LARGEST}; {instead}.")


def check_distance(distance: int, description: Description) -> None:
    """Refuse more flips than the network has units."""
    if distance > description.units:
        raise NeuroError(f"distance: got {distance}, expected at most {description.units}, the number of units.")


def settings_of(description: Description) -> dict[str, Any]:
    """The settings that matter, by name; None where modules or couplings differ in one."""
    inside = [c for c in description.couplings if isinstance(c, Gaussian)]
    links = [c for c in description.couplings if isinstance(c, Link)]
    return {
        "model": description.name,
        "seed": description.seed,
        "units": description.units,
        "depth": len(description.populations),
        "size": _shared([p.size for p in description.populations]),
        "self_coupling": _shared([p.self_coupling for p in description.populations]),
        "density": _shared([c.density for c in inside]),
        "link_strength": _shared([c.strength for c in links]),
    }


def field_of(network: Network, kind: str, strength: float) -> NDArray[np.float64] | None:
    """A constant field (N,) in the network's own units, from the description's seed; None for none.

    ``random`` gives each unit a Gaussian field of that standard deviation, in the description's units, as random input
    of many lines does; ``input`` is the field of a sample of random bits at the network's own input weights,
    ``sample`` that of a sample of the model's data, drawn from those of validation, ``feedback`` that of one label, all
    three times the strength. In an integer network it is rounded to whole units, as its bias is.
    """
    if kind == "none":
        return None
    rng = np.random.default_rng([network.description.seed, _STREAM])
    if kind == "random":
        field = strength * rng.standard_normal(network.units) / (network.unit or 1.0)
    elif kind == "sample":
        field = strength * input_field(network, _sample(network, rng))
    elif kind == "input":
        bits = rng.integers(0, 2, size=(1, network.lines)).astype(float)
        field = strength * input_field(network, network.encode(bits)[0])
    else:
        label = int(rng.integers(network.classes))
        field = strength * network.feedback_weights[:, label] * float(network.feedback_payload)
    return np.rint(field) if network.is_integer else np.asarray(field, float)


def _sample(network: Network, rng: np.random.Generator) -> NDArray[Any]:
    """What the lines carry of a sample of the data set that the description names, (M,)."""
    declared = network.description.input
    if declared is None or declared.data is None or declared.steps is not None:
        raise NeuroError(
            f"field 'sample': model '{network.description.name}' names no data set whose samples stand still; ask for "
            "field 'input'."
        )
    samples = load_data(declared.data, like=declared).validation
    place = int(rng.integers(len(samples)))
    return np.asarray(network.encode(samples.inputs[place : place + 1])[0])


def log_theory_of(model: Model) -> float | None:
    """Logarithm of the mean number over all seeds; None where there is no theory, or the mean is 0."""
    if not isinstance(model, Description):
        return None
    try:
        found = expected_described_fixed_points(model, log=True)
    except NeuroError:
        return None
    return found if math.isfinite(found) else None


def module_law(model: Model) -> tuple[int, float, float] | None:
    """Size, self-coupling and strength of a module of 2 units or more with all couplings: pairs have a theory there."""
    if not isinstance(model, Description):
        return None
    (first, *others), couplings = model.populations, model.couplings
    inside = [c for c in couplings if isinstance(c, Gaussian)]
    if others or first.bias or first.bias_deviation or any(isinstance(c, Link) for c in couplings):
        return None
    if first.size < 2 or len(inside) != 1 or inside[0].density < 1.0 or not inside[0].strength > 0.0:
        return None
    return first.size, first.self_coupling, inside[0].strength


def _shared(values: list[Any]) -> Any:
    return values[0] if len(set(values)) == 1 else None
