"""How large the steps of learning are: numbers that a compiled program takes, for the float and the integer rule."""

from __future__ import annotations

from typing import final

import numpy as np
from numpy.typing import NDArray

from ....description import Gaussian, InputCoupling
from ....network import Network
from ...rule import fan_in, whole_margin


@final
class StepSizes:
    """Steps, losses, margins and times of one network, by ``object.variable``.

    A float step is rate / sqrt(fan-in), and its loss is decay times as much. Integer steps are whole numbers, the same
    for all units and rates, and nothing is lost; there the schedule of rates thins the masks instead.
    """

    def __init__(self, network: Network) -> None:
        rule, integer = network.description.plasticity, network.description.integer_plasticity
        phases, largest = network.description.phases, network.description.numbers.largest
        self._is_integer, one = network.is_integer, np.ones(network.units)
        self._fixed = {
            "units.period": phases.steps,
            "classes.on": phases.warmup,
            "classes.off": phases.warmup + phases.clamped,
            "units.margin": whole_margin(network) if self._is_integer else rule.margin,
            "classes.margin": integer.readout_margin if self._is_integer else rule.readout_margin,
        }
        # Of each projection: the step or its rate, what either is multiplied or divided by, and the decay.
        self._units: dict[str, tuple[float, NDArray[np.float64], float]]
        self._readout: tuple[float, float, float]
        if self._is_integer:
            self._fixed |= {"units.largest": largest, "classes.largest": largest}
            self._units = {"recurrent": (integer.recurrent_step, one, 0.0), "input": (integer.input_step, one, 0.0)}
            self._readout = integer.readout_step, 1.0, 0.0
        else:
            roots = [1 / np.sqrt(np.maximum(fan_in(network, kind), 1.0)) for kind in (Gaussian, InputCoupling)]
            self._units = {
                "recurrent": (rule.recurrent_rate, roots[0], rule.recurrent_decay),
                "input": (rule.input_rate, roots[1], rule.input_decay),
            }
            self._readout = rule.readout_rate, np.sqrt(network.units), rule.readout_decay

    def steps(self, rate: float) -> dict[str, NDArray[np.float64]]:
        """Step and loss of every unit under a factor on all rates."""
        steps, rate = {}, 1.0 if self._is_integer else rate
        for name, (size, inverse_root, decay) in self._units.items():
            steps[f"units.step_{name}"] = rate * size * inverse_root
            steps[f"units.loss_{name}"] = decay * steps[f"units.step_{name}"]
        return steps

    def settings(self, rate: float) -> dict[str, float]:
        """Single values: margins, when a label speaks, how long a sample lasts, and what the readouts share."""
        size, root, decay = self._readout
        step = float((1.0 if self._is_integer else rate) * size / root)
        return {**self._fixed, "classes.step_readout": step, "classes.loss_readout": decay * step}

    def largest_loss(self, rate: float) -> float:
        """Largest share that a batch takes off a weight."""
        losses = [float(values.max()) for name, values in self.steps(rate).items() if ".loss_" in name]
        return max(*losses, self.settings(rate)["classes.loss_readout"])
