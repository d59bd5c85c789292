"""What the chip's own meters said of a run, and the joules that follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, final


@final
@dataclass(frozen=True)
class CoreActivity:
    """What one core counted during a run; None where the probe doesn't tell."""

    core: int
    syn_ops: int | None
    dendrite_updates: int | None
    spikes_in: int | None
    axon_out: int | None


@final
@dataclass(frozen=True)
class Measured:
    """Figures of one profiled run; None where a probe is missing.

    Parameters
    ----------
    samples
        Inferences in the run.
    steps
        Steps of the run, all samples together with their start steps.
    static_w
        Power of the board at rest, idle chips included.
    dynamic_w
        Mean power during the run above that; what idle chips draw cancels.
    step_s
        Mean seconds a step.
    cores
        Counts of each core in use.
    """

    basis: ClassVar[str] = "measured"

    samples: int
    steps: int
    static_w: float | None
    dynamic_w: float | None
    step_s: float | None
    cores: tuple[CoreActivity, ...] | None

    @property
    def sample_s(self) -> float | None:
        """Seconds an inference."""
        return None if self.step_s is None else self.step_s * self.steps / self.samples

    @property
    def dynamic_joules(self) -> float | None:
        """Joules an inference above what the board draws at rest."""
        return _product(self.dynamic_w, self.sample_s)

    @property
    def static_joules(self) -> float | None:
        """Joules the whole board draws at rest during an inference."""
        return _product(self.static_w, self.sample_s)


def _product(watts: float | None, seconds: float | None) -> float | None:
    return None if watts is None or seconds is None else watts * seconds
