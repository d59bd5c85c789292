"""``neuro place``: a network on the cores of a chip."""

from __future__ import annotations

import argparse
from typing import Any

from ..engines import CODES, load_engine
from ..errors import NeuroError
from ..files import write_text
from ..placement import load_chip, place
from ..placement.placers import load_placer
from ..placement.table import as_json, traffic_table, usage_table
from ..report import placement_page, render, save_figure
from .options import (
    REPORT_HELP,
    add_workload,
    check_writable,
    console,
    page,
    picture,
    typed,
    workload_of,
)
from .output import show_table, spinner, write_json

_SAMPLES = 20


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("place", help="lay a model out on a chip's cores: does it fit, what goes where?")
    add_workload(parser, _SAMPLES)
    parser.add_argument(
        "--chip", default="loihi1", help="a chip such as loihi1 or loihi2, or a TOML file (default: %(default)s)"
    )
    parser.add_argument("--placer", default="modular", help="modular, sequential or balanced (default: %(default)s)")
    parser.add_argument("--out", metavar="FILE.json", help="write the placement: a core for each unit")
    parser.add_argument("--json", metavar="FILE", help="write utilisation and traffic")
    parser.add_argument("--figure", metavar="FILE.png", type=picture, help="write a picture of the chip")
    parser.add_argument("--report", metavar="FILE.html", type=page, help=REPORT_HELP)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Place, print what each core holds and what goes over the mesh, write what was asked for."""
    check_writable(arguments.out, arguments.json, arguments.figure, arguments.report)
    chip = load_chip(arguments.chip)
    load_placer(arguments.placer)
    workload = workload_of(arguments, "integer")
    network, stimulus = workload.network, workload.stimulus
    traffic, left_out = {}, {}
    with spinner("placing") as progress:
        placed = place(network, chip, arguments.placer)
        for code in CODES:
            progress(f"running the {code} code")
            result = load_engine("numpy").run(network, stimulus, code)
            try:
                traffic[code] = placed.traffic(network, stimulus, result)
            except NeuroError as reason:
                left_out[code] = str(reason)
    if not traffic:
        raise NeuroError(next(iter(left_out.values())))
    out, timesteps = console(), result.activity.timesteps
    data = f" of {workload.data}" if workload.data else ""
    show_table(out, usage_table(placed), keys=2)
    show_table(out, traffic_table(traffic, stimulus.samples, timesteps, data))
    for sentence in left_out.values():
        out.print(f"left out: {sentence}")
    out.print(f"{chip.title}: {'; '.join(chip.notes)}.")
    if arguments.out:
        out.print(f"wrote {placed.save(arguments.out)}")
    if arguments.json:
        write_json(out, arguments.json, as_json(placed, traffic, stimulus.samples, timesteps))
    if arguments.figure:
        out.print(f"wrote {save_figure(placed.figure(), arguments.figure)}")
    if arguments.report:
        shown = placement_page(placed, workload, traffic, timesteps, left_out, typed(arguments, (), "model"))
        out.print(f"wrote {write_text(arguments.report, render(shown))}")
    return 0
