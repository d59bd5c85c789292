"""A chip as the reports see it: it takes a network, counts its messages on the mesh, and can be drawn.

Chips are found by name through the entry-point group ``neuro.chips`` and imported only when asked for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, final

from ..engines import Run, Stimulus
from ..network import Network
from ..registered import make_registered, registered_names
from .traffic import Traffic

if TYPE_CHECKING:
    from matplotlib.figure import Figure

GROUP = "neuro.chips"
DEFAULT_CHIP = "loihi1"


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


class AbstractPlaced(ABC):
    """A network laid out on a chip's cores."""

    @property
    @abstractmethod
    def cores(self) -> int:
        """Cores in use."""

    @property
    @abstractmethod
    def tiles(self) -> int:
        """Tiles in use."""

    @abstractmethod
    def traffic(self, network: Network, stimulus: Stimulus, run: Run) -> Traffic:
        """What a run's messages do on the mesh.

        Raises
        ------
        NeuroError
            When the network is not the placed one (or, where it was placed to learn, not one that came of it by
            learning), or the chip can't hold the values of this run's code.
        """

    @abstractmethod
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

    @abstractmethod
    def utilisation(self) -> tuple[CoreUse, ...]:
        """Every core in use, by number."""

    @abstractmethod
    def draw(self) -> Figure:
        """The chip with the network on it."""


class AbstractChip(ABC):
    """A kind of chip."""

    name: ClassVar[str]
    # Whose profiles price what it does.
    family: ClassVar[str]

    @property
    @abstractmethod
    def title(self) -> str:
        """What to print."""

    @property
    @abstractmethod
    def notes(self) -> tuple[str, ...]:
        """What to know of its limits, in sentences."""

    @abstractmethod
    def place(self, network: Network, *, learning: bool = False) -> AbstractPlaced:
        """Lay a network out.

        Parameters
        ----------
        learning
            Whether it will learn there: then every stored coupling has its place, at weight 0 too, and the network
            may come back with other weights.

        Raises
        ------
        NeuroError
            When it doesn't fit: which limit, by how much, and what would make it fit.
        """

    @abstractmethod
    def read(self, path: str | Path, network: Network, *, learning: bool = False) -> AbstractPlaced:
        """Lay a network out as a file written by ``neuro place`` says; otherwise as :meth:`place`.

        Raises
        ------
        NeuroError
            When the file can't be read, is of another network or chip, or the network doesn't fit this way.
        """


def registered_chips() -> list[str]:
    """Every registered chip."""
    return registered_names(GROUP)


def load_chip(name: str = DEFAULT_CHIP) -> AbstractChip:
    """The chip of that name.

    Raises
    ------
    NeuroError
        When there is none, or its code can't be imported here.
    """
    chip: AbstractChip = make_registered(GROUP, "chip", name)
    return chip
