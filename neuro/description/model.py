"""The description of a whole network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import final

from ..errors import FieldError, nearest
from .couplings import Coupling, Link, label
from .fields import check_fields, quantity
from .populations import Classes, Input, Population
from .settings import Dynamics, IntegerPlasticity, Numbers, Phases, Plasticity


@final
@dataclass(frozen=True)
class Description:
    """One network, described once for every engine.

    Parameters
    ----------
    name, summary
        What it is called and what it is.
    populations
        At least one; their units are numbered through in this order.
    couplings
        Any number, each between populations named above; at most one of a kind per pair.
    input, classes
        Present when the network takes samples and answers with a label.
    phases, dynamics, plasticity, integer_plasticity, numbers
        How it runs and learns.
    seed
        Whole number from which all weights are drawn.

    Raises
    ------
    FieldError
        When a value is out of range or a name leads nowhere.
    """

    name: str
    populations: tuple[Population, ...]
    couplings: tuple[Coupling, ...] = ()
    input: Input | None = None
    classes: Classes | None = None
    phases: Phases = field(default_factory=Phases)
    dynamics: Dynamics = field(default_factory=Dynamics)
    plasticity: Plasticity = field(default_factory=Plasticity)
    integer_plasticity: IntegerPlasticity = field(default_factory=IntegerPlasticity)
    numbers: Numbers = field(default_factory=Numbers)
    seed: int = quantity(0, low=0)
    summary: str = ""

    def __post_init__(self) -> None:
        check_fields(self)
        object.__setattr__(self, "populations", tuple(self.populations))
        object.__setattr__(self, "couplings", tuple(self.couplings))
        if not self.populations:
            raise FieldError("populations", "got none, expected at least one [[populations]] table.")
        _unique("populations", [p.name for p in self.populations])
        for number, coupling in enumerate(self.couplings):
            self._check_coupling(f"couplings[{number}]", coupling)
        _unique("couplings", [label(c) for c in self.couplings])

    @property
    def units(self) -> int:
        """Number of units N over all populations."""
        return sum(p.size for p in self.populations)

    @property
    def slices(self) -> dict[str, slice]:
        """Where each population's units stand among all N."""
        out, start = {}, 0
        for population in self.populations:
            out[population.name] = slice(start, start + population.size)
            start += population.size
        return out

    def _check_coupling(self, where: str, coupling: Coupling) -> None:
        sizes = {p.name: p.size for p in self.populations}
        for end in ("source", "target"):
            name = getattr(coupling, end, None)
            if name is not None and name not in sizes:
                raise FieldError(f"{where}.{end}", f"got '{name}', expected a population; {nearest(name, sizes)}")
        if coupling.kind == "input" and self.input is None:
            raise FieldError(where, "is an input coupling, but there is no [input] table that gives its size.")
        if coupling.kind in ("feedback", "readout") and self.classes is None:
            raise FieldError(
                where, f"is a {coupling.kind} coupling, but there is no [classes] table that gives its size."
            )
        if not isinstance(coupling, Link):
            return
        if coupling.source == coupling.target:
            raise FieldError(where, "links a module to itself; expected two modules (self_coupling is for one).")
        if coupling.pattern == "one-to-one" and sizes[coupling.source] != sizes[coupling.target]:
            got = f"{sizes[coupling.source]} and {sizes[coupling.target]}"
            raise FieldError(where, f"one-to-one links need modules of equal size, got {got}; use pattern = 'random'.")


def _unique(key: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FieldError(key, f"'{name}' appears twice; expected each once.")
        seen.add(name)
