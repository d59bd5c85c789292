"""A placed network on SANA-FE's Loihi.

The soma is SANA-FE's ``loihi_lif`` (``leaky_integrate_fire``), exact for whole numbers: v > threshold is strict, and
the currents are doubles. No leak memory: ``leak_decay`` and ``input_decay`` are 0, and the reverse reset sets v to 0
after every step, because SANA-FE counts a unit with any v or bias left as updated whatever reaches it. For the same
reason what doesn't come by messages (bias, sum of couplings, what lines bring) moves the threshold instead of the
bias: u > -b is u + b > 0.

Lines are sources (``input``) on the tile where they enter the mesh. SANA-FE's messages carry no payload, so theirs go
through couplings of weight 0: sent, delivered, counted and priced like any, while weight times payload is in the
thresholds. Readout units are neurons that never fire and whose current is recorded.

Two defects of SANA-FE 2.2.9 are worked around. ``MappedNeuron.set_attributes(soma_attributes=...)`` hands them to the
dendrite (the names are swapped in its Python binding): all go as ``model_attributes``. Floats pass through 32 bits:
only whole numbers of 32 bits are handed over.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from importlib.resources import files
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from neuro.engines.activity import FanOut
from neuro.errors import NeuroError
from neuro.machine.scratch import Scratch
from neuro.network import Matrix, existing
from neuro.placement import Chip, PlacedNetwork
from neuro.placement.traffic import ENTRY_TILE

_INSTALL = "pip install 'neuro-engines[sanafe]'"
# What its file of Loihi says of the 1024 sources of spikes on each core, of the neurons a core holds, and of the mesh.
_SOURCES, _NEURONS = "loihi_inputs[0..1023]", "max_neurons_supported: 1024\n"
_WIDTH, _TILES = "width: 8\n", "loihi_tile[0..31]"
# Of 32 bits, which SANA-FE takes; as a threshold, one that no unit reaches.
LARGEST = 2**31 - 1
_MEMORYLESS = {
    "leak_decay": 0.0,
    "input_decay": 0.0,
    "threshold": LARGEST,
    "reverse_threshold": LARGEST,
    "reverse_reset_mode": "hard",
    "reverse_reset": 0.0,
}


def sanafe_obstacle() -> str | None:
    """Why SANA-FE can't be imported, and what to install, in one sentence; None when it can."""
    if importlib.util.find_spec("sanafe") is None:
        return f"SANA-FE is not installed; it is an extra (GPL-3.0): {_INSTALL}."
    try:
        import_sanafe()
    except NeuroError as problem:
        return str(problem)
    return None


def import_sanafe() -> Any:
    """The module.

    Raises
    ------
    NeuroError
        When it is missing or broken.
    """
    try:
        return importlib.import_module("sanafe")
    except Exception as problem:
        raise NeuroError(f"SANA-FE can't be imported ({type(problem).__name__}: {problem}); {_INSTALL}.") from problem


def load_loihi(sources: int, chips: int = 1) -> Any:
    """SANA-FE's own Loihi, 32 tiles of four cores, with as many sources of spikes a core as are needed.

    Its file has 1024 on each of 128 cores, which take seconds to build, and counts them among the 1024 neurons a core
    holds. They stand for what comes from outside and cost nothing, so here they come on top of those. Several chips lie
    side by side on one mesh, for it knows no other link between tiles.

    Raises
    ------
    NeuroError
        When SANA-FE's file isn't the one that this was written for.
    """
    text = (files("sanafe.examples") / "loihi.yaml").read_text(encoding="utf-8")
    if not all(part in text for part in (_SOURCES, _NEURONS, _WIDTH, _TILES)):
        raise NeuroError(
            "SANA-FE's loihi.yaml has other tiles, sources or neurons a core than that of version 2.2.9; "
            "install that one: pip install sanafe==2.2.9."
        )
    text = text.replace(_SOURCES, f"loihi_inputs[0..{max(sources, 1) - 1}]")
    text = text.replace(_NEURONS, f"max_neurons_supported: {1024 + sources}\n")
    text = text.replace(_WIDTH, f"width: {8 * chips}\n").replace(_TILES, f"loihi_tile[0..{32 * chips - 1}]")
    with contextlib.closing(Scratch()) as scratch:
        path = scratch.path / "loihi.yaml"
        path.write_text(text, encoding="utf-8")
        return import_sanafe().load_arch(path)


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Keep "Executed steps" from the user: SANA-FE prints it after every call, through Python."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield


