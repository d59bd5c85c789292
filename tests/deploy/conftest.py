"""What tests of several simulators share."""

from __future__ import annotations

from pathlib import Path

import pytest

MODEL = """
format = 1
name = "small"
[[populations]]
name = "all"
size = 24
self_coupling = 0.5
[[couplings]]
kind = "gaussian"
source = "all"
target = "all"
"""


@pytest.fixture
def model(tmp_path: Path) -> str:
    path = tmp_path / "small.toml"
    path.write_text(MODEL)
    return str(path)
