"""The rows of a study and the file they are written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import mean, stdev
from typing import Any, final

from ..files import write_sealed

RESULTS = "results.json"
BASIS = {
    "validation_accuracy": "counted",
    "test_accuracy": "counted",
    "parameters": "counted",
    "changed_share": "counted",
    "settled_share": "counted",
    "settling_steps": "counted",
    "overlap": "counted",
}


@final
@dataclass(frozen=True)
class Row:
    """The figures of one trial, over all seeds.

    Parameters
    ----------
    name, sentence
        Which, and what is special about it.
    validation, test
        Share of right answers after the last epoch (of a perceptron the one best on the validation samples), for each
        seed.
    parameters
        Learned parameters that exist; the mean.
    epochs
        Passes over the training samples.
    settings
        Those found by tuning; none where there was none.
    link_strength, depth
        As those of :class:`Trial`.
    changed_share, settled_share, settling_steps, overlap
        See :class:`~neuro.learning.Settling`; the mean. None for a perceptron, which has no states.
    settling_samples
        Validation samples those four were looked at on; None for a perceptron.
    """

    name: str
    sentence: str
    validation: tuple[float, ...]
    test: tuple[float, ...]
    parameters: int
    epochs: int
    settings: dict[str, Any] = field(default_factory=dict)
    link_strength: float | None = None
    depth: int | None = None
    changed_share: float | None = None
    settled_share: float | None = None
    settling_steps: float | None = None
    overlap: float | None = None
    settling_samples: int | None = None

    @property
    def validation_accuracy(self) -> float:
        """The mean over the seeds."""
        return mean(self.validation)

    @property
    def test_accuracy(self) -> float:
        """The mean over the seeds."""
        return mean(self.test)

    @property
    def test_deviation(self) -> float | None:
        """The standard deviation over the seeds, (n - 1) in the denominator; None for a single one."""
        return stdev(self.test) if len(self.test) > 1 else None


def write_results(folder: str | Path, settings: dict[str, Any], command: str, rows: Sequence[Row]) -> Path:
    """Write results.json whole.

    Parameters
    ----------
    folder
        Made if need be.
    settings
        All that the rows depend on, plain data.
    command
        What to type for the same rows.
    rows
        All of them.
    """
    figures = [{**asdict(row), "test_deviation": row.test_deviation} for row in rows]
    content = {"command": command, "settings": settings, "basis": BASIS, "rows": figures}
    return write_sealed(Path(folder) / RESULTS, content)
