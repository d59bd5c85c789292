"""Calls of the C++ compiler: what it needs, how it is saved work, and how it is stopped with all it has started."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from ....errors import NeuroError
from ....files import write_text
from ....signals import deferred
from .library import COMPILER_FLAGS

_COMMON = "common.h"
_HEADERS = """
#include <algorithm>
#include <chrono>
#include <climits>
#include <cmath>
#include <fstream>
#include <iostream>
#include <limits>
#include "objects.h"
#include "brianlib/common_math.h"
"""


def compiler() -> str:
    """The C++ compiler `make` calls."""
    return os.environ.get("CXX", "").strip() or "g++"


def missing_tool() -> str | None:
    """The first program needed for compiling that isn't there."""
    return next((tool for tool in ("make", compiler()) if shutil.which(tool.split()[0]) is None), None)


def compile_program(source: Path, log: Path) -> None:
    """Compile what Brian2 wrote into a folder.

    Raises
    ------
    NeuroError
        When the compiler fails, with what it said first; all of it is kept in `log`.
    """
    # What all files include is read once instead of in each. Where that fails, so does `make`, and says why.
    (source / _COMMON).write_text(_HEADERS, encoding="utf-8")
    run_command(
        [*compiler().split(), *COMPILER_FLAGS, "-I.", "-x", "c++-header", _COMMON, "-o", f"{_COMMON}.gch"], source
    )
    # Which file depends on which only matters for compiling again.
    (source / "make.deps").touch()
    code, output = run_command(["make", f"-j{os.cpu_count() or 1}", f"CXX={compiler()} -include {_COMMON}"], source)
    if code or not (source / "main").exists():
        raise NeuroError(
            f"the Brian2 program doesn't compile (make ended with code {code}): {_complaint(output)}; "
            f"all that the compiler said is in {write_text(log, output)}."
        )


def _complaint(output: str) -> str:
    """The line of a compiler's output that says what is wrong: its first error, or else its last word."""
    said = [line.strip() for line in output.splitlines() if line.strip() and not line.startswith("make")]
    return next((line for line in said if re.search("error", line, re.IGNORECASE)), said[-1] if said else "nothing")


def run_command(command: list[str], folder: Path) -> tuple[int, str]:
    """Run a command in a folder to its end: its exit code and all its output.

    Whatever interrupts the wait also ends the command and every process it has started.
    """
    with tempfile.TemporaryFile() as output:
        process = None
        try:
            with deferred():
                process = subprocess.Popen(
                    command,
                    cwd=folder,
                    # What a compiler that is killed leaves behind goes with the folder.
                    env={**os.environ, "TMPDIR": str(folder)},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    # A process group of its own, so that everything it starts can be ended with it.
                    start_new_session=True,
                )
            code = process.wait()
        finally:
            if process is not None and process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        output.seek(0)
        return code, output.read().decode(errors="replace")
