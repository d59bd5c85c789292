"""``neuro simulate``: one network on one engine."""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np

from ..engines import Run, load_engine
from ..files import write_whole
from ..grids.work import SimulateOptions
from ..report.tables import run_table
from .options import add_options, add_workload, check_writable, console, workload_of
from .output import show_table


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("simulate", help="run a model on one engine and count what it does")
    add_workload(parser)
    add_options(parser, SimulateOptions, "engine", "code", "regime")
    parser.add_argument("--out", metavar="RUN.npz", help="write states, readout and counts")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run and print the counts."""
    check_writable(arguments.out)
    engine = load_engine(arguments.engine)
    workload = workload_of(arguments, arguments.regime)
    result = engine.run(workload.network, workload.stimulus, arguments.code)
    out = console()
    show_table(out, run_table(workload, result))
    if arguments.out:
        out.print(f"wrote {save_run(result, arguments.out)}")
    return 0


def save_run(result: Run, path: str) -> Any:
    """States (S, T + 1, N), readout (S, C), steps per sample and counts as an .npz without pickle."""
    contents: dict[str, Any] = {
        "states": result.states,
        "readout": result.readout,
        "steps_taken": result.steps_taken,
        "activity": np.array(json.dumps(result.activity.as_dict())),
        "engine": np.array(result.engine),
        "code": np.array(result.code),
        "network": np.array(result.network),
    }
    return write_whole(path, lambda stream: np.savez_compressed(stream, **contents))
