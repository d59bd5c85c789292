"""The rows: determined by the seed, done once, never mixed with those of other settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from neuro.claims import PERCEPTRON, RESULTS, Row, Study, finish, read_rows, work, write_results
from neuro.errors import NeuroError

from .small import small_data, small_model, small_study


def timeless(rows: list[Row]) -> list[Row]:
    return [replace(row, seconds=0.0) for row in rows]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(finish(small_study()))


def test_every_row_is_there_with_its_figures(rows: list[Row]) -> None:
    assert tuple(row.name for row in rows) == small_study().names
    for row in rows:
        assert 0.0 <= row.test_accuracy <= 1.0
        assert row.parameters > 0
        assert 1 <= row.epoch <= row.epochs
        assert (row.changed_share is None) == (row.settled_share is None) == (row.name == PERCEPTRON)
    assert [row.settling_samples for row in rows[:-1]] == [30] * (len(rows) - 1)
    assert rows[-1].test_accuracy > 0.8
    assert abs(rows[-1].parameters - rows[0].parameters) <= (12 + 1 + 3) / 2


def test_resumed_rows_are_not_redone_and_the_others_are_the_same(
    rows: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = small_study()
    write_results(tmp_path, study.settings, "command", rows[:6])
    before = read_rows(tmp_path, small_study().settings)
    assert list(before) == rows[:6]
    trained = []
    train = work.train
    monkeypatch.setattr(work, "train", lambda d, *a, **k: trained.append(d) or train(d, *a, **k))
    rest = list(finish(study, before))
    assert trained == [trial.description for trial in study.trials[6:]]
    assert timeless([*before, *rest]) == timeless(rows)


def test_progress_grows_within_each_row() -> None:
    seen: list[tuple[str, float, float]] = []
    study = small_study()
    first = next(finish(study, progress=lambda what, done=0, total=0: seen.append((what, done, total))))
    rows = len(study.names)
    assert all(what.startswith(f"row 1/{rows}  {first.name}  ") and total == rows for what, _, total in seen)
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)
    assert (seen[0][1], seen[-1][1]) == (0.0, 1.0)
    assert "epoch 2/2" in seen[-1][0]


@pytest.mark.parametrize(
    ("other", "what"),
    [
        (Study(small_model(), small_data(), quick=False), "link_strengths, networks, quick"),
        (Study(small_model(30), small_data(), quick=True), "networks, perceptron, units"),
        (Study(replace(small_model(), seed=5), small_data(), quick=True), "networks, .*seed"),
    ],
)
def test_other_settings_are_not_resumed(tmp_path: Path, other: Study, what: str) -> None:
    write_results(tmp_path, small_study().settings, "command", [])
    with pytest.raises(NeuroError, match=f"other settings \\({what}"):
        read_rows(tmp_path, other.settings)


def test_other_samples_are_not_resumed(tmp_path: Path) -> None:
    data = small_data()
    data.test.labels[0] = (data.test.labels[0] + 1) % data.classes
    write_results(tmp_path, small_study().settings, "command", [])
    with pytest.raises(NeuroError, match="data_hash"):
        read_rows(tmp_path, Study(small_model(), data, quick=True).settings)


def test_what_is_no_results_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeuroError, match="leave --resume out"):
        read_rows(tmp_path, {})
    for text in ("[1, 2", "[]", '{"settings": {}}', '{"settings": {}, "rows": [{"name": "x"}]}', '{"settings": 3}'):
        (tmp_path / RESULTS).write_text(text)
        with pytest.raises(NeuroError, match="start anew with --overwrite"):
            read_rows(tmp_path, {})


def test_a_model_that_does_not_fit_the_data_is_refused_at_once() -> None:
    with pytest.raises(NeuroError, match="12 inputs"):
        Study(replace(small_model(), input=replace(small_model().input, size=13)), small_data())
