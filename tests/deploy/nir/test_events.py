"""Messages of a run in NIR's form are read back as inputs, and by the library itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuro.conformance import random_case
from neuro.engines import load_engine
from neuro.errors import NeuroError

nir = pytest.importorskip("nir")


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("code", ["flips", "spikes"])
def test_written_and_read(code: str, seed: int, tmp_path: Path) -> None:
    from neuro_deploy.nir import read_events, write_events

    case = random_case(seed)
    run = load_engine("numpy").run(case.network, case.stimulus, code)
    write_events(run, tmp_path / "run.nir")
    changes = np.diff(run.states.astype(int), axis=1)
    expected = changes if code == "flips" else run.spikes.astype(int)
    np.testing.assert_array_equal(read_events(tmp_path / "run.nir").dense(), expected)
    data = nir.read_data(tmp_path / "run.nir").nodes["units.lif"].observables[code]
    np.testing.assert_array_equal(data.to_time_gridded(1e-4).data, expected)


def test_a_grid_of_values_is_read_too(tmp_path: Path) -> None:
    from neuro_deploy.nir import read_events

    grid = np.random.default_rng(0).random((2, 3, 4)) < 0.5
    nir.write_data(tmp_path / "g.nir", nir.NIRGraphData({"a": nir.NIRNodeData({"x": nir.TimeGriddedData(grid, 1e-4)})}))
    np.testing.assert_array_equal(read_events(tmp_path / "g.nir", "a").dense(), grid)


def test_refusals(tmp_path: Path) -> None:
    from neuro_deploy.nir import read_events, write_events

    case = random_case(2)
    path = write_events(load_engine("numpy").run(case.network, case.stimulus), tmp_path / "run.nir")
    with pytest.raises(NeuroError, match=r"has no node 'other', but units\.lif"):
        read_events(path, "other")
    with pytest.raises(NeuroError, match="has flips; expected 'spikes'"):
        read_events(path, observable="spikes")
    (tmp_path / "half.nir").write_bytes(path.read_bytes()[:500])
    with pytest.raises(NeuroError, match="is no whole file of NIR data"):
        read_events(tmp_path / "half.nir")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (lambda: nir.EventData(np.zeros((1, 1), int), np.zeros((1, 1)), 3, np.inf), "up to inf s"),
        (lambda: nir.EventData(np.zeros((1, 1), int), np.zeros((1, 1)), 3, 3e8), "expected"),
        (lambda: nir.EventData(np.zeros(1, int), np.zeros(1), 3, 1e-3), "has events of shape"),
        (lambda: nir.EventData(np.zeros((1, 1), int), np.full((1, 1), np.inf), 3, 1e-3), "without a time"),
        (lambda: nir.EventData(np.full((1, 1), 7), np.zeros((1, 1)), 3, 1e-3), "got line from 7 to 7"),
        (lambda: nir.TimeGriddedData(np.full((1, 2, 3), np.nan), 1e-4), "expected finite"),
        (lambda: nir.TimeGriddedData(np.zeros((1, 2, 3)), 1e-3), "time steps last 0.001 s"),
    ],
)
def test_events_that_make_no_sense_are_refused(data: Any, sentence: str, tmp_path: Path) -> None:
    from neuro_deploy.nir import read_events

    nir.write_data(tmp_path / "e.nir", nir.NIRGraphData({"a": nir.NIRNodeData({"x": data()})}))
    with pytest.raises(NeuroError, match=rf"e\.nir: .*{sentence}"):
        read_events(tmp_path / "e.nir", "a")
