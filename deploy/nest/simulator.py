"""A network in NEST (https://www.nest-simulator.org): units that decide at times of their own, and speak of changes.

``mcculloch_pitts_neuron`` is in x = 0 or 1, and decides anew at the times of a Poisson process: x = 1 if what arrives
exceeds a threshold. It sends when x changes, twice at once for a rise. With x = (1 + s) / 2, ``sum_j J_ij s_j`` is
``sum_j 2 J_ij x_j - sum_j J_ij``: couplings are 2 J, and thresholds the sum of couplings less bias and input. Fields
are whole numbers, so half of one is added to the threshold, and it can't matter how NEST decides a tie.

Messages take one step of its clock. In a step, each unit decides with probability ``1 - exp(-step / tau)``, on what the
others were at before: updates of random subsets, as in :class:`neuro.engines.Stimulus`, of a small probability.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import warnings
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from neuro.errors import DefectError, NeuroError
from neuro.network import Network

_INSTALL = "pip install 'neuro-engines[nest]'"
# Milliseconds of a step, NEST's own; a threshold that nothing exceeds.
_STEP, _HOLD = 0.1, 1e12
# Sweeps in which a start is taken over: one unit in 10^13 would not have decided. And between two looks at the states.
_TAKING, _LOOK = 30, 5


def nest_obstacle() -> str | None:
    """Why NEST can't be imported, and what to install, in one sentence; None when it can."""
    if importlib.util.find_spec("nest") is None:
        return f"NEST is not installed; it is an extra (GPL-2.0): {_INSTALL}."
    try:
        _import_nest()
    except NeuroError as problem:
        return str(problem)
    return None


def _import_nest() -> Any:
    # It greets with a banner unless told not to.
    told = os.environ.get("PYNEST_QUIET")
    os.environ["PYNEST_QUIET"] = "1"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            nest: Any = importlib.import_module("nest")
            nest.verbosity = nest.VerbosityLevel.ERROR
    except Exception as problem:
        raise NeuroError(f"NEST can't be imported ({type(problem).__name__}: {problem}); {_INSTALL}.") from problem
    finally:
        del os.environ["PYNEST_QUIET"]
        if told is not None:
            os.environ["PYNEST_QUIET"] = told
    return nest


class Rest(NamedTuple):
    """Where a sample ended, (N,) of -1 and +1, whether no unit would decide otherwise, and its last step of change."""

    final: NDArray[np.int8]
    settled: bool
    last_change: int


@final
class NestNetwork:
    """A network laid out in NEST, which holds one at a time; each sample is played on it in turn.

    Parameters
    ----------
    network
        Of whole numbers.
    probability
        With which a unit decides in a step.
    seed
        Of NEST's random numbers.

    Raises
    ------
    NeuroError
        When NEST is missing or holds a network of somebody else, or this one isn't of whole numbers.
    """

    def __init__(self, network: Network, probability: float, seed: int) -> None:
        if (obstacle := nest_obstacle()) is not None:
            raise NeuroError(obstacle)
        if not network.is_integer:
            raise NeuroError("nest: the network is in floats, whose ties hang on rounding; make it integer first.")
        self._nest, self._sums = _import_nest(), network.coupling_sums
        if self._nest.network_size:
            raise NeuroError("nest: it holds another network, and one alone at a time; call nest.ResetKernel() first.")
        self._tau = -_STEP / np.log1p(-probability)
        try:
            self._build(network, seed)
        except BaseException:
            self.close()
            raise

    def _build(self, network: Network, seed: int) -> None:
        nest = self._nest
        # Its seeds are from 1 to 2^32 - 2.
        nest.SetKernelStatus({"resolution": _STEP, "rng_seed": seed % (2**32 - 2) + 1, "print_time": False})
        self._group = nest.Create("mcculloch_pitts_neuron", network.units, {"tau_m": self._tau})
        self._recorder = nest.Create("spike_recorder")
        nest.Connect(self._group, self._recorder)
        listed = sparse.coo_matrix(network.couplings).astype(float)
        listed.eliminate_zeros()
        if listed.nnz:
            ids = np.array(self._group.tolist())
            synapses = {"weight": 2 * listed.data, "delay": np.full(listed.nnz, _STEP)}
            nest.Connect(ids[listed.col], ids[listed.row], "one_to_one", synapses)

    def settle(self, start: NDArray[np.int8], drive: NDArray[np.int64], sweeps: int) -> Rest:
        """Play one sample until it rests, for so many sweeps at most.

        Parameters
        ----------
        start
            (N,) of -1 and +1.
        drive
            Bias and input of each unit, (N,).
        sweeps
            Times that a unit decides in, in the mean.
        """
        self._set_thresholds(-_HOLD * start)
        self._simulate(_TAKING)
        if (self._states() != start).any():
            raise DefectError("NEST did not take over a start; please report this, with the network.")
        began = self._nest.biological_time
        self._recorder.n_events = 0
        thresholds = self._sums - drive + 0.5
        self._set_thresholds(thresholds)
        settled, done, last = False, 0, 0.0
        while not settled and done < sweeps:
            self._simulate(min(_LOOK, sweeps - done))
            done += _LOOK
            last = np.max(self._recorder.get("events", "times"), initial=began)
            # Messages of the last step are still on their way.
            arrived = self._nest.biological_time - last > 1.5 * _STEP
            heard = np.asarray(self._group.get("h"), float)
            settled = arrived and bool(np.array_equal(heard > thresholds, self._states() > 0))
        return Rest(self._states(), settled, int(np.rint((last - began) / _STEP)))

    def close(self) -> None:
        """Free what NEST holds."""
        self._nest.ResetKernel()

    def _simulate(self, sweeps: float) -> None:
        self._nest.Simulate(_STEP * np.ceil(sweeps * self._tau / _STEP))

    def _states(self) -> NDArray[np.int8]:
        return np.where(np.atleast_1d(self._group.get("S")), 1, -1).astype(np.int8)

    def _set_thresholds(self, thresholds: NDArray[np.float64]) -> None:
        self._group.theta = thresholds.astype(float).tolist()
