"""Calls of the C++ compiler: what is needed, and how it is spared work."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ...errors import NeuroError
from .children import run_child
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
    """The first program compiling needs that isn't there."""
    return next((tool for tool in ("make", compiler()) if shutil.which(tool.split()[0]) is None), None)


def compile_program(source: Path) -> None:
    """Compile what Brian2 wrote into a folder.

    Raises
    ------
    NeuroError
        When the compiler fails, with its last words.
    """
    # What all files include is read once instead of in each. Where that fails, so does `make`, and says why.
    (source / _COMMON).write_text(_HEADERS, encoding="utf-8")
    run_child(
        [*compiler().split(), *COMPILER_FLAGS, "-I.", "-x", "c++-header", _COMMON, "-o", f"{_COMMON}.gch"], source
    )
    # Which file depends on which matters only to those who compile again.
    (source / "make.deps").touch()
    code, output = run_child(["make", f"-j{os.cpu_count() or 1}", f"CXX={compiler()} -include {_COMMON}"], source)
    if code or not (source / "main").exists():
        last_words = "\n".join(output.strip().splitlines()[-8:])
        raise NeuroError(f"the Brian2 program doesn't compile (make ended with code {code}):\n{last_words}")
