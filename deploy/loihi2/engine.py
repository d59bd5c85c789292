"""The engine on Intel's Loihi 2: what it can do, whether a chip can be reached, and how it opens a network.

It has not been run on silicon.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, ClassVar, final

from neuro.engines import LEARNING_FEATURES, AbstractEngine, AbstractSession, Run, Stimulus
from neuro.errors import NeuroError
from neuro.network import Network

from ..lava.importing import has_module, import_lava, lava_obstacle
from ..lava.schedule import Schedule
from .measured import Measured

if TYPE_CHECKING:
    from .graph import ChipGraph


# Modules of Intel's extension that public programs import; all of them are in use here or by Lava's compiler.
NEEDED = (
    "lava.magma.compiler.subcompilers.nc.ncproc_compiler",
    "lava.magma.core.model.nc.model",
    "lava.magma.core.model.c.model",
    "lava.proc.lif.ncmodels",
    "lava.proc.dense.ncmodels",
    "lava.proc.embedded_io.spike",
    "lava.utils.loihi2_state_probes",
    "lava.utils.loihi2_profiler",
)
_SELF_TEST = "python -m neuro_deploy.loihi2.selftest"
_NO_FLIPS = "the units of the flip code have no model on the chip; ask for the spike code."
_NO_LEARNING = (
    "the learning connections of lava-fixed run on the CPU alone; train with numpy, then run the result here."
)
_LIMITS = {
    **dict.fromkeys(LEARNING_FEATURES, _NO_LEARNING),
    "early-stop": "the chip runs a number of steps fixed beforehand; nothing in the graph can end a sample early.",
    **dict.fromkeys(("random-subset", "module-by-module"), "stock LIF units update at every step."),
    "float-network": "the chip holds whole numbers; make the network integer first.",
}


def connect() -> None:
    """Point Lava at the host that the environment names: NXSDKHOST, or else SLURM (PARTITION, BOARD).

    Raises
    ------
    NeuroError
        When the host doesn't answer, or a variable names what there isn't.
    """
    from lava.utils import loihi

    try:
        generation = loihi.ChipGeneration(os.environ.get("LOIHI_GEN", loihi.ChipGeneration.N3B3.value))
        if address := _address():
            binary = {"host_binary_path": path} if (path := os.environ.get("HOST_BINARY")) else {}
            loihi.use_ethernet_host(address, loihi_gen=generation, **binary)
        else:
            partition, board = os.environ.get("PARTITION"), os.environ.get("BOARD")
            loihi.use_slurm_host(partition=partition, board=board, loihi_gen=generation)
    except (ImportError, OSError, ValueError) as problem:
        raise NeuroError(
            f"the host of the Loihi 2 can't be used ({problem}); check LOIHI_GEN and NXSDKHOST, or PARTITION and BOARD."
        ) from problem


def _address() -> str | None:
    return os.environ.get("NXSDKHOST") or None


def _lava_version() -> str:
    try:
        return version("lava-nc")
    except PackageNotFoundError:
        return "of unknown version"


@final
class Loihi2Engine(AbstractEngine):
    """The spike-code graph of lava-fixed under Lava's hardware run configuration: integer networks, no learning.

    Written against the names that Intel's extension is known to publish and tested against a stand-in for them;
    it has not been run on silicon. ``python -m neuro_deploy.loihi2.selftest`` compares a chip with the reference.
    """

    name: ClassVar[str] = "loihi2"
    package: ClassVar[str] = "lava-nc"

    def limits(self, code: str) -> Mapping[str, str]:
        """Early stops, random updates, float networks and learning; the flip code altogether."""
        return _LIMITS if code == "spikes" else {code: _NO_FLIPS}

    def obstacle(self) -> str | None:
        """What is missing: Lava, Intel's extension or a host; None when a chip can be tried.

        Asks neither the host nor SLURM: :func:`connect` does.
        """
        if (obstacle := lava_obstacle()) is not None:
            return obstacle
        if missing := [name for name in NEEDED if not has_module(name)]:
            others = f" and {len(missing) - 1} of its other modules" if len(missing) > 1 else ""
            return (
                f"Intel's Lava extension for Loihi is missing or incomplete: beside lava-nc {_lava_version()} there is "
                f"no {missing[0]}{others}; members of Intel's research community (INRC) get it from Intel, and "
                "lava-fixed runs the same graph on the CPU."
            )
        if not _address() and shutil.which("sinfo") is None:
            return (
                "Intel's Lava extension is installed but no host with a Loihi 2 is named: set NXSDKHOST to the address "
                "of one (and HOST_BINARY, LOIHI_GEN where they differ from Lava's own), or run where SLURM's sinfo is "
                f"on the PATH; then check the chip with '{_SELF_TEST}'."
            )
        return None

    def measure(self, network: Network, stimulus: Stimulus) -> tuple[Run, Measured]:
        """Run a batch under the spike code with the profiler on. Power needs a long one: thousands of steps.

        Parameters
        ----------
        network, stimulus
            What to run: an integer network and samples of a fixed number of steps.

        Returns
        -------
        run, measured
            The trajectory, and what the chip's own meters said.

        Raises
        ------
        NeuroError
            When there is no chip, or the batch takes several runs of the graph: probes speak of a single one.
        """
        if (obstacle := self.obstacle()) is not None:
            raise NeuroError(obstacle)
        session, graphs = self._session(network, profile=True)
        with session:
            run = session.run(stimulus)
        if len(graphs) != 1 or graphs[0].plays != 1:
            raise NeuroError("these samples take more than one run of the graph, and probes speak of one; give fewer.")
        return run, graphs[0].measured(stimulus.samples)

    def _open(self, network: Network, code: str) -> AbstractSession:
        return self._session(network, profile=False)[0]

    def _session(self, network: Network, *, profile: bool) -> tuple[AbstractSession, list[ChipGraph]]:
        """A session, and the graphs it makes as it runs."""
        import_lava()
        connect()
        from ..lava.session import LavaSession
        from .graph import ChipGraph

        graphs: list[ChipGraph] = []

        def make_graph(schedule: Schedule, period: int) -> ChipGraph:
            graphs.append(ChipGraph(network, schedule, profile=profile))
            return graphs[-1]

        return LavaSession(self, network, "spikes", fixed=True, make_graph=make_graph), graphs
