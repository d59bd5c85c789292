"""How a network is run: phases, update order, plasticity and number regime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from ..errors import FieldError
from .fields import check_fields, choice, quantity

# The kinds of numbers a network can be in.
REGIMES = ("float", "integer")


@final
@dataclass(frozen=True)
class Phases:
    """Steps of one sample: input alone, input and feedback, input alone again.

    Defaults are those of the literature (1 / 5 / 5). Inference leaves the clamped phase out.
    """

    warmup: int = quantity(1, low=0)
    clamped: int = quantity(5, low=0)
    free: int = quantity(5, low=0)

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def steps(self) -> int:
        """Length of a sample in time steps."""
        return self.warmup + self.clamped + self.free

    def without_feedback(self) -> Phases:
        """The schedule of inference."""
        return Phases(self.warmup, 0, self.free)


@final
@dataclass(frozen=True)
class Dynamics:
    """Which units are updated in a step, and how long a run without samples lasts.

    ``synchronous`` updates all; ``random-subset`` each one with `update_probability`, between 0 and 1.
    """

    update: str = choice("synchronous", "random-subset", default="synchronous")
    update_probability: float = quantity(1.0, low=0.0, high=1.0)
    steps: int = quantity(50, low=1)

    def __post_init__(self) -> None:
        check_fields(self)
        got = f"got {self.update_probability} with {self.update} updates"
        if self.update == "synchronous" and self.update_probability != 1.0:
            raise FieldError("update_probability", f"{got}, expected 1, or update = 'random-subset'.")
        if self.update == "random-subset" and not 0.0 < self.update_probability < 1.0:
            raise FieldError("update_probability", f"{got}, expected more than 0 and less than 1.")


@final
@dataclass(frozen=True)
class Plasticity:
    """The local, gradient-free rule at the end of the free phase.

    Unit i is unstable if s_i h_i <= margin, h without feedback. Its incoming couplings change by
    rate / sqrt(batch * fan-in) * s_i * s_j (inputs: x_j) and shrink by the factor 1 - rate * decay / sqrt(fan-in)
    per batch; diagonal, links and feedback stay as they are. The readout obeys the same rule with the
    label in place of s_i. All rates are multiplied by `rate_factor` after each epoch; a rate of 0 freezes a projection.

    `self_coupling_in_margin` settles whether h of the test holds J_D s_i (``included``) or not (``excluded``).
    """

    margin: float = quantity(1.78, low=0.0)
    self_coupling_in_margin: str = choice("included", "excluded", default="included")
    readout_margin: float = quantity(7.0, low=0.0)
    recurrent_rate: float = quantity(0.058, low=0.0)
    input_rate: float = quantity(0.159, low=0.0)
    readout_rate: float = quantity(0.17, low=0.0)
    recurrent_decay: float = quantity(0.0, low=0.0)
    input_decay: float = quantity(0.0, low=0.0)
    readout_decay: float = quantity(0.0, low=0.0)
    batch_size: int = quantity(16, low=1)
    epochs: int = quantity(10, low=1)
    rate_factor: float = quantity(1.0, low=0.0, high=1.0)

    def __post_init__(self) -> None:
        check_fields(self)


@final
@dataclass(frozen=True)
class IntegerPlasticity:
    """The same rule in whole numbers, for a network that learns on hardware: online, one sample at a time.

    An unstable unit adds step * s_i * s_j (inputs: the sign of x_j) to its couplings from those senders j that the
    sample's random mask lets through; couplings stop at the ends of their range. A mask takes each unit with
    probability `recurrent_density` or `readout_density`, each input line with `input_density` times |x_j| over its
    largest value, and is the same for all receivers; after each epoch all are thinned by `density_factor`. The
    margin of the units is that of the float rule in whole units of field, `readout_margin` is a field of the
    readout. A step of 0 freezes a projection. There is no decay and no batch: those belong to the float rule.
    """

    readout_margin: int = quantity(512, low=0)
    recurrent_step: int = quantity(1, low=0)
    input_step: int = quantity(1, low=0)
    readout_step: int = quantity(1, low=0)
    recurrent_density: float = quantity(1.0, low=0.0, high=1.0)
    input_density: float = quantity(0.1, low=0.0, high=1.0)
    readout_density: float = quantity(1.0, low=0.0, high=1.0)
    density_factor: float = quantity(0.9, low=0.0, high=1.0)

    def __post_init__(self) -> None:
        check_fields(self)


@final
@dataclass(frozen=True)
class Numbers:
    """``float`` for research, ``integer`` for hardware: couplings of `weight_bits` bits and whole-number fields."""

    regime: str = choice(*REGIMES, default="float")
    weight_bits: int = quantity(8, low=2, high=8)

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def largest(self) -> int:
        """Largest coupling in whole units; the range is symmetric."""
        return (1 << (self.weight_bits - 1)) - 1
