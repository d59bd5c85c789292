"""``neuro place``: a network on the cores of a chip."""

from __future__ import annotations

import argparse
import json
from typing import Any

from .options import add_workload, check_writable, console, picture, progress_console, workload_of

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
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Place, print what each core holds and what goes over the mesh, write what was asked for."""
    # Loaded when asked for: `neuro --help` needs none of it.
    from ..engines import CODES, load_engine
    from ..errors import NeuroError
    from ..files import write_text
    from ..placement import load_chip, place
    from ..placement.placers import load_placer
    from ..placement.table import as_json, traffic_table, usage_table
    from ..report import save_figure, split_table

    check_writable(arguments.out, arguments.json, arguments.figure)
    chip = load_chip(arguments.chip)
    load_placer(arguments.placer)
    workload = workload_of(arguments, "integer")
    network, stimulus = workload.network, workload.stimulus
    traffic, left_out = {}, []
    with progress_console().status("placing", spinner="line") as status:
        placed = place(network, chip, arguments.placer)
        for code in CODES:
            status.update(f"running the {code} code")
            result = load_engine("numpy").run(network, stimulus, code)
            try:
                traffic[code] = placed.traffic(network, stimulus, result)
            except NeuroError as reason:
                left_out.append(str(reason))
    if not traffic:
        raise NeuroError(left_out[0])
    out, timesteps = console(), result.activity.timesteps
    data = f" of {workload.data}" if workload.data else ""
    for table, keys in ((usage_table(placed), 2), (traffic_table(traffic, stimulus.samples, timesteps, data), 1)):
        for one in split_table(table, out, keys):
            out.print(one)
    for sentence in left_out:
        out.print(f"left out: {sentence}")
    out.print(f"{chip.title}: {'; '.join(chip.notes)}.")
    if arguments.out:
        out.print(f"wrote {placed.save(arguments.out)}")
    if arguments.json:
        figures = as_json(placed, traffic, stimulus.samples, timesteps)
        out.print(f"wrote {write_text(arguments.json, json.dumps(figures, indent=2) + chr(10))}")
    if arguments.figure:
        out.print(f"wrote {save_figure(placed.figure(), arguments.figure)}")
    return 0
