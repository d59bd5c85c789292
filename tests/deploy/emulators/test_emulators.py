"""Emulators of Loihi that others wrote: what they can't run is refused by name; what they change elsewhere is put back.

That they equal the reference is held by tests/conformance, which takes all engines.
"""

from __future__ import annotations

import importlib.util
from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from neuro.conformance import random_case
from neuro.description import Phases, Population
from neuro.engines import Stimulus, load_engine
from neuro.errors import NeuroError
from neuro.network import Network
from tests.small import small_network

NAMES = ("brian2-loihi", "nengo-loihi")
TWO_STEPS = Stimulus(samples=1, phases=Phases(0, 0, 2))


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    if (obstacle := load_engine(request.param).obstacle()) is not None:
        pytest.skip(obstacle)
    return str(request.param)


@pytest.mark.parametrize("missing", NAMES)
def test_where_it_is_missing_the_install_line_is_given(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    words = rf"{missing.replace('-', '_')} is not installed.*pip install 'neuro-engines\[{missing}\]'"
    with pytest.raises(NeuroError, match=words):
        load_engine(missing).open(random_case(3).network, "spikes")


@pytest.mark.parametrize("broken", NAMES)
def test_where_it_is_broken_the_reason_is_given(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(engine: object) -> None:
        raise OSError("wrong ELF class")

    engine = load_engine(broken)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(type(engine), "load", fails)
    assert "OSError: wrong ELF class" in str(engine.obstacle())


def test_the_flip_code_is_refused(name: str) -> None:
    with pytest.raises(NeuroError, match=rf"{name} doesn't speak the flips code: .* ask for the spike code"):
        load_engine(name).run(random_case(3).network, TWO_STEPS, "flips")


def test_drives_as_large_as_the_chip_holds(name: str) -> None:
    largest = 2**17 - 1
    at_most = np.array([largest, -largest, 1, 0, -1, 12345])
    network = replace(small_network(np.zeros((6, 6))), bias=at_most.astype(np.int32))
    assert (load_engine(name).run(network, TWO_STEPS, "spikes").states[0, 1] > 0).tolist() == (at_most > 0).tolist()
    beyond = replace(network, bias=np.array([0, 0, 0, largest + 1, 0, 0], np.int32))
    with pytest.raises(
        NeuroError, match=rf"{name}: bias, inputs and couplings of unit 3 add up to {largest + 1}, beyo"
    ):
        load_engine(name).run(beyond, TWO_STEPS, "spikes")


def test_a_session_is_used_again_and_starts_anew(name: str) -> None:
    case = random_case(3002)
    with load_engine(name).open(case.network, "spikes") as session:
        one, other = session.run(case.stimulus), session.run(case.stimulus)
    np.testing.assert_array_equal(one.states, other.states)
    np.testing.assert_array_equal(one.readout, other.readout)


def test_it_prints_nothing_and_leaves_no_trace(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    brian2 = pytest.importorskip("brian2")
    before = brian2.defaultclock.dt, brian2.prefs["codegen.target"]
    case = random_case(3002)
    load_engine(name).run(case.network, case.stimulus, "spikes")
    assert (brian2.defaultclock.dt, brian2.prefs["codegen.target"]) == before
    assert capfd.readouterr() == ("", "")


def test_input_beyond_21_bits_is_an_error_in_nengo_loihi() -> None:
    """Where the emulator alone would warn, and go on with a number of the wrong sign."""
    engine = load_engine("nengo-loihi")
    if (obstacle := engine.obstacle()) is not None:
        pytest.skip(obstacle)
    senders = 2**21 // 254 + 2
    network = _heard_by_one(senders)
    with pytest.raises(NeuroError, match="nengo-loihi: in step 2 of the batch: Overflow in q0"):
        engine.run(network, TWO_STEPS, "spikes")


def _heard_by_one(senders: int) -> Network:
    """Units that are up and as many that are down, all heard by the first of them."""
    units, up = 2 * senders, np.repeat([1, -1], senders)
    one = small_network([[0]])
    others = np.arange(1, units)
    entries = (127 * up[1:], (np.zeros_like(others), others))
    heard = sparse.csr_matrix(entries, (units, units), dtype=np.int32)
    return replace(
        one,
        description=replace(one.description, populations=(Population("module", units),)),
        recurrent=heard,
        links=sparse.csr_matrix((units, units), dtype=np.int32),
        self_coupling=np.zeros(units, np.int32),
        bias=9 * up.astype(np.int32),
        input_weights=np.zeros((units, 0), np.int32),
        feedback_weights=np.zeros((units, 0), np.int32),
        readout_weights=np.zeros((0, units), np.int32),
    )
