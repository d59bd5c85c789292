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
    parser.add_argument("--chip", default="loihi1", help="loihi1, loihi2 or a TOML file (default: %(default)s)")
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
    from ..placement.counting import count_traffic
    from ..placement.demand import usage_of, wiring_of
    from ..placement.fit import check_usage
    from ..placement.limits import load_chip
    from ..placement.picture import chip_figure
    from ..placement.placement import save_placement
    from ..placement.placers import load_placer
    from ..placement.ranges import check_code, check_weights
    from ..placement.table import as_json, traffic_table, usage_table
    from ..report import fitting, save_figure

    check_writable(arguments.out, arguments.json, arguments.figure)
    chip, placer = load_chip(arguments.chip), load_placer(arguments.placer)
    workload = workload_of(arguments, "integer")
    network, stimulus = workload.network, workload.stimulus
    check_weights(network, chip)
    traffic, left_out = {}, []
    timesteps = 0
    with progress_console().status("placing", spinner="line") as status:
        placement = placer.place(network, chip)
        usage = usage_of(wiring_of(network), placement.core, chip)
        check_usage(usage, chip)
        for code in CODES:
            status.update(f"running the {code} code")
            try:
                check_code(network, stimulus, code, chip)
            except NeuroError as reason:
                left_out.append(str(reason))
                continue
            result = load_engine("numpy").run(network, stimulus, code)
            traffic[code] = count_traffic(network, stimulus, result, placement, chip)
            timesteps = result.activity.timesteps
    if not traffic:
        raise NeuroError(left_out[0])
    out = console()
    tables = [(usage_table(network, placement, usage, chip), 2)]
    data = f" of {workload.data}" if workload.data else ""
    tables.append((traffic_table(traffic, stimulus.samples, timesteps, data), 1))
    for table, keys in tables:
        for part in fitting(table, out, keys):
            out.print(part)
    for sentence in left_out:
        out.print(f"left out: {sentence}")
    out.print(f"{chip.title}: {'; '.join(chip.notes)}.")
    if arguments.out:
        out.print(f"wrote {save_placement(placement, network, arguments.out)}")
    if arguments.json:
        figures = as_json(network, placement, usage, chip, traffic, stimulus.samples, timesteps)
        out.print(f"wrote {write_text(arguments.json, json.dumps(figures, indent=2) + chr(10))}")
    if arguments.figure:
        out.print(f"wrote {save_figure(chip_figure(network, placement, usage, chip), arguments.figure)}")
    return 0
