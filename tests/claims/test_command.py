"""``neuro claims`` as a user types it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from neuro.claims import Row
from neuro.cli import main
from neuro.commands import claims
from neuro.description import load_model, write_description


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digits' model with 30 units, learned in large batches."""
    digits = load_model("digits")
    small = replace(
        digits,
        populations=tuple(replace(p, size=30) for p in digits.populations),
        plasticity=replace(digits.plasticity, batch_size=64),
    )
    path = tmp_path_factory.mktemp("model") / "small.toml"
    path.write_text(write_description(small))
    return str(path)


def command(model: str, out: Path, *more: str) -> list[str]:
    return ["claims", "--data", "digits", "--model", model, "--epochs", "1", "--quick", "--out", str(out), *more]


def results(out: Path) -> Any:
    found = json.loads((out / "results.json").read_text())
    del found["sha256"]
    for row in found["rows"]:
        row["seconds"] = None
    found["command"] = found["command"].replace(str(out), "OUT")
    return found


def test_interrupted_and_resumed_ends_like_one_that_was_let_alone(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calm, cut = tmp_path / "calm", tmp_path / "cut"
    assert main(command(model, calm)) == 0
    out = capsys.readouterr().out
    found = results(calm)
    assert found["settings"]["quick"] is True
    assert found["settings"]["epochs"] == 1
    assert set(found["basis"].values()) == {"counted", "measured"}
    assert found["command"].startswith("neuro claims --data digits --model ")
    assert len(found["rows"]) == 9
    assert all(row["name"] in out for row in found["rows"])
    assert (calm / "claims.png").read_bytes().startswith(b"\x89PNG")

    finish = claims.finish

    def stopped(*arguments: Any) -> Iterator[Row]:
        for count, row in enumerate(finish(*arguments)):
            if count == 4:
                raise KeyboardInterrupt
            yield row

    monkeypatch.setattr(claims, "finish", stopped)
    assert main(command(model, cut)) == 130
    assert "4 of 9 rows" in (said := capsys.readouterr().err)
    assert "--resume" in said
    assert results(cut)["rows"] == found["rows"][:4]
    assert not (cut / "claims.png").exists()
    monkeypatch.setattr(claims, "finish", finish)
    assert main(command(model, cut, "--resume")) == 0
    assert results(cut) == found
    assert (cut / "claims.png").exists()

    # What is there is neither replaced unasked nor mixed with another run.
    capsys.readouterr()
    assert main(command(model, cut)) == 2
    assert "--resume or replace them with --overwrite" in capsys.readouterr().err
    assert main([*command(model, cut), "--resume", "--epochs", "2"]) == 2
    assert "other settings (epochs" in capsys.readouterr().err
    assert results(cut) == found


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--data", "entangled-digits"], "name one with --model"),
        (["--data", "digit"], "did you mean 'digits'"),
        (["--data", "digits", "--model", "mnist"], "model 'mnist' expects 784"),
        (["--data", "digits", "--model", "core"], "can't be trained"),
        (["--data", "digits", "--engine", "nump"], "numpy"),
        (["--data", "digits", "--engine", "lava-fixed"], "lava"),
        (["--data", "digits", "--resume"], "leave --resume out"),
    ],
)
def test_refusals(arguments: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claims", *arguments, "--out", str(tmp_path / "out")]) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "out" / "results.json").exists()
