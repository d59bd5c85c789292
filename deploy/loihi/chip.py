"""Intel's chips as reports see them: limits, placement, traffic and picture behind :class:`AbstractChip`."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, final

from neuro.energy import AbstractChip, AbstractPlaced, CoreUse, Traffic
from neuro.engines import Run, Stimulus
from neuro.network import Network

from .demand import Usage, usage_of, wiring_of
from .fit import check_usage
from .limits import Chip, load_chip
from .placement import Placement
from .placers import load_placer
from .ranges import check_code, check_weights
from .table import LIMITS, contents, shares
from .traffic import count_traffic

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Keeps the units of a module on neighbouring cores.
_PLACER = "modular"


@final
class Placed(AbstractPlaced):
    """A network on one of these chips."""

    def __init__(self, network: Network, placement: Placement, usage: Usage, chip: Chip) -> None:
        self._network, self._placement, self._usage, self._chip = network, placement, usage, chip

    @property
    def cores(self) -> int:
        return len(self._usage.cores)

    @property
    def tiles(self) -> int:
        return len(set(self._chip.tile(self._usage.cores).tolist()))

    def traffic(self, network: Network, stimulus: Stimulus, run: Run) -> Traffic:
        self._placement.check(network, self._chip)
        check_code(network, stimulus, run.code, self._chip)
        return count_traffic(network, stimulus, run, self._placement, self._chip)

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
        from .picture import chip_figure  # a plot is loaded when one is asked for

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

    def place(self, network: Network) -> Placed:
        check_weights(network, self._limits)
        placement = load_placer(_PLACER).place(network, self._limits)
        usage = usage_of(wiring_of(network), placement.core, self._limits)
        check_usage(usage, self._limits)
        return Placed(network, placement, usage, self._limits)


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
