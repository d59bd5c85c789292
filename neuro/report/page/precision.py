"""What fewer bits cost in right answers and save in energy: one trained network at every width of its weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

from ...engines import CODES
from ...engines.numpy import NumpyEngine
from ...errors import NeuroError
from ...network import build_network, integer_network
from ...progress import Progress, silent
from ...workload import Workload
from ..comparison import Comparison
from ..entry import price
from ..on_chip import put_on_chip
from .section import Missing

TITLE = "Accuracy against bits and energy"
WIDTHS = range(2, 9)


@final
@dataclass(frozen=True)
class CodeEnergy:
    """Lowest and highest joules of an inference in one code. Basis: modelled."""

    code: str
    low: float
    high: float


@final
@dataclass(frozen=True)
class Width:
    """One version of a network on the samples of a workload.

    Parameters
    ----------
    bits
        Of a weight; None for the float network.
    accuracy
        Share of right answers. Basis: counted.
    energy
        By code; none for floats, which the chips don't run, and where the network can't be placed or priced.
    """

    bits: int | None
    accuracy: float
    energy: tuple[CodeEnergy, ...] = ()


@final
@dataclass(frozen=True)
class Precision:
    """All widths that could be made, the float network last; the others with the reason; the number of samples."""

    widths: tuple[Width, ...]
    left_out: tuple[tuple[int, str], ...]
    samples: int


def measure_precision(comparison: Comparison, progress: Progress = silent) -> Precision | Missing:
    """Round the compared network's float weights to 2 to 8 bits and run each version with the reference engine.

    Parameters
    ----------
    comparison
        Its network, samples, chip and profiles are taken.
    progress
        Called before each run.
    """
    workload = comparison.workload
    if workload.labels is None or not workload.source.classes:
        return Missing(TITLE, "The samples have no labels or the network no readout, so there are no right answers.")
    if workload.source.is_integer:
        return Missing(TITLE, "The network was trained in whole numbers of one width, so there are no floats to round.")
    if workload.source.hash == build_network(workload.source.description).hash:
        return Missing(
            TITLE, "The network is as it was drawn from its seed; train it first, to see what bits are worth."
        )
    widths, left_out = [], []
    for bits in WIDTHS:
        progress(f"numpy at {bits} bits")
        try:
            network = integer_network(workload.source, bits)
        except NeuroError as reason:
            left_out.append((bits, str(reason)))
            continue
        inputs = None if workload.inputs is None else network.encode(workload.inputs)
        version = replace(workload, network=network, stimulus=replace(workload.stimulus, inputs=inputs))
        widths.append(Width(bits, _accuracy(version), _energies(version, comparison)))
    inputs = None if workload.inputs is None else workload.source.encode(workload.inputs)
    floats = replace(workload, network=workload.source, stimulus=replace(workload.stimulus, inputs=inputs))
    return Precision((*widths, Width(None, _accuracy(floats))), tuple(left_out), workload.samples)


def _accuracy(version: Workload) -> float:
    run = NumpyEngine().run(version.network, version.stimulus)
    return float((run.predictions == version.labels).mean())


def _energies(version: Workload, comparison: Comparison) -> tuple[CodeEnergy, ...]:
    """On the chip of the comparison; none where it can't hold this version, as that would be another figure."""
    on_chip = put_on_chip(version.network, comparison.on_chip.chip, comparison.profiles)
    out = []
    for code in CODES:
        run = NumpyEngine().run(version.network, version.stimulus, code)
        traffic, _ = on_chip.traffic(version.network, version.stimulus, run)
        if (traffic is None) != (comparison.on_chip.placed is None):
            continue
        energy, _ = price(run, comparison.profiles, traffic)
        if energy is not None:
            out.append(CodeEnergy(code, energy.low / len(run.states), energy.high / len(run.states)))
    return tuple(out)
