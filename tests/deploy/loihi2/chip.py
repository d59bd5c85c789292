"""Programs on a chip that isn't one: Lava with stand-ins for Intel's extension on its path, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
# Far more than any of them needs, so that a hang is told from a busy machine.
LIMIT_S = 120


def run_with_chip(
    folder: Path, *arguments: str, fault: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run Python with the stand-ins on its path, and a `ping` that finds every host."""
    ping = folder / "ping"
    ping.write_text("#!/bin/sh\nexit 0\n")
    ping.chmod(0o755)
    settings = {"NXSDKHOST": "board", "STANDIN_FAULT": fault, "OMP_NUM_THREADS": "1", "PATH": str(folder)}
    kept = {name: value for name, value in os.environ.items() if name in ("HOME", "NEURO_DATA", "TMPDIR")}
    paths = os.pathsep.join([str(HERE / "standin"), str(ROOT)])
    return subprocess.run(
        [sys.executable, *arguments],
        env={**kept, **settings, "PYTHONPATH": paths, **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
