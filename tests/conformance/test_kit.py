"""The kit finds what is wrong with an engine, names it, and writes a small network that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuro.conformance import LearningCase, Verdict, checks_of, contract_of, difference, examine, read_case, write_case
from neuro.conformance.case_file import Found
from neuro.engines import load_engine
from neuro.network import Network
from tests.conformance.faulty import LEARNING_FAULTS, RUN_FAULTS, Faulty, FaultySession
from tests.conformance.here import WORKING


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


class Moody(Faulty):
    """Wrong in every other run."""

    def _open(self, network: Network, code: str) -> FaultySession:
        self.fault = "" if self.fault else "a tie rounded up"
        return super()._open(network, code)


def test_what_differed_once_is_not_called_alike() -> None:
    check = checks_of(Moody(), 24)[0]
    verdict = check.run()
    assert verdict.failure is not None


class Picky(Faulty):
    """Rounds ties up, and breaks down where it has few units."""

    def _open(self, network: Network, code: str) -> FaultySession:
        if network.units < 6:
            raise ValueError("too few units")
        return super()._open(network, code)


def test_the_least_case_shows_what_was_found_and_no_other_trouble() -> None:
    verdict = checks_of(Picky("a tie rounded up"), 24)[0].run()
    assert verdict.case is not None
    assert verdict.case.network.units == 6
    assert "raised" not in str(verdict.failure)


@pytest.mark.parametrize("compiles", [False, True])
@pytest.mark.parametrize("networks", [1, 2, 5])
def test_there_are_cases_however_few_are_asked_for(
    networks: int, compiles: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Faulty, "compiles_each", compiles)
    for feature in contract_of(Faulty()):
        assert list(feature.cases(networks))
    assert [verdict.failure for verdict in examine(Faulty(), networks) if verdict.failure] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", WORKING)
def test_nothing_is_wrong_with_the_engines_that_are_shipped(name: str) -> None:
    assert [verdict for verdict in examine(load_engine(name), 8) if verdict.failure is not None] == []
