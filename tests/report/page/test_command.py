"""``neuro compare --report``."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuro.cli import main
from tests.report.page.reading import Page


def test_the_command_writes_a_page_that_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a page.html"
    given = ["compare", "digits", "--engines", "numpy", "--code", "flips", "--samples", "1", "--report", str(out)]
    assert main(given) == 0
    assert f"wrote {out}" in " ".join(capsys.readouterr().out.split())
    page = Page(out.read_text(encoding="utf-8"))
    assert page.open == []
    assert f"neuro compare digits --samples 1 --engines numpy --code flips --report '{out}'" in page.text


def test_a_place_that_cannot_be_written_is_refused_before_any_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neuro.commands.compare.compare", lambda *_, **__: pytest.fail("ran"))
    folder = tmp_path / "page.html"
    folder.mkdir()
    assert main(["compare", "core", "--engines", "numpy", "--report", str(folder)]) == 2
    assert "is a folder" in capsys.readouterr().err


def test_learning_has_no_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["compare", "digits", "--learning", "--engines", "numpy", "--report", str(tmp_path / "page.html")]
    assert main(given) == 2
    assert "--report says nothing about learning" in capsys.readouterr().err
