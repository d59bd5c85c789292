"""Every script of examples/ runs, in small, and leaves its figure."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from neuro.errors import NeuroError
from tests.data.archives import write_archive

EXAMPLES = Path(__file__).parents[1] / "examples"
# What makes each of them short.
SMALL: dict[str, dict[str, Any]] = {
    "brian2_objects": {"steps": 4},
    "connectedness": {"networks": 4, "couplings": (0.5, 1.5)},
    "counting": {"counted": 2, "followed": 3},
    "learned": {"networks": 1, "every": 30, "samples": 2, "distance": 1, "epochs": 1},
    "lava_processes": {"steps": 3},
    "nir_graph": {"samples": 5},
    "local_entropy": {
        "folder": None,
        "most": 30,
        "networks": 2,
        "options": {"starts": 2, "particles": 50, "temperatures": 10},
        "places": 4,
        "workers": 0,
    },
    "million": {"sizes": (200, 400)},
    "own_rule": {"seeds": (17,), "epochs": 1},
    "recording": {"model": "digits", "steps": 8},
    "streams": {"steps": 12},
    "engines": {"epochs": 1, "samples": 3, "engines": ["numpy", "brian2"]},
    "paths": {"networks": 2, "every": 3, "largest": 16, "workers": 0},
    "pipeline": {"hidden_units": 40, "epochs": 1},
    "placers": {"models": ("digits",), "placers": ("modular", "balanced"), "samples": 2},
    "precision": {
        "bits": (8,),
        "shares": (1.0,),
        "seeds": (17, 18),
        "engine": "numba",
        "plasticity.epochs": 1,
        "size": 50,
    },
    "saccades": {"images": 10, "size": 20, "plasticity.epochs": 1, "consolidation.epochs": 1},
    "settling": {"steps": 10},
    "subdominance": {"folder": None, "networks": 2, "largest": 14, "starts": 500, "workers": 0},
    "thresholds": {"folder": None, "most": 500, "networks": 2, "starts": 2, "every": 7, "workers": 0},
    "transition": {"networks": 2, "starts": 2, "every": 8},
}


# Their grids have a larger size.
LARGER = ("learned", "local_entropy", "paths", "subdominance", "thresholds")


# Scripts that use Brian2 themselves hear the warnings of what it depends on.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", [path.stem for path in sorted(EXAMPLES.glob("*.py"))])
def test_script(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    if name == "lava_processes":
        request.getfixturevalue("lava")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEURO_DATA", str(write_archive(tmp_path / "data", train=120, test=30)))
    figure = tmp_path / f"{name}.png"
    runpy.run_path(str(EXAMPLES / f"{name}.py"))["main"](str(figure), **SMALL[name])
    assert figure.read_bytes().startswith(b"\x89PNG")
    assert f"wrote {figure}" in capsys.readouterr().out


class Asked(Exception):
    """What a grid was asked for; nothing is run."""


@pytest.mark.parametrize("name", LARGER)
def test_a_third_word_is_large_or_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, large: bool) -> None:
        raise Asked(large)

    monkeypatch.setattr("neuro.grids.read_grid", read)
    script = str(EXAMPLES / f"{name}.py")
    for words, large in (([], False), (["a.png", "a"], False), (["a.png", "a", "large"], True)):
        monkeypatch.setattr(sys, "argv", [script, *words])
        with pytest.raises(Asked, match=str(large)):
            runpy.run_path(script, run_name="__main__")
    for words in (["larger"], ["large", "3"], [""], ["False"]):
        monkeypatch.setattr(sys, "argv", [script, "a.png", "a", *words])
        with pytest.raises(SystemExit, match=f"got '{' '.join(words)}', expected 'large' or nothing"):
            runpy.run_path(script, run_name="__main__")


@pytest.mark.parametrize("name", LARGER)
def test_a_point_that_failed_is_no_gap(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    failed = SimpleNamespace(error="no room for its states", rows=())
    monkeypatch.setattr("neuro.grids.run_points", lambda *_, **__: [failed])
    with pytest.raises((NeuroError, SystemExit), match="no room for its states"):
        runpy.run_path(str(EXAMPLES / f"{name}.py"))["main"](str(tmp_path / "a.png"), str(tmp_path / "a"))


def test_titles_of_findings_are_those_of_the_data() -> None:
    script = runpy.run_path(str(EXAMPLES / "thresholds.py"))

    def halves(*values: float) -> dict[int, Any]:
        return {place: SimpleNamespace(value=value, standard_error=0.01) for place, value in enumerate(values)}

    surely, spread, from_first = (script[key] for key in ("surely", "spread", "from_first"))
    assert surely(halves(1.0, 1.1, 1.2), 1)
    assert not surely(halves(1.0, 1.1, 1.2), -1)
    assert not surely(halves(1.0, 1.1, 1.09), 1)
    assert surely(halves(1.0, 1.1, 1.09), 1, from_first)
    assert not surely(halves(1.0, 1.02), 1)
    assert not surely(halves(1.0), 1)
    assert spread(halves(1.25, 1.53, 1.49)) == "1.25 over 1.53 to 1.49"
    assert spread(halves(1.2, 1.3, 1.4)) == "1.20 to 1.40"
    assert spread({}) == "none"

    learned = runpy.run_path(str(EXAMPLES / "learned.py"))

    def rows(place: float, others: float, thinned: float) -> list[dict[str, Any]]:
        return [
            {
                "epoch": epoch,
                "self_coupling": coupling,
                "seed": seed,
                "learned_entropy": place + 0.001 * seed - thinned * epoch * (coupling < 1),
                "random_entropy": others + 0.001 * seed**2,
                "typical_entropy": others,
            }
            for epoch in (0, 1)
            for coupling in (0.5, 1.0)
            for seed in (1, 2, 3)
        ]

    title = learned["places_title"]
    assert title(rows(0.5, 0.3, 0.1)) == (
        "Learned states lie in denser places than others;\nlearning thins them where self-coupling is weak"
    )
    assert title(rows(0.3, 0.5, 0.0)) == "Places of learned states;\nby epoch"
    assert title(rows(0.5, 0.3, -0.1)) == "Learned states lie in denser places than others;\nby epoch"
