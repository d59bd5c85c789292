"""The probes of Intel's profiler, read by their published names. Not run on silicon.

Names and units as in public programs that use them (the PilotNet benchmarks of lava-dl): power in watts of the whole
board, idle chips included; times in microseconds a step; counts a core, summed over the run.
"""

from __future__ import annotations

from typing import Any, final

import numpy as np

from .measured import CoreActivity, Measured


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
