"""When a network doesn't fit: the sentence that says why, and what would make it fit."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from .demand import Connections
from .estimate import estimated_cores, is_large, ranges_of
from .fit import Shortage, too_many
from .limits import Chip
from .loading import board_names, chip_names, load_chip

Fits: TypeAlias = Callable[[Connections, Chip], bool]
# What is tried as a share of the present density, and of the present number of units.
_SHARES = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)


def refusal(shortage: Shortage, connections: Connections, chip: Chip, fits: Fits) -> str:
    """The sentence for a network that doesn't fit, with remedies tried out: `fits` says what can be placed.

    A large network is never placed for it: what it would take is estimated.
    """
    smaller = shortage.core is not None and shortage.limit != "fan_out"
    where = ", on fewer units a core as well" if smaller else ""
    told = f"{too_many(shortage, chip)}{where}"
    capacity = chip.all_cores * chip.neurons
    if connections.neurons > capacity:
        told += f"; it has {connections.neurons:,} units with the readout, {chip.title} holds {capacity:,} at most"
        return f"{told}: {' or '.join([*_boards(shortage, chip), 'use fewer'])}."
    found = [*_boards(shortage, chip), *_changes(connections, chip, fits)]
    return f"{told}; {'to make it fit, ' + ' or '.join(found) if found else 'use fewer units'}."


def _boards(shortage: Shortage, chip: Chip) -> list[str]:
    """The smallest board of such chips with as many cores as are needed."""
    if shortage.limit != "cores":
        return []
    boards = sorted((load_chip(name) for name in board_names()), key=lambda board: board.all_cores)
    for board in boards:
        alike = board.family == chip.family and (board.neurons, board.synapse_bits) == (chip.neurons, chip.synapse_bits)
        if alike and board.all_cores >= max(shortage.needed, chip.all_cores + 1):
            return [f"take {board.title} of {board.all_cores:,} cores (chip '{board.name}')"]
    return []


def _changes(connections: Connections, chip: Chip, fits: Fits) -> list[str]:
    """Another chip, narrower weights, fewer couplings, fewer units: the least of each that makes it fit."""
    large = is_large(connections)

    def holds(change: Callable[[Connections], Connections], on: Chip = chip, units: float = 1.0) -> bool:
        if not large:
            return fits(change(connections), on)
        neurons = int(connections.neurons * units)
        return estimated_cores(map(change, ranges_of(connections, on)), neurons, on) <= on.all_cores

    found = [
        f"take {other.title} (chip '{other.name}')"
        for other in map(load_chip, chip_names())
        if other.family != chip.family
        and other.cell_bits is None
        and other.weight_bits >= connections.weight_bits
        and holds(lambda same: same, other)
    ]
    bits = range(connections.weight_bits - 1, 1, -1)
    if (width := _first(bits, lambda bits: holds(lambda given: replace(given, weight_bits=bits)))) is not None:
        found.append(f"lower weight_bits to {width}")
    if (share := _first(_SHARES, lambda share: holds(lambda given: _thinned(given, share)))) is not None:
        found.append(f"lower the density of all couplings to {share:g} of the present one")
    if (share := _first(_SHARES, lambda share: holds(lambda given: _narrowed(given, share), units=share))) is not None:
        found.append(f"lower the size of every population to {share:g} of the present one")
    return found


def _first(candidates: Sequence[Any], fits: Callable[[Any], bool]) -> Any:
    """The first candidate that fits, given that all after it do; None when none does."""
    place = bisect_left(range(len(candidates)), True, key=lambda number: fits(candidates[number]))
    return candidates[place] if place < len(candidates) else None


def _thinned(connections: Connections, share: float) -> Connections:
    """With a share of its couplings, the same ones every time."""
    coo = connections.pattern.tocoo()
    kept = np.random.default_rng(0).random(coo.nnz) < share
    pattern = sparse.csr_matrix((coo.data[kept], (coo.row[kept], coo.col[kept])), shape=coo.shape)
    return replace(connections, pattern=pattern)


def _narrowed(connections: Connections, share: float) -> Connections:
    """With the first units of each population alone, a share of them; of some rows alone, all of these rows."""
    kept = np.ones(connections.senders, bool)
    populations, start = {}, 0
    for name, rows in connections.populations.items():
        units = rows.stop - rows.start
        if rows.start < connections.units:
            units = max(1, round(share * units))
            kept[rows.start + units : rows.stop] = False
        populations[name] = slice(start, start + units)
        start += units
    pattern = connections.pattern[:, kept]
    if pattern.shape[0] == connections.neurons:
        readouts = np.ones(connections.readouts, bool)
        pattern = pattern[np.concatenate([kept[: connections.units], readouts])]
    left = int(kept[: connections.units].sum())
    return replace(connections, pattern=sparse.csr_matrix(pattern), units=left, populations=populations, messages=None)
