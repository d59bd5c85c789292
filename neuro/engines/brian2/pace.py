"""How large the steps of learning are: numbers a compiled program takes, in the float rule and in whole numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...description import Gaussian, InputCoupling
from ...network import Network
from ..fan_in import fan_in
from ..learner import whole_margin


class AbstractPace(ABC):
    """Steps, losses and margins of one network."""

    def __init__(self, network: Network) -> None:
        self._network = network

    @abstractmethod
    def steps(self, rate: float) -> dict[str, NDArray[np.float64]]:
        """Step and loss of every unit, by ``object.variable``."""

    @abstractmethod
    def settings(self, rate: float) -> dict[str, float]:
        """Single values, by ``object.variable``."""

    def phases(self) -> dict[str, float]:
        """When a sample's label speaks, and how long it lasts."""
        phases = self._network.description.phases
        return {
            "units.period": phases.steps,
            "classes.on": phases.warmup,
            "classes.off": phases.warmup + phases.clamped,
        }


@final
class FloatPace(AbstractPace):
    """rate / sqrt(fan-in) a step, and decay times as much."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self._rule = network.description.plasticity
        kinds: dict[str, Any] = {"recurrent": Gaussian, "input": InputCoupling}
        self._inverse_roots = {
            name: 1 / np.sqrt(np.maximum(fan_in(network, kind), 1.0)) for name, kind in kinds.items()
        }

    def steps(self, rate: float) -> dict[str, NDArray[np.float64]]:
        """Steps and losses under a factor on all rates."""
        steps = {}
        for name, inverse_root in self._inverse_roots.items():
            step = rate * getattr(self._rule, f"{name}_rate") * inverse_root
            steps[f"units.step_{name}"] = step
            steps[f"units.loss_{name}"] = getattr(self._rule, f"{name}_decay") * step
        return steps

    def settings(self, rate: float) -> dict[str, float]:
        """Margins, and what the readouts share."""
        pace = float(rate * self._rule.readout_rate / np.sqrt(self._network.units))
        return {
            **self.phases(),
            "units.margin": self._rule.margin,
            "classes.margin": self._rule.readout_margin,
            "classes.pace": pace,
            "classes.loss": pace * self._rule.readout_decay,
        }

    def largest_loss(self, rate: float) -> float:
        """Largest share that a batch takes off a weight."""
        losses = [float(values.max()) for name, values in self.steps(rate).items() if ".loss_" in name]
        return max(*losses, self.settings(rate)["classes.loss"])


@final
class IntegerPace(AbstractPace):
    """Whole steps, the same for all units; the schedule thins the masks instead."""

    def steps(self, rate: float) -> dict[str, NDArray[np.float64]]:
        """Steps whatever the rate; nothing decays."""
        rule, one = self._network.description.integer_plasticity, np.ones(self._network.units)
        return {
            "units.step_recurrent": rule.recurrent_step * one,
            "units.step_input": rule.input_step * one,
            "units.loss_recurrent": 0 * one,
            "units.loss_input": 0 * one,
        }

    def settings(self, rate: float) -> dict[str, float]:
        """Margins in whole units, and the ends of the range of couplings."""
        description = self._network.description
        return {
            **self.phases(),
            "units.margin": whole_margin(self._network),
            "units.largest": description.numbers.largest,
            "classes.margin": description.integer_plasticity.readout_margin,
            "classes.largest": description.numbers.largest,
            "classes.pace": description.integer_plasticity.readout_step,
            "classes.loss": 0.0,
        }
