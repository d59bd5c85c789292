"""States of a comparison's runs, packed for the script of the page: as many samples as there is room for."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..comparison import Comparison
from ..entry import Entry
from .states import KINDS, evenly_chosen

# Bytes before they are written as text, which takes a third more.
ROOM = 330_000
_STEPS = 400


def trajectories(comparison: Comparison) -> dict[str, Any]:
    """What the raster needs, as plain data.

    One bit a state, or two where units are silent after the start; bit 0 of a byte comes first. Samples follow one
    another, in each the steps, in each the units. `first` is 1 where an all-silent start is left out. Runs whose states
    are identical share them: a run's `states` is a place in the list of that name.
    """
    parted = [entry for entry in comparison.entries if entry.difference is not None]
    kept = [comparison.entries[0], *parted]
    workload, whole = comparison.workload, kept[0].run.states
    steps = min(whole.shape[1] - 1, _STEPS)
    first = int(not any(entry.run.states[:, 0].any() for entry in kept))
    silent = any((entry.run.states[:, first : steps + 1] == 0).any() for entry in kept)
    bits = 2 if silent else 1
    each = bits * (steps + 1 - first) / 8 * len(kept)
    units = evenly_chosen(workload.network, max(1, int(ROOM / each)))
    samples = min(len(whole), max(1, int(ROOM / (each * len(units)))))
    sizes = np.array([int(np.count_nonzero((units >= s.start) & (units < s.stop))) for s in _slices(comparison)])
    ends = np.cumsum(sizes)
    answers = bool(workload.network.classes)
    return {
        "kinds": KINDS,
        "bits": bits,
        "first": first,
        "steps": steps,
        "all_steps": whole.shape[1] - 1,
        "units": len(units),
        "all_units": workload.network.units,
        "numbers": None if len(units) == workload.network.units else units.tolist(),
        "samples": samples,
        "all_samples": len(whole),
        "labels": None if workload.labels is None else workload.labels[:samples].tolist(),
        "populations": [
            {"name": name, "start": int(end - size), "stop": int(end), "number": part.start}
            for (name, part), size, end in zip(workload.network.description.slices.items(), sizes, ends, strict=True)
        ],
        "runs": [
            {
                "engine": entry.engine,
                "code": entry.code,
                "states": _place(entry, parted),
                "answers": entry.run.predictions[:samples].tolist() if answers else None,
            }
            for entry in comparison.entries
        ],
        "states": [_packed(entry.run.states[:samples, first : steps + 1][..., units], bits) for entry in kept],
    }


def _slices(comparison: Comparison) -> list[slice]:
    return list(comparison.workload.network.description.slices.values())


def _place(entry: Entry, parted: list[Entry]) -> int:
    return 0 if entry.difference is None else 1 + next(k for k, one in enumerate(parted) if one is entry)


def _packed(states: NDArray[np.int8], bits: int) -> str:
    """Down 0 and up 1; with two bits down 0, silent 1 and up 2."""
    flat = states.reshape(-1)
    shown = flat > 0 if bits == 1 else np.stack([flat == 0, flat > 0], axis=-1).reshape(-1)
    return base64.b64encode(np.packbits(shown, bitorder="little").tobytes()).decode("ascii")
