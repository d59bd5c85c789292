"""What a benchmark run is held to: the ratios of an earlier one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench import check, record
from tests.bench.figure import draw
from tests.bench.record import Findings, lost


def test_a_ratio_may_fall_by_less_than_a_third() -> None:
    kept = {"fast": 9.0, "slow": 3.0, "gone": 2.0}
    assert lost({"fast": 6.1, "slow": 2.1, "gone": 1.4, "new": 0.1}, kept) == []
    assert lost({"fast": 6.0, "slow": 40.0}, kept) == [
        "fast: fell from 9.00 to 6.00.",
        "gone: was 2.00, and is not measured any more.",
    ]


def test_the_check_reads_what_a_run_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found, kept = tmp_path / "bench.json", tmp_path / "ratios.json"
    for name, path in (("FOUND", found), ("KEPT", kept)):
        monkeypatch.setattr(check, name, path)
    monkeypatch.setattr("sys.argv", ["check"])
    assert check.main() == 2
    findings = Findings(machine={"bytes_per_s": 1e9})
    for line, seconds in (("numba", 2.0), ("numpy", 6.0), ("limit of the machine", 0.5)):
        findings.add("size", line, 500, seconds)
        findings.add("size", line, 1000, 3 * seconds)
    assert findings.faster("learning", "size", 500, "numpy") == 3.0
    findings.write(found)
    monkeypatch.setattr("sys.argv", ["check", "--keep"])
    assert check.main() == 0
    assert json.loads(kept.read_text()) == {"learning: numba over numpy": 3.0}
    monkeypatch.setattr("sys.argv", ["check"])
    assert check.main() == 0
    kept.write_text('{"learning: numba over numpy": 5.0}')
    assert check.main() == 1
    assert "fell from 5.00 to 3.00" in capsys.readouterr().out
    draw(findings, tmp_path / "bench.png")
    assert (tmp_path / "bench.png").read_bytes().startswith(b"\x89PNG")


def test_what_is_kept_is_there() -> None:
    kept = json.loads(record.KEPT.read_text(encoding="utf-8"))
    assert kept["learning in batches of 16, H = 2000: numba over brian2-standalone"] > 5
