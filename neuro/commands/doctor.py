"""``neuro doctor``: which engines work here, and what the others need."""

from __future__ import annotations

import argparse
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rich.table import Table

from ..engines import CODES, engine_names, load_engine
from ..errors import NeuroError
from .options import console

_PACKAGES = ("numpy", "scipy", "brian2", "Cython", "lava-nc", "scikit-learn", "matplotlib")


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("doctor", help="which engines work here, and what the others need")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print a row per engine; always succeeds, since a missing engine is a finding and no failure."""
    out = console()
    found = ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    out.print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}; {found}")
    table = Table("engine", "works", "why not, or what it leaves out", show_lines=True)
    for name in engine_names():
        try:
            engine = load_engine(name)
            obstacle = engine.obstacle()
            limits = {f"{code}: no {what} ({why})" for code in CODES for what, why in engine.limits(code).items()}
            note = obstacle or "\n".join(sorted(limits)) or "nothing"
        except NeuroError as problem:
            obstacle = note = str(problem)
        table.add_row(name, "no" if obstacle else "yes", note)
    out.print(table)
    return 0


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
