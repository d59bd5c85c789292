"""Intel's chips as reports see them: limits, placement, traffic and picture behind :class:`AbstractChip`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, final

import numpy as np
from numpy.typing import NDArray

from ..engines import Run, Stimulus
from ..errors import NeuroError
from ..network import Matrix, Network, StoredCouplings
from .contract import AbstractChip, AbstractPlaced, CoreUse
from .counting import traffic_over
from .demand import usage_of, wiring_of
from .fit import check_usage
from .limits import Chip, load_chip
from .placement import Placement, load_placement
from .placers import load_placer
from .ranges import check_code, check_weights
from .table import LIMITS, contents, shares
from .traffic import Traffic

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Keeps the units of a module on neighbouring cores.
_PLACER = "modular"


@final
class Placed(AbstractPlaced):
    """A network on one of these chips.

    Parameters
    ----------
    stored
        What it keeps while it learns; None when it is not to learn.

    Raises
    ------
    NeuroError
        When the placement is of another network or chip, or a core can't hold what lies on it.
    """

    def __init__(self, network: Network, placement: Placement, chip: Chip, stored: StoredCouplings | None) -> None:
        placement.check(network, chip)
        self._network, self._placement, self._chip, self._stored = network, placement, chip, stored
        self._wiring = wiring_of(network if stored is None else stored.network)
        self._usage = usage_of(self._wiring, placement.core, chip)
        check_usage(self._usage, chip)

    @property
    def cores(self) -> int:
        return len(self._usage.cores)

    @property
    def tiles(self) -> int:
        return len(set(self._chip.tile(self._usage.cores).tolist()))

    def traffic(self, network: Network, stimulus: Stimulus, run: Run) -> Traffic:
        if self._stored is None:
            self._placement.check(network, self._chip)
        else:
            self._stored.check(network)
        check_code(network, stimulus, run.code, self._chip)
        return traffic_over(self._wiring, network, stimulus, run, self._placement, self._chip)

    def updates_busiest(self, recurrent: int, inputs: int, readout: int) -> float:
        if self._stored is None:
            raise NeuroError(
                f"network '{self._network.description.name}' was placed to run, not to learn; place it with "
                "learning=True."
            )
        wired = self._stored.network
        onto_units = recurrent * _spread(wired.recurrent) + inputs * _spread(wired.input_weights)
        onto_readout = readout * _spread(wired.readout_weights)
        return float(np.bincount(self._placement.core, np.concatenate([onto_units, onto_readout])).max())

    def utilisation(self) -> tuple[CoreUse, ...]:
        usage = self._usage
        share, held = shares(usage, self._chip), contents(self._network, self._placement)
        return tuple(
            CoreUse(
                core=core,
                tile=int(self._chip.tile(core)),
                holds=held[core],
                used={limit: int(getattr(usage, limit)[place]) for limit in LIMITS},
                share={limit: None if (part := share[limit]) is None else part[place] for limit in LIMITS},
            )
            for place, core in enumerate(usage.cores.tolist())
        )

    def draw(self) -> Figure:
        from .picture import chip_figure

        return chip_figure(self._network, self._placement, self._usage, self._chip)


class AbstractLoihi(AbstractChip):
    """A chip whose limits stand in this package's data, under its name."""

    def __init__(self) -> None:
        self._limits = load_chip(self.name)

    @property
    def title(self) -> str:
        return self._limits.title

    @property
    def notes(self) -> tuple[str, ...]:
        return self._limits.notes

    def place(self, network: Network, *, learning: bool = False) -> Placed:
        check_weights(network, self._limits)
        stored = StoredCouplings(network) if learning else None
        placement = load_placer(_PLACER).place(network if stored is None else stored.network, self._limits)
        return Placed(network, replace(placement, network=network.hash), self._limits, stored)

    def read(self, path: str | Path, network: Network, *, learning: bool = False) -> Placed:
        check_weights(network, self._limits)
        stored = StoredCouplings(network) if learning else None
        return Placed(network, load_placement(path), self._limits, stored)


def _spread(stored: Matrix) -> NDArray[np.float64]:
    """Share of the couplings that each receiver (row) has."""
    number = np.asarray(stored.sum(axis=1), float).ravel()
    return number / max(number.sum(), 1.0)


@final
class Loihi1Chip(AbstractLoihi):
    """The first Loihi."""

    name: ClassVar[str] = "loihi1"
    family: ClassVar[str] = "loihi1"


@final
class Loihi2Chip(AbstractLoihi):
    """The second Loihi."""

    name: ClassVar[str] = "loihi2"
    family: ClassVar[str] = "loihi2"
