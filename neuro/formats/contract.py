"""What a format is: it writes a network and what it runs on, and some can be read again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from ..errors import NeuroError
from ..network import Network
from ..workload import Workload


class AbstractFormat(ABC):
    """One kind of file, registered under its ending in the entry-point group ``neuro.formats``."""

    title: ClassVar[str]
    """What it is, in a few words."""
    takes_samples: ClassVar[bool] = True
    """Whether samples have a place in it; else networks are written alone."""

    @abstractmethod
    def obstacle(self) -> str | None:
        """Why it can't be written or read here and what to install, in one sentence; None when it can."""

    @abstractmethod
    def write(self, workload: Workload, path: Path) -> list[Path]:
        """Write a network, and where the format has a place for them its samples; the files written.

        Raises
        ------
        NeuroError
            When the format has no word for something in the network, or the place can't be written.
        """

    def read(self, path: Path) -> Network:
        """The network in a file.

        Raises
        ------
        NeuroError
            When it can't be read, or holds what the contract has no word for.
        """
        raise NeuroError(f"{path}: {self.title} is written and not read; expected a file of another kind.")
