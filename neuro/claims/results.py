"""The results file: settings and finished rows, whole after every row, so that a run can go on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, final

from ..errors import NeuroError
from ..files import read_sealed, write_sealed

RESULTS = "results.json"
BASIS = {
    "validation_accuracy": "counted",
    "test_accuracy": "counted",
    "parameters": "counted",
    "changed_share": "counted",
    "settled_share": "counted",
    "settling_steps": "counted",
    "overlap": "counted",
    "seconds": "measured",
}


@final
@dataclass(frozen=True)
class Row:
    """The figures of one trial.

    Parameters
    ----------
    name, sentence
        Which, and what is special about it.
    validation_accuracy, test_accuracy
        Share of right answers of the epoch kept.
    parameters
        Learned parameters that exist.
    epoch, epochs
        The epoch with the highest validation accuracy, and how many were allowed.
    seconds
        Training, evaluation and settling together.
    link_strength
        Of the links between two modules; None for other trials.
    changed_share, settled_share, settling_steps, overlap
        See :class:`Settling`; None for the perceptron, which has no states.
    settling_samples
        Validation samples those four were looked at on; None for the perceptron.
    """

    name: str
    sentence: str
    validation_accuracy: float
    test_accuracy: float
    parameters: int
    epoch: int
    epochs: int
    seconds: float
    link_strength: float | None = None
    changed_share: float | None = None
    settled_share: float | None = None
    settling_steps: float | None = None
    overlap: float | None = None
    settling_samples: int | None = None


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
        Those that are finished.
    """
    content = {"command": command, "settings": settings, "basis": BASIS, "rows": [asdict(row) for row in rows]}
    return write_sealed(Path(folder) / RESULTS, content)


def read_rows(folder: str | Path, settings: dict[str, Any]) -> tuple[Row, ...]:
    """The finished rows of a run.

    Parameters
    ----------
    folder
        Where :func:`write_results` wrote.
    settings
        Those of the rows asked for.

    Raises
    ------
    NeuroError
        When there is no such run, its file is damaged, or it was made with other settings.
    """
    path = Path(folder) / RESULTS
    if not path.is_file():
        raise NeuroError(f"{folder}: holds no {RESULTS} to go on from; leave --resume out to start anew.")
    content = read_sealed(path, "a results file of this command", "start anew with --overwrite")
    try:
        before, rows = dict(content["settings"]), tuple(Row(**row) for row in content["rows"])
    except (ValueError, KeyError, TypeError) as problem:
        raise NeuroError(f"{path}: holds no results of this command; start anew with --overwrite.") from problem
    now = json.loads(json.dumps(settings))
    other = [key for key in sorted({*before, *now}) if before.get(key) != now.get(key)]
    if other:
        raise NeuroError(
            f"{path}: was made with other settings ({', '.join(other)}), its rows can't be mixed with these; "
            "ask for the same settings, or start anew with --overwrite."
        )
    return rows
