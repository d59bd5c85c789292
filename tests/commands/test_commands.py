"""The commands as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from neuro.cli import _options, main


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "digits"
    page = folder.parent / "trained.html"
    command = ["train", "digits", "--data", "digits", "--epochs", "2", "--out", str(folder), "--report", str(page)]
    assert main(command) == 0
    assert "neuro train digits --data digits --engine numba --regime float" in page.read_text(encoding="utf-8")
    return folder


def test_models_lists_what_is_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    out = capsys.readouterr().out
    for name in ("core", "chain", "digits"):
        assert name in out


def test_doctor_speaks_of_every_engine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    for name in ("numpy", "brian2", "brian2-standalone", "lava-float", "lava-fixed"):
        assert name in out


def test_simulate_writes_every_state(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "run.npz"
    assert main(["simulate", "core", "--steps", "7", "--samples", "2", "--seed", "3", "--out", str(out)]) == 0
    with np.load(out, allow_pickle=False) as run:
        states = run["states"]
        assert states.shape == (2, 8, 1600)
        flips = int((states[:, 1:] != states[:, :-1]).sum())
        assert json.loads(str(run["activity"]))["flips"] == flips
    printed = capsys.readouterr().out
    assert f"{flips:,}" in printed
    assert "modelled without a placement: loihi1-2018, loihi1-sanafe" in printed


def test_same_seed_same_run_other_seed_other_run(tmp_path: Path) -> None:
    for name, seed in (("a", "3"), ("b", "3"), ("c", "4")):
        main(["simulate", "core", "--steps", "3", "--seed", seed, "--out", str(tmp_path / f"{name}.npz")])
    a, b, c = (np.load(tmp_path / f"{name}.npz")["states"] for name in "abc")
    np.testing.assert_array_equal(a, b)
    assert (a != c).any()


def test_train_leaves_a_folder_that_evaluates(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads((trained / "training.json").read_text())
    assert record["epochs"] == 4
    assert (trained / "curve.png").read_bytes().startswith(b"\x89PNG")
    report = tmp_path / "evaluation.json"
    assert main(["evaluate", str(trained), "--json", str(report)]) == 0
    figures = json.loads(report.read_text())
    assert figures["accuracy"] == record["test_accuracy"]["integer"] > 0.8
    assert figures["samples"] == record["test_samples"] == 540
    # A band over the profiles of a chip, as 'neuro compare' has it, but without a placement.
    prices = figures["energy_J_by_profile"]
    assert set(prices) == {"loihi1-2018", "loihi1-sanafe"}
    assert figures["energy_J"] == [min(prices.values()), max(prices.values())]
    assert prices["loihi1-2018"] == pytest.approx(
        1e-12
        * (
            23.6 * figures["synops"]
            + 81 * figures["neuron_updates_active"]
            + 52 * figures["neuron_updates_inactive"]
            + 1.7 * figures["packets"]
        )
    )
    assert figures["energy_placed"] is False
    assert "modelled without a placement" in capsys.readouterr().out


def test_compare_writes_figures_and_picture(trained: Path, tmp_path: Path) -> None:
    report, picture = tmp_path / "c.json", tmp_path / "c.png"
    arguments = ["--engines", "numpy", "--samples", "20", "--json", str(report), "--figure", str(picture)]
    assert main(["compare", str(trained), *arguments]) == 0
    figures = json.loads(report.read_text())
    assert figures["identical"] is True
    assert figures["first_difference"] is None
    engine = figures["engines"]["numpy"]
    for key in ("accuracy", "timesteps", "spikes", "flips", "synops", "neuron_updates", "energy_J", "wall_s"):
        assert engine[key] == engine["codes"]["flips"][key]
    assert engine["timesteps"] == 20 * 6
    assert engine["codes"]["spikes"]["synops"] > engine["codes"]["flips"]["synops"]
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_compare_leaves_out_what_an_engine_cannot_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from neuro.engines import load_engine

    if (obstacle := load_engine("lava-fixed").obstacle()) is not None:
        pytest.skip(obstacle)
    report = tmp_path / "c.json"
    arguments = ["--engines", "numpy,lava-fixed", "--steps", "4", "--json", str(report)]
    assert main(["compare", "chain", *arguments]) == 0
    figures = json.loads(report.read_text())
    assert [(one["engine"], one["code"]) for one in figures["left_out"]] == [("lava-fixed", "spikes")]
    assert "random-subset" in capsys.readouterr().out


def test_float_regime_compares_float_networks(trained: Path, tmp_path: Path) -> None:
    report = tmp_path / "c.json"
    arguments = ["--engines", "numpy", "--samples", "5", "--regime", "float", "--json", str(report)]
    assert main(["compare", str(trained), *arguments]) == 0
    assert json.loads(report.read_text())["regime"] == "float"


def test_compare_learning_writes_weights_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("sanafe")
    report = tmp_path / "c.json"
    arguments = ["--learning", "--engines", "numpy,sanafe", "--samples", "4", "--every", "3", "--json", str(report)]
    assert main(["compare", "digits", *arguments]) == 0
    figures = json.loads(report.read_text())
    assert (figures["samples"], figures["compared_every"], figures["regime"]) == (4, 3, "integer")
    assert figures["identical"] is True
    assert [one["engine"] for one in figures["left_out"]] == ["sanafe"]
    counts = figures["engines"]["numpy"]
    assert counts["timesteps"] == 4 * 12
    updates = [counts[f"weight_updates_{name}"] for name in ("recurrent", "input", "readout")]
    assert counts["weight_updates"] == sum(updates) > min(updates) > 0
    out = capsys.readouterr().out
    assert f"{updates[0]:,}" in out
    assert "only numpy learned" in out
    assert "left out: sanafe" in out


def test_a_trained_network_goes_on_learning(trained: Path, tmp_path: Path) -> None:
    report = tmp_path / "c.json"
    arguments = ["--learning", "--engines", "numpy", "--samples", "2", "--regime", "float", "--json", str(report)]
    assert main(["compare", str(trained), *arguments]) == 0
    assert json.loads(report.read_text())["regime"] == "float"


def test_training_writes_what_it_counted(trained: Path) -> None:
    epochs = [json.loads(line) for line in (trained / "metrics.jsonl").read_text().splitlines()]
    assert len(epochs) == 4
    for epoch in epochs:
        counts = epoch["activity"]
        assert counts["samples"] == 1077
        assert counts["learning_events_hidden"] == round(epoch["unstable"] * 1077 * 500)
        # In the second half the readout learns alone.
        assert (counts["weight_updates_recurrent"] > 0) == (epoch["number"] <= 2)


def test_nothing_asked_for_shows_what_to_try(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    printed = capsys.readouterr().out
    tried = [line.split("  ")[1] for line in printed.splitlines() if line.startswith("  neuro ")]
    assert len(tried) == 5
    for command in tried:
        assert _options(command.split()[1:]).run
    assert max(map(len, printed.splitlines())) <= 80


def test_doctor_says_why_only_where_asked(capsys: pytest.CaptureFixture[str]) -> None:
    reason = "the number of steps is fixed before a run starts"
    assert main(["doctor"]) == 0
    assert reason not in capsys.readouterr().out
    assert main(["doctor", "--notes"]) == 0
    assert reason in " ".join(capsys.readouterr().out.split())


def test_compare_tells_first_what_was_found(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compare", str(trained), "--engines", "numpy,numba", "--samples", "3"]
    assert main(command) == 0
    short = capsys.readouterr().out.splitlines()
    assert short[0].startswith("identical: every state and every answer, in numba, numpy")
    assert not any("Titan Black" in line for line in short)
    table = [
        line
        for line in short
        if line.startswith(("engine", "numpy", "numba", "----", "\N{BOX DRAWINGS LIGHT HORIZONTAL}"))
    ]
    assert len(table) >= 6
    assert max(map(len, table)) <= 80
    assert main([*command, "--notes"]) == 0
    full = capsys.readouterr().out
    assert "Titan Black" in full
    assert "Davies" in full
    assert main([*command[:2], "--learning", "--notes"]) == 2
    assert "--notes says nothing about learning" in capsys.readouterr().err
