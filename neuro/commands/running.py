"""``neuro simulate`` and ``neuro evaluate``: one network on one engine, and the accuracy of a trained one."""

from __future__ import annotations

import argparse
import contextlib
import json
from typing import Any

import numpy as np

from ..data import SPLITS
from ..engines import RECORDS, Run, working_engine
from ..engines.exporting import imported
from ..errors import EXIT_OK
from ..files import write_whole
from ..grids.commands import SimulateOptions
from ..learning import load_trained
from ..machine.scratch import Scratch
from ..placement.traffic import sent_by
from ..report import entry_alone, run_as_json, run_figure, save_figure, workload_as_json
from ..report.sentences import settled_line
from ..report.tables import run_table
from ..report.words import band_text
from ..workload import Workload, make_workload
from .options import (
    FOLDER_HELP,
    add_options,
    add_workload,
    check_writable,
    console,
    names,
    picture,
    positive,
    workload_of,
)
from .output import show_table, spinner, write_json

# A single run is over before the fastest engine is compiled.
_REFERENCE = "numpy"
_NETCDF = ".nc"


def add(commands: Any) -> None:
    """Declare both commands."""
    parser = commands.add_parser("simulate", help="run a model on one engine and count what it does")
    add_workload(parser)
    add_options(parser, SimulateOptions, "engine", "code", "regime", engine=_REFERENCE)
    kinds = ", ".join(RECORDS)
    parser.add_argument(
        "--record", metavar="NAMES", type=names, default=[], help=f"keep more than states, separated by commas: {kinds}"
    )
    parser.add_argument(
        "--out", metavar="FILE", help="write what was kept, and counts: .npz, or .nc (NetCDF, with the extra xarray)"
    )
    parser.add_argument("--figure", metavar="FILE.png", type=picture, help="write a picture of states and events")
    parser.add_argument("--notes", action="store_true", help="print every count")
    parser.set_defaults(run=simulate)
    parser = commands.add_parser("evaluate", help="accuracy and cost of a trained network on one engine")
    parser.add_argument("folder", help="folder written by 'neuro train'")
    add_options(parser, SimulateOptions, "engine", "code", "data", "regime", engine=_REFERENCE)
    parser.add_argument("--data-folder", metavar="DIR", help=FOLDER_HELP)
    parser.add_argument("--split", default="test", choices=SPLITS, help="part of the data (default: %(default)s)")
    parser.add_argument("--samples", type=positive, help="only the first so many samples (default: all)")
    parser.add_argument("--json", metavar="FILE", help="write the figures")
    parser.set_defaults(run=evaluate)


def simulate(arguments: argparse.Namespace) -> int:
    """Run and print the counts."""
    check_writable(arguments.out, arguments.figure)
    if arguments.out and arguments.out.lower().endswith(_NETCDF):
        for module in ("xarray", "h5netcdf"):
            imported(module, "xarray")
    engine = working_engine(arguments.engine, arguments.code)
    with spinner(f"building {arguments.model}") as progress:
        workload = workload_of(arguments, arguments.regime)
        progress(f"running in {engine.name}")
        result = engine.run(workload.network, workload.stimulus, arguments.code, arguments.record)
    out = console()
    out.print(settled_line(workload, result), style="bold")
    show_table(out, run_table(workload, result, every_count=bool(arguments.notes)))
    if not arguments.notes:
        out.print("every count: --notes; states and counts as a file: --out; a picture: --figure.")
    if arguments.out:
        out.print(f"wrote {save_run(workload, result, arguments.out)}")
    if arguments.figure:
        out.print(f"wrote {save_figure(run_figure(workload, result), arguments.figure)}")
    return EXIT_OK


def save_run(workload: Workload, result: Run, path: str) -> Any:
    """States (S, T + 1, N), readout (S, C), steps per sample, what was recorded and counts, without pickle; messages of
    each unit, input line and label line, (N + M + C,), as derived.

    As an .npz, or where the name ends so as NetCDF of :meth:`Run.to_xarray`.
    """
    if path.lower().endswith(_NETCDF):
        data = result.to_xarray()
        # xarray writes NetCDF 4 to names alone.
        with contextlib.closing(Scratch()) as scratch:
            data.to_netcdf(scratch.path / "run.nc", engine="h5netcdf")
            packed = (scratch.path / "run.nc").read_bytes()
        return write_whole(path, lambda stream: stream.write(packed))
    contents: dict[str, Any] = {
        "states": result.states,
        "readout": result.readout,
        "steps_taken": result.steps_taken,
        "activity": np.array(json.dumps(result.activity.as_dict())),
        "engine": np.array(result.engine),
        "code": np.array(result.code),
        "network": np.array(result.network),
        "messages": sent_by(workload.network, workload.stimulus, result),
        **result.recorded,
    }
    return write_whole(path, lambda stream: np.savez_compressed(stream, **contents))


def evaluate(arguments: argparse.Namespace) -> int:
    """Run the split and print one line."""
    check_writable(arguments.json)
    engine = working_engine(arguments.engine, arguments.code)
    # A model name would be drawn anew, which is no trained network.
    load_trained(arguments.folder)
    with spinner(f"reading {arguments.folder}") as progress:
        workload = make_workload(
            arguments.folder,
            regime=arguments.regime,
            samples=arguments.samples,
            data=arguments.data,
            split=arguments.split,
            folder=arguments.data_folder,
            whole=True,
        )
        progress(f"running in {engine.name}")
        result = engine.run(workload.network, workload.stimulus, arguments.code)
    # Where units lie on a chip is said by 'neuro compare'.
    entry = entry_alone(result, workload)
    samples, described = workload.samples, workload_as_json(workload)
    family = "" if entry.energy is None else f"{entry.energy.family}, "
    out = console()
    out.print(
        f"{engine.name} ({arguments.code}, {described['regime']}): accuracy {entry.accuracy:.4f} on {samples} "
        f"{arguments.split} samples; per sample {entry.activity.synops / samples:,.0f} synops, "
        f"{band_text(entry.energy, 'J', samples)} ({family}modelled without a placement), "
        f"{entry.run.wall_s / samples * 1e3:,.2f} ms (measured)"
    )
    if arguments.json:
        who = {"engine": engine.name, "code": arguments.code, "split": arguments.split}
        write_json(out, arguments.json, {**described, **who, **run_as_json(entry)})
    return EXIT_OK
