"""Successive halving: fewer candidates in more epochs, the best of a round in the next, points found again."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuro import load_model
from neuro.cli import main
from neuro.description import Consolidation, Description
from neuro.errors import NeuroError
from neuro.grids import apply_settings
from neuro.learning import total_epochs, with_epochs
from neuro.report import tuning_figure
from neuro.tuning import Tried, best_of, halving_rounds, tune
from neuro.tuning.halving import shortened


def model() -> Description:
    digits = load_model("digits")
    return replace(
        digits,
        populations=tuple(replace(p, size=30) for p in digits.populations),
        plasticity=replace(digits.plasticity, epochs=4, batch_size=16),
        consolidation=Consolidation(2),
    )


SETTINGS = [{"input_strength": strength} for strength in (1e-6, 5.0, 4.0, 6.0)]


@given(candidates=st.integers(1, 10**6), epochs=st.integers(1, 500), factor=st.integers(2, 10))
def test_each_round_has_fewer_candidates_and_more_epochs(candidates, epochs, factor):
    rounds = halving_rounds(candidates, epochs, factor)
    assert rounds[0].candidates == candidates
    # A round of one decides nothing.
    assert all(one.candidates > 1 for one in rounds[1:])
    alone = rounds[-1].candidates // factor == 1 and rounds[-1].share < 1
    assert rounds[-1].share == 1 or alone
    assert rounds[0].share * epochs >= 1
    for one, following in pairwise(rounds):
        assert following.candidates == one.candidates // factor >= 1
        assert following.share == pytest.approx(one.share * factor)


@given(share=st.floats(0.01, 1))
def test_rates_fall_as_far_in_fewer_epochs(share):
    whole = model()
    short = shortened(whole, share)
    assert 1 <= short.plasticity.epochs <= 4
    for rule, before in ((short.plasticity, whole.plasticity), (short.consolidation, whole.consolidation)):
        assert rule.rate_factor**rule.epochs == pytest.approx(before.rate_factor**before.epochs)
    assert shortened(whole, 1.0) == whole


def test_the_best_go_on_and_what_is_known_is_found_again(tmp_path: Path):
    told: list[str] = []
    tried = tune(model(), SETTINGS, {}, tmp_path, factor=2, workers=0, progress=lambda what, *_: told.append(what))
    by_round = {number: [one for one in tried if one.round == number] for number in (1, 2, 3)}
    assert [len(by_round[number]) for number in (1, 2, 3)] == [4, 2, 0]
    assert [by_round[number][0].epochs for number in (1, 2)] == [2, 3]
    ranked = sorted(by_round[1], key=lambda one: (-one.accuracy, one.number))
    assert {one.number for one in by_round[2]} == {one.number for one in ranked[:2]}
    assert best_of(tried) is max(by_round[2], key=lambda one: (one.accuracy, -one.number))
    # Without input there is nothing to tell samples apart by.
    assert 1 not in {one.number for one in by_round[2]}
    assert total_epochs(model()) == 6
    again: list[str] = []
    more = tune(model(), SETTINGS, {}, tmp_path, factor=2, workers=0, progress=lambda what, *_: again.append(what))
    assert more == tried
    assert again[0] == "round 1/2  4 done (4 found)  0 failed  0 left"


def test_candidates_that_fail_are_left_out(tmp_path: Path):
    # Known before any work, when settings are put in.
    with pytest.raises(NeuroError, match=r"patch: got 9 in an input of 8 x 8"):
        tune(model(), [{"patch": 9}], {}, tmp_path, workers=0)
    with pytest.raises(NeuroError, match=r"no candidate could be trained: .*there is no data set"):
        tune(model(), SETTINGS, {"data": "nothing"}, tmp_path, workers=0)


def test_seeds_are_averaged(tmp_path: Path):
    tried = tune(model(), SETTINGS[1:2], {}, tmp_path, seeds=2, workers=0)
    assert len(tried) == 1
    assert len(tried[0].accuracies) == 2
    assert tried[0].accuracy == pytest.approx(sum(tried[0].accuracies) / 2)


def test_the_figure_says_what_was_best():
    tried = [
        Tried(1, 1, {"a": 0.01, "b": "x"}, 2, (0.9,)),
        Tried(2, 1, {"a": 1.0, "b": "y"}, 2, error="no"),
        Tried(3, 1, {"a": 0.5, "b": "y"}, 2, (1.0,)),
        Tried(3, 2, {"a": 0.5, "b": "y"}, 6, (1.0,)),
    ]
    figure = tuning_figure(tried)
    assert figure.get_suptitle() == "Best of 3: a 0.5, b y (validation accuracy 1.0000)"
    rounds, a, b = figure.axes[:3]
    assert (rounds.get_ylabel(), a.get_xlabel(), b.get_xlabel()) == ("validation errors, %", "a", "b")
    assert a.get_xscale() == "log"
    assert [label.get_text() for label in b.get_xticklabels()] == ["x", "y"]


def test_the_command_leaves_a_model_that_can_be_trained(tmp_path: Path, capsys):
    (tmp_path / "small.toml").write_text(
        "format = 1\n" + (Path(__file__).parents[2] / "models" / "digits.toml").read_text().split("format = 1\n")[1]
    )
    asked = ["tune", str(tmp_path / "small.toml"), "--over", "feedback_strength=log:0.3..3", "--over", "size=20..40"]
    asked += ["--candidates", "3", "--epochs", "1", "--workers", "1", "--out", str(tmp_path / "out")]
    assert main(asked) == 0
    told = capsys.readouterr().out
    assert "best of 3 candidates: feedback_strength = " in told
    assert "the test samples were not looked at" in told
    text = (tmp_path / "out" / "model.toml").read_text()
    assert text.startswith("# Found by: neuro tune ")
    assert "--over feedback_strength=log:0.3..3 --over size=20..40" in text
    best = load_model(str(tmp_path / "out" / "model.toml"))
    assert 20 <= best.units <= 40
    assert best == apply_settings(
        with_epochs(load_model(str(tmp_path / "small.toml")), 1),
        {"size": best.units, "feedback_strength": next(c.strength for c in best.couplings if c.kind == "feedback")},
    )
    assert (tmp_path / "out" / "tuning.png").exists()
    assert len((tmp_path / "out" / "results.csv").read_text().splitlines()) == 4


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--over", "plasticity.margn=1..2", "--candidates", "2"], "setting 'plasticity.margn'"),
        (["--over", "plasticity.margin=1..2"], "say how many candidates are to be drawn"),
        (["--over", "plasticity.margin=1,2", "--factor", "1"], "factor: got 1, expected at least 2"),
        (["--over", "plasticity.margin=-1,2"], "setting 'plasticity.margin': got -1"),
        (["--over", "plasticity.margin=1,2", "--engine", "nump"], "there is no engine 'nump'"),
    ],
)
def test_what_the_command_refuses(tmp_path: Path, more: list[str], sentence: str, capsys):
    assert main(["tune", "digits", "--out", str(tmp_path / "out"), *more]) == 2
    assert sentence in capsys.readouterr().err
