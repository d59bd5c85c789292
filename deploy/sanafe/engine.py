"""The engine of SANA-FE and its sessions: what it can do, and stimulus -> thresholds and spike trains -> trajectory."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, final

import numpy as np
from numpy.typing import NDArray

from neuro.engines import LEARNING_FEATURES, AbstractEngine, AbstractSession, Activity, Run, Stimulus
from neuro.engines.activity import activity_of, derived_events, external_events
from neuro.errors import DefectError, NeuroError
from neuro.network import Network
from neuro.placement import Chip, PlacedNetwork, load_chip
from neuro.placement.placed import Placement
from neuro.placement.placers import load_placer

from ..folding import drives
from .chip import LARGEST, PlacedChip, Reported, sanafe_obstacle

CHIP, PLACER = "loihi1", "sequential"
_NO_LEARNING = "SANA-FE has no plasticity; train with numpy, then run the result here."
NEVERS = {
    **dict.fromkeys(LEARNING_FEATURES, _NO_LEARNING),
    "early-stop": "units can't end a sample there; give it a fixed number of steps.",
    **dict.fromkeys(("random-subset", "module-by-module"), "its units update at every step."),
    "float-network": "its weights pass through 32-bit floats, exact for whole numbers alone; make the network integer "
    "first.",
}
# Of its updates SANA-FE counts others too, and a start isn't sent there.
_DERIVED = ("flips", "neuron_updates_active", "neuron_updates_inactive", "synops_loading")
_NO_FLIPS = "SANA-FE's messages carry no payload, and a flip needs its sign; ask for the spike code."


@final
class SanafeEngine(AbstractEngine):
    """The spike code of an integer network on SANA-FE's model of Loihi, placed by the sequential placer.

    The chip's numbers of cores, neurons, couplings and axons are kept to. Its ranges of numbers are not, as SANA-FE
    computes in doubles; ``neuro place`` says whether a network keeps to those.
    """

    name: ClassVar[str] = "sanafe"
    package: ClassVar[str] = "sanafe"
    not_recorded: ClassVar[str] = "it is read between samples alone"

    def limits(self, code: str) -> Mapping[str, str]:
        """Early stops, random updates and float networks; the flip code altogether."""
        return {"flips": _NO_FLIPS} if code == "flips" else NEVERS

    def obstacle(self) -> str | None:
        """Why SANA-FE can't be imported here; None when it can."""
        return sanafe_obstacle()

    def measure(
        self, network: Network, stimulus: Stimulus, placement: Placement | None = None, chip: Chip | None = None
    ) -> tuple[Run, Reported, PlacedNetwork]:
        """Run a batch under the spike code, and keep what SANA-FE counts and prices.

        Parameters
        ----------
        network, stimulus
            What to run, an integer network.
        placement
            On that chip; None for one by the sequential placer.
        chip
            Loihi 1, or a board of several; None for one Loihi 1.

        Raises
        ------
        NeuroError
            When SANA-FE is missing, the network doesn't fit, the placement was made for another one, or the chip is no
            Loihi 1.
        """
        if (obstacle := self.obstacle()) is not None:
            raise NeuroError(obstacle)
        self.refuse("spikes", {"float-network"} if not network.is_integer else set())
        with self._session(network, placement, chip or load_chip(CHIP)) as session:
            run = session.run(stimulus)
            return run, session.reported, session.placed

    def _open(self, network: Network, code: str) -> SanafeSession:
        return self._session(network, None, load_chip(CHIP))

    def _session(self, network: Network, placement: Placement | None, board: Chip) -> SanafeSession:
        own = load_chip(CHIP)
        if (board.family, board.cores, board.mesh_columns) != (own.family, own.cores, own.mesh_columns):
            raise NeuroError(
                f"SANA-FE's model is of {own.title}, got {board.title}; take {CHIP} or a board of such chips."
            )
        # SANA-FE computes in doubles, so its numbers have no ranges.
        chip = replace(board, bias=None, field=None, state=None)
        return SanafeSession(self, PlacedNetwork(network, placement or load_placer(PLACER).place(network, chip), chip))


