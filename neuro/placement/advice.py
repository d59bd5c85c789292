"""When a network doesn't fit: the sentence that says why, and what would make it fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from scipy import sparse

from .demand import Connections, demand_of
from .fit import Shortage, too_many
from .limits import Chip
from .loading import board_names, load_chip

Fits: TypeAlias = Callable[[Connections, Chip], bool]
# Densities tried when a remedy is sought, as shares of the present one.
_SHARES = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
# Couplings of a network that is small enough to be placed again and again.
_FEW = 5_000_000
# Ranges of units that are looked at where their number is estimated.
_LOOKS = 8


def refusal(shortage: Shortage, connections: Connections, chip: Chip, fits: Fits) -> str:
    """The sentence for a network that doesn't fit, with remedies tried out: `fits` says what can be placed."""
    smaller = shortage.core is not None and shortage.limit != "fan_out"
    where = ", on fewer units a core as well" if smaller else ""
    told = f"{too_many(shortage, chip)}{where}"
    capacity = chip.all_cores * chip.neurons
    if connections.neurons > capacity:
        told += f"; it has {connections.neurons:,} units with the readout, {chip.title} holds {capacity:,} at most"
        found = _larger(shortage, chip)
        return f"{told}: {' or '.join([*found, 'use fewer'])}."
    found = [*_larger(shortage, chip), *_smaller(connections, chip, fits)]
    return f"{told}; {'to make it fit, ' + ' or '.join(found) if found else 'use fewer units'}."


def _larger(shortage: Shortage, chip: Chip) -> list[str]:
    """The smallest board of such chips with as many cores as are needed."""
    if shortage.limit != "cores":
        return []
    boards = sorted((load_chip(name) for name in board_names()), key=lambda board: board.all_cores)
    for board in boards:
        alike = board.family == chip.family and (board.neurons, board.synapse_bits) == (chip.neurons, chip.synapse_bits)
        if alike and board.all_cores >= max(shortage.needed, chip.all_cores + 1):
            return [f"take {board.title} of {board.all_cores:,} cores (chip '{board.name}')"]
    return []


def _smaller(connections: Connections, chip: Chip, fits: Fits) -> list[str]:
    """Fewer bits, or fewer couplings, where the network is small enough to be tried."""
    found = list[str]()
    if connections.pattern.nnz > _FEW:
        return found
    for bits in range(connections.weight_bits - 1, 1, -1):
        if fits(replace(connections, weight_bits=bits), chip):
            found.append(f"lower weight_bits to {bits}")
            break
    for share in _SHARES:
        if fits(replace(connections, pattern=_thinned(connections.pattern, share)), chip):
            found.append(f"lower the density of all couplings to {share:g} of the present one")
            break
    return found


def _thinned(pattern: Any, share: float) -> sparse.csr_matrix:
    """The pattern with a share of its couplings, the same ones every time."""
    coo = pattern.tocoo()
    kept = np.random.default_rng(0).random(coo.nnz) < share
    chosen = (coo.data[kept], (coo.row[kept], coo.col[kept]))
    return sparse.csr_matrix(chosen, shape=pattern.shape)


def estimated_cores(connections: Connections, chip: Chip) -> int:
    """About how many cores a network takes, from a few ranges of its units; 0 where it is small enough to be placed."""
    if connections.pattern.nnz <= _FEW:
        return 0
    starts = np.linspace(0, connections.neurons, _LOOKS, endpoint=False).astype(int)
    lengths = [_longest(connections, int(start), chip) for start in starts]
    return int(connections.neurons / np.mean(lengths))


def _longest(connections: Connections, start: int, chip: Chip) -> int:
    """About how many units from `start` one core holds: a power of two, and its half more if that fits."""
    length, most = 1, min(chip.neurons, connections.neurons - start)
    while 2 * length <= most and demand_of(connections, start, start + 2 * length, chip).fits(chip):
        length *= 2
    half = min(length + length // 2, most)
    return half if demand_of(connections, start, start + half, chip).fits(chip) else length
