"""The kit finds what is wrong with an engine, names it, and writes a small network that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuro.conformance import LearningCase, Verdict, checks_of, difference, examine, read_case, write_case
from neuro.conformance.case_file import Found
from tests.conformance.faulty import LEARNING_FAULTS, RUN_FAULTS, Faulty


def wrong(fault: str) -> Verdict:
    """The first verdict that isn't clean; of learning alone where the fault is there."""
    checks = checks_of(Faulty(fault), 24)
    chosen = [check for check in checks if (check.code is None) == (fault in LEARNING_FAULTS)]
    return next(verdict for check in chosen if (verdict := check.run()).failure is not None)


def test_the_copy_without_a_fault_is_like_the_reference() -> None:
    assert [verdict.failure for verdict in examine(Faulty(), 12) if verdict.failure] == []


@pytest.mark.parametrize("fault", [*RUN_FAULTS, *LEARNING_FAULTS])
def test_planted_faults_are_found_and_shown(fault: str, tmp_path: Path) -> None:
    feature = {**RUN_FAULTS, **LEARNING_FAULTS}[fault]
    verdict = wrong(fault)
    assert verdict.feature.startswith(feature)
    assert verdict.case is not None
    if feature == "limits are refused":
        assert verdict.failure == "says that it lacks early-stop, and did it"
        return
    code = verdict.code or "flips"
    path = write_case(tmp_path / "least.toml", Found(verdict.case, "faulty", code, str(verdict.failure)))
    found = read_case(path)
    # What was written shows the fault, and nothing else.
    assert difference(Faulty(fault), found.case, code) == verdict.failure
    assert difference(Faulty(), found.case, code) is None
    if isinstance(found.case, LearningCase):
        assert found.case.network.units <= 8
        assert len(found.case.labels) <= 7
    else:
        assert found.case.network.units <= 12
        assert found.case.stimulus.samples <= 2
