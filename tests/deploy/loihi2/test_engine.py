"""The engine of the chip: refusals without one; on stand-ins for Intel's extension, the reference's numbers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from neuro_deploy.loihi2 import Loihi2Engine, engine

from neuro.conformance import random_case
from neuro.engines import load_engine
from neuro.errors import NeuroError
from tests.deploy.loihi2.chip import run_with_chip

pytestmark = pytest.mark.usefixtures("lava")


def test_without_the_extension_the_engine_says_what_is_missing() -> None:
    case = random_case(0)
    engine = load_engine("loihi2")
    obstacle = engine.obstacle()
    assert obstacle is not None
    assert "lava.magma.compiler.subcompilers.nc.ncproc_compiler and 7 of its other modules" in obstacle
    with pytest.raises(NeuroError, match="Intel's Lava extension"):
        engine.run(case.network, case.stimulus, "spikes")


def test_one_missing_module_is_named_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "has_module", lambda name: name != "lava.utils.loihi2_profiler")
    obstacle = Loihi2Engine().obstacle()
    assert obstacle is not None
    assert "there is no lava.utils.loihi2_profiler;" in obstacle


def test_without_a_host_nothing_is_asked_of_slurm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "has_module", lambda name: True)
    monkeypatch.delenv("NXSDKHOST", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a program was started"))
    obstacle = Loihi2Engine().obstacle()
    assert obstacle is not None
    assert "NXSDKHOST" in obstacle
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert Loihi2Engine().obstacle() is None


def test_a_host_that_cannot_be_used_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NXSDKHOST", "board")
    # Lava itself refuses: there is no extension here.
    with pytest.raises(NeuroError, match="host of the Loihi 2 can't be used"):
        engine.connect()
    monkeypatch.setenv("LOIHI_GEN", "N9")
    with pytest.raises(NeuroError, match="'N9' is not a valid ChipGeneration"):
        engine.connect()


def test_the_flip_code_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Loihi2Engine, "obstacle", lambda self: None)
    with pytest.raises(NeuroError, match="ask for the spike code"):
        Loihi2Engine().open(random_case(0).network, "flips")


def test_it_runs_random_networks_like_the_reference(tmp_path: Path) -> None:
    seeds = [str(seed) for seed in range(4)]
    got = run_with_chip(tmp_path, "-m", "tests.deploy.loihi2.runs", *seeds)
    assert got.returncode == 0, got.stderr
    assert got.stdout.split("\n")[:-1] == [f"equal {seed}" for seed in seeds]


@pytest.mark.slow
def test_it_runs_many_random_networks_like_the_reference(tmp_path: Path) -> None:
    seeds = [str(seed) for seed in range(4, 44)]
    got = run_with_chip(tmp_path, "-m", "tests.deploy.loihi2.runs", *seeds)
    assert got.returncode == 0, got.stderr
    assert len(got.stdout.split("\n")) == len(seeds) + 1


def test_doctor_lists_it(tmp_path: Path) -> None:
    got = run_with_chip(tmp_path, "-m", "neuro", "doctor", NXSDKHOST="")
    assert got.returncode == 0, got.stderr
    assert "loihi2" in got.stdout
    assert "no host with a Loihi 2" in " ".join(got.stdout.replace("│", " ").split())
