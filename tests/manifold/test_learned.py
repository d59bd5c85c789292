"""What lies around the states of samples: laws, a label that does nothing, epochs, and trained networks in commands."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuro import build_network, load_model
from neuro.cli import main
from neuro.data import Split, load_data
from neuro.description import Phases
from neuro.engines import Stimulus
from neuro.engines.numpy import NumpyEngine
from neuro.errors import NeuroError
from neuro.grids import apply_settings
from neuro.learning import load_trained, starting_network
from neuro.manifold import around_samples, input_field, is_fixed_point, local_entropy
from neuro.manifold.measures import learned
from neuro.manifold.measures import local_entropy as measured
from neuro.manifold.measures import reach as reached
from neuro.manifold.measures.options import field_of

SMALL = {
    "size": 30,
    "self_coupling": 0.7,
    "density": 1.0,
    "couplings.gaussian:hidden->hidden.strength": 1.0,
    "feedback_strength": 2.0,
    "input_strength": 2.0,
}


def description(**settings):
    return apply_settings(load_model("digits"), {**SMALL, **settings})


def samples(number=6):
    return load_data("digits", like=load_model("digits").input).validation.first(number)


def test_a_label_without_feedback_moves_nothing():
    found = around_samples(build_network(description(feedback_strength=0.0)), samples(), 1)
    assert (found.label_shift, found.label_kept) == (0.0, 0.0)


def test_a_strong_label_moves_much_and_little_of_it_stays():
    found = around_samples(build_network(description(feedback_strength=20.0)), samples(), 1)
    assert found.label_shift > 0.2
    assert found.label_kept < found.label_shift


def test_frozen_units_keep_what_the_label_did():
    # Self-coupling outweighs all else: every state is a fixed point, and all within a flip are.
    network = build_network(description(self_coupling=100.0))
    found = around_samples(network, samples(), 1, typical=True)
    assert found.settled == 1.0
    expected = pytest.approx(np.log(31) / 30)
    assert (found.learned, found.random, found.typical) == (expected, expected, expected)
    assert found.overlap == pytest.approx(0.0, abs=0.4)


def test_entropies_are_those_around_the_states_of_inference():
    network, few = build_network(description(self_coupling=2.0)), samples(6)
    phases = network.description.phases
    held = Phases(phases.warmup + phases.clamped, 0, 0)
    encoded = network.encode(few.inputs[:])
    states = NumpyEngine().run(network, Stimulus(samples=6, phases=held, inputs=encoded)).states[:, -1]
    fields = [input_field(network, payload) for payload in encoded]
    assert all(is_fixed_point(network, state[None], field)[0] for state, field in zip(states, fields, strict=True))
    expected = [
        local_entropy(network, state[None], 2, field).per_unit[0, -1]
        for state, field in zip(states, fields, strict=True)
    ]
    found = around_samples(network, few, 2, seed=3)
    assert (found.settled, found.learned) == (1.0, pytest.approx(np.mean(expected)))


def test_rows_follow_the_epochs():
    rows = learned(description(**{"plasticity.epochs": 1, "consolidation.epochs": 1}), {"samples": 4, "distance": 1})
    assert [row["epoch"] for row in rows] == [0, 1, 2]
    # The readout learns alone at the end: states stay as they are.
    assert rows[1]["learned_entropy"] == rows[2]["learned_entropy"]
    assert rows[0]["learned_entropy"] != rows[1]["learned_entropy"]
    assert rows[0]["margin"] == description().plasticity.margin


def test_what_cannot_be_looked_around():
    with pytest.raises(NeuroError, match="expected a classifier whose inputs stand still"):
        around_samples(build_network(load_model("core")), samples(), 1)
    with pytest.raises(NeuroError, match="got no samples"):
        around_samples(build_network(description()), Split(np.zeros((0, 64)), np.zeros(0, np.int64)), 1)
    with pytest.raises(NeuroError, match="distance: got 9 in a network of 500 units, expected less than 4"):
        learned(load_model("digits"), {"distance": 9})
    network = starting_network(description(), False)
    with pytest.raises(NeuroError, match="option 'epochs': got a network that has learned"):
        learned(network, {"epochs": 3})


def test_a_distance_is_refused_before_anything_runs(monkeypatch):
    # Nor does it matter whether any sample settles.
    monkeypatch.setitem(around_samples.__globals__, "_states", None)
    large = build_network(description(size=1001, density=0.01))
    for network, distance, typical, message in (
        (
            build_network(description()),
            0,
            False,
            "distance: got 0, expected a whole number from 1 to 30",
        ),
        (build_network(description()), 31, False, "distance: got 31, expected"),
        (build_network(description()), 1.5, False, r"distance: got 1\.5, expected"),
        (large, 3, False, "distance: got 3 in a network of 1001 units, expected less than 3"),
        (large, 1, True, "got a network of 1001 units, expected at most 1000"),
    ):
        with pytest.raises(NeuroError, match=message):
            around_samples(network, samples(1), distance, typical=typical)


def test_the_field_of_a_sample():
    network = build_network(description())
    field = field_of(network, "sample", 2.0)
    data = load_data("digits", like=network.description.input).validation
    fields = [2.0 * input_field(network, payload) for payload in network.encode(data.inputs[:])]
    assert any(np.allclose(own, field) for own in fields)
    other = replace(network, description=replace(network.description, seed=network.description.seed + 1))
    assert not np.array_equal(field_of(other, "sample", 2.0), field)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trained") / "digits"
    assert main(["train", "digits", "--out", str(path), "--epochs", "1", "--regime", "float"]) == 0
    return path


def test_trained_networks_are_measured(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "t.csv"
    command = ["manifold", "reach", str(folder), "--field", "sample", "--seeds", "3", "--starts", "4"]
    assert main([*command, "--table", str(table), "--report", str(tmp_path / "r.html")]) == 0
    assert "3 draws a point" in capsys.readouterr().out
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    seed = load_trained(folder).description.seed
    assert [int(row["seed"]) for row in rows] == [seed, seed + 1, seed + 2]
    network = load_trained(folder)
    (again,) = reached(network, {"field": "sample", "starts": 4})
    assert float(rows[0]["mean_sweeps"]) == again["mean_sweeps"]


def test_a_trained_network_has_no_theory_of_random_ones(folder: Path) -> None:
    (row,) = measured(load_trained(folder), {"distance": 1, "starts": 2})
    assert (row["typical_theory"], row["mean_number_theory"], row["units"]) == (None, None, 500)
    before, after = learned(load_trained(folder), {"samples": 2, "distance": 1})
    assert before["epoch"] == 0 < after["epoch"]
    assert before["validation_accuracy"] < after["validation_accuracy"]


def test_a_network_of_whole_numbers(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "integer"
    assert main(["train", "digits", "--out", str(path), "--epochs", "1", "--regime", "integer"]) == 0
    table = tmp_path / "t.csv"
    assert main(["manifold", "reach", str(path), "--seeds", "1", "--starts", "2", "--table", str(table)]) == 0
    with pytest.raises(NeuroError, match="regime 'float': the network is one of whole numbers"):
        reached(load_trained(path), {"regime": "float"})
    assert main(["manifold", "reach", str(folder), "--regime", "integer", "--seeds", "1", "--starts", "2"]) == 0


def test_a_trained_network_is_measured_on_what_it_learned(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, other, table = tmp_path / "bare.toml", tmp_path / "other", tmp_path / "t.csv"
    shipped = Path(__file__).parents[2] / "models" / "digits.toml"
    # A model that names no data, and one that names others than it learned.
    for named in ("", 'data = "mnist"'):
        file.write_text(shipped.read_text().replace('data = "digits"', named))
        learning = ["--data", "digits", "--epochs", "1", "--regime", "float", "--overwrite"]
        assert main(["train", str(file), "--out", str(other), *learning]) == 0
        for measure in (
            ["learned", "--samples", "2", "--distance", "1"],
            ["reach", "--field", "sample", "--seeds", "1"],
        ):
            found = []
            for trained in (folder, other):
                assert main(["manifold", measure[0], str(trained), *measure[1:], "--table", str(table)]) == 0
                found.append(table.read_text())
            assert found[0] == found[1]
    capsys.readouterr()


def test_a_joined_network_has_no_epochs(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other, both = str(tmp_path / "other"), str(tmp_path / "both")
    assert main(["train", "digits", "--out", other, "--epochs", "1", "--regime", "float", "--seed", "5"]) == 0
    assert main(["join", str(folder), other, "--out", both]) == 0
    assert main(["manifold", "learned", both]) == 2
    assert "holds a network without epochs of its own" in capsys.readouterr().err
    assert main(["manifold", "reach", both, "--field", "sample", "--seeds", "1", "--starts", "2"]) == 0


def test_nothing_is_drawn_where_all_states_are_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, folder = tmp_path / "twenty.toml", tmp_path / "twenty"
    file.write_text(
        (Path(__file__).parents[2] / "models" / "digits.toml").read_text().replace("size = 500", "size = 20")
    )
    assert main(["train", str(file), "--out", str(folder), "--epochs", "1"]) == 0
    capsys.readouterr()
    assert main(["manifold", "count", str(folder)]) == 0
    assert "1 draw a point" in capsys.readouterr().out
    for measure in ("count", "clusters", "basins"):
        assert main(["manifold", measure, str(folder), "--seeds", "2"]) == 2
        assert "are looked at and nothing is drawn: every row would be the same" in capsys.readouterr().err
    assert main(["manifold", "overlap", str(folder), "--points", "all", "--distribution", "--seeds", "2"]) == 2
    assert "nothing is drawn" in capsys.readouterr().err
    assert main(["manifold", "count", str(folder), "--seed", "3"]) == 2
    assert "; leave --seed out" in capsys.readouterr().err
    for drawn in (["--method", "sample"], ["--field", "random"]):
        assert main(["manifold", "count", str(folder), "--seeds", "2", *drawn]) == 0
