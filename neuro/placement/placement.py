"""Which core each unit lies on, kept together with the network it was made for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError
from ..files import write_text
from ..network import Network
from .limits import Chip

_FORMAT = 1
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
        Core of the N units, then of the C readout units, (N + C,).
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
        neurons = network.units + network.classes
        if self.core.shape != (neurons,):
            raise NeuroError(f"the placement holds {len(self.core)} units, the network has {neurons}; place it anew.")
        outside = np.flatnonzero((self.core < 0) | (self.core >= chip.cores))
        if len(outside):
            raise NeuroError(
                f"the placement puts unit {outside[0]} on core {self.core[outside[0]]}; "
                f"{chip.title} has cores 0 to {chip.cores - 1}."
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
    return write_text(path, json.dumps(contents) + "\n")


def load_placement(path: str | Path) -> Placement:
    """Read what :func:`save_placement` wrote; hold it to a network with :meth:`Placement.check`."""
    try:
        contents: Any = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as problem:
        raise NeuroError(f"{path}: can't be read ({problem.strerror}); expected a placement.") from problem
    except ValueError as problem:
        raise NeuroError(f"{path}: is not a placement written by 'neuro place' ({problem}).") from problem
    if not isinstance(contents, dict) or set(contents) != set(_KEYS) or contents["format"] != _FORMAT:
        raise NeuroError(f"{path}: is not a placement of format {_FORMAT}; expected a file written by 'neuro place'.")
    cores = [contents["units"], contents["readout"]]
    if not all(isinstance(part, list) and all(type(core) is int for core in part) for part in cores):
        raise NeuroError(f"{path}: units and readout must be lists of whole numbers, a core for each unit.")
    return Placement(
        chip=str(contents["chip"]),
        placer=str(contents["placer"]),
        network=str(contents["network"]),
        core=np.array([*cores[0], *cores[1]], np.int64),
    )
