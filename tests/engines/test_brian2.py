"""Brian2's runtime mode against the reference: states, readout and every count."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from neuro.conformance import Case, float_twin, random_case
from neuro.description import Phases
from neuro.engines import CODES, Stimulus, load_engine
from neuro.engines.brian2 import Brian2Engine
from neuro.engines.brian2.running.sessions import RuntimeSession
from neuro.engines.brian2.running.timeline import Timeline, capacities
from neuro.errors import NeuroError
from tests.agreement import assert_identical, reference

SEEDS = range(12)
# The conformance suite runs the others too, compiled.
FEW = [*SEEDS[:6], *(pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS[6:])]


def session(case: Case, code: str, target: str = "numpy") -> RuntimeSession:
    return RuntimeSession(Brian2Engine(), case.network, code, target)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("seed", FEW)
def test_equals_the_reference(seed: int, code: str, masked: bool) -> None:
    case = random_case(seed, masked=masked)
    with session(case, code) as opened:
        assert_identical(opened.run(case.stimulus), reference(case.network, case.stimulus, code))


def test_partly_silent_starts() -> None:
    case = random_case(2, masked=True)
    initial = np.random.default_rng(0).choice([-1, 0, 1], size=(3, case.network.units)).astype(np.int8)
    inputs = np.ones((3, case.network.lines), int)
    stimulus = Stimulus(3, Phases(1, 0, 3), inputs=inputs, initial=initial, update_probability=0.3, seed=4)
    with session(case, "flips") as opened:
        assert_identical(opened.run(stimulus), reference(case.network, stimulus, "flips"))


@pytest.mark.parametrize("code", CODES)
def test_a_session_runs_again_with_other_values_and_steps(code: str) -> None:
    case, rng = random_case(6), np.random.default_rng(1)
    with session(case, code) as opened:
        for samples, phases in ((3, Phases(1, 2, 0)), (1, Phases(0, 0, 4)), (5, Phases(2, 3, 1))):
            inputs = rng.integers(-2, 17, (samples, case.network.lines))
            labels = rng.integers(0, case.network.classes, samples)
            stimulus = Stimulus(samples, phases, inputs=inputs, labels=labels)
            assert_identical(opened.run(stimulus), reference(case.network, stimulus, code))


@pytest.mark.parametrize("code", CODES)
def test_batches_larger_than_a_chunk(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neuro.engines.brian2.running.timeline.MOST_SAMPLES", 2)
    case = random_case(6, masked=True)
    stimulus = Stimulus(
        5, Phases(1, 1, 2), labels=np.arange(5) % 2, initial=np.ones((5, case.network.units), np.int8),
        update_probability=0.5,
    )  # fmt: skip
    assert len(list(Timeline(case.network, stimulus, code).chunks())) == 3
    with session(case, code) as opened:
        assert_identical(opened.run(stimulus), reference(case.network, stimulus, code))


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("seed", [0, 2, 3])
def test_float_twins(seed: int, code: str) -> None:
    case = random_case(seed)
    network = float_twin(case.network)
    want = reference(network, case.stimulus, code)
    with RuntimeSession(Brian2Engine(), network, code, "numpy") as opened:
        got = opened.run(case.stimulus)
    np.testing.assert_array_equal(got.states, want.states)
    np.testing.assert_allclose(got.readout, want.readout, atol=1e-9)
    assert got.activity == want.activity


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("masked", [False, True])
def test_compiled_chunks_equal_the_reference(code: str, masked: bool) -> None:
    for seed in SEEDS:
        case = random_case(seed, masked=masked)
        with session(case, code, "cython") as opened:
            assert_identical(opened.run(case.stimulus), reference(case.network, case.stimulus, code))


def test_the_engine_itself() -> None:
    case = random_case(3)
    run = load_engine("brian2").run(case.network, case.stimulus, "flips")
    assert_identical(run, reference(case.network, case.stimulus, "flips"))
    assert run.setup_s > 0
    assert run.wall_s > 0


def test_refuses_to_stop_early() -> None:
    case = random_case(0)
    stimulus = Stimulus(1, Phases(0, 0, 3), stop="fixed-point")
    with pytest.raises(NeuroError, match="early-stop"):
        load_engine("brian2").run(case.network, stimulus)


def global_random_state() -> str:
    return repr(np.random.get_state(legacy=False))  # noqa: NPY002  Brian2 draws from NumPy's global generator


def test_leaves_brian2_as_it_was() -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import brian2
    before, active, case = brian2.prefs.as_file, brian2.get_device(), random_case(3)
    before_state = global_random_state()
    opened = [session(case, code) for code in CODES]
    for one in opened:
        one.run(case.stimulus)
    assert brian2.prefs.as_file == before
    assert brian2.get_device() is active
    assert global_random_state() == before_state


def test_sessions_in_threads() -> None:
    case, runs = random_case(3), []

    def work(code: str) -> None:
        with session(case, code) as opened:
            runs.append(opened.run(case.stimulus))

    with session(case, "flips") as opened:
        threads = [threading.Thread(target=work, args=(code,)) for code in CODES]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        runs.append(opened.run(case.stimulus))
    assert len(runs) == 3
    for run in runs:
        assert_identical(run, reference(case.network, case.stimulus, run.code))


def test_imports_without_brian2_and_says_what_is_missing() -> None:
    code = (
        "import sys; sys.modules['brian2'] = None\n"
        "from neuro.engines.brian2 import Brian2Engine, Brian2StandaloneEngine\n"
        "print(Brian2Engine().obstacle()); print(Brian2StandaloneEngine().obstacle())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    assert told.count("pip install 'brian2>=2.9'") == 2


@pytest.mark.parametrize("probed", [False, True])
def test_without_a_compiler_numpy_code_is_generated_and_nothing_is_printed(probed: bool, tmp_path: Path) -> None:
    # A home of its own: what Cython has compiled before must not answer for a compiler that is gone.
    home, nothing, temporary = (tmp_path / name for name in ("home", "nothing", "temporary"))
    for folder in (home, nothing, temporary):
        folder.mkdir()
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(temporary)}
    root = str(Path(__file__).parents[2])

    def python(code: str, **changed: str) -> tuple[int, str, str]:
        run = subprocess.run(
            [sys.executable, "-c", code, root],
            capture_output=True,
            text=True,
            env={**environment, **changed},
            timeout=120,
            check=False,
        )
        return run.returncode, run.stdout, run.stderr

    if probed:
        probe = "from neuro.engines.brian2.compiled.library import runtime_target as t; print(t())"
        assert python(probe) == (0, "cython\n", "")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from neuro.conformance import random_case\n"
        "from neuro.engines import load_engine\n"
        "case = random_case(3)\n"
        "with load_engine('brian2').open(case.network) as session:\n"
        "    got = session.run(case.stimulus)\n"
        "want = load_engine('numpy').run(case.network, case.stimulus)\n"
        "assert (got.states == want.states).all() and got.activity == want.activity\n"
        "assert 'g++' in load_engine('brian2-standalone').obstacle()\n"
        "print(session.target)"
    )
    assert python(code, PATH=str(nothing)) == (0, "numpy\n", "")
    assert list(temporary.iterdir()) == []


def test_chunks_fit_every_table() -> None:
    for seed, masked in ((0, True), (1, True), (2, False)):
        case = random_case(seed, masked=masked)
        units, lines = case.network.units, case.network.lines + case.network.classes
        for steps in (1, 50, 9000):
            samples = 2 if masked else 3000
            stimulus = Stimulus(samples, Phases(0, 0, steps), update_probability=0.5 if masked else 1.0)
            timeline = Timeline(case.network, stimulus, "flips")
            room = capacities(units, lines, timeline.period, masked)
            tables = timeline.tables(next(timeline.chunks()))
            assert all(len(values) <= room[name] for name, values in tables.items())


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
def test_compiled_actions_give_the_same(code: str) -> None:
    for seed in SEEDS:
        case = random_case(seed, masked=seed % 2 == 1)
        with session(case, code, "cython") as opened:
            assert_identical(opened.run(case.stimulus), reference(case.network, case.stimulus, code))


def test_many_steps_are_worth_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted over all runs of a session, so that one who asks again and again doesn't wait for ever."""
    module = "neuro.engines.brian2.running.sessions"
    monkeypatch.setattr(f"{module}._WORTH_COMPILING_S", 10 * 3e-4)
    asked: list[str] = []
    monkeypatch.setattr(f"{module}.runtime_target", lambda: asked.append("numpy") or "numpy")
    case = random_case(0)
    stimulus = Stimulus(2, Phases(0, 0, 3), initial=np.ones((2, case.network.units), np.int8))
    with load_engine("brian2").open(case.network) as opened:
        for runs in range(1, 5):
            opened.run(stimulus)
            assert len(asked) == (runs > 1)


BROKEN = """
import sys, types
sys.meta_path.insert(0, types.SimpleNamespace(find_spec=lambda name, *rest: 1 / 0 if name == "brian2.numpy_" else None))
hook = sys.excepthook
from neuro.conformance import random_case
from neuro.engines import load_engine
print(load_engine("brian2-standalone").obstacle())
for name in ("brian2", "brian2-standalone"):
    try:
        load_engine(name).open(random_case(0).network)
    except Exception as problem:
        print(type(problem).__name__, problem)
print(load_engine("brian2-standalone").obstacle(), sys.excepthook is hook)
"""


def test_a_broken_brian2_is_a_sentence_with_a_remedy() -> None:
    told = subprocess.run(
        [sys.executable, "-c", BROKEN], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    words = (
        "Brian2 can't be imported (ZeroDivisionError: division by zero); install both with: pip install 'brian2>=2.9'"
    )
    # Kept programs don't need it, so trying to import it is left to who does.
    assert told[0] == "None"
    assert all(words in line for line in told[1:])
    assert told[-1].endswith("True")
