"""``neuro claims`` as a user types it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

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
    base = ["claims", "--data", "digits", "--model", model, "--epochs", "1", "--quick", "--workers", "1"]
    return [*base, "--out", str(out), *more]


def results(out: Path) -> Any:
    found = json.loads((out / "results.json").read_text())
    del found["sha256"]
    return found


def test_interrupted_it_goes_on_with_the_same_command(
    model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calm, cut = tmp_path / "calm", tmp_path / "cut"
    page = tmp_path / "claims.html"
    assert main(command(model, calm, "--report", str(page))) == 0
    assert f"--quick --out {calm} --report {page}" in page.read_text()
    out = capsys.readouterr().out
    found = results(calm)
    assert found["settings"]["quick"] is True
    assert found["settings"]["model"]["plasticity"]["epochs"] == 1
    assert set(found["basis"].values()) == {"counted"}
    assert found["command"].startswith("neuro claims --data digits --model ")
    assert "--report" not in found["command"]
    assert len(found["rows"]) == 14
    assert all(row["name"] in out for row in found["rows"])
    assert (calm / "claims.png").read_bytes().startswith(b"\x89PNG")

    work_through = claims.work_through

    def stopped(study: Any, folder: Any, **more: Any) -> Any:
        first = replace(study, base=study.base)
        object.__setattr__(first, "trials", study.trials[:4])
        work_through(first, folder, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(claims, "work_through", stopped)
    assert main(command(model, cut)) == 130
    assert "go on with the same command" in capsys.readouterr().err
    assert not (cut / "results.json").exists()
    monkeypatch.setattr(claims, "work_through", work_through)
    assert main(command(model, cut)) == 0
    assert "(4 found)" in capsys.readouterr().err
    assert results(cut) == found
    assert (cut / "claims.png").exists()


def test_rows_by_name(model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command(model, tmp_path, "--only", "1 rectified", "--only", "1 binary")) == 0
    found = results(tmp_path)
    assert [row["name"] for row in found["rows"]] == ["perceptron, 1 rectified layer", "perceptron, 1 binary layer"]
    assert found["settings"]["only"] == ["1 rectified", "1 binary"]
    assert "--only '1 rectified' --only '1 binary'" in found["command"]
    assert "full model" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--data", "entangled-digits"], "name one with --model"),
        (["--data", "digit"], "did you mean 'digits'"),
        (["--data", "digits", "--model", "mnist"], "model 'mnist' expects 784"),
        (["--data", "digits", "--model", "core"], "can't be trained"),
        (["--data", "digits", "--engine", "nump"], "numpy"),
        (["--data", "digits", "--engine", "lava-fixed"], "lava"),
    ],
)
def test_refusals(arguments: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["claims", *arguments, "--out", str(tmp_path / "out")]) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "out" / "results.json").exists()
