"""The Examples of docstrings show what happens."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def modules() -> list[str]:
    """Modules of the product that show examples."""
    found = []
    for folder, package in (("neuro", "neuro"), ("deploy", "neuro_deploy")):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if ">>> " in path.read_text(encoding="utf-8"):
                place = path.relative_to(ROOT / folder).with_suffix("").parts
                found.append(".".join((package, *place)).removesuffix(".__init__"))
    return found


@pytest.mark.parametrize("name", modules())
def test_examples(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert result.attempted > 0
    assert result.failed == 0, capsys.readouterr().out