@final
class SanafeSession(AbstractSession):
    """Holds a mapped network, on which samples follow each other.

    Each sample takes a step more than its own, in which no unit fires: its lines start, and the readout units hear
    the last states of the sample before. One such step ends the batch.
    """

    def __init__(self, engine: AbstractEngine, placed: PlacedNetwork) -> None:
        super().__init__(engine, placed.network, "spikes")
        self.placed = placed
        self.reported = Reported()
        began = time.perf_counter()
        self._chip: PlacedChip | None = PlacedChip(placed)
        self._setup_s = time.perf_counter() - began

    def __enter__(self) -> SanafeSession:
        return self

    def close(self) -> None:
        """Free the chip's memory."""
        self._chip = None

    def _run(self, stimulus: Stimulus) -> Run:
        if self._chip is None:
            raise NeuroError("this session of sanafe is closed; open another one.")
        thresholds = self._thresholds(stimulus)
        # An interrupted run leaves lines in an unknown state: the chip isn't used again.
        chip, self._chip = self._chip, None
        began = time.perf_counter()
        chip.reported = Reported()
        for sent in chip.sent.values():
            sent[:] = 0
        states, sums = self._play(chip, stimulus, thresholds)
        wall_s, setup_s, self._setup_s = time.perf_counter() - began, self._setup_s, 0.0
        self._chip, self.reported = chip, chip.reported
        steps_taken = np.full(stimulus.samples, stimulus.steps, np.int64)
        # The readout units hear 2 W x; x = (1 + s) / 2.
        return Run(
            engine=self.engine.name,
            code=self.code,
            network=self.network.hash,
            states=states,
            readout=sums - self.network.readout_sums.astype(np.int64),
            steps_taken=steps_taken,
            activity=self._activity(chip, stimulus, states, steps_taken),
            derived=frozenset(_DERIVED),
            setup_s=setup_s,
            wall_s=wall_s,
        )

    def _activity(
        self, chip: PlacedChip, stimulus: Stimulus, states: NDArray[np.int8], steps_taken: NDArray[np.int64]
    ) -> Activity:
        """Counts of the spikes that SANA-FE traced, along the edges it holds; its own counter has the last word."""
        lines, units = self.network.lines, chip.sent["units"].copy()
        counted = derived_events(self.network, stimulus, states, self.code, steps_taken)._replace(
            spikes=int(units.sum()),
            by_unit=units,
            by_line=chip.sent["lines"][:lines],
            by_label=chip.sent["lines"][lines:],
        )
        activity = activity_of(chip.fan_outs, counted)
        if activity.synops != chip.reported.spikes:
            raise DefectError(
                f"SANA-FE counted {chip.reported.spikes:,} synaptic events, and the spikes that it traced cross "
                f"{activity.synops:,} of its edges; please report this, with the network."
            )
        return activity

    def _play(
        self, chip: PlacedChip, stimulus: Stimulus, thresholds: list[tuple[NDArray[np.int64], int]]
    ) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
        """States (S, T + 1, N) and what the readout units heard last, (S, R)."""
        everywhere = np.ones((stimulus.samples, stimulus.steps), bool)
        trains = np.concatenate(external_events(self.network, stimulus, self.code, everywhere), axis=2)
        states = np.empty((stimulus.samples, stimulus.steps + 1, self.network.units), np.int8)
        states[:, 0] = stimulus.start(self.network.units)
        sums = np.empty((stimulus.samples, self.network.readouts), np.int64)
        chip.between(trains[0])
        for sample in range(stimulus.samples):
            step = 1
            for values, steps in thresholds:
                states[sample, step : step + steps] = 2 * chip.advance(values[sample], steps).astype(np.int8) - 1
                step += steps
            sums[sample] = chip.between(trains[sample + 1] if sample + 1 < stimulus.samples else None)
        return states, sums

    def _thresholds(self, stimulus: Stimulus) -> list[tuple[NDArray[np.int64], int]]:
        """Thresholds (S, N), each with the number of steps it holds for: u > -drive is u + drive > 0."""
        return [(_whole(-drive), steps) for drive, steps in drives(self.network, stimulus)]


def _whole(thresholds: NDArray[np.int64]) -> NDArray[np.int64]:
    outside = np.argwhere(np.abs(thresholds) >= LARGEST)
    if len(outside):
        sample, unit = outside[0]
        raise NeuroError(
            f"bias, inputs and couplings of unit {unit} add up to {thresholds[sample, unit]}; SANA-FE takes whole "
            f"numbers of 32 bits, less than {LARGEST}; use smaller inputs or biases."
        )
    return thresholds
