"""Every script of examples/ runs, in small, and leaves its figure."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

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
