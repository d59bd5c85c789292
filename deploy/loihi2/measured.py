"""What is read from the chip: fields of readout units, what its own meters said of a run, and the joules that follow.

Not run on silicon. The probes of Intel's profiler are read by their published names, with units as in public programs
that use them (the PilotNet benchmarks of lava-dl): power in watts of the whole board, idle chips included; times in
microseconds a step; counts a core, summed over the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from neuro.errors import NeuroError
from neuro.network import Network

from ..lava.ranges import reach

# Seventeen bits of threshold, shifted by 6 like the fields: no field below it makes a unit spike.
READOUT_THRESHOLD = 2**17 - 1


def check_readout(network: Network) -> None:
    """Refuse a network whose readout could spike.

    Raises
    ------
    NeuroError
        Naming the first readout unit, and how far its field reaches.
    """
    largest = reach(network.readout_weights)
    if (outside := np.flatnonzero(largest > READOUT_THRESHOLD)).size:
        raise NeuroError(
            f"field of readout unit {outside[0]} could reach {largest[outside[0]]}; the highest threshold on the chip, "
            f"below which a readout unit keeps its field, is {READOUT_THRESHOLD}; use fewer weight bits or units."
        )


def readout_fields(network: Network, series: Any, steps: int) -> NDArray[np.int64]:
    """Fields in each step of the latest run, (steps, R), with the folded bias, which the chip doesn't hold.

    Parameters
    ----------
    series
        What the probe recorded: voltages of 24 bits, one unit after another, of this run alone or all so far.

    Raises
    ------
    NeuroError
        When it recorded less than the run.
    """
    volts = np.asarray(series).ravel().astype(np.int32)
    if volts.size % network.readouts or volts.size < steps * network.readouts:
        raise NeuroError(
            f"the state probe on the chip recorded {volts.size} voltages, expected {network.readouts} in each of "
            f"{steps} steps; this version of Intel's extension records in another way."
        )
    latest = volts.reshape(network.readouts, -1)[:, -steps:]
    # The sign of 24 bits is carried to 32; 6 of the bits lie below one unit of field.
    fields: NDArray[np.int64] = (latest << 8 >> 8 >> 6).astype(np.int64).T
    return fields - network.readout_sums.astype(np.int64)


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


@final
class Probes:
    """The profiler's probes for one run of a known length; those the extension lacks are left out."""

    def __init__(self, steps: int) -> None:
        from lava.utils import loihi2_profiler as profiler

        self._steps = steps
        self._power = _made(profiler, "Loihi2Power", num_steps=steps)
        self._time = _made(profiler, "Loihi2ExecutionTime")
        self._activity = _made(profiler, "Loihi2Activity")

    @property
    def callbacks(self) -> list[Any]:
        """For the run configuration."""
        return [probe for probe in (self._power, self._time, self._activity) if probe is not None]

    def measured(self, samples: int) -> Measured:
        """What they say, once the run is over."""
        static, total = _mean(self._power, "static_total_power"), _mean(self._power, "total_power")
        step_us = _mean(self._time, "avg_time_per_step")
        return Measured(
            samples=samples,
            steps=self._steps,
            static_w=static,
            dynamic_w=None if static is None or total is None else total - static,
            step_s=None if step_us is None else 1e-6 * step_us,
            cores=self._cores(),
        )

    def _cores(self) -> tuple[CoreActivity, ...] | None:
        cores = getattr(self._activity, "core_idx", None)
        if cores is None:
            return None
        names = ("syn_ops", "dendrite_updates", "spikes_in", "axon_out")
        counts = [getattr(self._activity, name, None) for name in names]
        return tuple(
            CoreActivity(int(core), *(None if count is None else int(count[place]) for count in counts))
            for place, core in enumerate(cores)
        )


def _made(module: Any, name: str, **options: int) -> Any:
    kind = getattr(module, name, None)
    return None if kind is None else kind(**options)


def _mean(probe: Any, name: str) -> float | None:
    value = getattr(probe, name, None)
    return None if value is None or not np.size(value) else float(np.mean(value))
