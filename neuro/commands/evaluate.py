"""``neuro evaluate``: accuracy of a trained network on one engine."""

from __future__ import annotations

import argparse
from typing import Any

from ..data import SPLITS
from ..engines import load_engine
from ..grids.work import SimulateOptions
from ..learning import load_trained
from ..report import entry_alone, run_as_json, workload_as_json
from ..report.words import band_text
from ..workload import make_workload
from .options import FOLDER_HELP, add_options, check_writable, console, positive
from .output import write_json


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("evaluate", help="accuracy and cost of a trained network on one engine")
    parser.add_argument("folder", help="folder written by 'neuro train'")
    add_options(parser, SimulateOptions, "engine", "code", "data", "regime")
    parser.add_argument("--data-folder", metavar="DIR", help=FOLDER_HELP)
    parser.add_argument("--split", default="test", choices=SPLITS, help="part of the data (default: %(default)s)")
    parser.add_argument("--samples", type=positive, help="only the first so many samples (default: all)")
    parser.add_argument("--json", metavar="FILE", help="write the figures")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the split and print one line."""
    check_writable(arguments.json)
    engine = load_engine(arguments.engine)
    # A model name would be drawn anew, which is no trained network.
    load_trained(arguments.folder)
    workload = make_workload(
        arguments.folder,
        regime=arguments.regime,
        samples=arguments.samples,
        data=arguments.data,
        split=arguments.split,
        folder=arguments.data_folder,
        whole=True,
    )
    # Where units lie on a chip is said by 'neuro compare'.
    entry = entry_alone(engine.run(workload.network, workload.stimulus, arguments.code), workload)
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
    return 0
