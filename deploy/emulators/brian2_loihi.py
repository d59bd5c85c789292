"""The engine ``brian2-loihi``: the spike code on the Loihi emulator of Michaelis, Lehr and Oed, made of Brian2 objects.

Units have a threshold of 0, which u must exceed, and forget both current and potential in every step (decays of 4096).
Drives come from spike generators, of which each unit has its own: one for every power of 2 of either sign.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from neuro.engines.brian2.compiled import library
from neuro.network import Network

from .emulator import AbstractEmulator, AbstractEmulatorSession, Came

# A weight of 1 adds 64, and by 7 more bits of exponent 8192.
_UNIT, _SHIFT, _FORGET = 64, 7, 4096
# What the generators of a unit bring, in ones and in 128s; the last seven all bring as much.
_LOW, _HIGH = 2 ** np.arange(7), np.append(2 ** np.arange(7), [128] * 7)
_MIXED, _UP, _DOWN = 1, 2, 3


@final
class Brian2LoihiEngine(AbstractEmulator):
    """Integer networks on Brian2-Loihi (https://github.com/sagacitysite/brian2_loihi, MIT)."""

    name: ClassVar[str] = "brian2-loihi"
    package: ClassVar[str] = "brian2-loihi"
    module: ClassVar[str] = "brian2_loihi"

    def load(self) -> Any:
        """Import the package, and Brian2 before it as the other engines do."""
        library.load()
        return super().load()

    def _open(self, network: Network, code: str) -> Brian2LoihiSession:
        return Brian2LoihiSession(self, network, code, self.load())


@final
class Brian2LoihiSession(AbstractEmulatorSession):
    """Objects are made for each run, as their generators hold the whole of it."""

    def __init__(self, engine: Brian2LoihiEngine, network: Network, code: str, loihi: Any) -> None:
        super().__init__(engine, network, code)
        self._loihi = loihi

    def _play(self, played: NDArray[np.int64]) -> Came:
        network, steps, loihi = self.network, len(played), self._loihi
        with _ticking() as brian2:
            units = loihi.LoihiNeuronGroup(
                network.units, refractory=1, threshold_v_mant=0, decay_v=_FORGET, decay_I=_FORGET
            )
            objects = [units, *_drive(loihi, units, played)]
            recurrent = _joined(loihi, units, units, self._couplings)
            objects += recurrent
            fired = loihi.LoihiSpikeMonitor(units)
            objects.append(fired)
            heard, answering = None, []
            if network.classes:
                readout = loihi.LoihiNeuronGroup(network.readouts, refractory=1, decay_v=_FORGET, decay_I=_FORGET)
                # Before they may fire and be reset.
                heard = brian2.StateMonitor(readout, "v", record=True, when="after_groups")
                answering = _joined(loihi, units, readout, self._readout)
                objects += [readout, heard, *answering]
            loihi.LoihiNetwork(*objects).run(steps)
            spikes = np.zeros((steps, network.units), bool)
            # Its own times are cut down to whole numbers, a step short where one comes out a little less.
            spikes[np.rint(fired.t_ * 1000).astype(np.int64), np.asarray(fired.i)] = True
            sums = np.zeros((steps, 0)) if heard is None else np.asarray(heard.v).T / _UNIT
            leaving = (_leaving(each, network.units) for each in (recurrent, answering))
        return Came(spikes, np.rint(sums).astype(np.int64), *leaving)


def _drive(loihi: Any, units: Any, played: NDArray[np.int64]) -> list[Any]:
    """Generators and synapses that bring every unit its drive in every step."""
    objects = []
    for sign, mode in ((1, _UP), (-1, _DOWN)):
        wanted = np.maximum(sign * played, 0)
        low, high = wanted % (1 << _SHIFT), wanted >> _SHIFT
        last = high >> _SHIFT
        for values, brings, exponent in ((low, _LOW, 0), (high, _HIGH, _SHIFT)):
            bits = (values[..., None] & brings[:7]) != 0
            if exponent:
                bits = np.concatenate([bits, np.arange(7) < last[..., None]], axis=2)
            steps, targets, places = np.nonzero(bits)
            if not len(steps):
                continue
            count = played.shape[1] * len(brings)
            generator = loihi.LoihiSpikeGeneratorGroup(count, targets * len(brings) + places, steps, sorted=True)
            synapses = loihi.LoihiSynapses(generator, units, sign_mode=mode, w_exp=exponent)
            synapses.connect(i=np.arange(count), j=np.arange(count) // len(brings))
            synapses.w = sign * np.tile(brings, played.shape[1])
            objects += [generator, synapses]
    return objects


def _joined(loihi: Any, source: Any, target: Any, weights: sparse.csc_matrix) -> list[Any]:
    """The synapses of a matrix, (targets, sources); none where there are none."""
    if not weights.nnz:
        return []
    listed = weights.tocoo()
    synapses = loihi.LoihiSynapses(source, target, sign_mode=_MIXED)
    synapses.connect(i=listed.col, j=listed.row)
    synapses.w = listed.data
    return [synapses]


def _leaving(synapses: list[Any], senders: int) -> NDArray[np.int64]:
    """How many of them each sender has."""
    return np.sum([np.asarray(one.N_outgoing_pre) for one in synapses], axis=0) + np.zeros(senders, np.int64)


@contextmanager
def _ticking() -> Iterator[Any]:
    """Brian2 in its own arrays; the emulator sets the clock of all networks to a step of 1 ms, which is put back."""
    with library.borrowed("runtime", "numpy") as brian2:
        before = brian2.defaultclock.dt
        try:
            yield brian2
        finally:
            brian2.defaultclock.dt = before
