"""A model, a data set and a grid that take a blink."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from neuro import write_description
from neuro.data import load_data
from tests.claims.small import small_data, small_model
from tests.grids.works import HERE


def model_file(path: Path) -> None:
    """A classifier of 40 units on 12 lines."""
    path.write_text(write_description(small_model()), encoding="utf-8")


def table_file(path: Path) -> None:
    """Ninety samples of three patterns, the class last."""
    with tempfile.TemporaryDirectory() as folder:
        split = load_data(small_data(Path(folder))).train
    np.savetxt(path, np.column_stack([split.inputs, split.labels]), fmt="%d", delimiter=",")


def grid_file(path: Path, seconds: float = 0.1) -> None:
    """Three points that take so many seconds each."""
    options = f"[options]\nseconds = {seconds}\n"
    path.write_text(f'format = 1\nmodel = "core"\ncommand = "{HERE}cheap"\nseeds = 3\n{options}', encoding="utf-8")
