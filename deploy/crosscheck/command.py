"""``neuro crosscheck``: a model on simulators that nobody here wrote, each difference named."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from neuro.commands.options import add_workload, check_writable, console, names, positive, workload_of
from neuro.commands.output import show_table, spinner
from neuro.report.terminal import LEAST_TEXT

if TYPE_CHECKING:
    from rich.table import Table

    from neuro.engines import Run
    from neuro.placement import Chip
    from neuro.progress import Progress
    from neuro.workload import Workload

    from ..sanafe import CrossCheck
    from .witnesses import Testimony

_SAMPLES, _PLACER, _CHIP = 20, "sequential", "loihi1"


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("crosscheck", help="a model on simulators of others (extras): states, counts, energy")
    add_workload(parser, _SAMPLES)
    parser.add_argument(
        "--with",
        dest="witnesses",
        type=names,
        metavar="NAMES",
        help="sanafe, brian2-loihi, nengo-loihi, nest or any engine, separated by commas (default: the four, if here)",
    )
    parser.add_argument("--networks", type=positive, help="let the engines run so many random networks too")
    parser.add_argument("--chip", help=f"for sanafe: loihi1, or a board of such chips as kapoho-bay (default: {_CHIP})")
    parser.add_argument("--placer", help=f"for sanafe: modular, sequential, balanced or metis (default: {_PLACER})")
    parser.add_argument("--json", metavar="FILE", help="write all figures")
    parser.add_argument("--notes", action="store_true", help="print SANA-FE's counts and energies beside ours")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Hear each witness, print what they said in one table: 0 when all is identical, else 1."""
    # Loaded when asked for: `neuro --help` needs none of it.
    from neuro.errors import DefectError, NeuroError
    from neuro.files import write_text
    from neuro.placement import load_chip
    from neuro.placement.placers import load_placer

    from ..sanafe.tables import agrees, verdict
    from .witnesses import NEST, USUAL, contradiction, obstacle_of

    check_writable(arguments.json)
    load_placer(arguments.placer or _PLACER)
    load_chip(arguments.chip or _CHIP)
    wanted = list(dict.fromkeys(arguments.witnesses or USUAL))
    obstacles = {name: obstacle for name in wanted if (obstacle := obstacle_of(name)) is not None}
    if obstacles and arguments.witnesses:
        raise NeuroError(" ".join(obstacles.values()))
    for option in ("placer", "chip"):
        if getattr(arguments, option) and "sanafe" not in wanted:
            raise NeuroError(f"--{option}: places networks in SANA-FE alone; add sanafe to --with, or leave it out.")
    if arguments.networks and wanted == [NEST]:
        raise NeuroError("--networks: NEST runs none, as its runs are never alike; add an engine to --with.")
    workload = workload_of(arguments, "integer")
    out, check, left_out = console(), None, dict(obstacles)
    heard: list[Testimony] = []
    references: dict[str, Run] = {}
    title = f"{workload.name} ({workload.network.hash}), held against the reference"
    with spinner("running") as progress:
        for name in wanted:
            if name in obstacles:
                continue
            progress(name)
            try:
                said, checked = _hear(name, workload, references, arguments, progress)
            except DefectError as defect:
                said, checked = [contradiction(name, str(defect))], None
            except NeuroError as reason:
                if arguments.witnesses:
                    if heard:
                        # What was heard is kept.
                        show_table(out, _table(heard, title))
                    raise
                left_out[name] = str(reason)
                continue
            heard += said
            check = check or checked
    if not heard:
        raise NeuroError(" ".join(left_out.values()))
    differences = [f"{one.witness}: {told}." for one in heard for told in one.differences]
    if check is not None and not agrees(check):
        differences.append(f"sanafe: {verdict(check)}")
    count = len({one.witness for one in heard})
    who = "the one witness" if count == 1 else f"all {count} witnesses"
    for told in differences or [f"no difference in what {who} said."]:
        out.print(told, style="bold")
    for name, why in left_out.items():
        out.print(f"left out: {why if name in why else f'{name}: {why}'}")
    show_table(out, _table(heard, title))
    if check is not None:
        _show(check, workload, arguments)
    if arguments.json:
        found = _as_json(workload, heard, left_out, check)
        out.print(f"wrote {write_text(arguments.json, json.dumps(found, indent=2) + chr(10))}")
    return 1 if differences else 0


def _hear(
    name: str, workload: Workload, references: dict[str, Run], arguments: argparse.Namespace, progress: Progress
) -> tuple[list[Testimony], CrossCheck | None]:
    """What a witness says; SANA-FE's with its counts and energies."""
    from neuro.placement import load_chip

    from .witnesses import NEST, hear_engine, hear_nest, hear_networks

    if name == NEST:
        return [hear_nest(workload, arguments.seed or 0, progress)], None
    check = None
    if name == "sanafe":
        check = _with_sanafe(workload, arguments.placer or _PLACER, load_chip(arguments.chip or _CHIP))
    said = [hear_engine(name, workload, references, None if check is None else check.run)]
    if arguments.networks:
        said.append(hear_networks(name, arguments.networks, progress))
    return said, check


def _with_sanafe(workload: Workload, placer: str, chip: Chip) -> CrossCheck:
    from neuro.placement import split_to_fit
    from neuro.placement.placers import load_placer

    from ..sanafe import crosscheck

    network = split_to_fit(workload.network, chip)
    return crosscheck(network, workload.stimulus, load_placer(placer).place(network, chip), chip)


def _show(check: CrossCheck, workload: Workload, arguments: argparse.Namespace) -> None:
    """Print what SANA-FE counts and prices: in a sentence or, with notes, in tables."""
    from neuro.placement import load_chip

    from ..sanafe.tables import tables, verdict

    out = console()
    title = load_chip(arguments.chip or _CHIP).title
    out.print(f"sanafe on {title}: {verdict(check)}")
    if not arguments.notes:
        out.print("its counts and energies beside ours: --notes.")
        return
    title = f"{workload.name} on {title}, {workload.samples} samples, {arguments.placer or _PLACER} placer"
    for table in tables(check, title):
        show_table(out, table)


def _table(heard: list[Testimony], title: str) -> Table:
    from rich.table import Table

    table = Table(title=title)
    for heading in ("witness", "by"):
        table.add_column(heading, no_wrap=True)
    for heading in ("compared", "found"):
        table.add_column(heading, min_width=LEAST_TEXT)
    for one in heard:
        table.add_row(one.witness, one.package, one.compared, one.found)
    return table


def _as_json(
    workload: Workload, heard: list[Testimony], left_out: dict[str, str], check: CrossCheck | None
) -> dict[str, Any]:
    from dataclasses import asdict

    from neuro.report import workload_as_json

    from ..sanafe.tables import as_json

    return {
        **workload_as_json(workload),
        "witnesses": [asdict(one) for one in heard],
        "left_out": left_out,
        "sanafe": None if check is None else as_json(check),
    }
