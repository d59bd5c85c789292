"""When a network doesn't fit: which limit, by how much, and what would make it fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from ..errors import NeuroError
from .demand import LIMITS, Connections, Usage, demand_of
from .limits import Chip

# Densities tried when a remedy is sought, as shares of the present one.
_SHARES = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)


class Shortage(NamedTuple):
    """A limit that is passed: which one, on which core (None: of the chip), what is needed and what there is."""

    limit: str
    core: int | None
    needed: int
    available: int


def check_single(connections: Connections, chip: Chip) -> None:
    """Refuse a unit that not even an empty core holds.

    Raises
    ------
    NeuroError
        Naming the unit, the limit, and what would make it fit.
    """
    if not connections.neurons:
        return
    # Both demands of a single unit grow with its couplings.
    widest = int(connections.fan_in.argmax())
    demand = demand_of(connections, widest, widest + 1, chip)
    for limit, needed in (("in_axons", demand.in_axons), ("synapse_bits", demand.synapse_bits)):
        available = getattr(chip, limit)
        if available is None or needed <= available:
            continue
        share = np.floor(100 * available / needed) / 100
        raise NeuroError(
            f"{connections.name(widest)} alone needs {needed:,} {LIMITS[limit]}, and a core of {chip.title} has "
            f"{available:,}: {needed - available:,} too many; it fits when its couplings are at most "
            f"{share:.2f} of their present density."
        )


def check_usage(usage: Usage, chip: Chip) -> None:
    """Refuse a placement that asks more of a core than it has.

    Raises
    ------
    NeuroError
        Naming the first core and limit.
    """
    for limit, words in LIMITS.items():
        available = getattr(chip, limit)
        if available is None:
            continue
        over = np.flatnonzero(getattr(usage, limit) > available)
        if len(over):
            needed = int(getattr(usage, limit)[over[0]])
            raise NeuroError(
                f"core {usage.cores[over[0]]} needs {needed:,} {words}, and {chip.title} has {available:,} a core: "
                f"{needed - available:,} too many; place the network anew."
            )


def out_axon_shortage(usage: Usage, chip: Chip) -> Shortage | None:
    """The core whose units reach too many cores, by how much; None when all fit."""
    if chip.out_axons is None or not len(usage.cores):
        return None
    worst = int(usage.out_axons.argmax())
    needed = int(usage.out_axons[worst])
    return None if needed <= chip.out_axons else Shortage("out_axons", int(usage.cores[worst]), needed, chip.out_axons)


def refusal(shortage: Shortage, connections: Connections, chip: Chip, fits: Callable[[Connections], bool]) -> str:
    """The sentence for a network that doesn't fit, with remedies that were tried out.

    Parameters
    ----------
    fits
        Whether other connections can be placed.
    """
    over = shortage.needed - shortage.available
    if shortage.limit == "cores":
        text = (
            f"the network needs {shortage.needed:,} cores, and {chip.title} has {shortage.available:,}: {over:,} too "
            f"many"
        )
    else:
        text = (
            f"core {shortage.core} needs {shortage.needed:,} {LIMITS[shortage.limit]}, and {chip.title} has "
            f"{shortage.available:,} a core: {over:,} too many, on fewer units a core as well"
        )
    remedies = _remedies(connections, chip, fits)
    return f"{text}; {remedies}."


def _remedies(connections: Connections, chip: Chip, fits: Callable[[Connections], bool]) -> str:
    capacity = chip.cores * chip.neurons
    if connections.neurons > capacity:
        return (
            f"it has {connections.neurons:,} units with the readout, {chip.title} holds {capacity:,} at most: use fewer"
        )
    found = []
    for bits in range(connections.weight_bits - 1, 1, -1):
        if fits(replace(connections, weight_bits=bits)):
            found.append(f"lower weight_bits to {bits}")
            break
    for share in _SHARES:
        if fits(replace(connections, pattern=_thinned(connections.pattern, share))):
            found.append(f"lower the density of all couplings to {share:g} of the present one")
            break
    return f"to make it fit, {' or '.join(found)}" if found else "use fewer units"


def _thinned(pattern: Any, share: float) -> sparse.csr_matrix:
    """The pattern with a share of its couplings, the same ones every time."""
    coo = pattern.tocoo()
    kept = np.random.default_rng(0).random(coo.nnz) < share
    chosen = (coo.data[kept], (coo.row[kept], coo.col[kept]))
    return sparse.csr_matrix(chosen, shape=pattern.shape)
