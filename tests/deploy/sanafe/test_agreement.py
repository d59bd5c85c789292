"""SANA-FE against the reference on random networks: states, readout, events, and an energy explained by cause."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import numpy as np
import pytest
from neuro_deploy.sanafe import crosscheck
from neuro_deploy.sanafe.tables import agrees

from neuro.conformance import random_case
from neuro.engines import load_engine
from neuro.errors import NeuroError
from neuro.placement import load_chip
from neuro.placement.placed import Placement

pytestmark = pytest.mark.usefixtures("sanafe")

# The conformance suite takes the first ones.
SEEDS = range(3000, 3024)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_networks_scattered_over_the_chip(seed: int) -> None:
    case = random_case(seed)
    network = case.network
    core = np.random.default_rng(seed).integers(0, 128, network.units + network.classes)
    check = crosscheck(network, case.stimulus, Placement("loihi1", "scattered", network.hash, core))
    expected = load_engine("numpy").run(network, case.stimulus, "spikes")
    np.testing.assert_array_equal(check.run.states, expected.states)
    np.testing.assert_array_equal(check.run.readout, expected.readout)
    assert check.run.readout.dtype == expected.readout.dtype
    assert dataclasses.asdict(check.run.activity) == dataclasses.asdict(expected.activity)
    assert [count.name for count in check.counts if not count.identical] == []
    assert check.unexplained_share < 1e-9
    assert agrees(check)


def test_the_cases_try_the_reasons_and_cross_the_mesh() -> None:
    """Else the test above proves less than it says. A spike that nobody hears, the fifth reason, is tried by hand."""
    reasons, hops = set(), 0
    for seed in SEEDS[:8]:
        case = random_case(seed)
        network = case.network
        core = np.arange(network.units + network.classes) % 128
        check = crosscheck(network, case.stimulus, Placement("loihi1", "in turn", network.hash, core))
        hops += check.reported.hops
        reasons |= {reason for cause in check.causes for reason in cause.reasons}
    assert len(reasons) == 4
    assert hops > 1000


def test_a_session_is_used_again_and_starts_anew() -> None:
    case = random_case(3002)
    with load_engine("sanafe").open(case.network, "spikes") as session:
        runs = [session.run(case.stimulus) for _ in range(3)]
    for run in runs[1:]:
        np.testing.assert_array_equal(run.states, runs[0].states)
        np.testing.assert_array_equal(run.readout, runs[0].readout)
        assert run.setup_s == 0.0
    assert runs[0].setup_s > 0.0


def test_it_prints_nothing_and_leaves_no_file(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    case = random_case(3002)
    load_engine("sanafe").run(case.network, case.stimulus, "spikes")
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seed", SEEDS[:5])
def test_two_chips(seed: int) -> None:
    case, board = random_case(seed), load_chip("kapoho-bay")
    network = case.network
    core = np.random.default_rng(seed).integers(0, 256, network.units + network.classes)
    check = crosscheck(network, case.stimulus, Placement("kapoho-bay", "scattered", network.hash, core), board)
    assert agrees(check)
    (hops,) = (count for count in check.counts if count.name == "hops")
    (mesh,) = (cause for cause in check.causes if cause.name == "network")
    assert hops.extra > 0
    assert list(mesh.reasons) == ["packets between chips cross a mesh there"]
    # A hop costs 3.0 pJ along a row, 4.2 pJ along a column.
    assert 3.0e-12 * hops.extra < mesh.difference < 4.2e-12 * hops.extra


def test_what_is_no_loihi_1_is_refused() -> None:
    case = random_case(SEEDS[0])
    with pytest.raises(NeuroError, match=r"SANA-FE's model is of Loihi 1, got Loihi 2; take loihi1 or a board"):
        crosscheck(case.network, case.stimulus, None, load_chip("loihi2"))
