"""Commands that other packages bring."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from neuro.cli import main
from neuro.commands import registry


def test_a_command_that_cannot_be_imported_says_so_and_leaves_the_others_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = EntryPoint(name="fly", value="neuro.nowhere.wings", group=registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: [broken])
    assert main(["models"]) == 0
    capsys.readouterr()
    assert main(["fly"]) == 2
    assert (
        "neuro: the command 'fly' can't be imported here (No module named 'neuro.nowhere')" in capsys.readouterr().err
    )
