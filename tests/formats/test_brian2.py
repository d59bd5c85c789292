"""Exported Brian2 scripts give the spikes of the reference, in a process that can't import this package."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuro.cli import main
from neuro.conformance import random_case, streaming_case
from neuro.description import Phases
from neuro.engines import load_engine
from neuro.errors import NeuroError
from neuro.formats import format_of, known_endings
from neuro.network import Network
from neuro.workload import Workload, make_workload
from tests.commands.test_streams import MODEL
from tests.data.archives import write_archive

ALONE = "import sys, runpy; sys.modules['neuro'] = None; runpy.run_path(sys.argv[1], run_name='__main__')"


def spikes_of(script: Path, folder: Path) -> tuple[np.ndarray, str]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ALONE, str(script)], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    with np.load(script.with_name(f"{script.stem}-spikes.npz"), allow_pickle=False) as written:
        found = written["spikes"]
    return found[np.lexsort(found.T[::-1])], done.stdout


@pytest.fixture
def uncompiled(tmp_path: Path) -> Path:
    """A folder in which Brian2 runs everything in NumPy, as it does where there is no compiler."""
    folder = tmp_path / "uncompiled"
    folder.mkdir()
    (folder / "brian_preferences").write_text("codegen.target = 'numpy'\n")
    return folder


def check(workload: Workload, script: Path, folder: Path) -> None:
    run = load_engine("numpy").run(workload.network, workload.stimulus, "spikes")
    spikes, told = spikes_of(script, folder)
    np.testing.assert_array_equal(spikes, np.argwhere(run.spikes) + np.array([0, 1, 0]))
    if workload.network.classes:
        assert f"answers: {' '.join(map(str, run.predictions))}" in told


def test_the_script_gives_the_same_spikes(tmp_path: Path, uncompiled: Path) -> None:
    script = tmp_path / "it's $1.py"
    assert main(["export", "digits", "--samples", "5", "--to", str(script)]) == 0
    check(make_workload("digits", samples=5), script, uncompiled)
    assert "import neuro" not in script.read_text()


@pytest.mark.slow
def test_compiled_it_gives_the_same_spikes(tmp_path: Path) -> None:
    assert main(["export", "digits", "--samples", "5", "--to", str(tmp_path / "net.py")]) == 0
    check(make_workload("digits", samples=5), tmp_path / "net.py", Path("/"))


@pytest.mark.parametrize("seed", [1, 3, 5])
def test_starts_links_and_biases(seed: int, tmp_path: Path, uncompiled: Path) -> None:
    case = random_case(seed)
    stimulus = replace(case.stimulus, phases=Phases(0, 0, 6), labels=None)
    workload = Workload("case", case.network, case.network, stimulus, None, None, None)
    format_of("net.py").write(workload, tmp_path / "net.py")
    check(workload, tmp_path / "net.py", uncompiled)


def test_streams_too(tmp_path: Path, uncompiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEURO_DATA", str(write_archive(tmp_path / "data", train=120, test=30)))
    (tmp_path / "eye.toml").write_text(MODEL)
    assert main(["export", str(tmp_path / "eye.toml"), "--samples", "4", "--to", str(tmp_path / "eye.py")]) == 0
    check(make_workload(str(tmp_path / "eye.toml"), samples=4), tmp_path / "eye.py", uncompiled)


def workload_of(network: Network, **changed: object) -> Workload:
    case = streaming_case(0)
    stimulus = replace(case.stimulus, phases=replace(case.stimulus.phases.without_feedback(), free=3), **changed)
    return Workload("case", network, network, replace(stimulus, inputs=None), None, None, None)


def test_what_a_script_can_not_say_is_refused(tmp_path: Path) -> None:
    kind, network = format_of("it.py"), streaming_case(0).network
    for changed, sentence in (
        ({"update_probability": 0.5}, "expected update = 'synchronous'"),
        ({"stop": "cycle"}, "to their end"),
    ):
        with pytest.raises(NeuroError, match=sentence):
            kind.write(workload_of(network, initial=None, **changed), tmp_path / "it.py")
    some = np.ones((streaming_case(0).stimulus.samples, network.units), np.int8)
    some[0, 0] = 0
    with pytest.raises(NeuroError, match="all units silent or none"):
        kind.write(workload_of(network, initial=some), tmp_path / "it.py")
    assert not list(tmp_path.iterdir())


def test_other_endings_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "chain", "--to", str(tmp_path / "net.xml")]) == 2
    assert f"ends in '.xml', expected one of {', '.join(known_endings())}" in capsys.readouterr().err


def test_samples_that_have_no_place_are_refused_and_none_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("nir")
    monkeypatch.setenv("NEURO_DATA", str(tmp_path / "nowhere"))
    out = str(tmp_path / "it.nir")
    assert main(["export", "digits", "--samples", "3", "--to", out]) == 2
    assert "--samples: samples have no place in an NIR graph; leave it out." in capsys.readouterr().err
    assert main(["export", "entangled-mnist", "--to", out]) == 0
    assert main(["export", "chain", "--to", out]) == 2
    assert "all units update in every step, and the model's update is 'random-subset'" in capsys.readouterr().err
