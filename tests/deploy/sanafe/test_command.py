"""What a cross-check with SANA-FE comes to, and ``neuro compare`` with it."""

from __future__ import annotations

import dataclasses

import pytest
from neuro_deploy.sanafe import crosscheck
from neuro_deploy.sanafe.tables import agrees, as_json, verdict

from neuro.cli import main
from neuro.conformance import random_case
from neuro.engines import Difference

pytestmark = pytest.mark.usefixtures("sanafe")


def test_compare_takes_it_as_one_engine_of_several(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compare", model, "--engines", "numpy,sanafe", "--regime", "integer", "--steps", "3"]
    assert main([*command, "--code", "spikes"]) == 0
    assert "identical: every state and every answer, in numpy, sanafe" in " ".join(capsys.readouterr().out.split())
    assert main(command) == 0
    assert "left out: sanafe doesn't speak the flips code" in capsys.readouterr().out


def test_the_verdict_says_what_differs() -> None:
    case = random_case(2)
    check = crosscheck(case.network, case.stimulus)
    first, *others = check.counts
    wrong = dataclasses.replace(
        check,
        difference=Difference(sample=0, step=2, unit=7),
        counts=(dataclasses.replace(first, theirs=first.theirs + 1), *others),
        causes=tuple(dataclasses.replace(cause, reasons={}) for cause in check.causes),
    )
    assert agrees(check)
    assert not agrees(wrong)
    sentence = verdict(wrong)
    assert "states differ from sample 0, step 2, unit 7 on; counts differ in synaptic events" in sentence
    share = sum(sum(cause.reasons.values()) for cause in check.causes) / check.reported.total
    assert f"all but {share:.2%} of the total explained" in sentence
    assert not as_json(wrong)["identical"]
