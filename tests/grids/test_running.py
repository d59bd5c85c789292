"""Points worked through in this process and in processes of this machine."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from neuro.errors import NeuroError
from neuro.grids import PointResult, run_points, tidy_rows
from tests.conftest import THREADS

from .small import points


def test_results_come_in_the_order_of_the_points(tmp_path: Path) -> None:
    wanted = [*reversed(points("cheap", 4)), points("cheap", 2)[1]]
    results = run_points(wanted, tmp_path, workers=0)
    assert [result.point for result in results] == wanted
    assert [result.rows[1] for result in results] == [{"trial": 1, "value": 2.0 + seed} for seed in (4, 3, 2, 1, 2)]
    assert len(list((tmp_path / "points").glob("*.json"))) == 4


def test_processes_give_the_same_as_this_one(tmp_path: Path) -> None:
    here = run_points(points("cheap", 5), None, workers=0)
    there = run_points(points("cheap", 5), tmp_path, workers=2)
    assert tidy_rows(there) == tidy_rows(here)
    assert multiprocessing.active_children() == []


def test_what_is_there_is_not_done_again(tmp_path: Path) -> None:
    run_points(points("deadly", 1, folder=str(tmp_path), always=False), tmp_path / "out", workers=0)
    seen: list[tuple[str, float, float]] = []
    wanted = points("deadly", 1, folder=str(tmp_path), always=False)
    wanted.append(replace(wanted[0], options={**wanted[0].options, "other": 1}))
    run_points(wanted, tmp_path / "out", workers=0, progress=lambda *told: seen.append(told))
    assert (tmp_path / "seed-1").read_text() == "xx"
    assert seen == [("1 done (1 found)  0 failed  1 left", 1, 2), ("2 done (1 found)  0 failed  0 left", 2, 2)]


def test_failed_points_are_kept_with_their_sentence_and_the_rest_go_on(tmp_path: Path) -> None:
    seen: list[tuple[str, float, float]] = []
    results = run_points(points("failing", 4), tmp_path, workers=0, progress=lambda *told: seen.append(told))
    assert [result.error for result in results] == [
        None,
        "seed 2 is out of the question.",
        "stopped by an error in the program: ZeroDivisionError: of seed 3",
        None,
    ]
    assert seen[-1] == ("2 done (0 found)  2 failed  0 left", 4, 4)
    again: list[tuple[str, float, float]] = []
    assert run_points(points("failing", 4), tmp_path, workers=0, progress=lambda *told: again.append(told)) == results
    assert again == [("2 done (4 found)  2 failed  0 left", 4, 4)]
    retried: list[str] = []
    run_points(
        points("failing", 4), tmp_path, workers=0, retry_failed=True, progress=lambda what, *_: retried.append(what)
    )
    assert len(retried) == 3
    assert all("(2 found)" in what for what in retried)


@pytest.mark.parametrize(("always", "how"), [(False, signal.SIGKILL), (False, signal.SIGTERM), (True, signal.SIGKILL)])
def test_a_killed_worker_is_replaced_and_a_deadly_point_given_up(
    tmp_path: Path, always: bool, how: signal.Signals
) -> None:
    wanted = points("deadly", 4, folder=str(tmp_path), always=always, signal=how)
    results = run_points(wanted, tmp_path / "out", workers=2)
    undisturbed = run_points(points("cheap", 4), None, workers=0)
    assert [r.rows for r in results] == [
        () if always and seed == 2 else r.rows for seed, r in enumerate(undisturbed, 1)
    ]
    assert [r.error is None for r in results] == [True, not always, True, True]
    attempts = {seed: len((tmp_path / f"seed-{seed}").read_text()) for seed in (1, 2, 3, 4)}
    # Nobody but the point that was hit starts anew.
    assert attempts == {1: 1, 2: 3 if always else 2, 3: 1, 4: 1}
    if always:
        assert "killed 3 times" in str(results[1].error)
    assert multiprocessing.active_children() == []


@pytest.mark.slow
def test_two_hundred_points_and_a_worker_killed_from_outside(tmp_path: Path) -> None:
    wanted, killed = points("cheap", 200, seconds=0.02), []

    def kill(what: str, done: float = 0, total: float = 0) -> None:
        if done == 60 and not killed:
            killed.append(multiprocessing.active_children()[0].pid)
            os.kill(int(killed[0] or 0), signal.SIGKILL)

    results = run_points(wanted, tmp_path, workers=2, progress=kill)
    assert killed
    assert len(list((tmp_path / "points").glob("*.json"))) == 200
    assert results == run_points(wanted, None, workers=0)


def test_workers_use_one_thread_each(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in THREADS:
        monkeypatch.delenv(name)
    (result,) = run_points(points("threads", 1), None, workers=1)
    assert result.rows == ({"threads": 1},)


def test_a_folder_takes_one_grid_at_a_time(tmp_path: Path) -> None:
    def second(*_: object) -> None:
        with pytest.raises(
            NeuroError,
            match=r"points: .* \(process \d+\) has been at work there since .*; wait for its end, or choose another",
        ):
            run_points(points("cheap", 1), tmp_path, workers=0)

    assert len(run_points(points("cheap", 1), tmp_path, workers=0, progress=second)) == 1
    assert len(run_points(points("cheap", 1), tmp_path, workers=0)) == 1


def test_damaged_or_foreign_files_are_refused(tmp_path: Path) -> None:
    one, two = points("cheap", 2)
    run_points([one], tmp_path, workers=0)
    path = tmp_path / "points" / f"{one.address}.json"
    text = path.read_text()
    path.with_name(f"{two.address}.json").write_text(text)
    with pytest.raises(NeuroError, match=r"holds another point.*delete it"):
        run_points([two], tmp_path, workers=0)
    for damage in (text[:-20], "[]", json.dumps({**json.loads(text), "rows": 3})):
        path.write_text(damage)
        with pytest.raises(NeuroError, match=r"is not .*; delete it to have it done anew"):
            run_points([one], tmp_path, workers=0)


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("simulat", "did you mean 'simulate'"),
        ("tests.grids.works:absent", "can't be imported here"),
        ("tests.grids.nowhere:cheap", "can't be imported here"),
        (":", "can't be imported here"),
    ],
)
def test_unknown_commands_are_refused_before_any_work(command: str, message: str) -> None:
    with pytest.raises(NeuroError, match=message):
        run_points([replace(points("cheap", 1)[0], command=command)], None, workers=0)


def test_workers_and_a_scheduler_are_too_many() -> None:
    with pytest.raises(NeuroError, match="expected one of them"):
        run_points(points("cheap", 1), None, workers=2, scheduler="tcp://127.0.0.1:1")


def test_an_interrupt_stops_the_workers(tmp_path: Path) -> None:
    def interrupt(what: str, done: float = 0, total: float = 0) -> None:
        if done == 1:
            os.kill(os.getpid(), signal.SIGINT)

    wanted = [*points("cheap", 1), *points("cheap", 3, seconds=600)]
    # A shell starts what it sends to the background with this signal ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            run_points(wanted, tmp_path, workers=2, progress=interrupt)
    finally:
        signal.signal(signal.SIGINT, before)
    assert multiprocessing.active_children() == []
    assert run_points(wanted[:1], tmp_path, workers=0)[0] == PointResult(
        wanted[0], ({"trial": 0, "value": 2.0}, {"trial": 1, "value": 3.0})
    )


def test_simulate_and_train_give_rows(tmp_path: Path) -> None:
    from neuro import load_model
    from neuro.grids import Point, apply_settings

    core = apply_settings(load_model("core"), {"size": 40})
    digits = apply_settings(load_model("digits"), {"size": 20})
    run, learned, wrong, unknown = run_points(
        [
            Point("simulate", core, options={"steps": 5, "samples": 2, "code": "spikes"}),
            Point("train", digits, options={"epochs": 2, "test": True}),
            Point("train", core),
            Point("simulate", core, options={"step": 5}),
        ],
        tmp_path,
        workers=0,
    )
    (row,) = run.rows
    assert row["timesteps"] == 10
    assert 0 < row["spikes"] < 400
    assert row["accuracy"] is None
    assert [(r["epoch"], r["test_accuracy"] is None) for r in learned.rows] == [(n, n < 4) for n in range(1, 5)]
    assert learned.rows[1]["train_accuracy"] > learned.rows[0]["train_accuracy"]
    assert wrong.error == "model 'core' names no data set; give one as option 'data'."
    assert unknown.error == "option 'step': is not known; did you mean 'steps'?"


@pytest.mark.parametrize("workers", [-1, 100_000])
def test_a_number_of_workers_that_no_machine_serves(workers: int) -> None:
    with pytest.raises(NeuroError, match=rf"workers: got {workers}, expected at most \d+, 4 for each core here"):
        run_points(points("cheap", 1), None, workers=workers)
