"""What commands print on, and what they refuse to write to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from neuro.commands.options import check_writable, console
from neuro.errors import NeuroError
from neuro.machine.streams import steady_streams


def test_names_are_printed_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    console().print("wrote out[bold]/a:smile:.json")
    assert capsys.readouterr().out == "wrote out[bold]/a:smile:.json\n"


def test_a_reader_that_has_gone_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        with steady_streams() as steady:
            out = console()
            for _ in range(3):
                out.print("x" * 100_000)
        assert isinstance(steady.problem, BrokenPipeError)


def test_two_options_cannot_name_one_file(tmp_path: Path) -> None:
    check_writable(str(tmp_path / "a"), None, None, str(tmp_path / "b"))
    with pytest.raises(NeuroError, match="two options name this one file"):
        check_writable(str(tmp_path / "a"), None, str(tmp_path / "c" / ".." / "a"))
