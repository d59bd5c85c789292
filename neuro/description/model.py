"""The description of a whole network: its populations of binary units, its input and classes, and all the rest."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import final

from ..errors import FieldError, nearest, shown
from ..fields import AbstractDeclared, quantity, short_text, value, whole_numbers
from ..html import html_table
from .couplings import Coupling, Feedback, InputCoupling, Link, label
from .settings import Augmentation, Consolidation, Dynamics, IntegerPlasticity, Numbers, Phases, Plasticity


@final
@dataclass(frozen=True)
class Population(AbstractDeclared):
    """A module of binary units s_i in {-1, +1} (arXiv 2509.05041, the core module).

    Raises
    ------
    FieldError
        When a value is out of range, or the name is empty or holds ``->``.
    """

    name: str = short_text(help="how couplings refer to it")
    size: int = quantity(low=1, help="number of units")
    self_coupling: float = quantity(
        0.0, help="J_D, the weight of a unit's own last state in its field; the same for every unit and never learned"
    )
    bias: float = quantity(0.0, help="mean of a constant field, drawn once per unit")
    bias_deviation: float = quantity(0.0, low=0.0, help="standard deviation of that field")

    def __post_init__(self) -> None:
        super().__post_init__()
        # Couplings are named source->target, each by its own name.
        if "->" in self.name:
            raise FieldError("name", f"got {self.name!r}, expected a text that holds no '->'.")


@final
@dataclass(frozen=True)
class Input(AbstractDeclared):
    """The lines that carry a sample in.

    A value x in [0, 1] is carried as the whole number round(levels * x) by hardware; 1 level means binary.

    Raises
    ------
    FieldError
        When a value is out of range, or the shape has another number of lines than `size`.
    """

    size: int = quantity(low=1, help="number of input lines M")
    shape: tuple[int, ...] | None = whole_numbers(
        None,
        low=1,
        most=3,
        help="how they lie, the last side fastest: length; rows, columns; rows, columns, channels",
        later=True,
    )
    levels: int = quantity(1, low=1, high=255, help="whole numbers above 0 that a line carries")
    data: str | None = value(None, help="name of the data set the model is made for, or None")
    steps: int | None = quantity(
        None, low=1, help="time steps of a sample whose values change; None where they stay", later=True
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.shape is not None and math.prod(self.shape) != self.size:
            got = " x ".join(map(str, self.shape))
            raise FieldError("shape", f"got {got}, {math.prod(self.shape)} lines, expected {self.size}, as size says.")

    @property
    def sides(self) -> tuple[int, ...]:
        """The sides along which there are neighbours: those of the shape but for channels; none without a shape."""
        return (self.shape or ())[:2]

    def within_reach(self, coupling: InputCoupling) -> int:
        """How many lines a unit may hear along a `coupling`: those of its receptive field, or all."""
        if coupling.patch is None:
            return self.size
        channels = self.size // math.prod(self.sides)
        return int(coupling.patch ** len(self.sides)) * channels


@final
@dataclass(frozen=True)
class Classes(AbstractDeclared):
    """The labels a network answers with: one feedback line each, and one readout unit or several."""

    size: int = quantity(low=2, help="number of classes C")
    readouts: int = quantity(
        1,
        low=1,
        help="readout units of each class; each hears its share of the units, and the host adds up their fields",
        later=True,
    )


@final
@dataclass(frozen=True)
class Description(AbstractDeclared):
    """One network, described once for every engine.

    Raises
    ------
    FieldError
        When a value is out of range or a name leads nowhere.

    Examples
    --------
    >>> from neuro.description import Gaussian, Population
    >>> module = Population("module", 100, self_coupling=0.8)
    >>> description = Description("mine", (module,), (Gaussian("module", "module"),), seed=7)
    >>> description.units, description.slices
    (100, {'module': slice(0, 100, None)})
    >>> Population("module", 0)
    Traceback (most recent call last):
    neuro.errors.FieldError: size: got 0, expected a whole number of at least 1.
    """

    name: str = short_text(help="what it is called")
    populations: tuple[Population, ...] = value(help="at least one; their units are numbered through in this order")
    couplings: tuple[Coupling, ...] = value((), help="between populations named above, one of a kind per pair at most")
    input: Input | None = value(None, help="present when the network takes samples")
    classes: Classes | None = value(None, help="present when the network answers with a label")
    phases: Phases = value(factory=Phases, help="steps of a sample")
    dynamics: Dynamics = value(factory=Dynamics, help="which units are updated in a step")
    plasticity: Plasticity = value(factory=Plasticity, help="how it learns in floats")
    integer_plasticity: IntegerPlasticity = value(factory=IntegerPlasticity, help="how it learns in whole numbers")
    consolidation: Consolidation = value(
        factory=Consolidation, help="epochs in which the readout learns alone", later=True
    )
    augmentation: Augmentation = value(factory=Augmentation, help="how training samples are varied", later=True)
    numbers: Numbers = value(factory=Numbers, help="floats or whole numbers")
    seed: int = quantity(0, low=0, help="from which all weights are drawn")
    summary: str = value("", help="what it is, in a sentence")

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "populations", tuple(self.populations))
        object.__setattr__(self, "couplings", tuple(self.couplings))
        if not self.populations:
            raise FieldError("populations", "got none, expected at least one [[populations]] table.")
        _unique("populations", [p.name for p in self.populations])
        sizes = {p.name: p.size for p in self.populations}
        for number, coupling in enumerate(self.couplings):
            self._check_coupling(f"couplings[{number}]", coupling, sizes)
        _unique("couplings", [label(c) for c in self.couplings])
        self._check_steps()
        if self.augmentation.shift:
            self._check_span("augmentation.shift", self.augmentation.shift, "less than its shortest side", 1)

    @property
    def units(self) -> int:
        """Number of units N over all populations."""
        return sum(p.size for p in self.populations)

    @property
    def slices(self) -> dict[str, slice]:
        """Where each population's units stand among all N."""
        ends = accumulate(p.size for p in self.populations)
        return {p.name: slice(end - p.size, end) for p, end in zip(self.populations, ends, strict=True)}

    @property
    def inference(self) -> Phases:
        """The steps of a sample whose label isn't known: without the clamped ones or, where inputs change from step to
        step, as many as ever, and no feedback in any.
        """
        phases = self.phases
        if self.input is None or self.input.steps is None:
            return phases.without_feedback()
        return Phases(phases.warmup + phases.clamped, 0, phases.free)

    @property
    def integer_margin(self) -> float:
        """The margin of the units when they learn in whole numbers, in the measure of the float rule's."""
        own = self.integer_plasticity.margin
        return self.plasticity.margin if own is None else own

    @property
    def turns(self) -> tuple[int, ...]:
        """Sizes of the modules that are updated in turn, one in a step; none where updates don't go by modules."""
        return tuple(p.size for p in self.populations) if self.dynamics.update == "module-by-module" else ()

    def senders(self, coupling: Coupling) -> int:
        """How many senders each receiver of a `coupling` is within reach of: of them exists the share of its density.

        Parameters
        ----------
        coupling
            One of :attr:`couplings`.
        """
        if isinstance(coupling, InputCoupling):
            return self.input.within_reach(coupling) if self.input else 0
        if isinstance(coupling, Feedback):
            return self.classes.size if self.classes else 0
        return next(p.size for p in self.populations if p.name == coupling.source)

    def _repr_html_(self) -> str:
        populations = [(one.name, one.size, f"self-coupling {one.self_coupling:g}") for one in self.populations]
        couplings = [
            (label(one), f"strength {getattr(one, 'strength', 1.0):g}", f"density {getattr(one, 'density', 1.0):g}")
            for one in self.couplings
        ]
        lines = [("input", self.input.size, "lines")] if self.input else []
        classes = [("classes", self.classes.size, "")] if self.classes else []
        return html_table(f"{self.name}: {self.summary}", [*lines, *populations, *classes, *couplings])

    def _check_steps(self) -> None:
        """Refuse inputs that change over another number of steps than a sample has, or that would be shifted."""
        steps = self.input.steps if self.input else None
        if steps is None:
            return
        if steps != self.phases.steps:
            raise FieldError(
                "input.steps", f"got {steps}, but [phases] has {self.phases.steps} steps in all; expected as many."
            )
        if self.augmentation.shift:
            raise FieldError("augmentation.shift", "got a shift of inputs that change; expected 0, or no input.steps.")

    def _check_span(self, where: str, lines: int, expected: str, room: int) -> None:
        """Refuse a distance along the sides of the input that it doesn't have."""
        if self.input is None or self.input.shape is None:
            raise FieldError(where, f"got {lines}, but [input] gives no shape; expected shape = [rows, columns] there.")
        if lines + room > min(self.input.sides):
            got = " x ".join(map(str, self.input.shape))
            raise FieldError(where, f"got {lines} in an input of {got}, expected {expected}.")

    def _check_coupling(self, where: str, coupling: Coupling, sizes: Mapping[str, int]) -> None:
        for end in ("source", "target"):
            name = getattr(coupling, end, None)
            if name is not None and name not in sizes:
                raise FieldError(f"{where}.{end}", f"got {shown(name)}, expected a population; {nearest(name, sizes)}")
        if coupling.kind == "input" and self.input is None:
            raise FieldError(where, "is an input coupling, but there is no [input] table that gives its size.")
        if coupling.kind in ("feedback", "readout") and self.classes is None:
            raise FieldError(
                where, f"is a {coupling.kind} coupling, but there is no [classes] table that gives its size."
            )
        if isinstance(coupling, InputCoupling) and coupling.patch is not None:
            self._check_span(f"{where}.patch", coupling.patch, "at most its shortest side", 0)
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
