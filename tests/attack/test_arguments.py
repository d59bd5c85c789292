"""Words on the command line that mean nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from .commands import run

_COMMANDS = (
    ["simulate", "core"],
    ["compare", "core"],
    ["train", "digits", "--out", "trained"],
    ["place", "core"],
    ["manifold", "count", "core"],
    ["claims", "--out", "claims"],
    ["grid", "grid.toml", "--out", "points"],
)


@pytest.mark.parametrize("command", _COMMANDS, ids=lambda words: words[0])
@pytest.mark.parametrize("extra", [["--nonsense"], ["--seed"], ["surplus", "words"]], ids=" ".join)
def test_what_no_option_takes(command: list[str], extra: list[str], tmp_path: Path) -> None:
    run(*command, *extra, cwd=tmp_path).refused()
