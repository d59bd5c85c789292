"""A page for each command: the same frame, three sentences, at most four figures, all that the result has."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from neuro.claims import Row
from neuro.cli import main
from neuro.data import load_data
from neuro.engines import LearningActivity
from neuro.learning import Checkpoint, Epoch, Settling
from neuro.network import build_network, integer_network
from neuro.report import Page, claims_page, render, training_page
from tests.claims.small import small_data, small_model, small_study
from tests.claims.test_report import ROWS
from tests.report.page import reading


def checked(text: str) -> reading.Page:
    """The page read back, after what holds of every page."""
    page = reading.Page(text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.headings[0] == "h1"
    assert not {"link", "iframe", "img", "object", "embed"} & set(page.tags)
    assert all(one.startswith(("#", "data:image/png;base64,")) for one in page.references)
    top = re.search(r'<div id="headline".*?</div>', text, re.DOTALL)
    assert top is not None
    assert 2 <= top.group().count("<p>") <= 3
    assert page.tags.count("strong") <= 4
    assert page.tags.count("figure") == len(page.labels)
    assert json.loads(page.blocks["page-data"])
    assert {"made", "glossary"} <= set(page.ids)
    return page


def written(path: Path, *command: str) -> reading.Page:
    """The page that a command writes."""
    assert main([*command, "--report", str(path)]) == 0
    page = checked(path.read_text(encoding="utf-8"))
    assert f"--report {path}" in page.text
    assert page.text.count(f"neuro {command[0]}") >= 1
    return page


def epoch(number: int, accuracy: float, updates: int) -> Epoch:
    done = LearningActivity(samples=90, synops_recurrent=9000, flips=450, weight_updates_input=updates)
    return Epoch(number, 0.5, accuracy, 0.2 / number, 1.0, 0.1, done)


@pytest.mark.parametrize(
    ("changed", "meaning"),
    [
        (0.0011, "0.11% of units change: the states are the network's own."),
        (0.047, "4.70% of units change: the label held some of the states."),
    ],
)
def test_training(changed: float, meaning: str, tmp_path: Path) -> None:
    data = load_data(small_data(tmp_path))
    epochs = (epoch(1, 0.6, 1800), epoch(2, 0.9, 900))
    checkpoint = Checkpoint(build_network(small_model()), data.name, "numpy", epochs)
    rest = Settling(changed_share=changed, settled_share=0.995, settling_steps=1.0, overlap=0.25, samples=30)
    made = training_page(checkpoint, data, {"float": 0.8667, "integer": 0.8}, rest, "neuro train patterns --out o")
    page = checked(render(made))
    assert "A network of 40 binary units learned patterns from 90 samples in 2 epochs" in page.text
    assert "Of 30 samples that it had not seen it answers 86.7% rightly, and 80.0% once its weights are" in page.text
    assert meaning in page.text
    assert [row[1:7] for row in page.table("Epochs;")[1:]] == [
        ["0.5000", "0.6000", "0.2000", "5", "100", "20"],
        ["0.5000", "0.9000", "0.1000", "5", "100", "10"],
    ]
    assert "From 20 to 10 weight updates a sample" in page.text
    assert json.loads(page.blocks["page-data"])["stability"]["overlap"] == 0.25


def test_training_in_integers_without_counts(tmp_path: Path) -> None:
    data = load_data(small_data(tmp_path))
    bare = replace(epoch(1, 0.6, 0), activity=None)
    checkpoint = Checkpoint(integer_network(build_network(small_model())), data.name, "numpy", (bare,))
    rest = Settling(changed_share=0.0, settled_share=1.0, settling_steps=None, overlap=None, samples=30)
    page = checked(render(training_page(checkpoint, data, {"integer": 0.5}, rest, "neuro train patterns --out o")))
    assert "it answers 50.0% rightly, in 8-bit integers." in page.text
    assert "before counts of learning were kept" in page.text


def test_placement(tmp_path: Path) -> None:
    page = written(tmp_path / "p.html", "place", "digits", "--samples", "1")
    assert "It takes 2 cores of 128, in 1 tile; the fullest, core 0, has" in page.text
    assert [row[2] for row in page.table("Cores in use")[1:]] == ["hidden 500", "readout 10"]
    data = json.loads(page.blocks["page-data"])
    packets = {code: data["traffic"][code]["packets"] / data["timesteps"] for code in ("flips", "spikes")}
    table = {row[0]: row[2] for row in page.table("In a step")[1:]}
    assert table == {code: f"{number:,.1f}" for code, number in packets.items()}
    assert f"A step sends {packets['spikes'] / packets['flips']:.3g} times as many packets under spikes" in page.text
    assert "4,096" in {row[1] for row in page.table("Published limits of Loihi 1")[1:]}


def test_manifold(tmp_path: Path) -> None:
    over = ("--over", "size=6,8", "--seeds", "3", "--workers", "0")
    page = written(tmp_path / "m.html", "manifold", "count", "core", *over)
    assert "neuro manifold count core --over size=6,8 --seeds 3 --report" in page.text
    assert (
        "3 networks drawn from one model at each of 2 settings: 2 values of units in each module (6 to 8)" in page.text
    )
    rows = json.loads(page.blocks["page-data"])["rows"]
    mean = sum(row["count"] for row in rows if row["size"] == 6) / 3
    table = page.table("Means over networks")
    assert table[1][:2] == ["6", "3"]
    assert table[1][2].startswith(f"{mean:.4g}")
    assert f"Mean number of fixed points: from {mean:.4g}" in page.text


def claims(rows: tuple[Row, ...], folder: Path) -> Page:
    return claims_page(rows, small_study(folder, seeds=2), 3, "neuro claims --data patterns.npz")


def test_claims(tmp_path: Path) -> None:
    page = checked(render(claims(ROWS, tmp_path)))
    assert "The full model answers 94.5 ± 0.7% of the test samples rightly; the best, “perceptron, 1" in page.text
    assert (
        "The lowest of the others is “two modules, links 2” with 4.0%, 90.5 points below the full model." in page.text
    )
    table = {row[0]: row for row in page.table("Every row")[1:]}
    assert table["full model"][2:4] == ["0.9450", "0.0071"]
    assert all(row.sentence in page.text for row in ROWS)
    assert "bars of error: one standard deviation over 2 seeds" in page.text
    # One row is no series.
    assert "Fewer than two such rows were asked for." in page.text


def test_claims_of_perceptrons_alone(tmp_path: Path) -> None:
    page = checked(render(claims(ROWS[3:], tmp_path)))
    assert "No network of the paper's kind was among them." in page.text
    assert "None of the rows has states: all are perceptrons." in page.text
