"""The rows: determined by the seeds, done once, and tuned alike where that is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from neuro.claims import PERCEPTRON, Row, Study, base_description, work_through
from neuro.data import load_data
from neuro.description import load_model
from neuro.errors import NeuroError

from .small import small_model, small_study


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return small_study(tmp_path_factory.mktemp("data"), seeds=2)


@pytest.fixture(scope="module")
def done(study: Study, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Row]]:
    folder = tmp_path_factory.mktemp("rows")
    return folder, work_through(study, folder, workers=0)


def test_every_row_is_there_with_its_figures(study: Study, done: tuple[Path, list[Row]]) -> None:
    rows = done[1]
    assert [row.name for row in rows] == [trial.name for trial in study.trials]
    for row, trial in zip(rows, study.trials, strict=True):
        assert len(row.test) == len(row.validation) == 2
        assert all(0.0 <= accuracy <= 1.0 for accuracy in row.test)
        assert row.test_accuracy == pytest.approx(sum(row.test) / 2)
        assert row.test_deviation == pytest.approx(abs(row.test[0] - row.test[1]) / 2**0.5)
        assert row.parameters > 0
        assert (row.changed_share is None) == row.name.startswith(PERCEPTRON) == bool(trial.layers)
        assert row.settings == {}
    assert rows[0].settling_samples == 30
    by_name = {row.name: row for row in rows}
    smooth = by_name["perceptron, 1 rectified layer"]
    assert smooth.test_accuracy > 0.8
    assert abs(smooth.parameters - rows[0].parameters) <= (12 + 1 + 3) / 2
    assert by_name["full model"].test_accuracy > 0.6


def test_what_is_done_is_found_again(study: Study, done: tuple[Path, list[Row]]) -> None:
    told: list[str] = []
    folder, rows = done
    again = work_through(study, folder, workers=0, progress=lambda what, *_: told.append(what))
    assert again == rows
    points = 2 * len(rows)
    assert told == [f"{points} done ({points} found)  0 failed  0 left"]


def test_rows_are_tuned_over_ranges_of_their_own(tmp_path: Path) -> None:
    study = small_study(tmp_path, candidates=3, base=replace(small_model(20)))
    rows = {row.name: row for row in work_through(study, tmp_path / "out", workers=0)}
    holding = study.base.populations[0].self_coupling
    margins = {"full model": (holding + 0.03, holding + 1.5), "self-coupling 0": (0.03, 1.5)}
    margins["two modules, links 4"] = (3.0, 5.5)
    for name, (low, high) in margins.items():
        assert low <= rows[name].settings.get("plasticity.margin", low) <= high
    assert set(rows["readout only"].settings) <= {"feedback_strength", "input_strength"}
    assert any(row.settings for row in rows.values())
    assert rows["perceptron, 2 binary layers"].settings == {}


def test_settings_of_the_full_model_take_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = [{"input_strength": strength} for strength in (1e-9, 2e-9, 3e-9)]
    monkeypatch.setattr("neuro.claims.study.candidates", lambda *_: deaf)
    study = small_study(tmp_path, candidates=3, only=("full model",))
    (row,) = work_through(study, tmp_path / "out", workers=0)
    assert row.settings == {}
    assert row.test_accuracy > 0.6


def test_only_the_rows_asked_for(study: Study, done: tuple[Path, list[Row]]) -> None:
    folder, rows = done
    some = replace(study, only=("1 rectified", "frozen"))
    assert [trial.name for trial in some.trials] == ["frozen recurrent couplings", "perceptron, 1 rectified layer"]
    wanted = [row for row in rows if row.name in {trial.name for trial in some.trials}]
    assert work_through(some, folder, workers=0) == wanted
    assert some.settings != study.settings
    with pytest.raises(
        NeuroError, match="only: got 'nothing', which no row's name contains; the rows are full model, "
    ):
        replace(study, only=("nothing",))
    with pytest.raises(NeuroError, match="only: got '', which"):
        replace(study, only=("",))


def test_a_row_that_fails_says_why(tmp_path: Path) -> None:
    study = small_study(tmp_path, data=str(tmp_path / "nothing.npz"))
    with pytest.raises(NeuroError, match=r"row 'full model' could not be trained: .*there is no such file"):
        work_through(study, None, workers=0)


def test_settings_hold_all_that_figures_depend_on(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    for other in (
        replace(study, seeds=3),
        replace(study, candidates=9),
        replace(study, quick=False),
        replace(study, base=small_model(30)),
        replace(study, engine="numpy"),
    ):
        assert other.settings != study.settings


def test_a_model_that_does_not_fit_the_data_is_refused_at_once(tmp_path: Path) -> None:
    study = small_study(tmp_path, base=replace(small_model(), input=replace(small_model().input, size=13)))
    with pytest.raises(NeuroError, match="12 inputs"):
        study.check(load_data(study.data))


def test_base_is_the_model_named_like_the_data() -> None:
    for name in ("digits", "mnist", "fashion-mnist", "entangled-mnist"):
        assert base_description(name) == load_model(name)
    with pytest.raises(NeuroError, match="name one with --model"):
        base_description("entangled-digits")
    assert base_description("entangled-digits", "digits", epochs=3).plasticity.epochs == 3


def test_quick_is_smaller_where_it_was_larger() -> None:
    mnist = base_description("mnist", quick=True)
    assert (mnist.units, mnist.plasticity.epochs) == (500, 2)
    assert mnist.consolidation.epochs == 2
    assert base_description("mnist", epochs=4, quick=True).plasticity.epochs == 4
    assert base_description("digits", quick=True).populations == load_model("digits").populations


def test_perceptrons_get_more_epochs_than_the_full_model(study: Study) -> None:
    assert replace(study, quick=False).perceptron_epochs == 18
    long = replace(study.base, plasticity=replace(study.base.plasticity, epochs=30))
    assert replace(study, base=long).perceptron_epochs >= 60
