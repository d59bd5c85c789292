"""Networks that a grid kept beside the rows of its points."""

from __future__ import annotations

from pathlib import Path

from ..learning import Checkpoint, read_checkpoint
from ..network import load_network
from .points import KEPT, POINTS


def kept_networks(folder: str | Path) -> list[tuple[str, Checkpoint]]:
    """The networks that points of ``train`` with the option ``keep`` left in a grid's folder.

    Parameters
    ----------
    folder
        As :func:`~neuro.grids.run_points` was given it.

    Returns
    -------
    list of (str, Checkpoint)
        The file of each, and what it holds; by seed, then by file.

    Raises
    ------
    NeuroError
        When a file is damaged.
    """
    files = sorted(Path(folder, POINTS).glob(f"*{KEPT}"))
    found = [(str(path), read_checkpoint(path, load_network(path))) for path in files]
    return sorted(found, key=lambda each: (each[1].network.description.seed, each[0]))
