"""The kinds of coupling. A row of each matrix is a receiver: field = J s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias, final

from .fields import check_fields, choice, quantity


@final
@dataclass(frozen=True)
class Gaussian:
    """Asymmetric random couplings J_ij ~ N(0, strength^2 / (density * size of source)), independent of J_ji.

    Within one population the diagonal is left out: it is the self-coupling. Below density 1 each coupling
    exists with that probability, independently (arXiv 2509.05041).
    """

    kind: ClassVar[str] = "gaussian"
    source: str
    target: str
    strength: float = quantity(1.0, low=0.0)
    density: float = quantity(1.0, low=0.0, high=1.0)

    def __post_init__(self) -> None:
        check_fields(self)


@final
@dataclass(frozen=True)
class Link:
    """Sparse excitatory links lambda >= 0 between two modules, never learned.

    ``one-to-one`` joins unit i to unit i and needs equal sizes; ``random`` joins each pair with
    probability `density` (arXiv 2509.05041, the chain).
    """

    kind: ClassVar[str] = "link"
    source: str
    target: str
    strength: float = quantity(low=0.0)
    pattern: str = choice("one-to-one", "random", default="one-to-one")
    density: float = quantity(1.0, low=0.0, high=1.0)

    def __post_init__(self) -> None:
        check_fields(self)


@final
@dataclass(frozen=True)
class InputCoupling:
    """Input weights ~ N(0, strength^2 / (density * input size)) onto a population; learned."""

    kind: ClassVar[str] = "input"
    target: str
    strength: float = quantity(1.0, low=0.0)
    density: float = quantity(1.0, low=0.0, high=1.0)

    def __post_init__(self) -> None:
        check_fields(self)


@final
@dataclass(frozen=True)
class Feedback:
    """The field each label exerts on a population while it is clamped; fixed.

    Drawn as W ~ N(0, strength^2 / classes) times the encoding of the label: ``one-hot`` (1, 0),
    ``plus-minus`` (1, -1) or ``rescaled`` (sqrt(C-1)/2 for the true class, -1/sqrt(C-1) for the others).
    """

    kind: ClassVar[str] = "feedback"
    target: str
    strength: float = quantity(1.0, low=0.0)
    encoding: str = choice("one-hot", "plus-minus", "rescaled", default="rescaled")

    def __post_init__(self) -> None:
        check_fields(self)


@final
@dataclass(frozen=True)
class Readout:
    """Readout weights ~ N(0, strength^2 / size of source); the class with the largest field is the answer; learned."""

    kind: ClassVar[str] = "readout"
    source: str
    strength: float = quantity(1.0, low=0.0)

    def __post_init__(self) -> None:
        check_fields(self)


Coupling: TypeAlias = Gaussian | Link | InputCoupling | Feedback | Readout
KINDS: dict[str, type[Coupling]] = {c.kind: c for c in (Gaussian, Link, InputCoupling, Feedback, Readout)}


def label(coupling: Coupling) -> str:
    """A name no other coupling of the same description has, for instance ``gaussian:hidden->hidden``."""
    source = getattr(coupling, "source", "input" if coupling.kind == "input" else "label")
    target = getattr(coupling, "target", "readout")
    return f"{coupling.kind}:{source}->{target}"
