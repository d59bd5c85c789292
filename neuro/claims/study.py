"""A study of the claims: the rows it has and the settings that their figures depend on."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, final

import numpy as np

from ..data import SPLITS, DataSet
from ..description import Description
from ..engines import FASTEST
from ..learning import check_trainable
from ..network import build_network
from .perceptron import BATCH, EPOCH_FACTOR, PATIENCE, learned_parameters, perceptron_width
from .settling import LONGEST, SAMPLES
from .trials import PERCEPTRON, Trial, network_trials

_STRENGTHS, _QUICK_STRENGTHS = (0.0, 1.0, 2.0, 3.0, 4.0), (0.0, 2.0, 4.0)


@final
@dataclass(frozen=True, eq=False)
class Study:
    """All that the figures depend on.

    Parameters
    ----------
    base
        The full model.
    data
        The three splits of samples.
    engine
        The engine that learns.
    quick
        Whether it is the quick version, with fewer link strengths.
    """

    base: Description
    data: DataSet
    engine: str = FASTEST
    quick: bool = False

    def __post_init__(self) -> None:
        check_trainable(self.base, self.data)

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """The networks of all rows but the last."""
        return network_trials(self.base, _QUICK_STRENGTHS if self.quick else _STRENGTHS)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all rows."""
        return (*(trial.name for trial in self.trials), PERCEPTRON)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Everything the figures depend on, as plain data."""
        return {
            "model": self.base.name,
            "data": self.data.name,
            "data_hash": _data_hash(self.data),
            **{f"{name}_samples": len(self.data.split(name)) for name in SPLITS},
            "classes": self.data.classes,
            "engine": self.engine,
            "quick": self.quick,
            "seed": self.base.seed,
            "units": self.base.units,
            "epochs": self.base.plasticity.epochs,
            "epoch_kept": "highest validation accuracy, the first of equals",
            "link_strengths": [t.link_strength for t in self.trials if t.link_strength is not None],
            "settling": {"split": "validation", "samples": min(SAMPLES, len(self.data.validation)), "steps": LONGEST},
            "perceptron": {
                "width": self.perceptron_width,
                "batch_size": BATCH,
                "epochs": self.perceptron_epochs,
                "patience": PATIENCE,
            },
            "networks": {trial.name: _plain(trial.description) for trial in self.trials},
        }

    @property
    def perceptron_epochs(self) -> int:
        """The most epochs the perceptron is given."""
        return EPOCH_FACTOR * self.base.plasticity.epochs

    @cached_property
    def perceptron_width(self) -> int:
        """The width that gives the perceptron as many parameters as the full model learns, or nearly so."""
        return perceptron_width(learned_parameters(build_network(self.base)), self.lines, self.data.classes)

    @property
    def lines(self) -> int:
        """Numbers in a sample."""
        lines: int = self.data.train.inputs.shape[1]
        return lines


def _plain(description: Description) -> dict[str, Any]:
    """A description as plain data, each coupling with its kind."""
    couplings = [{"kind": c.kind, **asdict(c)} for c in description.couplings]
    return {**asdict(description), "couplings": couplings}


def _data_hash(data: DataSet) -> str:
    """Twelve hexadecimal digits that name the samples, so that rows on other samples are never mixed in."""
    digest = hashlib.sha256()
    for name in SPLITS:
        split = data.split(name)
        for array in (split.inputs, split.labels):
            digest.update(f"{name}{array.shape}{array.dtype}".encode())
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:12]
