"""Which core each unit lies on, and the network laid out so: how full the cores are, what its messages do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

import numpy as np
from numpy.typing import NDArray

from ..engines import Run, Stimulus
from ..errors import NeuroError
from ..fields import TOO_LARGE
from ..files import read_sealed, write_sealed, write_text
from ..html import html_table
from ..network import Matrix, Network, StoredCouplings, row_sums
from .demand import LIMITS, connections_of, usage_of
from .fit import check_code, check_usage
from .flow import Flow, flow_of
from .limits import Chip
from .traffic import Traffic, count_traffic
from .weights import check_weights

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FORMAT = 2
_KEYS = ("format", "chip", "placer", "network", "units", "readout")


@final
@dataclass(frozen=True, eq=False)
class Placement:
    """Core of every unit and readout unit.

    Parameters
    ----------
    chip, placer
        Names of the chip and of the placer.
    network
        Hash of the network it was made for.
    core
        Core of the N units, then of the R readout units, (N + R,).
    """

    chip: str
    placer: str
    network: str
    core: NDArray[np.int64]

    def check(self, network: Network, chip: Chip) -> None:
        """Refuse another network or another chip than it was made for."""
        if network.hash != self.network:
            raise NeuroError(
                f"the placement was made for network {self.network}, got network {network.hash} "
                f"('{network.description.name}'); place this one anew with 'neuro place'."
            )
        if chip.name != self.chip:
            raise NeuroError(f"the placement was made for chip '{self.chip}', got chip '{chip.name}'; place it anew.")
        neurons = network.units + network.readouts
        if self.core.shape != (neurons,):
            raise NeuroError(f"the placement holds {len(self.core)} units, the network has {neurons}; place it anew.")
        outside = np.flatnonzero((self.core < 0) | (self.core >= chip.all_cores))
        if len(outside):
            raise NeuroError(
                f"the placement puts unit {outside[0]} on core {self.core[outside[0]]}; "
                f"{chip.title} has cores 0 to {chip.all_cores - 1}."
            )


def save_placement(placement: Placement, network: Network, path: str | Path) -> Path:
    """Write a placement whole, as JSON; see :func:`load_placement`."""
    contents = {
        "format": _FORMAT,
        "chip": placement.chip,
        "placer": placement.placer,
        "network": placement.network,
        "units": placement.core[: network.units].tolist(),
        "readout": placement.core[network.units :].tolist(),
    }
    return write_sealed(path, contents)


def load_placement(path: str | Path) -> Placement:
    """Read what :func:`save_placement` wrote; hold it to a network with :meth:`Placement.check`."""
    contents = read_sealed(path, "a placement written by 'neuro place'", "place the network anew")
    if set(contents) != set(_KEYS) or type(contents["format"]) is not int or contents["format"] != _FORMAT:
        raise NeuroError(f"{path}: is not a placement of format {_FORMAT}; expected a file written by 'neuro place'.")
    cores = [contents["units"], contents["readout"]]
    if not all(isinstance(part, list) and all(map(_is_core, part)) for part in cores):
        raise NeuroError(f"{path}: units and readout must be lists of whole numbers from 0, a core for each unit.")
    if not all(isinstance(contents[name], str) for name in ("chip", "placer", "network")):
        raise NeuroError(f"{path}: chip, placer and network must be names; expected those that 'neuro place' wrote.")
    return Placement(
        chip=contents["chip"],
        placer=contents["placer"],
        network=contents["network"],
        core=np.array([*cores[0], *cores[1]], np.int64),
    )


def _is_core(given: Any) -> bool:
    return type(given) is int and 0 <= given < TOO_LARGE


@final
@dataclass(frozen=True)
class CoreUse:
    """What one core holds. Basis: counted.

    Parameters
    ----------
    core, tile
        Their numbers on the chip.
    holds
        Units by population, the readout last.
    used
        What is taken of each limit of a core, by name.
    share
        The same as a share of the limit, 0 to 1; None where the limit is not published.
    """

    core: int
    tile: int
    holds: Mapping[str, int]
    used: Mapping[str, int]
    share: Mapping[str, float | None]


@final
class PlacedNetwork:
    """A network laid out on a chip's cores; made by :func:`place` and :func:`read_placed`.

    Parameters
    ----------
    network
        The network.
    placement
        Core of each unit.
    chip
        The chip.
    learning
        Whether every stored coupling has its place, at weight 0 too, so that the network can come back with other
        weights once it has learned.

    Raises
    ------
    NeuroError
        When the placement is of another network or chip, or a core can't hold what lies on it.
    """

    def __init__(self, network: Network, placement: Placement, chip: Chip, *, learning: bool = False) -> None:
        placement.check(network, chip)
        self.network, self.placement, self.chip = network, placement, chip
        self._stored = StoredCouplings(network) if learning else None
        self._connections = connections_of(network if self._stored is None else self._stored.network)
        self._usage = usage_of(self._connections, placement.core, chip)
        check_usage(self._usage, chip)

    def _repr_html_(self) -> str:
        caption = f"{self.network.description.name} on {self.chip.title}: {self.cores} cores on {self.tiles} tiles"
        rows = [
            (
                core.core,
                core.tile,
                ", ".join(f"{units} {name}" for name, units in core.holds.items()),
                *(f"{core.used[limit]:,}" for limit in core.share),
            )
            for core in self.utilisation()
        ]
        limits = [name.replace("_", " ") for name in LIMITS]
        return html_table(caption, rows, ["core", "tile", "holds", *limits])

    @property
    def cores(self) -> int:
        """Cores in use."""
        return len(self._usage.cores)

    @property
    def tiles(self) -> int:
        """Tiles in use."""
        return len(set(self.chip.tile(self._usage.cores).tolist()))

    def traffic(self, network: Network, stimulus: Stimulus, run: Run) -> Traffic:
        """Count what a run's messages do on the mesh.

        Parameters
        ----------
        network
            The network that was run: the placed one or, where it was placed to learn, one that came of it by learning.
        stimulus, run
            What it was given and what it did.

        Raises
        ------
        NeuroError
            When it or the run is of another network, or the chip can't hold the values of this run's code.
        """
        self._check(network, stimulus, run)
        return count_traffic(self._connections, network, stimulus, run, self.placement.core, self.chip)

    def _check(self, network: Network, stimulus: Stimulus, run: Run) -> None:
        if self._stored is None:
            self.placement.check(network, self.chip)
        else:
            self._stored.check(network)
        if run.network != network.hash:
            raise NeuroError(f"the run is of network {run.network}, got network {network.hash}; run this one.")
        check_code(network, stimulus, run.code, self.chip)

    def updates_busiest(self, recurrent: int, inputs: int, readout: int) -> float:
        """Weight updates that the busiest core makes in one learning step.

        Parameters
        ----------
        recurrent, inputs, readout
            Updates in all, taken to be spread evenly over the stored couplings of each kind.

        Raises
        ------
        NeuroError
            When the network was not placed to learn.
        """
        if self._stored is None:
            raise NeuroError(
                f"network '{self.network.description.name}' was placed to run, not to learn; place it with "
                "learning=True."
            )
        stored = self._stored.network
        onto_units = recurrent * _spread(stored.recurrent) + inputs * _spread(stored.input_weights)
        onto_readout = readout * _spread(stored.readout_weights)
        return float(np.bincount(self.placement.core, np.concatenate([onto_units, onto_readout])).max())

    def utilisation(self) -> tuple[CoreUse, ...]:
        """Every core in use, by number."""
        cores, out = self._usage.cores, []
        place_of = np.searchsorted(cores, self.placement.core)
        counts = {
            name: np.bincount(place_of[rows], minlength=len(cores))
            for name, rows in self._connections.populations.items()
        }
        for place, core in enumerate(cores.tolist()):
            held = {name: int(count[place]) for name, count in counts.items() if count[place]}
            used = {limit: int(getattr(self._usage, limit)[place]) for limit in LIMITS}
            available = {limit: getattr(self.chip, limit) for limit in LIMITS}
            share = {limit: None if most is None else used[limit] / most for limit, most in available.items()}
            out.append(CoreUse(core, int(self.chip.tile(core)), held, used, share))
        return tuple(out)

    def flow(self, network: Network, stimulus: Stimulus, run: Run) -> Flow:
        """Where a run's messages go; see :meth:`traffic`."""
        self._check(network, stimulus, run)
        return flow_of(self._connections, network, stimulus, run, self.placement.core, self.chip)

    def figure(self, flow: Flow | None = None) -> Figure:
        """A picture of the tiles in use, and of what goes there if a `flow` says it."""
        from .picture import chip_figure

        return chip_figure(self, flow)

    def save(self, path: str | Path) -> Path:
        """Write the core of each unit into the file at `path`, which is replaced: for :func:`read_placed`, or, where
        the name ends in .csv, as a table of unit, population, core, tile and chip.
        """
        if str(path).lower().endswith(".csv"):
            return write_text(path, self._table())
        return save_placement(self.placement, self.network, path)

    def _table(self) -> str:
        lines = ["unit,population,core,tile,chip"]
        for name, rows in self._connections.populations.items():
            quoted = '"' + name.replace('"', '""') + '"'
            for unit in range(rows.start, rows.stop):
                core = int(self.placement.core[unit])
                tile = int(self.chip.tile(core))
                lines.append(f"{unit},{quoted},{core},{tile},{int(self.chip.chip_of(tile))}")
        return "\n".join([*lines, ""])


def read_placed(path: str | Path, network: Network, chip: Chip, *, learning: bool = False) -> PlacedNetwork:
    """Lay an integer network out as a file says that ``neuro place`` or :meth:`PlacedNetwork.save` wrote.

    The `network` and the `chip` are those that the file at `path` was written for; `learning` is whether the network
    will learn there, see :class:`PlacedNetwork`.

    Raises
    ------
    NeuroError
        When the file can't be read, is of another network or chip, or the network doesn't fit this way.
    """
    check_weights(network, chip)
    return PlacedNetwork(network, load_placement(path), chip, learning=learning)


def _spread(stored: Matrix) -> NDArray[np.float64]:
    """Share of the couplings that each receiver (row) has."""
    number = row_sums(stored).astype(float)
    return number / max(number.sum(), 1.0)
