"""The self-test: a chip like the reference passes, one weight off by one is found and named, the rest is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from neuro_deploy.loihi2 import selftest
from neuro_deploy.loihi2.selftest import selftest_cases

from neuro.engines import first_difference, load_engine
from tests.deploy.loihi2.chip import run_with_chip

pytestmark = pytest.mark.usefixtures("lava")

COMMAND = ("-m", "neuro_deploy.loihi2.selftest")
IDENTICAL = "identical in every state and readout"


def test_without_a_chip_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert selftest.main([]) == 2
    assert "Intel's Lava extension" in capsys.readouterr().err


def test_its_cases_are_the_same_at_every_call_and_do_not_stand_still() -> None:
    for one, other in zip(selftest_cases(), selftest_cases(), strict=True):
        assert one.network.hash == other.network.hash
        states = load_engine("numpy").run(one.network, one.stimulus, "spikes").states
        assert (states[:, 1:] != states[:, :-1]).any()


@pytest.mark.slow
def test_the_fixed_point_models_pass_its_cases() -> None:
    for case in selftest_cases():
        got = load_engine("lava-fixed").run(case.network, case.stimulus, "spikes")
        assert first_difference(got, load_engine("numpy").run(case.network, case.stimulus, "spikes")) is None


def test_a_chip_like_the_reference_passes_and_is_measured(tmp_path: Path) -> None:
    got = run_with_chip(tmp_path, *COMMAND, "--measure", "6")
    assert got.returncode == 0, got.stderr
    lines = got.stdout.splitlines()
    cases = sum(1 for _ in selftest_cases())
    assert all(line.endswith(IDENTICAL) for line in lines[:cases])
    # Six samples of 12 steps and two steps besides, 4 us each, 0.3 W above rest.
    assert lines[cases] == "measured, 6 samples in 74 steps:"
    assert lines[cases + 1 : cases + 6] == [
        "static power of the board (W): 0.5",
        "dynamic power (W): 0.3",
        "time a step (s): 4e-06",
        "dynamic energy an inference (J): 1.48e-05",
        "static energy an inference (J): 2.47e-05",
    ]
    assert "core=5, syn_ops=20" in lines[-1]
    assert "spikes_in=None" in lines[-1]


@pytest.mark.parametrize(("fault", "found_by"), [("dense", 1), ("sparse", 2)])
def test_one_weight_too_small_by_one_is_found(fault: str, found_by: int, tmp_path: Path) -> None:
    got = run_with_chip(tmp_path, *COMMAND, fault=fault)
    assert got.returncode == 1, got.stderr
    found = got.stdout.splitlines()[found_by]
    where = "parts in step 1 at unit 0 of sample 0: the chip has -1, expected +1"
    assert f"{where} (field +1; lava-fixed agrees with numpy)" in found


def test_a_network_that_would_run_on_the_cpu_does_not_pass_for_a_chip(tmp_path: Path) -> None:
    got = run_with_chip(tmp_path, *COMMAND, fault="no LIFReset")
    assert got.returncode == 1, got.stderr
    assert got.stdout.count("no model of LIFReset for the chip") == sum(1 for _ in selftest_cases())
