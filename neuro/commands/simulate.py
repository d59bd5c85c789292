"""``neuro simulate``: one network on one engine."""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np
from rich.table import Table

from ..description import REGIMES
from ..engines import CODES, Run, load_engine
from ..files import write_whole
from ..report import band_text, price_unplaced
from ..workload import Workload
from .options import ENGINE_HELP, add_workload, check_writable, console, workload_of


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("simulate", help="run a model on one engine and count what it does")
    add_workload(parser)
    parser.add_argument("--engine", default="numpy", help=ENGINE_HELP)
    parser.add_argument("--code", default="flips", choices=CODES, help="what units send (default: %(default)s)")
    parser.add_argument("--regime", choices=REGIMES, help="numbers to run in (default: the model's)")
    parser.add_argument("--out", metavar="RUN.npz", help="write states, readout and counts")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run and print the counts."""
    check_writable(arguments.out)
    engine = load_engine(arguments.engine)
    workload = workload_of(arguments, arguments.regime)
    result = engine.run(workload.network, workload.stimulus, arguments.code)
    console().print(_table(workload, result))
    if arguments.out:
        console().print(f"wrote {save_run(result, arguments.out)}")
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


def _settled(workload: Workload, result: Run) -> list[tuple[str, str]]:
    """How many samples ended at a fixed point or, with synchronous updates, in a cycle."""
    fixed = workload.at_fixed_point(result.states[:, -1])
    after = f" (last change in step {np.median(result.last_change[fixed]):g})" if fixed.any() else ""
    rows = [("at a fixed point", f"{fixed.sum():,}{after}")]
    if workload.stimulus.update_probability >= 1.0:
        _, period = result.settling()
        length = f" (length {np.median(period[period > 1]):g})" if (period > 1).any() else ""
        rows.append(("in a cycle", f"{(period > 1).sum():,}{length}"))
    return rows


def _table(workload: Workload, result: Run) -> Table:
    regime = "integer" if workload.network.is_integer else "float"
    title = f"{workload.name} ({result.network}), {regime}, {result.engine}, {result.code} code"
    table = Table("figure", "value", "basis", title=title, title_justify="left", title_style="bold")
    rows: list[tuple[str, str, str]] = [
        ("samples", f"{workload.stimulus.samples:,}", ""),
        ("units", f"{workload.network.units:,}", ""),
        *((name, value, "counted") for name, value in _settled(workload, result)),
    ]
    if workload.labels is not None and workload.network.classes:
        rows.append(("accuracy", f"{(result.predictions == workload.labels).mean():.4f}", "counted"))
    rows += [(name.replace("_", " "), f"{count:,}", "counted") for name, count in result.activity.as_dict().items()]
    energy = price_unplaced(result)
    basis = f"modelled without a placement: {', '.join(one.profile for one in energy.estimates)}"
    rows.append(("dynamic energy, all samples", band_text((energy.low, energy.high), "J"), basis))
    rows.append(("setup", f"{result.setup_s:.3f} s", "measured"))
    rows.append(("run", f"{result.wall_s:.3f} s", "measured"))
    for row in rows:
        table.add_row(*row)
    return table
