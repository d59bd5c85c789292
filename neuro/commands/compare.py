"""``neuro compare``: one network on several engines, held against each other."""

from __future__ import annotations

import argparse
import json
from typing import Any

from ..energy import DEFAULT, load_profile
from ..engines import CODES
from ..files import write_text
from ..report import as_json, compare, comparison_figure, comparison_table, save_figure, verdict_line
from ..verdict import judge
from ..workload import REGIMES, make_workload
from .options import (
    FOLDER_HELP,
    MODEL_HELP,
    check_writable,
    console,
    names,
    natural,
    picture,
    positive,
    progress_console,
)

_ENGINES = "numpy,brian2,lava-float,lava-fixed"


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("compare", help="run a model on several engines: same states, what cost?")
    parser.add_argument("model", help=MODEL_HELP)
    parser.add_argument("--engines", type=names, default=_ENGINES, help="separated by commas (default: %(default)s)")
    parser.add_argument("--code", default="both", choices=(*CODES, "both"), help="what units send (default: both)")
    parser.add_argument("--samples", type=positive, help="samples, or random starts for a model without input")
    parser.add_argument("--steps", type=positive, help="time steps (default: the model's)")
    parser.add_argument("--seed", type=natural, help="draw other weights and starts than the model's own")
    parser.add_argument("--data", help="data set (default: the model's)")
    parser.add_argument("--data-folder", metavar="DIR", help=FOLDER_HELP)
    parser.add_argument("--regime", choices=REGIMES, help="numbers to run in (default: the model's)")
    parser.add_argument("--profile", default=DEFAULT, help="energy profile, name or TOML file (default: %(default)s)")
    parser.add_argument("--json", metavar="FILE", help="write all figures")
    parser.add_argument("--figure", metavar="FILE.png", type=picture, help="write a picture (png, pdf or svg)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compare, print the table, write what was asked for."""
    check_writable(arguments.json, arguments.figure)
    profile = load_profile(arguments.profile)
    workload = make_workload(
        arguments.model,
        seed=arguments.seed,
        regime=arguments.regime,
        samples=arguments.samples,
        steps=arguments.steps,
        data=arguments.data,
        folder=arguments.data_folder,
    )
    codes = CODES if arguments.code == "both" else (arguments.code,)
    progress = progress_console()
    with progress.status("running", spinner="line") as status:
        comparison = compare(workload, arguments.engines, codes, profile, lambda line: status.update(f"running {line}"))
    out = console()
    out.print(comparison_table(comparison))
    out.print(verdict_line(comparison), style="bold")
    for one in comparison.left_out:
        out.print(f"left out: {one.reason}")
    if workload.network.is_integer and not workload.source.is_integer:
        verdict = judge(workload.source, workload.network, workload.stimulus, workload.inputs, workload.labels)
        out.print(f"rounding to integers: {verdict.sentence()}")
    out.print(f"energy is {profile.basis} ({profile.citation}; {profile.conditions}).")
    if arguments.json:
        out.print(f"wrote {write_text(arguments.json, json.dumps(as_json(comparison), indent=2) + chr(10))}")
    if arguments.figure:
        out.print(f"wrote {save_figure(comparison_figure(comparison), arguments.figure)}")
    return 0
