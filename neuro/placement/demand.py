"""What units ask of a core: neurons, memory for couplings, in-axons and out-axons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..network import Network, existing
from .limits import Chip

# What a core has a limit of, and what to call it; the same names in Usage and Chip.
LIMITS: Mapping[str, str] = {
    "neurons": "neurons",
    "synapse_bits": "bits of synapse memory",
    "in_axons": "in-axons",
    "out_axons": "out-axons",
}


class Demand(NamedTuple):
    """What a group of units asks of the core that holds it."""

    neurons: int
    synapse_bits: int
    in_axons: int

    def fits(self, chip: Chip) -> bool:
        """Whether one core holds it; out-axons depend on where all others lie, and are checked once they are placed."""
        available = {limit: getattr(chip, limit) for limit in self._fields}
        return all(most is None or getattr(self, limit) <= most for limit, most in available.items())


@final
@dataclass(frozen=True, eq=False)
class Connections:
    """Who hears whom on the chip.

    Parameters
    ----------
    pattern
        Existing couplings, CSR of ones, (N + R, N + M + C): a row for each unit and each readout unit, a column for
        each sender (unit, input line, label line).
    units, lines, readouts
        N, M and R.
    populations
        Rows of each population, the readout last.
    weight_bits
        Width of a coupling, sign included.
    messages
        How often each sender spoke in some run, (N + M + C,), for a placer that weighs couplings; None where unknown.
    """

    pattern: sparse.csr_matrix
    units: int
    lines: int
    readouts: int
    populations: Mapping[str, slice]
    weight_bits: int
    messages: NDArray[np.int64] | None = None

    @property
    def neurons(self) -> int:
        """Units and readout units, N + R."""
        return self.units + self.readouts

    @property
    def senders(self) -> int:
        """Units, input lines and label lines, N + M + C."""
        return self.pattern.shape[1]

    @cached_property
    def fan_in(self) -> NDArray[np.int64]:
        """Couplings onto each unit and readout unit, (N + R,)."""
        return np.diff(self.pattern.indptr).astype(np.int64)

    @cached_property
    def loads(self) -> NDArray[np.int64]:
        """Couplings onto all rows before each, (N + R + 1,); a row without any weighs as one."""
        return np.concatenate([[0], np.cumsum(np.maximum(self.fan_in, 1))])

    def name(self, neuron: int) -> str:
        """What to call a row in a sentence."""
        return f"unit {neuron}" if neuron < self.units else f"readout unit {neuron - self.units}"


def connections_of(network: Network) -> Connections:
    """The couplings of a network as a chip holds them; in the spike code the doubled weights take the exponent."""
    units, lines, readouts = network.units, network.lines, network.readouts
    onto_units = [existing(m) for m in (network.couplings, network.input_weights, network.feedback_weights)]
    onto_readout = [existing(network.readout_weights), None, None]
    populations = dict(network.description.slices)
    if readouts:
        populations["readout"] = slice(units, units + readouts)
    pattern = sparse.csr_matrix(sparse.bmat([onto_units, onto_readout]))
    pattern.sort_indices()
    return Connections(pattern, units, lines, readouts, populations, network.description.numbers.weight_bits)


def list_bits(counts: NDArray[Any], neurons: Any, weight_bits: int, chip: Chip) -> NDArray[np.int64]:
    """Memory of the couplings from single senders onto a core of so many neurons, in bits; `counts` are at least 1.

    Each sender's couplings are stored in the cheaper of two ways: dense, a weight for every neuron of the core, or
    sparse, a weight and an index for every existing coupling. In a crossbar each takes a whole row of the core.
    """
    counts = np.asarray(counts, np.int64)
    if chip.cell_bits is not None:
        return np.full(counts.shape, chip.neurons * chip.cell_bits)
    dense = _stored(np.broadcast_to(np.asarray(neurons, np.int64), counts.shape), weight_bits, chip)
    return np.minimum(dense, _stored(counts, weight_bits + (chip.index_bits or 0), chip))


def _stored(entries: NDArray[np.int64], width: int, chip: Chip) -> NDArray[np.int64]:
    couplings, header, word = chip.list_couplings or 1, chip.list_header_bits or 0, chip.word_bits or 1
    full, rest = np.divmod(entries, couplings)
    # A list that is never full counts for nothing, and may be too long for 64 bits.
    longest = min(couplings, int(entries.max(initial=1)))

    def whole_words(number: Any) -> Any:
        return -(-(number * width + header) // word) * word

    bits: NDArray[np.int64] = full * whole_words(longest) + np.where(rest > 0, whole_words(rest), 0)
    return bits


def demand_of(connections: Connections, start: int, stop: int, chip: Chip) -> Demand:
    """What the rows from `start` up to `stop` ask of a core of their own."""
    heard = connections.pattern.indices[connections.pattern.indptr[start] : connections.pattern.indptr[stop]]
    neurons = stop - start
    # Counting goes through all senders, sorting through those that are heard.
    counts = np.bincount(heard) if len(heard) * 16 > connections.senders else np.unique(heard, return_counts=True)[1]
    counts = counts[counts > 0]
    return Demand(neurons, core_bits(counts, neurons, connections.weight_bits, chip), len(counts))


def core_bits(counts: NDArray[Any], neurons: int, weight_bits: int, chip: Chip) -> int:
    """Memory that a core of so many neurons takes for all its lists, in bits; arguments as for :func:`list_bits`."""
    # There are many senders, and few numbers of couplings that they have.
    senders = np.bincount(counts)
    sizes = np.flatnonzero(senders)
    return int(list_bits(sizes, neurons, weight_bits, chip) @ senders[sizes])


@final
@dataclass(frozen=True, eq=False)
class Usage:
    """What a placement takes of each core in use; arrays of equal length, cores ascending. And to how many cores each
    unit sends, (N,).
    """

    cores: NDArray[np.int64]
    neurons: NDArray[np.int64]
    synapse_bits: NDArray[np.int64]
    in_axons: NDArray[np.int64]
    out_axons: NDArray[np.int64]
    fan_out: NDArray[np.int64]


def onto_cores(connections: Connections, core: NDArray[np.int64]) -> tuple[NDArray[np.int64], sparse.csr_matrix]:
    """Cores in use, ascending, and the couplings of each sender onto each of them, (cores, senders)."""
    cores, place = np.unique(core, return_inverse=True)
    shape = (len(cores), len(core))
    member = sparse.csr_matrix((np.ones(len(core), np.int32), (place, np.arange(len(core)))), shape=shape)
    return cores, sparse.csr_matrix(member @ connections.pattern)


def usage_of(connections: Connections, core: NDArray[np.int64], chip: Chip) -> Usage:
    """What each core in use holds when neuron i lies on core[i]; (N + R,)."""
    cores, counts = onto_cores(connections, core)
    place = np.searchsorted(cores, core)
    neurons = np.bincount(place, minlength=len(cores))
    in_axons = np.diff(counts.indptr).astype(np.int64)
    held = zip(neurons.tolist(), counts.indptr[:-1], counts.indptr[1:], strict=True)
    bits = [core_bits(counts.data[start:stop], here, connections.weight_bits, chip) for here, start, stop in held]
    reached = np.bincount(counts.indices, minlength=connections.senders)[: connections.units]
    return Usage(
        cores=cores,
        neurons=neurons,
        synapse_bits=np.array(bits, np.int64),
        in_axons=in_axons,
        out_axons=np.bincount(place[: connections.units], reached, len(cores)).astype(np.int64),
        fan_out=reached,
    )
