"""The network processes in a user's own graph, under the user's run configuration: the reference's states."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neuro.conformance import random_case
from neuro.description import Phases
from neuro.engines import Stimulus, load_engine
from neuro.errors import NeuroError
from tests.conformance.here import WORKING

pytestmark = pytest.mark.skipif("lava-fixed" not in WORKING, reason="Lava doesn't work here")

STEPS = 5


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize("code", ["flips", "spikes"])
def test_in_a_users_graph(code: str, given: bool) -> None:
    from neuro_deploy.lava import import_lava, start_messages

    import_lava()
    from lava.magma.core.run_conditions import RunSteps
    from lava.magma.core.run_configs import Loihi2SimCfg
    from lava.proc.io.source import RingBuffer
    from lava.proc.monitor.process import Monitor
    from neuro_deploy.lava.processes.flip_network import FlipNetwork
    from neuro_deploy.lava.processes.spike_network import SpikeNetwork

    case = random_case(2)
    network, inputs = case.network, case.stimulus.inputs
    assert inputs is not None
    length, lines = STEPS + 3, np.zeros((network.lines + network.classes, STEPS + 3), int)
    # Under flips a line speaks of its change, once; under spikes as long as it is on.
    lines[: network.lines, 1 : 2 if code == "flips" else 1 + STEPS] = np.asarray(inputs)[0][:, None]
    state = np.random.default_rng(0).choice([-1, 1], network.units) if given else None
    starts = np.zeros((network.units, length), int)
    starts[:, :2] = start_messages(network, code, state).T
    net: Any = (FlipNetwork if code == "flips" else SpikeNetwork)(network=network, fixed=True)
    sources, monitor = (RingBuffer(data=lines), RingBuffer(data=starts)), Monitor()
    sources[0].s_out.connect(net.lines_in)
    sources[1].s_out.connect(net.start_in)
    monitor.probe(net.s_out, length)
    net.run(RunSteps(length), Loihi2SimCfg(select_tag="fixed_pt"))
    sent = next(iter(next(iter(monitor.get_data().values())).values()))
    net.stop()

    initial = None if state is None else state[None].astype(np.int8)
    stimulus = Stimulus(1, Phases(0, 0, STEPS), np.asarray(inputs)[:1], initial=initial)
    states = load_engine("numpy").run(network, stimulus, code).states[0]
    if code == "flips":
        # The start is sent in step 2 as a change from nothing.
        np.testing.assert_array_equal(np.cumsum(sent[1:], axis=0)[: STEPS + 1], states)
    else:
        np.testing.assert_array_equal(sent[2 : 2 + STEPS] > 0, states[1:] > 0)


def test_wrong_starts_are_refused() -> None:
    from neuro_deploy.lava import start_messages

    network = random_case(2).network
    for wrong in (np.ones(network.units + 1), np.zeros(network.units)):
        with pytest.raises(NeuroError, match=r"expected a state of -1 or \+1 for each"):
            start_messages(network, "spikes", wrong)
    with pytest.raises(NeuroError, match="expected one of flips, spikes"):
        start_messages(network, "beats")
