"""What engines of emulators have in common: the spike code of integer networks, samples one after the other."""

from __future__ import annotations

import importlib
import importlib.util
import time
import warnings
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from neuro.engines import LEARNING_FEATURES, AbstractEngine, AbstractSession, Run, Stimulus
from neuro.engines.activity import COUNTS, activity_of, derived_events, fan_out_of
from neuro.errors import DefectError, NeuroError
from neuro.network import Matrix, Network

from ..folding import drives


class AbstractEmulator(AbstractEngine):
    """An emulator of Loihi 1, whose messages carry no payload."""

    module: ClassVar[str]
    """What is imported."""
    not_recorded: ClassVar[str] = "only its spikes are read"

    def limits(self, code: str) -> Mapping[str, str]:
        """The flip code altogether; early stops, masked updates, float networks and learning."""
        if code == "flips":
            return {"flips": "Loihi 1's messages carry no payload, and a flip needs its sign; ask for the spike code."}
        return {
            **dict.fromkeys(LEARNING_FEATURES, "it is here as a witness of the dynamics alone; train with numpy."),
            "early-stop": "units can't end a sample there; give it a fixed number of steps.",
            **dict.fromkeys(("random-subset", "module-by-module"), "its units update at every step."),
            "float-network": "its weights are whole numbers; make the network integer first.",
        }

    def obstacle(self) -> str | None:
        """The package missing, or broken."""
        wanted = f"pip install 'neuro-engines[{self.name}]'"
        if importlib.util.find_spec(self.module) is None:
            return f"{self.module} is not installed; it is an extra: {wanted}."
        try:
            self.load()
        except Exception as problem:
            return f"{self.module} can't be imported ({type(problem).__name__}: {problem}); {wanted}."
        return None

    def load(self) -> Any:
        """Import the package, without warnings of its dependencies."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(self.module)


class Came(NamedTuple):
    """Spikes (T, N), what readout units hear in each step, (T, R): 2 W x, and how many couplings each unit has there,
    to units and to the readout, (N,) both.
    """

    spikes: NDArray[np.bool_]
    heard: NDArray[np.int64]
    recurrent: NDArray[np.int64]
    readout: NDArray[np.int64]


class AbstractEmulatorSession(AbstractSession):
    """A network whose samples follow each other on the emulator.

    Fields are forgotten in one step, so that nothing is left of a sample but its last spikes. Between samples lies a
    step in which no unit may fire; in it, the readout units hear those spikes.
    """

    def __init__(self, engine: AbstractEngine, network: Network, code: str) -> None:
        super().__init__(engine, network, code)
        self._couplings = self._doubled(network.couplings)
        self._readout = self._doubled(network.readout_weights)
        # Not even if all spikes arrive that may.
        most = np.asarray(self._couplings.maximum(0).sum(axis=1)).ravel()
        self._silencing = -np.minimum(most, LARGEST_DRIVE)

    def _doubled(self, weights: Matrix) -> sparse.csc_matrix:
        """Whole numbers 2 J, those that are 0 left out."""
        found = 2 * sparse.csc_matrix(weights).astype(np.int64)
        found.eliminate_zeros()
        largest = int(np.abs(found.data).max(initial=0))
        if largest > LARGEST_WEIGHT:
            raise NeuroError(
                f"{self.engine.name}: a coupling of {largest // 2} is doubled in the spike code, and weights there are "
                f"at most {LARGEST_WEIGHT}; give the network weights of 8 bits or fewer."
            )
        return sparse.csc_matrix(found)

    def _run(self, stimulus: Stimulus) -> Run:
        network, began = self.network, time.perf_counter()
        samples, steps = stimulus.samples, stimulus.steps
        played = np.empty((samples, steps + 1, network.units), np.int64)
        played[:, -1] = self._silencing
        step = 0
        for values, count in drives(network, stimulus):
            played[:, step : step + count] = values[:, None]
            step += count
        _check(self.engine.name, played)
        setup_s = time.perf_counter() - began
        began = time.perf_counter()
        came = self._play(played.reshape(-1, network.units))
        states = np.empty((samples, steps + 1, network.units), np.int8)
        states[:, 0] = stimulus.start(network.units)
        spikes = came.spikes.reshape(samples, steps + 1, network.units)
        if spikes[:, -1].any():
            raise DefectError(f"{self.engine.name}: units fire between two samples; give it one sample at a time.")
        states[:, 1:] = 2 * spikes[:, :-1].astype(np.int8) - 1
        readout = came.heard.reshape(samples, steps + 1, network.readouts)[:, -1] - network.readout_sums.astype(
            np.int64
        )
        wall_s, taken = time.perf_counter() - began, np.full(samples, steps, np.int64)
        by_unit = came.spikes.sum(axis=0)
        events = derived_events(network, stimulus, states, self.code, taken)
        counted = events._replace(spikes=int(by_unit.sum()), by_unit=by_unit)
        fan_outs = fan_out_of(network)._replace(recurrent=came.recurrent, readout=came.readout)
        return Run(
            engine=self.engine.name,
            code=self.code,
            network=network.hash,
            states=states,
            readout=readout,
            steps_taken=taken,
            activity=activity_of(fan_outs, counted),
            derived=frozenset(COUNTS) - {"timesteps", "spikes", "synops_recurrent", "synops_readout"},
            setup_s=setup_s,
            wall_s=wall_s,
        )

    @abstractmethod
    def _play(self, played: NDArray[np.int64]) -> Came:
        """What comes of a drive in each step, (T, N)."""


LARGEST_WEIGHT = 254
"""Of a weight of mixed sign, whose last bit is lost."""
LARGEST_DRIVE = 2**17 - 1
"""Of a membrane potential of 24 bits, in units of 64."""


def _check(name: str, played: NDArray[np.int64]) -> None:
    outside = np.argwhere(np.abs(played) > LARGEST_DRIVE)
    if len(outside):
        sample, step, unit = outside[0]
        raise NeuroError(
            f"{name}: bias, inputs and couplings of unit {unit} add up to {played[sample, step, unit]}, beyond the "
            f"{LARGEST_DRIVE} that a field may reach there; use smaller inputs or biases."
        )
