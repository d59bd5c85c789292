"""``neuro place``: a network on the cores of a chip."""

from __future__ import annotations

import argparse
from typing import Any

from ..engines import CODES, load_engine
from ..errors import NeuroError
from ..files import write_text
from ..placement import Traffic, load_chip, place
from ..placement.placers import load_placer
from ..placement.table import as_json, traffic_table, usage_table
from ..report import placement_page, render, save_figure
from ..report.sentences import fits_line
from ..report.words import plural
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

# Samples that are run, and rows of cores that fit a terminal.
_SAMPLES, _MOST_ROWS = 20, 16


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
    parser.add_argument(
        "--notes", action="store_true", help="print every core, what goes over the mesh, what is assumed"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Place, print what each core holds and what goes over the mesh, write what was asked for."""
    check_writable(arguments.out, arguments.json, arguments.figure, arguments.report)
    chip = load_chip(arguments.chip)
    load_placer(arguments.placer)
    workload = workload_of(arguments, "integer").fitted(chip)
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
    out.print(fits_line(placed), style="bold")
    packets = "; ".join(_on_the_mesh(code, one, timesteps) for code, one in traffic.items())
    out.print(f"packets in a step, mean of {plural(stimulus.samples, 'sample')} (derived): {packets}.")
    for sentence in left_out.values():
        out.print(f"left out: {sentence}")
    show_table(out, usage_table(placed, None if arguments.notes else _MOST_ROWS), keys=2)
    if arguments.notes:
        data = f" of {workload.data}" if workload.data else ""
        show_table(out, traffic_table(traffic, stimulus.samples, timesteps, data))
        out.print(f"{chip.title}: {'; '.join(chip.notes)}.")
    else:
        out.print("every core, messages on the mesh, and what is assumed: --notes; a picture: --figure.")
    if arguments.out:
        out.print(f"wrote {placed.save(arguments.out)}")
    if arguments.json:
        write_json(out, arguments.json, as_json(placed, traffic, stimulus.samples, timesteps))
    if arguments.figure:
        out.print(f"wrote {save_figure(placed.figure(), arguments.figure)}")
    if arguments.report:
        shown = placement_page(placed, workload, traffic, timesteps, left_out, typed(arguments, ("notes",), "model"))
        out.print(f"wrote {write_text(arguments.report, render(shown))}")
    return 0


def _on_the_mesh(code: str, traffic: Traffic, timesteps: int) -> str:
    """What one code sends in a step, as in ``flips 171.4 (0.0 hops)``."""
    hops = traffic.hops_east_west + traffic.hops_north_south
    return f"{code} {traffic.packets / timesteps:,.1f} ({hops / timesteps:,.1f} hops)"
