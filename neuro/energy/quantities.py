"""The quantities a profile may hold, by name, and the one number that stands behind each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from ..fields import AbstractDeclared, choice, citation, quantity, text

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
_UNTIMED = ("mac_int8", "ac_int8", "mac_fp32", "ac_fp32", "cache_access", "dram_access")
# In nanoseconds; the events of a chip, which take time of their own.
TIMES: Mapping[str, str] = {name: event for name, event in ENERGIES.items() if name not in _UNTIMED}
# How the authors of a number came by it.
BASES = ("simulated", "calibrated", "measured", "derived", "estimated")
_BASIS = (
    "how its authors came by it: before silicon, by a model fitted to measurements, by measuring, by arithmetic on "
    "published numbers, or by a rule of thumb"
)


@final
@dataclass(frozen=True)
class Entry(AbstractDeclared):
    """One published number."""

    value: float = quantity(low=0.0, help="the number")
    unit: str = text(help="pJ for an energy, ns for a time, mW for a power")
    basis: str = choice(*BASES, help=_BASIS)
    citation: str = citation()
    conditions: str | None = text(None, help="under which conditions it holds; None for those of its profile")


@final
@dataclass(frozen=True)
class Observation(AbstractDeclared):
    """A measurement of a whole chip at work. It stands beside modelled figures and never goes into them."""

    workload: str = text(help="what the chip did")
    figure: str = text(help="what was measured")
    value: float = quantity(help="the number")
    unit: str = text(help="what it is counted in")
    citation: str = citation()