@final
@dataclass(frozen=True)
class Reported:
    """Sums over the steps SANA-FE executed, in its own words. Basis: modelled, by SANA-FE.

    Parameters
    ----------
    timesteps
        Steps executed, those between samples included.
    spikes
        Synaptic events.
    neurons_fired
        Neurons that fired; input and label lines are neurons there.
    neurons_updated
        Neurons that a message reached or that fired; so every line that fired.
    packets_sent, hops
        (message, destination core) pairs; tiles crossed, rows and columns together.
    synapse, dendrite, soma, network
        Energies in joules.
    """

    timesteps: int = 0
    spikes: int = 0
    neurons_fired: int = 0
    neurons_updated: int = 0
    packets_sent: int = 0
    hops: int = 0
    synapse: float = 0.0
    dendrite: float = 0.0
    soma: float = 0.0
    network: float = 0.0

    @property
    def total(self) -> float:
        """All causes together, in joules."""
        return self.synapse + self.dendrite + self.soma + self.network

    def plus(self, result: Mapping[str, Any]) -> Reported:
        """With what one call of ``SpikingChip.sim`` returned, its performance trace included."""
        totals = {"timesteps": result["timesteps_executed"], "hops": sum(result["perf_trace"]["hops"])}
        found = {**result, **result["energy"], **totals}
        return Reported(*(getattr(self, field.name) + found[field.name] for field in fields(self)))


