"""What is counted comes from what an engine holds and sends; what is derived, from states, is declared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro.conformance import Case, random_case
from neuro.engines import Activity, load_engine
from neuro.engines.activity import COUNTS
from neuro.network import Network, dense
from tests.conformance.here import WORKING, spoken

ENGINES = spoken([*WORKING, "numpy"])
# Counts that grow with the couplings of a sender.
GROWING = {"couplings": "synops_recurrent", "readout_weights": "synops_readout", "input_weights": "synops_input"}


def altered(network: Network, name: str) -> Network:
    """Other couplings, as many or few of which add up to the same for each receiver; from lines there are none."""
    if name == "input_weights":
        return replace(network, input_weights=np.zeros_like(dense(network.input_weights)))
    if name == "readout_weights":
        gathered = np.zeros_like(dense(network.readout_weights))
        gathered[:, 0] = network.readout_sums
        return replace(network, readout_weights=gathered)
    weights = dense(network.recurrent).copy()
    for receiver, row in enumerate(weights):
        free = np.flatnonzero((row == 0) & (np.arange(len(row)) != receiver))
        row[free[:2]] = (1, -1)[: len(free)]
    return replace(network, recurrent=weights)


@pytest.fixture(scope="module")
def case() -> Case:
    """One that begins in silence, and in which every projection carries something."""
    for found in map(random_case, range(5000)):
        if found.stimulus.initial is not None:
            continue
        counts = load_engine("numpy").run(found.network, found.stimulus).activity.as_dict()
        if all(counts[name] for name in GROWING.values()):
            return found
    raise AssertionError("every case lacks something")


@pytest.mark.parametrize("projection", GROWING)
@pytest.mark.parametrize(("name", "code"), ENGINES)
def test_counted_synops_are_those_of_the_couplings_that_an_engine_holds(
    case: Case, name: str, code: str, projection: str
) -> None:
    count, other = GROWING[projection], altered(case.network, projection)
    with load_engine(name).open(case.network, code) as session:
        truly = session.run(case.stimulus).activity.as_dict()[count]
        session.network = other
        run = session.run(case.stimulus)
    assert (run.activity.as_dict()[count] == truly) == (count not in run.derived)


@pytest.mark.parametrize(("name", "code"), ENGINES)
def test_whoever_speaks_a_code_counts_its_messages(case: Case, name: str, code: str) -> None:
    run = load_engine(name).run(case.network, case.stimulus, code)
    assert run.derived <= set(COUNTS)
    assert "timesteps" not in run.derived
    if name != "numpy":
        assert not run.derived & {code, "synops_recurrent", "synops_readout"}


def test_a_sum_is_derived_where_a_term_is() -> None:
    assert Activity.derived_too({"synops_input"}) == {"synops_input", "synops"}
    assert Activity.derived_too({"synops_loading", "flips"}) == {"synops_loading", "flips"}
    assert Activity.derived_too(()) == frozenset()
