"""Calls of the C++ compiler: what it needs, how it is saved work, and how it is stopped with all it has started."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from ....errors import NeuroError
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
    return os.environ.get("CXX", "g++")


def missing_tool() -> str | None:
    """The first program needed for compiling that isn't there."""
    return next((tool for tool in ("make", compiler()) if shutil.which(tool.split()[0]) is None), None)


def compile_program(source: Path) -> None:
    """Compile what Brian2 wrote into a folder.

    Raises
    ------
    NeuroError
        When the compiler fails, with the end of its output.
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
        last_lines = "\n".join(output.strip().splitlines()[-8:])
        raise NeuroError(f"the Brian2 program doesn't compile (make ended with code {code}):\n{last_lines}")


def run_command(command: list[str], folder: Path) -> tuple[int, str]:
    """Run a command in a folder to its end: its exit code and all its output.

    Whatever interrupts the wait also ends the command and every process it has started.
    """
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A process group of its own, so that everything it starts can be ended with it.
            start_new_session=True,
        )
        try:
            code = process.wait()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        output.seek(0)
        return code, output.read().decode(errors="replace")
