"""The engine of SANA-FE: what it can do, and how it opens a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, final

from neuro.engines import LEARNING_FEATURES, AbstractEngine, Run, Stimulus
from neuro.errors import NeuroError
from neuro.network import Network
from neuro.placement import PlacedNetwork, load_chip
from neuro.placement.placed import Placement
from neuro.placement.placers import load_placer

from .importing import sanafe_obstacle

if TYPE_CHECKING:
    from .chip import Reported
    from .session import SanafeSession

CHIP, PLACER = "loihi1", "sequential"
_NO_LEARNING = "SANA-FE has no plasticity; train with numpy, then run the result here."
_LIMITS = {
    **dict.fromkeys(LEARNING_FEATURES, _NO_LEARNING),
    "early-stop": "units can't end a sample there; give it a fixed number of steps.",
    "random-subset": "its units update at every step.",
    "float-network": "its weights pass through 32-bit floats, exact for whole numbers alone; make the network integer "
    "first.",
}
_NO_FLIPS = "SANA-FE's messages carry no payload, and a flip needs its sign; ask for the spike code."


@final
class SanafeEngine(AbstractEngine):
    """The spike code of an integer network on SANA-FE's model of Loihi, placed by the sequential placer.

    The chip's numbers of cores, neurons, couplings and axons are kept to. Its ranges of numbers are not, as SANA-FE
    computes in doubles; ``neuro place`` says whether a network keeps to those.
    """

    name: ClassVar[str] = "sanafe"

    def limits(self, code: str) -> Mapping[str, str]:
        """Early stops, random updates and float networks; the flip code altogether."""
        return {"flips": _NO_FLIPS} if code == "flips" else _LIMITS

    def obstacle(self) -> str | None:
        """Why SANA-FE can't be imported here; None when it can."""
        return sanafe_obstacle()

    def measure(
        self, network: Network, stimulus: Stimulus, placement: Placement | None = None
    ) -> tuple[Run, Reported, PlacedNetwork]:
        """Run a batch under the spike code, and keep what SANA-FE counts and prices.

        Parameters
        ----------
        network, stimulus
            What to run, an integer network.
        placement
            On Loihi 1; None for one by the sequential placer.

        Raises
        ------
        NeuroError
            When SANA-FE is missing, the network doesn't fit, or the placement was made for another one.
        """
        if (obstacle := self.obstacle()) is not None:
            raise NeuroError(obstacle)
        self.refuse("spikes", {"float-network"} if not network.is_integer else set())
        with self._session(network, placement) as session:
            run = session.run(stimulus)
            return run, session.reported, session.placed

    def _open(self, network: Network, code: str) -> SanafeSession:
        return self._session(network, None)

    def _session(self, network: Network, placement: Placement | None) -> SanafeSession:
        from .session import SanafeSession

        # SANA-FE computes in doubles, so its numbers have no ranges.
        chip = replace(load_chip(CHIP), bias=None, field=None, state=None)
        return SanafeSession(self, PlacedNetwork(network, placement or load_placer(PLACER).place(network, chip), chip))
