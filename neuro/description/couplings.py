"""The kinds of coupling. A row of each matrix is a receiver: field = J s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias, final

from ..errors import FieldError
from ..fields import AbstractDeclared, choice, quantity, value

_SOURCE, _TARGET = "population whose units send", "population whose units receive"
_STRENGTH, _DENSITY = "scale of their standard deviation", "chance that each coupling exists"


@final
@dataclass(frozen=True)
class Gaussian(AbstractDeclared):
    """Asymmetric random couplings J_ij ~ N(0, strength^2 / (density * size of source)), independent of J_ji.

    Within one population the diagonal is left out: it is the self-coupling. Below density 1 each coupling
    exists with that probability, independently (arXiv 2509.05041).
    """

    kind: ClassVar[str] = "gaussian"
    source: str = value(help=_SOURCE)
    target: str = value(help=_TARGET)
    strength: float = quantity(1.0, low=0.0, help=_STRENGTH)
    density: float = quantity(1.0, low=0.0, high=1.0, help=_DENSITY)


@final
@dataclass(frozen=True)
class Link(AbstractDeclared):
    """Sparse excitatory links between two modules, never learned (arXiv 2509.05041, the chain).

    ``one-to-one`` joins unit i to unit i and needs equal sizes; ``random`` joins each pair with probability `density`.
    """

    kind: ClassVar[str] = "link"
    source: str = value(help=_SOURCE)
    target: str = value(help=_TARGET)
    strength: float = quantity(low=0.0, help="lambda, the weight of every link")
    pattern: str = choice("one-to-one", "random", default="one-to-one", help="which pairs of units are joined")
    density: float = quantity(1.0, low=0.0, high=1.0, help=_DENSITY)


@final
@dataclass(frozen=True)
class InputCoupling(AbstractDeclared):
    """Input weights ~ N(0, strength^2 / (density * lines within reach)) onto a population; learned.

    Within reach of every unit are all lines (``random``), or those of one square (``patch``) of the input's shape, its
    receptive field, drawn for each unit with all places inside the shape alike; of one interval, where the shape is
    one long. Units are numbered so that neighbours have neighbouring squares (localised random weights: Illing,
    Gerstner and Brea, arXiv 1905.04101).

    Raises
    ------
    FieldError
        When `patch` is missing for that pattern, or given without it.
    """

    kind: ClassVar[str] = "input"
    target: str = value(help=_TARGET)
    strength: float = quantity(1.0, low=0.0, help=_STRENGTH)
    density: float = quantity(1.0, low=0.0, high=1.0, help=f"{_DENSITY}, within reach")
    pattern: str = choice(
        "random", "patch", default="random", help="which lines are within reach of a unit", later=True
    )
    patch: int | None = quantity(
        None, low=1, help="lines along each side of a receptive field; for 'patch' alone", later=True
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.pattern == "patch" and self.patch is None:
            raise FieldError("patch", "is missing; expected the side of a receptive field, since pattern is 'patch'.")
        if self.pattern != "patch" and self.patch is not None:
            raise FieldError("patch", f"got {self.patch} with pattern '{self.pattern}', expected none; use 'patch'.")


@final
@dataclass(frozen=True)
class Feedback(AbstractDeclared):
    """The field each label exerts on a population while it is clamped; fixed.

    W ~ N(0, strength^2 / classes) times the encoding of the label: ``one-hot`` (1, 0), ``plus-minus`` (1, -1) or
    ``rescaled`` (sqrt(C-1)/2 for the true class, -1/sqrt(C-1) for the others).
    """

    kind: ClassVar[str] = "feedback"
    target: str = value(help=_TARGET)
    strength: float = quantity(1.0, low=0.0, help=_STRENGTH)
    encoding: str = choice("one-hot", "plus-minus", "rescaled", default="rescaled", help="what each class is sent as")


@final
@dataclass(frozen=True)
class Readout(AbstractDeclared):
    """Readout weights ~ N(0, strength^2 / size of source); the class with the largest field is the answer; learned."""

    kind: ClassVar[str] = "readout"
    source: str = value(help=_SOURCE)
    strength: float = quantity(1.0, low=0.0, help=_STRENGTH)


Coupling: TypeAlias = Gaussian | Link | InputCoupling | Feedback | Readout


def label(coupling: Coupling) -> str:
    """A name no other coupling of the same description has, for instance ``gaussian:hidden->hidden``.

    Parameters
    ----------
    coupling
        Of any kind; where it has no source or target, ``input``, ``label`` or ``readout`` stands in its place.
    """
    source = getattr(coupling, "source", "input" if coupling.kind == "input" else "label")
    target = getattr(coupling, "target", "readout")
    return f"{coupling.kind}:{source}->{target}"
