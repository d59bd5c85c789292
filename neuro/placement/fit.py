"""When a network or its numbers don't fit a chip: which limit, and by how much."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..engines import Stimulus
from ..engines.numpy import Fields, largest_drive
from ..errors import NeuroError
from ..network import Network, row_sums
from .demand import LIMITS, Connections, Usage, demand_of
from .limits import Chip


class Shortage(NamedTuple):
    """A limit that is passed: which one, on which core (None: of the chip) or by which unit, what is needed and what
    there is; and whether what is needed is an estimate.
    """

    limit: str
    core: int | None
    needed: int
    available: int
    about: bool = False


def check_single(connections: Connections, chip: Chip) -> None:
    """Refuse a unit that not even an empty core holds, naming the limit and what would make it fit."""
    if not connections.neurons:
        return
    # Both demands of a single unit grow with its couplings.
    widest = int(connections.fan_in.argmax())
    demand = demand_of(connections, widest, widest + 1, chip)
    for limit in ("in_axons", "synapse_bits"):
        needed, available = getattr(demand, limit), getattr(chip, limit)
        if available is None or needed <= available:
            continue
        share = np.floor(100 * available / needed) / 100
        # What one readout unit hears, several can: their fields are added up.
        split = " or the readout is split ('neuro split', split_to_fit)" if widest >= connections.units else ""
        raise NeuroError(
            f"{connections.name(widest)} alone needs {needed:,} {LIMITS[limit]}, and a core of {chip.title} has "
            f"{available:,}: {needed - available:,} too many; it fits when its couplings are at most "
            f"{share:.2f} of their present density{split}."
        )


def shortage_of(usage: Usage, chip: Chip, limits: Iterable[str] = tuple(LIMITS)) -> Shortage | None:
    """The first of these limits that is passed, on the core that asks most of it, or by the unit that sends to most
    cores; None when all fit.
    """
    for limit in limits:
        available, asked = getattr(chip, limit), getattr(usage, limit)
        if available is not None and len(asked) and asked.max() > available:
            return Shortage(limit, int(usage.cores[asked.argmax()]), int(asked.max()), available)
    if chip.fan_out is not None and usage.fan_out.max(initial=0) > chip.fan_out:
        return Shortage("fan_out", int(usage.fan_out.argmax()), int(usage.fan_out.max()), chip.fan_out)
    return None


def check_usage(usage: Usage, chip: Chip) -> None:
    """Refuse a placement that asks more of a core than it has."""
    if (found := shortage_of(usage, chip)) is not None:
        raise NeuroError(f"{too_many(found, chip)}; place the network anew.")


def too_many(shortage: Shortage, chip: Chip) -> str:
    """What is needed and what there is, as the beginning of a sentence."""
    if shortage.limit == "fan_out":
        return (
            f"unit {shortage.core} sends to {shortage.needed:,} cores, and a neuron of {chip.title} sends to "
            f"{shortage.available:,} at most"
        )
    asks, each = ("the network", "") if shortage.core is None else (f"core {shortage.core}", " a core")
    about = "about " if shortage.about else ""
    return (
        f"{asks} needs {about}{shortage.needed:,} {LIMITS.get(shortage.limit, shortage.limit)}, and {chip.title} has "
        f"{shortage.available:,}{each}: {shortage.needed - shortage.available:,} too many"
    )


def check_code(network: Network, stimulus: Stimulus, code: str, chip: Chip) -> None:
    """Refuse biases and fields that leave the chip's registers under a code.

    The spike code folds the sum of a unit's couplings into its bias and doubles the couplings (s = 2x - 1); what
    arrives is shifted into the current. The flip code sums doubled fields in the neuron's state.
    """
    bias, sums = network.bias.astype(np.int64), network.coupling_sums.astype(np.int64)
    absolute = row_sums(abs(network.couplings)).astype(np.int64)
    # The fields of the lines hold the bias as well.
    drive = largest_drive(Fields(network), stimulus, bias).astype(np.int64)
    if code == "spikes":
        _check(np.abs(bias - sums), chip.bias, "its bias", code, chip)
        _check(np.abs(sums) + absolute + drive, chip.field, "what arrives at it", code, chip)
    else:
        _check(np.abs(bias), chip.bias, "its bias", code, chip)
        _check(2 * (absolute + drive + np.abs(bias)), chip.state, "its doubled field", code, chip)


def _check(magnitude: NDArray[Any], limit: int | None, what: str, code: str, chip: Chip) -> None:
    if limit is None:
        return
    over = np.flatnonzero(magnitude > limit)
    if len(over):
        unit = int(over[0])
        raise NeuroError(
            f"unit {unit}: {what} can reach {magnitude[unit]:,} under the {code} code, and {chip.title} holds up to "
            f"{limit:,}: {magnitude[unit] - limit:,} too much; use fewer weight bits or fewer couplings a unit."
        )
