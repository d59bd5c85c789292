"""What the same answer costs where nothing is event-driven: dense evaluation and a perceptron, on processors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from ..errors import NeuroError
from .profile import Profile

# Bits of one access to memory in the profiles.
_ACCESS_BITS = 64


@final
@dataclass(frozen=True)
class Work:
    """Operations of one inference in a dense evaluation.

    Parameters
    ----------
    name
        What is evaluated.
    multiply_accumulates, accumulates
        Products added to a sum, and plain additions (couplings whose sender is +1 or -1).
    weight_bits
        Width of a stored weight.
    neuron_updates
        Units times steps.
    """

    name: str
    multiply_accumulates: int
    accumulates: int
    weight_bits: int
    neuron_updates: int

    @property
    def operations(self) -> int:
        """Couplings evaluated."""
        return self.multiply_accumulates + self.accumulates


@final
@dataclass(frozen=True)
class Baseline:
    """Energy of one inference on a processor, in joules. Basis: modelled.

    Parameters
    ----------
    name
        What is evaluated.
    profile, chip
        On what.
    operations
        Couplings evaluated. Basis: counted.
    parts
        (lowest, highest) joules by quantity; they differ where a weight may lie in a cache or in main memory.
    citation, conditions
        Where the energies are from, and what holds for them.
    """

    name: str
    profile: str
    chip: str
    operations: int
    parts: Mapping[str, tuple[float, float]]
    citation: str
    conditions: str

    @property
    def low(self) -> float:
        """Lowest total."""
        return sum((part[0] for part in self.parts.values()), 0.0)

    @property
    def high(self) -> float:
        """Highest total."""
        return sum((part[1] for part in self.parts.values()), 0.0)


def estimate_baseline(work: Work, profile: Profile) -> Baseline:
    """Price dense work on a processor.

    A profile of single operations takes additions and products apart, 8-bit ones for weights of up to 8 bits and
    32-bit floats for others, and reads every weight once per use: from a cache at least, from main memory at most.
    One of a whole device has one price per coupling, memory included.

    Raises
    ------
    NeuroError
        When the profile is of neither kind.
    """
    energy = profile.energy_J
    kind = "int8" if work.weight_bits <= 8 else "fp32"
    mac, ac, cache, dram = (energy(name) for name in (f"mac_{kind}", f"ac_{kind}", "cache_access", "dram_access"))
    if mac is not None and ac is not None and cache is not None and dram is not None:
        accesses = -(-work.operations * work.weight_bits // _ACCESS_BITS)
        sums = work.accumulates * ac
        products = work.multiply_accumulates * mac
        parts = {
            f"ac_{kind}": (sums, sums),
            f"mac_{kind}": (products, products),
            "weights": (accesses * cache, accesses * dram),
        }
        read = f"each {work.weight_bits}-bit weight read once per use, from a 32 KB cache to main memory"
        conditions = f"{profile.conditions}; {read}"
        return _baseline(work, profile, parts, conditions)
    device, update = energy("mac_fp32"), energy("neuron_update_active")
    if device is None or update is None:
        raise NeuroError(
            f"profile '{profile.name}' ({profile.chip}) has neither energies of single operations and memory nor one "
            "per coupling of a device, so it can't price a dense evaluation."
        )
    couplings, units = work.operations * device, work.neuron_updates * update
    parts = {"mac_fp32": (couplings, couplings), "neuron_update": (units, units)}
    return _baseline(work, profile, parts, profile.conditions)


def _baseline(work: Work, profile: Profile, parts: Mapping[str, tuple[float, float]], conditions: str) -> Baseline:
    return Baseline(work.name, profile.name, profile.chip, work.operations, parts, profile.citation, conditions)
