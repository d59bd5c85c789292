"""Numbers that must never move: integer runs of the shipped models, drawn from their seeds."""

from __future__ import annotations

import hashlib

import pytest

from neuro.engines import load_engine
from neuro.workload import make_workload


@pytest.mark.parametrize(
    ("model", "samples", "network", "flips", "synops", "states"),
    [
        ("core", 2, "cb8372526219", 1932, 2743191, "6d5046ab6f09"),
        ("chain", 2, "df07294f8296", 2100, 832021, "e2113b252bf9"),
        ("digits", 5, "f311436b08e2", 2500, 169620, "1cc205cdd68a"),
    ],
)
def test_shipped_models(model: str, samples: int, network: str, flips: int, synops: int, states: str) -> None:
    workload = make_workload(model, samples=samples)
    run = load_engine("numpy").run(workload.network, workload.stimulus)
    got = (run.network, run.activity.flips, run.activity.synops, hashlib.sha256(run.states.tobytes()).hexdigest()[:12])
    assert got == (network, flips, synops, states)


def test_events_pay_on_core() -> None:
    """The flip code needs at least fifty times fewer operations than evaluating every coupling in every step."""
    workload = make_workload("core")
    assert (workload.network.units, workload.stimulus.steps) == (1600, 50)
    activity = load_engine("numpy").run(workload.network, workload.stimulus).activity
    assert activity.synops * 50 <= 1600 * 1600 * 50
