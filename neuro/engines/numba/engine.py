"""The fast engine: compiled by Numba, sixteen samples at a time, on all cores."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ...machine.cores import cores
from ...network import Network
from ..contract import AbstractEngine, AbstractSession
from ..learner import AbstractLearner
from ..run import Run
from ..stimulus import STOPS, Stimulus
from .batches import NumbaBatchLearner
from .dynamics import NEVER, NO_MASKS, NO_TRACE, Block, Steps, Trace, add_input, new_block, run_block
from .lanes import LANES, masks_of, side_by_side
from .singles import NumbaFloatLearner, NumbaIntegerLearner
from .wiring import check_layout, columns_of, rows_of


@final
class NumbaSession(AbstractSession):
    """A network with its couplings laid out for kernels, ready to run."""

    def __init__(self, engine: AbstractEngine, network: Network, code: str) -> None:
        super().__init__(engine, network, code)
        began, couplings = time.perf_counter(), network.couplings
        check_layout(network, threads())
        self._rows, self._columns = rows_of(couplings), columns_of(couplings)
        self._inputs, self._bias = rows_of(network.input_weights), network.bias.astype(float)
        self._feedback = network.feedback_weights * float(network.feedback_payload)
        self._keys = np.random.default_rng(0).integers(1, 1 << 63, network.units, np.uint64)
        # Compiled here, without any units and steps: the time of a run is that of the run.
        nothing = new_block(0)
        add_input(self._inputs, nothing.external, self._bias[:0], nothing)
        run_block(self._rows, self._columns, nothing, Steps(0, 0, 0, NEVER, np.uint16(0)), NO_MASKS, NO_TRACE)
        self._setup_s = time.perf_counter() - began

    def _run(self, stimulus: Stimulus) -> Run:
        began = time.perf_counter()
        samples, units = stimulus.samples, self.network.units
        states = np.empty((samples, stimulus.steps + 1, units), np.int8)
        states[:, 0] = stimulus.start(units)
        steps_taken = np.zeros(samples, np.int64)
        masks = stimulus.masks(units)

        def run(first: int) -> None:
            chosen = slice(first, min(first + LANES, samples))
            self._block(stimulus, chosen, masks, states[chosen], steps_taken[chosen])

        with ThreadPoolExecutor(threads()) as pool:
            list(pool.map(run, range(0, samples, LANES)))
        return self._counted(stimulus, states[:, : steps_taken.max() + 1], steps_taken, self._setup_s, began)

    def _block(
        self,
        stimulus: Stimulus,
        chosen: slice,
        masks: NDArray[np.bool_] | None,
        states: NDArray[np.int8],
        steps_taken: NDArray[np.int64],
    ) -> None:
        """Run up to 16 samples, into their states and steps taken."""
        units, phases, stop = self.network.units, stimulus.phases, STOPS.index(stimulus.stop)
        block = new_block(units)
        _begin(block, states[:, 0])
        payloads = np.zeros((len(states), self.network.lines))
        if stimulus.inputs is not None:
            payloads = np.asarray(stimulus.inputs[chosen], float)
        add_input(self._inputs, side_by_side(payloads), self._bias, block)
        if stimulus.labels is not None and phases.clamped:
            block.feedback[:, : len(states)] = self._feedback[:, np.asarray(stimulus.labels[chosen])]
        bits = NO_MASKS if masks is None else masks_of(masks[chosen])
        cycle = stimulus.stop == "cycle"
        trace = Trace(
            states,
            steps_taken,
            self._keys if cycle else self._keys[:0],
            np.zeros((stimulus.steps + 1 if cycle else 0, LANES), np.uint64),
        )
        lanes = np.uint16((1 << len(states)) - 1)
        steps = Steps(phases.warmup, phases.clamped, phases.free, stop, lanes)
        taken = run_block(self._rows, self._columns, block, steps, bits, trace)
        states[:, taken + 1 :] = states[:, taken : taken + 1]


def threads() -> int:
    """How many blocks are worked on at once: OMP_NUM_THREADS where it is set, else the cores this process may use."""
    given = os.environ.get("OMP_NUM_THREADS", "")
    return int(given) if given.isdigit() and int(given) else cores()


def _begin(block: Block, start: NDArray[np.int8]) -> None:
    block.state[:] = side_by_side(start)
    block.up[:], block.spoken[:] = masks_of(start > 0), masks_of(start != 0)


@final
class NumbaEngine(AbstractEngine):
    """A field evaluated whole once, then only what flips; compiled the first time it is used."""

    name: ClassVar[str] = "numba"

    def limits(self, code: str) -> Mapping[str, str]:
        """None."""
        return {}

    def obstacle(self) -> str | None:
        """None: Numba is installed with this package."""
        return None

    def _teach(self, network: Network) -> AbstractLearner:
        if network.is_integer:
            return NumbaIntegerLearner(network)
        online = network.description.plasticity.batch_size == 1
        return NumbaFloatLearner(network) if online else NumbaBatchLearner(network)

    def _open(self, network: Network, code: str) -> NumbaSession:
        return NumbaSession(self, network, code)
