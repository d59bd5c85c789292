"""``neuro compare``: one network on several engines, held against each other; with ``--learning``, as it learns."""

from __future__ import annotations

import argparse
from typing import Any

from rich.console import Console

from ..energy import Profile, check_prices, load_profile
from ..engines import ALL, CODES, load_engine
from ..errors import NeuroError
from ..files import write_text
from ..grids.commands import SimulateOptions
from ..placement import DEFAULT_CHIP, Chip, load_chip
from ..report import (
    Comparison,
    as_json,
    compare,
    compare_learning,
    comparison_figure,
    comparison_page,
    cost_lines,
    learning_as_json,
    render,
    runs_counts_line,
    save_figure,
    source_lines,
    verdict_line,
)
from ..report.sentences import counts_line, learning_verdict, placement_lines
from ..report.tables import baseline_table, costs_table, counts_table, learning_table, summary_table
from .options import (
    add_options,
    add_workload,
    check_writable,
    console,
    names,
    page,
    picture,
    positive,
    typed,
    workload_of,
)
from .output import progress_bar, show_table, write_json

# Options of one of the two comparisons alone.
_OF_RUNS = ("code", "steps", "chip", "placement", "profile", "figure", "report", "notes")
_OF_LEARNING = ("every",)


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("compare", help="run a model on several engines: identical states? what cost?")
    add_workload(parser)
    parser.add_argument("--learning", action="store_true", help="let the engines learn, and compare every weight")
    parser.add_argument(
        "--engines",
        type=names,
        help=f"separated by commas, or {ALL} (default: those that work here and compile nothing for each network)",
    )
    parser.add_argument("--code", choices=(*CODES, "both"), help="what units send (default: both)")
    add_options(parser, SimulateOptions, "regime")
    parser.add_argument("--chip", help=f"where the network is placed (default: {DEFAULT_CHIP})")
    parser.add_argument(
        "--placement", metavar="FILE", help="where each unit lies, as 'neuro place --out FILE' wrote (default: anew)"
    )
    parser.add_argument(
        "--profile", help="one energy profile, name or TOML file (default: all of the chip's, as a band)"
    )
    parser.add_argument(
        "--learning-samples", type=positive, metavar="N", help="also count and price the learning of N training samples"
    )
    parser.add_argument("--every", type=positive, help="with --learning: samples between two looks at the weights (1)")
    parser.add_argument("--json", metavar="FILE", help="write all figures")
    parser.add_argument("--figure", metavar="FILE.png", type=picture, help="write a picture (png, pdf or svg)")
    parser.add_argument(
        "--report", metavar="FILE.html", type=page, help="write one page that shows and explains everything"
    )
    parser.add_argument(
        "--notes", action="store_true", default=None, help="print every count and cost too, and what stands behind them"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compare, print the table, write what was asked for."""
    check_writable(arguments.json, arguments.figure, arguments.report)
    _refuse_what_does_not_apply(arguments)
    for name in arguments.engines or ():
        if ALL not in arguments.engines:
            load_engine(name)
    if arguments.learning:
        return _learn(arguments)
    chip = load_chip(arguments.chip or DEFAULT_CHIP)
    profile = None if arguments.profile is None else _chosen(arguments, chip)
    workload = workload_of(arguments, arguments.regime)
    codes = CODES if arguments.code in (None, "both") else (arguments.code,)
    with progress_bar("compare", transient=True) as progress:
        comparison = compare(
            workload,
            arguments.engines,
            codes,
            profile,
            progress,
            chip=chip,
            learning_samples=arguments.learning_samples or 0,
            folder=arguments.data_folder,
            placement=arguments.placement,
        )
    out = console()
    _tell(out, comparison)
    if arguments.notes:
        _tell_all(out, comparison)
    else:
        out.print("every count and cost, and what stands behind them: --notes; as a page: --report FILE.html.")
    if arguments.json:
        write_json(out, arguments.json, as_json(comparison))
    if arguments.figure:
        out.print(f"wrote {save_figure(comparison_figure(comparison), arguments.figure)}")
    if arguments.report:
        with progress_bar("making the page", transient=True) as progress:
            text = render(comparison_page(comparison, typed(arguments, ("learning", "notes"), "model"), progress))
        out.print(f"wrote {write_text(arguments.report, text)}")
    return 0


def _tell(out: Console, comparison: Comparison) -> None:
    """What was found, in a table that fits any terminal."""
    out.print(verdict_line(comparison), style="bold")
    out.print(runs_counts_line(comparison), style=None if comparison.identical_counts else "bold")
    if (effect := comparison.workload.rounding()) is not None:
        out.print(f"rounding to integers: {effect.sentence()}")
    for reason in dict.fromkeys(one.reason for one in comparison.left_out):
        out.print(f"left out: {reason}")
    for line in placement_lines(comparison.on_chip):
        out.print(line)
    show_table(out, summary_table(comparison), keys=2)


def _tell_all(out: Console, comparison: Comparison) -> None:
    """All counts and costs, what they leave out, and where modelled figures are from."""
    for table in (counts_table(comparison), costs_table(comparison), baseline_table(comparison)):
        show_table(out, table, keys=2)
    for line in (*cost_lines(comparison), *source_lines(comparison)):
        out.print(line)


def _chosen(arguments: argparse.Namespace, chip: Chip) -> Profile:
    """The profile asked for: one that prices runs and, where a chip is asked for too, is of that chip."""
    profile = load_profile(arguments.profile)
    check_prices(profile)
    if arguments.chip is not None and profile.family != chip.family:
        raise NeuroError(
            f"--profile {arguments.profile} prices the family '{profile.family}', and --chip {arguments.chip} is of "
            f"'{chip.family}'; leave one of them out."
        )
    return profile


def _refuse_what_does_not_apply(arguments: argparse.Namespace) -> None:
    if arguments.learning and arguments.learning_samples is not None:
        raise NeuroError("--learning-samples prices learning beside runs; with --learning, say --samples instead.")
    for option in _OF_RUNS if arguments.learning else _OF_LEARNING:
        if getattr(arguments, option) is None:
            continue
        if arguments.learning:
            raise NeuroError(f"--{option} says nothing about learning and can't go with --learning; leave one out.")
        raise NeuroError(f"--{option} speaks of learning; add --learning or leave it out.")


def _learn(arguments: argparse.Namespace) -> int:
    """Let every engine learn the same samples, print the table, write what was asked for."""
    workload = workload_of(arguments, arguments.regime, learning=True)
    every = arguments.every or 1
    with progress_bar("compare", transient=True) as progress:
        comparison = compare_learning(workload, arguments.engines, every, progress)
    out = console()
    out.print(learning_verdict(comparison), style="bold")
    if (counts := counts_line(comparison)) is not None:
        out.print(counts)
    for name, reason in comparison.left_out:
        out.print(f"left out: {reason if name in reason else f'{name}: {reason}'}")
    show_table(out, learning_table(comparison), keys=2)
    if arguments.json:
        write_json(out, arguments.json, learning_as_json(comparison))
    return 0
