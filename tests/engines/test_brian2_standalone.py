"""Brian2's standalone mode: compiled once, run again with other values, never left behind."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuro.conformance import float_twin, random_case
from neuro.description import Phases
from neuro.engines import CODES, AbstractSession, Stimulus
from neuro.engines.brian2 import Brian2Engine, Brian2StandaloneEngine
from neuro.engines.brian2.compiled import runner
from neuro.engines.brian2.compiled.cache import Cache
from neuro.engines.brian2.compiled.compiler import run_command
from neuro.engines.brian2.running.sessions import RuntimeSession
from neuro.errors import NeuroError
from neuro.network import Network
from tests.agreement import assert_identical, reference

ENGINE = Brian2StandaloneEngine()
pytestmark = pytest.mark.skipif(ENGINE.obstacle() is not None, reason=str(ENGINE.obstacle()))

# A classifier and a plain network: with and without lines and readout.
SEED_OF = {"flips": 2, "spikes": 3}


def other_stimulus(network: Network, seed: int, masked: bool = False) -> Stimulus:
    rng = np.random.default_rng(seed)
    samples = int(rng.integers(1, 9))
    classifier = network.classes > 0
    return Stimulus(
        samples,
        Phases(int(rng.integers(0, 3)), 2 if classifier else 0, int(rng.integers(1, 9))),
        inputs=rng.integers(-3, 17, (samples, network.lines)) if classifier else None,
        labels=rng.integers(0, network.classes, samples) if classifier else None,
        initial=rng.choice([-1, 1], (samples, network.units)).astype(np.int8) if masked or seed % 2 else None,
        update_probability=0.5 if masked else 1.0,
        seed=seed,
    )


def reweighted(network: Network, seed: int) -> Network:
    """Other weights where there are weights."""
    rng = np.random.default_rng(seed)
    changed: dict[str, Any] = {}
    for name in ("recurrent", "input_weights", "feedback_weights", "readout_weights"):
        matrix = getattr(network, name).copy()
        values = matrix.data if hasattr(matrix, "indptr") else matrix
        values[values != 0] = rng.integers(1, 9, int((values != 0).sum()))
        changed[name] = matrix
    kept = {name: getattr(network, name) for name in ("description", "self_coupling", "bias", "links", "unit")}
    return Network(**kept, **changed)


@pytest.mark.parametrize("code", CODES)
def test_equals_the_reference_and_runs_again_without_a_compiler(code: str, request: pytest.FixtureRequest) -> None:
    network = random_case(SEED_OF[code]).network
    with ENGINE.open(network, code) as session:
        request.getfixturevalue("no_compiler")
        for seed in range(6):
            stimulus = other_stimulus(network, seed, masked=seed > 3)
            assert_identical(session.run(stimulus), reference(network, stimulus, code))


@pytest.mark.parametrize("code", CODES)
def test_new_weights_of_the_same_shape_use_the_same_program(code: str, request: pytest.FixtureRequest) -> None:
    network = random_case(SEED_OF[code]).network
    twin, other = float_twin(network), reweighted(network, 5)
    ENGINE.open(network, code).close()
    request.getfixturevalue("no_compiler")
    for changed in (other, twin):
        stimulus = other_stimulus(changed, 1)
        with ENGINE.open(changed, code) as session:
            got, want = session.run(stimulus), reference(changed, stimulus, code)
        np.testing.assert_array_equal(got.states, want.states)
        np.testing.assert_allclose(got.readout, want.readout, atol=1e-9)
        assert got.activity == want.activity


def test_sessions_of_both_modes_alternate() -> None:
    opened: list[tuple[AbstractSession, Network, str]] = []
    for code in CODES:
        network = random_case(SEED_OF[code]).network
        opened.append((ENGINE.open(network, code), network, code))
        opened.append((RuntimeSession(Brian2Engine(), network, code, "numpy"), network, code))
    for seed in (1, 3):
        for session, network, code in opened:
            stimulus = other_stimulus(network, seed)
            assert_identical(session.run(stimulus), reference(network, stimulus, code))
    for session, _, _ in opened:
        session.close()


def test_a_second_process_needs_no_compile(request: pytest.FixtureRequest) -> None:
    network = random_case(SEED_OF["spikes"]).network
    ENGINE.open(network, "spikes").close()
    request.getfixturevalue("no_compiler")
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from neuro.conformance import random_case\n"
        "from neuro.engines import load_engine\n"
        f"case = random_case({SEED_OF['spikes']})\n"
        "print(load_engine('brian2-standalone').run(case.network, case.stimulus, 'spikes').setup_s)\n"
        "assert 'brian2' not in sys.modules"
    )
    told = subprocess.run(
        [sys.executable, "-c", script, str(Path(__file__).parents[2])], capture_output=True, text=True, check=True
    )
    assert float(told.stdout) < 2
    assert told.stderr == ""


def test_a_closed_session_says_so() -> None:
    network = random_case(SEED_OF["spikes"]).network
    with ENGINE.open(network, "spikes") as session:
        pass
    with pytest.raises(NeuroError, match="closed"):
        session.run(other_stimulus(network, 0))


def test_results_cut_short_by_a_full_disk_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_case(SEED_OF["spikes"]).network
    real = runner.run_command

    def short(command: list[str], folder: Path) -> tuple[int, str]:
        ended = real(command, folder)
        for path in (folder / "results").iterdir():
            if path.is_file() and not path.is_symlink() and "units" in path.name:
                path.write_bytes(path.read_bytes()[:-4])
        return ended

    with ENGINE.open(network, "spikes") as session:
        monkeypatch.setattr(runner, "run_command", short)
        with pytest.raises(NeuroError, match=r"wrote \d+ of \d+ values of .*; make room there, or set TMPDIR"):
            session.run(other_stimulus(network, 0))


def test_a_failed_compile_is_a_sentence_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    false = tmp_path / "false-compiler"
    false.write_text("#!/bin/sh\necho no space for you\nexit 1\n")
    false.chmod(0o755)
    monkeypatch.setenv("CXX", str(false))
    monkeypatch.setenv("NEURO_CACHE", str(tmp_path / "cache"))
    with pytest.raises(NeuroError, match=r"doesn't compile(.|\n)*no space for you"):
        ENGINE.open(random_case(3).network)
    assert [path.suffix for path in (tmp_path / "cache" / "brian2").iterdir()] == [".lock"]


def test_a_missing_compiler_is_an_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler")
    with pytest.raises(NeuroError, match="'no-such-compiler' is not installed"):
        ENGINE.open(random_case(3).network)
    limits = Brian2Engine().limits("flips")
    assert all("'no-such-compiler' is not installed" in limits[rule] for rule in ("learn-float", "learn-integer"))


def test_an_interrupt_ends_the_child_and_its_children(tmp_path: Path) -> None:
    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            run_command(["sh", "-c", "sleep 60 & echo $! > pid; wait"], tmp_path)
    finally:
        signal.signal(signal.SIGALRM, before)
    pid = int((tmp_path / "pid").read_text())
    for _ in range(50):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            break
        time.sleep(0.1)
    else:
        pytest.fail("the child's child lives on")


def test_an_interrupted_compile_leaves_a_usable_cache(tmp_path: Path) -> None:
    cache = Cache(tmp_path)

    def interrupted(folder: Path) -> None:
        (folder / "half").write_text("")
        raise KeyboardInterrupt

    def whole(folder: Path) -> None:
        (folder / "manifest.json").write_text(json.dumps({}))

    with pytest.raises(KeyboardInterrupt):
        cache.folder("key", interrupted)
    assert [path.name for path in tmp_path.iterdir()] == [".key.lock"]
    assert (cache.folder("key", whole) / "manifest.json").exists()
    assert cache.folder("key", interrupted) == tmp_path / "key"


def test_a_place_that_cannot_be_written_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache")
    assert cache.root.is_dir()
    assert tmp_path not in cache.root.parents
    cache.close()
    assert not cache.root.exists()


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("seed", range(4))
def test_more_cases(seed: int, code: str) -> None:
    for masked in (False, True):
        case = random_case(seed, masked=masked)
        with ENGINE.open(case.network, code) as session:
            assert_identical(session.run(case.stimulus), reference(case.network, case.stimulus, code))
