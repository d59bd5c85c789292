"""``neuro evaluate``: accuracy of a trained network on one engine."""

from __future__ import annotations

import argparse
import json
from typing import Any

from ..data import SPLITS
from ..description import REGIMES
from ..engines import CODES, load_engine
from ..files import write_text
from ..learning import load_trained
from ..report import band_text, price_unplaced
from ..workload import make_workload
from .options import ENGINE_HELP, FOLDER_HELP, check_writable, console, positive


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("evaluate", help="accuracy and cost of a trained network on one engine")
    parser.add_argument("folder", help="folder written by 'neuro train'")
    parser.add_argument("--engine", default="numpy", help=ENGINE_HELP)
    parser.add_argument("--code", default="flips", choices=CODES, help="what units send (default: %(default)s)")
    parser.add_argument("--data", help="data set (default: the model's)")
    parser.add_argument("--data-folder", metavar="DIR", help=FOLDER_HELP)
    parser.add_argument("--split", default="test", choices=SPLITS, help="part of the data (default: %(default)s)")
    parser.add_argument("--samples", type=positive, help="only the first so many samples (default: all)")
    parser.add_argument("--regime", choices=REGIMES, help="numbers to run in (default: the model's)")
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
    result = engine.run(workload.network, workload.stimulus, arguments.code)
    accuracy = float((result.predictions == workload.labels).mean())
    # Where units lie on a chip is the matter of 'neuro compare'.
    energy = price_unplaced(result)
    figures = {
        "model": workload.name,
        "network": workload.network.hash,
        "regime": "integer" if workload.network.is_integer else "float",
        "engine": engine.name,
        "code": arguments.code,
        "data": workload.data,
        "split": arguments.split,
        "samples": workload.stimulus.samples,
        "accuracy": accuracy,
        **result.activity.as_dict(),
        "energy_J": [energy.low, energy.high],
        "energy_J_by_profile": {one.profile: one.total for one in energy.estimates},
        "energy_placed": False,
        "setup_s": result.setup_s,
        "wall_s": result.wall_s,
    }
    count = workload.stimulus.samples
    console().print(
        f"{engine.name} ({arguments.code}, {figures['regime']}): accuracy {accuracy:.4f} on {count} "
        f"{arguments.split} samples; "
        f"per sample {result.activity.synops / count:,.0f} synops, "
        f"{band_text((energy.low / count, energy.high / count), 'J')} ({energy.family}, modelled without a placement), "
        f"{result.wall_s / count * 1e3:,.2f} ms (measured)"
    )
    if arguments.json:
        console().print(f"wrote {write_text(arguments.json, json.dumps(figures, indent=2) + chr(10))}")
    return 0
