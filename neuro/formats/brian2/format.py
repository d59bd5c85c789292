"""The Brian2 script of a network and its samples: a text to read, and its numbers beside it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from string import Template
from typing import ClassVar, final

import numpy as np
from scipy import sparse

from ...engines.numpy import Fields
from ...errors import NeuroError
from ...files import write_text, write_whole
from ...workload import Workload
from ..contract import AbstractFormat

_BEFORE = {
    True: "no unit has decided yet, so there is nothing to take off",
    False: "units are in the states of a given start",
}


@final
class Brian2Script(AbstractFormat):
    """FILE.py, which imports NumPy and Brian2 alone, and FILE-numbers.npz; the spike code, all units in every step."""

    title: ClassVar[str] = "a Brian2 script"

    def obstacle(self) -> str | None:
        """None: writing it takes no Brian2."""
        return None

    def write(self, workload: Workload, path: Path) -> list[Path]:
        """Write script and numbers; its samples are those of the workload, without feedback.

        Raises
        ------
        NeuroError
            When units aren't updated all at once, a label is clamped, or the place can't be written.
        """
        network, stimulus = workload.network, workload.stimulus
        if stimulus.masked:
            raise NeuroError("a Brian2 script updates all units in every step; expected update = 'synchronous'.")
        if stimulus.phases.clamped or stimulus.stop != "never":
            raise NeuroError("a Brian2 script runs samples without feedback and to their end; leave both out.")
        start = stimulus.start(network.units)
        silent = start == 0
        if silent.any() and not silent.all(axis=1)[silent.any(axis=1)].all():
            raise NeuroError("a Brian2 script starts a sample with all units silent or none; give each unit a state.")
        couplings = sparse.coo_matrix(network.couplings)
        couplings.eliminate_zeros()
        fields, steps = Fields(network), range(1, stimulus.steps + 1)
        drive = np.stack([fields.external(stimulus, step) for step in steps], axis=1) - network.bias
        numbers = {
            "senders": couplings.col,
            "receivers": couplings.row,
            "weights": couplings.data.astype(float),
            "bias": network.bias.astype(float),
            "drive": drive,
            "start": start,
            "readout": network.class_fields(network.readout_weights.T).T,
        }
        beside, spikes = path.with_name(f"{path.stem}-numbers.npz"), f"{path.stem}-spikes.npz"
        text = _template().substitute(
            title=_plain(f"The network '{workload.name}'"),
            units=f"{network.units:,}",
            couplings=f"{couplings.nnz:,}",
            before=_BEFORE[bool(silent.all())],
            name=_plain(path.name),
            samples=stimulus.samples,
            steps=stimulus.steps,
            beside=_plain(beside.name),
            written=_plain(spikes),
            numbers=repr(beside.name),
            spikes=repr(spikes),
        )
        write_whole(beside, lambda stream: np.savez_compressed(stream, **numbers))
        return [write_text(path, text), beside]


def _plain(text: str) -> str:
    """A text that may stand in a docstring."""
    return "".join(one if one.isprintable() and one not in '\\"' else "?" for one in text)


def _template() -> Template:
    return Template((files(__package__) / "template.txt").read_text(encoding="utf-8"))
