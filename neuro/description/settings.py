"""How a network is run: phases, update order, plasticity and number regime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from ..errors import FieldError
from ..fields import AbstractDeclared, choice, quantity, value

# The kinds of numbers a network can be in.
REGIMES = ("float", "integer")
UPDATES = ("synchronous", "random-subset", "module-by-module")
READOUT_RULES = ("margin", "competitive")


@final
@dataclass(frozen=True)
class Phases(AbstractDeclared):
    """Steps of one sample: input alone, input and feedback, input alone again.

    Defaults are those of the literature (1 / 5 / 5). Inference leaves the clamped phase out.
    """

    warmup: int = quantity(1, low=0, help="steps with input alone")
    clamped: int = quantity(5, low=0, help="steps with input and the feedback of the label")
    free: int = quantity(5, low=0, help="steps with input alone, after which the network learns or answers")

    @property
    def steps(self) -> int:
        """Length of a sample in time steps."""
        return self.warmup + self.clamped + self.free

    def without_feedback(self) -> Phases:
        """The schedule of inference."""
        return Phases(self.warmup, 0, self.free)


@final
@dataclass(frozen=True)
class Dynamics(AbstractDeclared):
    """Which units are updated in a step, and how long a run without samples lasts.

    ``synchronous`` updates all; ``random-subset`` each one with `update_probability`, between 0 and 1;
    ``module-by-module`` the units of one population, the first in the first step of a sample, then the next in turn.

    Raises
    ------
    FieldError
        When the probability doesn't fit the update, or a value is out of range.
    """

    update: str = choice(*UPDATES, default="synchronous", help="which units are updated in a step")
    update_probability: float = quantity(1.0, low=0.0, high=1.0, help="chance that a unit is updated in a step")
    steps: int = quantity(50, low=1, help="time steps of a run without samples")

    def __post_init__(self) -> None:
        super().__post_init__()
        got = f"got {self.update_probability} with {self.update} updates"
        if self.update != "random-subset" and self.update_probability != 1.0:
            raise FieldError("update_probability", f"{got}, expected 1, or update = 'random-subset'.")
        if self.update == "random-subset" and not 0.0 < self.update_probability < 1.0:
            raise FieldError("update_probability", f"{got}, expected more than 0 and less than 1.")


_RATE, _DECAY = "learning rate; 0 freezes the projection", "weight decay"


@final
@dataclass(frozen=True)
class Plasticity(AbstractDeclared):
    """The local, gradient-free rule at the end of the free phase.

    Unit i is unstable if s_i h_i <= margin, h without feedback. Its incoming couplings change by
    rate / sqrt(batch * fan-in) * s_i * s_j (inputs: x_j) and shrink by the factor 1 - rate * decay / sqrt(fan-in)
    per batch; diagonal, links and feedback stay as they are.

    Of the readouts r_c, with y_c = +1 for the true class and -1 for the others, those learn by rate * y_c * s_j that
    have y_c r_c <= readout_margin (``margin``); or only the true class and its strongest rival, the first of equals,
    where the one is less than readout_margin ahead of the other (``competitive``).
    """

    margin: float = quantity(1.78, low=0.0, help="kappa of the units, in units of field")
    self_coupling_in_margin: str = choice(
        "included", "excluded", default="included", help="whether the field h of the test holds J_D s_i"
    )
    readout_rule: str = choice(*READOUT_RULES, default="margin", help="which readouts learn from a sample", later=True)
    readout_margin: float = quantity(7.0, low=0.0, help="kappa_out of the readout, in units of field")
    recurrent_rate: float = quantity(0.058, low=0.0, help=_RATE)
    input_rate: float = quantity(0.159, low=0.0, help=_RATE)
    readout_rate: float = quantity(0.17, low=0.0, help=_RATE)
    recurrent_decay: float = quantity(0.0, low=0.0, help=_DECAY)
    input_decay: float = quantity(0.0, low=0.0, help=_DECAY)
    readout_decay: float = quantity(0.0, low=0.0, help=_DECAY)
    batch_size: int = quantity(16, low=1, help="samples whose changes are made together")
    epochs: int = quantity(10, low=1, help="passes over the training samples")
    rate_factor: float = quantity(1.0, low=0.0, high=1.0, help="what all rates are multiplied by after each epoch")
    rule: str = value(
        "local", help="name of the rule: 'local' is the one above, others are registered", filled=True, later=True
    )


_STEP, _MASK = "change of a coupling; 0 freezes the projection", "chance that the mask lets a sender through"


@final
@dataclass(frozen=True)
class IntegerPlasticity(AbstractDeclared):
    """The same rule in whole numbers, for a network that learns on hardware: online, one sample at a time.

    An unstable unit adds step * s_i * s_j (inputs: the sign of x_j) to its couplings from those senders j that the
    sample's random mask lets through; couplings stop at the ends of their range. The mask is the same for all
    receivers. There is no decay and no batch: those belong to the float rule.
    """

    readout_rule: str = choice(*READOUT_RULES, default="margin", help="which readouts learn from a sample", later=True)
    margin: float | None = quantity(
        None,
        low=0.0,
        help="kappa, in the measure of the float rule, rounded to whole units; None for the same",
        later=True,
    )
    readout_margin: int = quantity(512, low=0, help="kappa_out, in whole units of the readout's field")
    recurrent_step: int = quantity(1, low=0, help=_STEP)
    input_step: int = quantity(1, low=0, help=_STEP)
    readout_step: int = quantity(1, low=0, help=_STEP)
    recurrent_density: float = quantity(1.0, low=0.0, high=1.0, help=_MASK)
    input_density: float = quantity(0.1, low=0.0, high=1.0, help=f"{_MASK}, times |x_j| over its largest value")
    readout_density: float = quantity(1.0, low=0.0, high=1.0, help=_MASK)
    density_factor: float = quantity(
        0.9, low=0.0, high=1.0, help="what the three densities are multiplied by after each epoch"
    )


@final
@dataclass(frozen=True)
class Consolidation(AbstractDeclared):
    """Epochs after those of the plasticity, in which the readout alone learns, from the states of inference.

    While all couplings learn, states still hold something of the label that was clamped, and a readout comes to rely on
    it. Here no label is clamped, recurrent couplings and input weights stay, and rates begin anew.
    """

    epochs: int = quantity(0, low=0, help="passes over the training samples; 0 for none")
    readout_rate: float | None = quantity(None, low=0.0, help="learning rate of the readout; None for that before")
    readout_density: float | None = quantity(
        None,
        low=0.0,
        high=1.0,
        help="in whole numbers, chance that the mask lets a sender through; None for that before",
    )
    rate_factor: float = quantity(
        0.7, low=0.0, high=1.0, help="what the rate is multiplied by after each of these epochs"
    )
    density_factor: float = quantity(
        1.0, low=0.0, high=1.0, help="in whole numbers, what the density is multiplied by after each of them"
    )


@final
@dataclass(frozen=True)
class Augmentation(AbstractDeclared):
    """How training samples are varied, anew in each epoch, from the description's seed.

    A sample is shifted along each side of the input's shape by a whole number of lines, drawn from -shift to shift with
    equal chances; what comes in over the edge is what silence is in the data, their lowest value.
    """

    shift: int = quantity(0, low=0, help="most lines that a sample is shifted along each side")


@final
@dataclass(frozen=True)
class Numbers(AbstractDeclared):
    """In which numbers a network runs: ``float`` for research, ``integer`` for hardware."""

    regime: str = choice(*REGIMES, default="float", help="floats, or whole numbers for couplings and fields")
    weight_bits: int = quantity(8, low=2, high=8, help="bits of a coupling in the integer regime, sign included")

    @property
    def largest(self) -> int:
        """Largest coupling in whole units; the range is symmetric."""
        return (1 << (self.weight_bits - 1)) - 1
