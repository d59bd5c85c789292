"""The quantities a profile may hold, by name, and the one number that stands behind each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from ..description.fields import check_fields, choice, quantity

# In picojoules; what one of them is.
ENERGIES: Mapping[str, str] = {
    "synop": "a message takes effect through one existing coupling",
    "neuron_update_active": "a unit is updated in a step in which a message arrived",
    "neuron_update_inactive": "a unit is updated in a step in which none arrived",
    "spike_out": "a unit sends, whatever the number of its receivers",
    "axon_out": "a message leaves for one destination core",
    "axon_in": "a message enters one destination core",
    "packet_within_tile": "a message is delivered within its tile",
    "hop_east_west": "a packet goes one tile further along a row",
    "hop_north_south": "a packet goes one tile further along a column",
    "weight_update": "one coupling is changed by the chip's learning engine",
    "mac_int8": "one product of 8-bit whole numbers is added to a sum",
    "ac_int8": "one 8-bit whole number is added to a sum",
    "mac_fp32": "one product of 32-bit floats is added to a sum",
    "ac_fp32": "one 32-bit float is added to a sum",
    "cache_access": "64 bits are read from a cache",
    "dram_access": "64 bits are read from main memory",
}
# In nanoseconds; the same events, as far as they take time of their own.
TIMES: Mapping[str, str] = {
    name: ENERGIES[name]
    for name in (
        "synop",
        "neuron_update_active",
        "neuron_update_inactive",
        "spike_out",
        "axon_out",
        "axon_in",
        "packet_within_tile",
        "hop_east_west",
        "hop_north_south",
        "weight_update",
    )
}


@final
@dataclass(frozen=True)
class Entry:
    """One published number.

    Parameters
    ----------
    citation
        Where it is printed.
    conditions
        Under which conditions it holds.
    value, unit
        The number, and what it is counted in.
    basis
        How its authors came by it: ``simulated`` before silicon, ``calibrated`` (a model fitted to measurements),
        ``measured``, ``derived`` (arithmetic on published numbers) or ``estimated`` (a rule of thumb of its authors).

    Raises
    ------
    FieldError
        When the value is negative or not finite, or a text is missing.
    """

    citation: str
    conditions: str
    value: float = quantity(low=0.0)
    unit: str = choice("pJ", "ns", "mW")
    basis: str = choice("simulated", "calibrated", "measured", "derived", "estimated")

    def __post_init__(self) -> None:
        check_fields(self)


@final
@dataclass(frozen=True)
class Observation:
    """A measurement of a whole chip at work. It stands beside modelled figures and never goes into them."""

    workload: str
    figure: str
    unit: str
    citation: str
    value: float = quantity()

    def __post_init__(self) -> None:
        check_fields(self)
