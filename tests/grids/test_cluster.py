"""Grids on a Dask cluster: two worker processes on this machine, one of which is killed in the middle."""

from __future__ import annotations

import os
import signal
import sys
import uuid
from collections.abc import Iterator
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

import distributed
import pytest

import neuro
from neuro.cli import main
from neuro.errors import NeuroError
from neuro.grids import cluster, run_points, tidy_rows

from .leftovers import MARK, none_left
from .small import points

# Any free port: another cluster may have the usual one.
LOOPBACK = "127.0.0.1:0"


@pytest.fixture(scope="module")
def local() -> Iterator[Any]:
    # That of this process, which goes on; it is not to carry the mark.
    resource_tracker.ensure_running()
    mark = uuid.uuid4().hex
    os.environ[MARK] = mark
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=LOOPBACK
    ) as local:
        del os.environ[MARK]
        yield local
    assert none_left(mark)


def test_a_worker_killed_in_the_middle_changes_nothing(local: Any, tmp_path: Path) -> None:
    wanted = points("deadly", 12, folder=str(tmp_path), always=False)
    results = run_points(wanted, tmp_path / "out", scheduler=local.scheduler_address)
    undisturbed = run_points(points("cheap", 12), None, workers=0)
    assert [result.rows for result in results] == [result.rows for result in undisturbed]
    assert len(list((tmp_path / "out" / "points").glob("*.json"))) == 12
    # It was killed indeed, and started anew elsewhere.
    assert (tmp_path / "seed-2").read_text() == "xx"


@pytest.mark.slow
def test_a_deadly_point_is_given_up_and_the_rest_go_on(local: Any, tmp_path: Path) -> None:
    wanted = points("deadly", 6, folder=str(tmp_path), always=True)
    errors = [result.error for result in run_points(wanted, None, scheduler=local.scheduler_address)]
    assert [error is None for error in errors] == [True, False, True, True, True, True]
    assert "its worker was lost again and again" in str(errors[1])
    # It took others with it, those that waited on its worker; at the end it was tried alone.
    assert len((tmp_path / "seed-2").read_text()) > 4


def test_failures_come_back_as_sentences(local: Any, tmp_path: Path) -> None:
    wanted = points("failing", 4)
    assert [r.error for r in run_points(wanted, tmp_path, scheduler=local.scheduler_address)] == [
        None,
        "seed 2 is out of the question.",
        "stopped by an error in the program: ZeroDivisionError: of seed 3",
        None,
    ]


def test_another_version_is_refused(local: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "__version__", "9.9")
    with pytest.raises(NeuroError, match=rf"has neuro-engines {neuro.__version__}, here it is 9\.9"):
        run_points(points("cheap", 1), None, scheduler=local.scheduler_address)


def test_an_unreachable_scheduler_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "_TIMEOUT_S", 1)
    grid = tmp_path / "grid.toml"
    grid.write_text('format = 1\nmodel = "core"\ncommand = "simulate"\n')
    for address in ("tcp://127.0.0.1:9", "nonsense://here", ":::"):
        assert main(["grid", str(grid), "--out", str(tmp_path / "out"), "--scheduler", address]) == 2
        assert f"neuro: {address}: no Dask scheduler answers there within 1 s" in capsys.readouterr().err


def test_a_scheduler_without_workers_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_WORKERS_TIMEOUT_S", 0.5)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=LOOPBACK) as empty,
        pytest.raises(NeuroError, match="has no workers; start some with 'dask worker tcp://"),
    ):
        run_points(points("cheap", 1), None, scheduler=empty.scheduler_address)


def test_without_dask_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NeuroError, match=r"pip install 'neuro-engines\[grid\]'"):
        run_points(points("cheap", 1), None, scheduler="tcp://127.0.0.1:9")


@pytest.mark.slow
def test_two_hundred_points_and_a_worker_killed_from_outside(local: Any, tmp_path: Path) -> None:
    wanted, killed = points("cheap", 200, seconds=0.05), []

    def kill(what: str, done: float = 0, total: float = 0) -> None:
        if done == 60 and not killed:
            killed.append(next(iter(local.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    results = run_points(wanted, tmp_path, scheduler=local.scheduler_address, progress=kill)
    assert killed
    assert len(list((tmp_path / "points").glob("*.json"))) == 200
    assert tidy_rows(results) == tidy_rows(run_points(wanted, None, workers=2))
