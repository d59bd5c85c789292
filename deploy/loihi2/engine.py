"""The engine on Intel's Loihi 2: what it can do, and how it opens a network. It has not been run on silicon."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, final

from neuro.engines import LEARNING_FEATURES, AbstractEngine, AbstractSession, Run, Stimulus
from neuro.errors import NeuroError
from neuro.network import Network

from ..lava.importing import import_lava
from ..lava.schedule import Schedule
from .host import chip_obstacle, connect
from .measured import Measured

if TYPE_CHECKING:
    from .graph import ChipGraph

_NO_FLIPS = "the units of the flip code have no model on the chip; ask for the spike code."
_NO_LEARNING = (
    "the learning connections of lava-fixed run on the CPU alone; train with numpy, then run the result here."
)
_LIMITS = {
    **dict.fromkeys(LEARNING_FEATURES, _NO_LEARNING),
    "early-stop": "the chip runs a number of steps fixed beforehand; nothing in the graph can end a sample early.",
    "random-subset": "stock LIF units update at every step.",
    "float-network": "the chip holds whole numbers; make the network integer first.",
}


@final
class Loihi2Engine(AbstractEngine):
    """The spike-code graph of lava-fixed under Lava's hardware run configuration: integer networks, no learning.

    Written against the names that Intel's extension is known to publish and tested against a stand-in for them;
    it has not been run on silicon. ``python -m neuro_deploy.loihi2.selftest`` compares a chip with the reference.
    """

    name: ClassVar[str] = "loihi2"

    def limits(self, code: str) -> Mapping[str, str]:
        """Early stops, random updates, float networks and learning; the flip code altogether."""
        return _LIMITS if code == "spikes" else {code: _NO_FLIPS}

    def obstacle(self) -> str | None:
        """What is missing: Lava, Intel's extension or a host; None when a chip can be tried."""
        return chip_obstacle()

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