@final
class PlacedChip:
    """Holds one mapped network; time goes on over all that is played on it.

    `sent` are the spikes that it has traced of each unit and of each line, (N,) and (M + C,).
    """

    def __init__(self, placed: PlacedNetwork) -> None:
        network, chip, core = placed.network, placed.chip, placed.placement.core
        self.reported = Reported()
        self._network = network
        lines = network.lines + network.classes
        self._arch = load_loihi(-(-lines // chip.cores_per_tile), chip.chips)
        self._net = import_sanafe().Network()
        cores = self._arch.cores()
        units = self._group("units", core[: network.units], cores, log_spikes=True)
        readout = self._group("readout", core[network.units :], cores)
        self.sent = {"units": np.zeros(network.units, np.int64), "lines": np.zeros(lines, np.int64)}
        sources = self._sources(lines, cores, chip)
        _connect(units, units, _doubled(network.couplings))
        _connect(units, readout, _doubled(network.readout_weights))
        _connect(sources, units, _silent(network.input_weights, network.feedback_weights))
        self._chip = import_sanafe().SpikingChip(self._arch)
        with silence():
            self._chip.load(self._net)
        mapped = self._chip.mapped_neuron_groups
        self._units, self._lines = mapped["units"], mapped.get("lines", [])

    def between(self, trains: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        """One step in which no unit fires: lines start, and the readout hears the last states.

        Parameters
        ----------
        trains
            Whether each line fires in this step and the following ones, (steps, M + C); None for no line.

        Returns
        -------
        sums
            2 W_out x of the states before, (R,).
        """
        if trains is not None:
            for line in np.flatnonzero(trains.any(axis=0)).tolist():
                self._lines[line].set_attributes(model_attributes={"spikes": trains[:, line].tolist()})
        self._set_thresholds(np.full(len(self._units), LARGEST))
        traced = self._sim(1)[0]["neuron_trace"]
        return np.array(traced["u"][0] if self._network.classes else [], np.int64)

    def advance(self, thresholds: NDArray[np.int64], steps: int) -> NDArray[np.bool_]:
        """Which units fire in each of the next steps under these thresholds (N,); (steps, N)."""
        self._set_thresholds(thresholds)
        return self._sim(steps)[1]

    @cached_property
    def fan_outs(self) -> FanOut:
        """How many of its edges leave each sender."""
        units, lines = ([_targets(one) for one in self._net.groups.get(name, ())] for name in ("units", "lines"))
        by_line = np.array([one["units"] for one in lines], np.int64)
        return FanOut(
            np.array([one["units"] for one in units]),
            np.array([one["readout"] for one in units]),
            by_line[: self._network.lines],
            by_line[self._network.lines :],
        )

    def _sim(self, steps: int) -> tuple[dict[str, Any], NDArray[np.bool_]]:
        """Go some steps; what SANA-FE says of them, and which units fired in each, (steps, N)."""
        with silence():
            result: dict[str, Any] = self._chip.sim(
                steps,
                timing_model="simple",
                processing_threads=1,
                spike_trace=True,
                neuron_trace=True,
                perf_trace=True,
            )
        self.reported = self.reported.plus(result)
        fired = np.zeros((steps, len(self._units)), bool)
        for step, addresses in enumerate(result["spike_trace"]):
            for one in addresses:
                if one.group_name == "units":
                    fired[step, one.neuron_offset] = True
                else:
                    self.sent["lines"][one.neuron_offset] += 1
        self.sent["units"] += fired.sum(axis=0)
        return result, fired

    def _set_thresholds(self, thresholds: NDArray[np.int64]) -> None:
        for unit, threshold in zip(self._units, thresholds.tolist(), strict=True):
            unit.set_attributes(model_attributes={"threshold": threshold})

    def _group(self, name: str, homes: NDArray[np.int64], cores: Sequence[Any], *, log_spikes: bool = False) -> Any:
        if not len(homes):
            return None
        attributes = _MEMORYLESS if log_spikes else {**_MEMORYLESS, "log_u": True}
        group = self._net.create_neuron_group(
            name,
            len(homes),
            model_attributes=attributes,
            soma_hw_name="loihi_lif",
            default_synapse_hw_name="loihi_dense_synapse",
            default_dendrite_hw_name="loihi_dendrites",
            log_spikes=log_spikes,
        )
        for neuron, home in zip(group, homes.tolist(), strict=True):
            neuron.map_to_core(cores[home])
        return group

    def _sources(self, lines: int, cores: Sequence[Any], chip: Chip) -> Any:
        """Evenly over the cores of the tile where lines enter."""
        if not lines:
            return None
        # Nothing reaches them; on dendrites of their own they take no place of a unit.
        group = self._net.create_neuron_group(
            "lines", lines, default_dendrite_hw_name="loihi_dendrites_delay", log_spikes=True
        )
        for line, neuron in enumerate(group):
            place, offset = divmod(line, chip.cores_per_tile)
            neuron.set_attributes(soma_hw_name=f"loihi_inputs[{place}]")
            neuron.map_to_core(cores[ENTRY_TILE * chip.cores_per_tile + offset])
        return group


def _targets(sender: Any) -> Counter[str]:
    return Counter(edge.post_neuron.group_name for edge in sender.edges_out)


def _doubled(weights: Matrix) -> sparse.coo_matrix:
    """2 W, existing couplings alone."""
    doubled = 2 * sparse.csr_matrix(weights)
    doubled.eliminate_zeros()
    return sparse.coo_matrix(doubled)


def _silent(*weights: Matrix) -> sparse.coo_matrix:
    """Couplings of weight 0 where there are any, [input | feedback]."""
    pattern = sparse.coo_matrix(sparse.hstack([existing(matrix) for matrix in weights]))
    return sparse.coo_matrix((np.zeros_like(pattern.data), (pattern.row, pattern.col)), shape=pattern.shape)


def _connect(senders: Any, receivers: Any, weights: sparse.coo_matrix) -> None:
    if not weights.nnz:
        return
    pairs = list(zip(weights.col.tolist(), weights.row.tolist(), strict=True))
    senders.connect_neurons_sparse(receivers, {"w": weights.data.tolist()}, pairs)
