"""``neuro place``: a network on the cores of a chip or a board, and what its messages do there."""

from __future__ import annotations

import argparse
from typing import Any

from ..engines import CODES, load_engine
from ..errors import NeuroError
from ..files import write_text
from ..network import integer_network
from ..placement import PlacedNetwork, Traffic, load_chip, place, split_to_fit
from ..placement.measured import read_messages
from ..placement.placers import load_placer
from ..placement.table import PlacedRun, as_json, traffic_table, usage_table
from ..progress import Progress
from ..report import placement_page, render, save_figure
from ..report.sentences import fits_line
from ..report.words import plural
from ..workload import Workload, find_network
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

# Rows of cores that fit a terminal.
_MOST_ROWS = 16
# Without one of them nothing is run: placing takes no data.
_OF_RUNS = ("samples", "steps", "data")


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("place", help="lay a model out on a chip's cores: does it fit, what goes where?")
    add_workload(parser)
    where = "a chip such as loihi2, a board such as kapoho-bay, or a TOML file"
    parser.add_argument("--chip", default="loihi1", help=f"{where} (default: %(default)s)")
    placers = "modular, sequential, balanced or metis"
    parser.add_argument("--placer", default="modular", help=f"{placers} (default: %(default)s)")
    parser.add_argument(
        "--activity", metavar="RUN.npz", help="for metis: weigh couplings by the messages of a run of 'simulate --out'"
    )
    parser.add_argument("--out", metavar="FILE", help="write the core of each unit: .json, to be read again, or .csv")
    parser.add_argument("--json", metavar="FILE", help="write utilisation and traffic")
    parser.add_argument("--figure", metavar="FILE.png", type=picture, help="write a picture of the chip")
    parser.add_argument("--report", metavar="FILE.html", type=page, help=REPORT_HELP)
    parser.add_argument(
        "--notes", action="store_true", help="print every core, what goes over the mesh, what is assumed"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Place, print what each core holds and, of samples, what goes over the mesh; write what was asked for."""
    check_writable(arguments.out, arguments.json, arguments.figure, arguments.report)
    chip = load_chip(arguments.chip)
    weighed, weighs = arguments.activity is not None, load_placer(arguments.placer).weighs
    if weighed and not weighs:
        raise NeuroError(f"--activity: the placer '{arguments.placer}' weighs no messages; add --placer metis.")
    with spinner("placing") as progress:
        if any(getattr(arguments, option) is not None for option in _OF_RUNS):
            whole = workload_of(arguments, "integer")
            messages = read_messages(arguments.activity, whole.network) if weighed else None
            workload = whole.fitted(chip)
            placed = place(workload.network, chip, arguments.placer, messages=messages)
            ran = _ran(placed, workload, progress)
        else:
            network = find_network(arguments.model, arguments.seed)
            network = network if network.is_integer else integer_network(network)
            messages = read_messages(arguments.activity, network) if weighed else None
            placed, ran = place(split_to_fit(network, chip), chip, arguments.placer, messages=messages), None
    out = console()
    out.print(fits_line(placed), style="bold")
    if ran is not None:
        packets = "; ".join(_on_the_mesh(code, one, ran.timesteps) for code, one in ran.traffic.items())
        out.print(f"packets in a step, mean of {plural(ran.samples, 'sample')} (derived): {packets}.")
        for sentence in ran.left_out.values():
            out.print(f"left out: {sentence}")
    show_table(out, usage_table(placed, None if arguments.notes else _MOST_ROWS), keys=2)
    if arguments.notes:
        if ran is not None:
            show_table(out, traffic_table(ran))
        out.print(f"{chip.title}: {'; '.join(chip.notes)}.")
    else:
        more = "" if ran else "; messages on the mesh: --samples 20"
        out.print(f"every core, and what is assumed: --notes{more}; a picture: --figure.")
    if arguments.out:
        out.print(f"wrote {placed.save(arguments.out)}")
    if arguments.json:
        write_json(out, arguments.json, as_json(placed, ran))
    if arguments.figure:
        out.print(f"wrote {save_figure(placed.figure(ran and ran.flow), arguments.figure)}")
    if arguments.report:
        shown = placement_page(placed, ran, typed(arguments, ("notes",), "model"))
        out.print(f"wrote {write_text(arguments.report, render(shown))}")
    return 0


def _ran(placed: PlacedNetwork, workload: Workload, progress: Progress) -> PlacedRun:
    """What the samples do on the mesh in each code that the chip holds the values of.

    Raises
    ------
    NeuroError
        When it holds those of neither.
    """
    network, stimulus = workload.network, workload.stimulus
    traffic, left_out, flow = {}, {}, None
    for code in CODES:
        progress(f"running the {code} code")
        result = load_engine("numpy").run(network, stimulus, code)
        try:
            traffic[code] = placed.traffic(network, stimulus, result)
            flow = flow or placed.flow(network, stimulus, result)
        except NeuroError as reason:
            left_out[code] = str(reason)
    if flow is None:
        raise NeuroError(next(iter(left_out.values())))
    return PlacedRun(workload.data, workload.samples, result.activity.timesteps, traffic, left_out, flow)


def _on_the_mesh(code: str, traffic: Traffic, timesteps: int) -> str:
    """What one code sends in a step, as in ``flips 171.4 (0.0 hops)``."""
    hops = traffic.hops_east_west + traffic.hops_north_south
    return f"{code} {traffic.packets / timesteps:,.1f} ({hops / timesteps:,.1f} hops)"
