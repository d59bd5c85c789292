"""NIR files: written from a network, and read back or, as far as the contract has words for them, from elsewhere."""

from __future__ import annotations

import contextlib
import importlib.util
from pathlib import Path
from typing import Any, ClassVar, final

from neuro.engines.exporting import imported
from neuro.errors import NeuroError
from neuro.files import open_plain, write_whole
from neuro.formats import AbstractFormat
from neuro.machine.scratch import Scratch
from neuro.network import Network
from neuro.workload import Workload

_INSTALL = "pip install 'neuro-engines[nir]'"
_WHAT = "an NIR file"


@final
class NirFormat(AbstractFormat):
    """The spike code as a graph of affine maps and leaky integrate-and-fire units that forget in one step."""

    title: ClassVar[str] = "an NIR graph"
    takes_samples: ClassVar[bool] = False

    def obstacle(self) -> str | None:
        """The package nir missing."""
        missing = importlib.util.find_spec("nir") is None
        return f"nir is not installed; install it with: {_INSTALL}." if missing else None

    def write(self, workload: Workload, path: Path) -> list[Path]:
        """Write the graph of the network; samples have no place in it.

        Raises
        ------
        NeuroError
            When units aren't updated all at once, or the place can't be written.
        """
        from .graph import graph_of

        update = workload.network.description.dynamics.update
        if update != "synchronous":
            raise NeuroError(f"in an NIR graph all units update in every step, and the model's update is '{update}'.")
        nir, graph = import_nir(), graph_of(workload.network)
        # The library writes to names alone.
        with contextlib.closing(Scratch()) as scratch:
            nir.write(scratch.path / "graph.nir", graph)
            packed = (scratch.path / "graph.nir").read_bytes()
        return [write_whole(path, lambda stream: stream.write(packed))]

    def read(self, path: Path) -> Network:
        """The network of a graph.

        Raises
        ------
        NeuroError
            Naming the node for which the contract has no word, or saying what is wrong with the file.
        """
        from .reading import network_of

        with open_plain(path, _WHAT):
            pass
        nir = import_nir()
        try:
            graph = nir.read(path, type_check=False)
        except Exception as problem:
            # The library raises what it meets: errors of HDF5, of missing keys, of its own checks.
            raise NeuroError(f"{path}: is no whole NIR file ({type(problem).__name__}: {problem}).") from problem
        try:
            return network_of(graph, path.stem)
        except NeuroError as problem:
            raise NeuroError(f"{path}: {problem}") from problem


def import_nir() -> Any:
    """The package.

    Raises
    ------
    NeuroError
        When it is not installed, with what installs it.
    """
    return imported("nir", "nir")
