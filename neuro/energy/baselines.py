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
    by_operation
        (lowest, highest) joules by kind of operation; they differ where a weight may lie in a cache or in main memory.
    citation, conditions
        Where the energies are from, and what holds for them.
    """

    name: str
    profile: str
    chip: str
    operations: int
    by_operation: Mapping[str, tuple[float, float]]
    citation: str
    conditions: str

    @property
    def low(self) -> float:
        """Lowest total, in joules."""
        return sum((low for low, _ in self.by_operation.values()), 0.0)

    @property
    def high(self) -> float:
        """Highest total, in joules."""
        return sum((high for _, high in self.by_operation.values()), 0.0)


def estimate_baseline(work: Work, profile: Profile) -> Baseline:
    """Price dense work on a processor.

    A profile of single operations takes additions and products apart, 8-bit ones for weights of up to 8 bits and
    32-bit floats for others, and reads every weight once per use: from a cache at least, from main memory at most.
    One of a whole device has one price per coupling, memory included.

    Parameters
    ----------
    work
        Operations of one inference.
    profile
        The processor: ``cpu-45nm``, ``cpu-device``, ``gpu-device``, or a profile of the same kind.

    Raises
    ------
    NeuroError
        When the profile is of neither kind.
    """
    energy, conditions = profile.energy_J, profile.conditions
    kind = "int8" if work.weight_bits <= 8 else "fp32"
    mac, ac, cache, dram = (energy(name) for name in (f"mac_{kind}", f"ac_{kind}", "cache_access", "dram_access"))
    device, update = energy("mac_fp32"), energy("neuron_update_active")
    if mac is not None and ac is not None and cache is not None and dram is not None:
        accesses = -(-work.operations * work.weight_bits // _ACCESS_BITS)
        by_operation = {
            f"ac_{kind}": 2 * (work.accumulates * ac,),
            f"mac_{kind}": 2 * (work.multiply_accumulates * mac,),
            "weights": (accesses * cache, accesses * dram),
        }
        conditions += f"; each {work.weight_bits}-bit weight read once per use, from a 32 KB cache to main memory"
    elif device is not None and update is not None:
        by_operation = {
            "mac_fp32": 2 * (work.operations * device,),
            "neuron_update": 2 * (work.neuron_updates * update,),
        }
    else:
        raise NeuroError(
            f"profile '{profile.name}' ({profile.chip}) has neither energies of single operations and memory nor one "
            "per coupling of a device, so it can't price a dense evaluation."
        )
    return Baseline(work.name, profile.name, profile.chip, work.operations, by_operation, profile.citation, conditions)
