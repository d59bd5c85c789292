"""Commands for tests: cheap, failing, deadly."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from neuro.description import Description
from neuro.errors import NeuroError

HERE = "tests.grids.works:"


def cheap(description: Description, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Two rows; `seconds` long."""
    time.sleep(options.get("seconds", 0.0))
    return [{"trial": k, "value": description.units * 0.1 + description.seed + k} for k in range(2)]


def failing(description: Description, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Fails for seed 2, with a sentence, and for seed 3, by mistake."""
    if description.seed == 2:
        raise NeuroError("seed 2 is out of the question.")
    if description.seed == 3:
        raise ZeroDivisionError("of seed 3")
    return cheap(description, {})


def deadly(description: Description, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Kills its worker for seed 2, always or only the first time; leaves a trace of every attempt in a folder."""
    attempts = Path(options["folder"]) / f"seed-{description.seed}"
    with attempts.open("a") as stream:
        stream.write("x")
    if description.seed == 2 and (options["always"] or attempts.read_text() == "x"):
        os.kill(os.getpid(), options.get("signal", signal.SIGKILL))
    return cheap(description, {})


def threads(description: Description, options: dict[str, Any]) -> list[dict[str, Any]]:
    """How many threads each numerical library may use."""
    import scipy.linalg  # noqa: F401  brings a library of its own
    from threadpoolctl import threadpool_info

    return [{"threads": max(one["num_threads"] for one in threadpool_info())}]
