"""The engine ``nengo-loihi``: the spike code on the Loihi emulator of Applied Brain Research, below Nengo's own models.

Units have a threshold of 0, which u must exceed, and forget both current and potential in every step. Drives are
their bias registers, written anew before each step. Weights have exponent -6, so that a weight of 1 adds 1 and the 21
bits of a unit's input go as far as they can.
"""

from __future__ import annotations

from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from neuro.errors import NeuroError
from neuro.network import Network

from .emulator import AbstractEmulator, AbstractEmulatorSession, Came

# Decays of 12 bits; to that of the current the chip adds 1. Potentials have 24 bits.
_FORGET, _POTENTIAL = 4096, 2**23 - 1


@final
class NengoLoihiEngine(AbstractEmulator):
    """Integer networks on NengoLoihi (https://www.nengo.ai/nengo-loihi, Apache 2.0; Nengo itself is under GPL-2.0)."""

    name: ClassVar[str] = "nengo-loihi"
    package: ClassVar[str] = "nengo-loihi"
    module: ClassVar[str] = "nengo_loihi"

    def _open(self, network: Network, code: str) -> NengoLoihiSession:
        return NengoLoihiSession(self, network, code, self.load())


@final
class NengoLoihiSession(AbstractEmulatorSession):
    """Blocks for units and readout units, and an emulator of them for each run."""

    def __init__(self, engine: NengoLoihiEngine, network: Network, code: str, loihi: Any) -> None:
        super().__init__(engine, network, code)
        self._loihi, self._model = loihi, loihi.builder.Model()
        units = _block(loihi, network.units, threshold=0)
        _join(loihi, units, units, self._couplings)
        self._model.add_block(units)
        self._synapses = [units.synapses, []]
        if network.classes:
            readout = _block(loihi, network.readouts, threshold=_POTENTIAL)
            _join(loihi, units, readout, self._readout)
            self._model.add_block(readout)
            self._synapses[1] = readout.synapses

    def _play(self, played: NDArray[np.int64]) -> Came:
        units = self.network.units
        spikes = np.zeros((len(played), units), bool)
        heard = np.zeros((len(played), self.network.readouts), np.int64)
        # It fills arrays of whole numbers with NaN before it knows what belongs there.
        with np.errstate(invalid="ignore"):
            made = _strict(self._loihi)(self._model, seed=0)
        with made as emulator:
            for step, drive in enumerate(played):
                emulator.compartment.bias[:units] = drive
                try:
                    emulator.step()
                except self._loihi.emulator.interface.SimulationError as problem:
                    raise NeuroError(f"nengo-loihi: in step {step + 1} of the batch: {problem}.") from problem
                spikes[step] = emulator.compartment.spiked[:units]
                heard[step] = emulator.compartment.current[units:]
        return Came(spikes, heard, *(_leaving(synapses, units) for synapses in self._synapses))


def _strict(loihi: Any) -> Any:
    """The emulator, for which a number that overflows is an error."""
    return type("Strict", (loihi.emulator.EmulatorInterface,), {"strict": True})


def _block(loihi: Any, count: int, threshold: int) -> Any:
    block = loihi.block.LoihiBlock(count)
    compartment = block.compartment
    whole = {"decay_u": _FORGET - 1, "decay_v": _FORGET, "vth": threshold, "bias": 0, "refract_delay": 1}
    for name, value in whole.items():
        setattr(compartment, name, np.full(count, value, np.int32))
    compartment.scale_u = compartment.scale_v = False
    compartment.vmin, compartment.vmax = -_POTENTIAL, _POTENTIAL
    return block


def _leaving(synapses: list[Any], senders: int) -> NDArray[np.int64]:
    """How many couplings each sender has in them."""
    found = np.zeros(senders, np.int64)
    for one in synapses:
        found += [weights.shape[1] for weights in one.weights]
    return found


def _join(loihi: Any, source: Any, target: Any, weights: sparse.csc_matrix) -> None:
    """Give every unit of the source an axon, and couplings to those of the target that it has any to."""
    synapse = loihi.block.Synapse(source.n_neurons)
    synapse.weights, synapse.indices = (
        [one[None].astype(np.int32) for one in np.split(each, weights.indptr[1:-1])]
        for each in (weights.data, weights.indices)
    )
    target.add_synapse(synapse)
    axon = loihi.block.Axon(source.n_neurons)
    axon.target = synapse
    source.add_axon(axon)
