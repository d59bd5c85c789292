"""Brian2 objects of a network: what a user adds hears flips and spikes, and is heard by the units."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuro.conformance import Case, random_case, streaming_case
from neuro.description import Phases
from neuro.engines import CODES, Stimulus
from neuro.engines.brian2 import Brian2Objects, brian2_objects
from neuro.engines.brian2.compiled.library import borrowed, brian2_obstacle, load
from neuro.errors import NeuroError
from tests.agreement import assert_identical, reference

pytestmark = pytest.mark.skipif(brian2_obstacle() is not None, reason=brian2_obstacle() or "")

CASES = [random_case(1), random_case(2), random_case(1003, masked=True), streaming_case(1)]


def made_of(case: Case, code: str = "flips") -> Brian2Objects:
    return brian2_objects(case.network, case.stimulus, code)


@pytest.mark.parametrize("number", range(len(CASES)))
@pytest.mark.parametrize("code", CODES)
def test_objects_do_what_the_engine_does(code: str, number: int) -> None:
    case = CASES[number]
    with borrowed("runtime", "numpy"):
        made = made_of(case, code)
        made.run()
        assert_identical(made.result(), reference(case.network, case.stimulus, code), case.name)
        with pytest.raises(NeuroError, match="have run already"):
            made.run()


def listening(made: Brian2Objects, brian2: Any) -> tuple[Any, Any]:
    """A monitor of the units' messages, and a counter that each of them reaches."""
    units = made.objects["units"]
    monitor = brian2.EventMonitor(units, "message", name="mine")
    counter = brian2.NeuronGroup(1, "heard : 1", clock=made.clock, name="counter")
    heard = brian2.Synapses(
        units, counter, on_pre="heard_post += 1", on_event="message", clock=made.clock, name="to_counter"
    )
    heard.connect()
    made.network.add(monitor, counter, heard)
    return monitor, counter


@pytest.mark.parametrize("code", CODES)
def test_a_users_objects_hear_every_message(code: str) -> None:
    case = random_case(3)
    with borrowed("runtime", "numpy"):
        made = made_of(case, code)
        monitor, counter = listening(made, load())
        made.run()
        run = made.result()
        assert_identical(run, reference(case.network, case.stimulus, code))
    loaded = case.stimulus.start(case.network.units)
    sent = run.activity.flips + np.count_nonzero(loaded)
    if code == "spikes":
        sent = run.activity.spikes + np.count_nonzero(loaded > 0)
    assert monitor.num_events == sent == int(counter.heard[0])


@pytest.mark.parametrize("code", CODES)
def test_units_hear_a_users_spikes(code: str) -> None:
    """A source that outweighs all else holds unit 0 up from the step after it spoke, under spikes for that step."""
    case = random_case(3)
    units = case.network.units
    stimulus = Stimulus(1, Phases(0, 0, 6), initial=-np.ones((1, units), np.int8))
    network = replace(case.network, self_coupling=np.zeros(units, np.int32))
    with borrowed("runtime", "numpy"):
        brian2, made = load(), brian2_objects(network, stimulus, code)
        source = brian2.SpikeGeneratorGroup(1, [0], [made.time(0, 3)], clock=made.clock, name="source")
        onto = brian2.Synapses(source, made.objects["units"], on_pre="h_post += 10000", clock=made.clock, name="onto")
        onto.connect(i=0, j=0)
        made.network.add(source, onto)
        made.run()
        states = made.result().states[0, :, 0]
    expected = reference(network, stimulus, code).states[0, :, 0]
    np.testing.assert_array_equal(states[:4], expected[:4])
    assert states[4] == 1
    assert (states[4:] == 1).all() or code == "spikes"


@pytest.mark.slow
@pytest.mark.parametrize("code", CODES)
def test_standalone_mode(code: str, tmp_path: Path) -> None:
    case = random_case(2)
    from brian2.devices.cpp_standalone.device import CPPStandaloneDevice

    device = CPPStandaloneDevice()
    with borrowed(device):
        made = made_of(case, code)
        monitor, counter = listening(made, load())
        made.run()
        device.build(directory=str(tmp_path / "program"), compile=True, run=True)
        assert_identical(made.result(), reference(case.network, case.stimulus, code))
        assert monitor.num_events == int(counter.heard[0]) > 0


def test_refusals() -> None:
    case = random_case(1)
    with pytest.raises(NeuroError, match="number of steps is fixed"):
        brian2_objects(case.network, replace(case.stimulus, stop="cycle"))
    long = Stimulus(2000, Phases(0, 0, 9), initial=np.ones((2000, case.network.units), np.int8))
    with pytest.raises(NeuroError, match="got 2000 samples, expected at most"):
        brian2_objects(case.network, long)
    with borrowed("runtime", "numpy"), pytest.raises(NeuroError, match="haven't run yet"):
        made_of(case).result()
