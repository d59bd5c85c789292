"""Stands in for the profiler: probes with made-up readings."""

import os

import numpy as np

if os.environ.get("STANDIN_FAULT") != "no power":

    class Loihi2Power:
        """A board that draws 0.5 W at rest and 0.8 W on average in a run."""

        def __init__(self, num_steps: int) -> None:
            self.num_steps = num_steps
            self.static_total_power = 0.5
            self.total_power = np.array([0.7, 0.9])


class Loihi2ExecutionTime:
    """Steps of 4 microseconds."""

    avg_time_per_step = 4.0


class Loihi2Activity:
    """Two cores, without a count of incoming spikes."""

    core_idx = np.array([3, 5])
    syn_ops = np.array([100, 20])
    dendrite_updates = np.array([12, 6])
    axon_out = np.array([7, 0])
