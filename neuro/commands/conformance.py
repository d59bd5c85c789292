"""``neuro conformance``: engines held to the reference, and the least network that shows where one differs."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..engines.activity import COUNTS
from ..report.terminal import LEAST_TEXT
from ..report.words import plural
from .options import check_writable, console, positive
from .output import show_table, spinner, write_json

if TYPE_CHECKING:
    from rich.table import Table

    from ..conformance import Verdict
    from ..engines import AbstractEngine

_NETWORKS, _OUT, _REFERENCE = 40, "out/conformance", "numpy"


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("conformance", help="hold engines to the reference on random networks")
    parser.add_argument("engines", nargs="*", metavar="ENGINE", help="engine names (default: all that work here)")
    parser.add_argument(
        "--networks",
        type=positive,
        help=f"random networks (default: {_NETWORKS}; a quarter of them for all but states)",
    )
    parser.add_argument("--learning", action="store_true", help="let them learn as well")
    parser.add_argument("--case", metavar="FILE.toml", help="run one case that was written, and nothing else")
    parser.add_argument("--json", metavar="FILE", help="write what came of each feature")
    parser.add_argument("--out", metavar="DIR", help=f"folder for the cases in which engines differ (default: {_OUT})")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Examine each engine, print a table for each and what differs; 0 when nothing does, else 1."""
    # Loaded when asked for: `neuro --help` needs none of it.
    from ..engines import engine_names, load_engine

    if arguments.case:
        return _again(arguments)
    check_writable(arguments.json, str(Path(arguments.out or _OUT) / "case.toml"))
    names = list(dict.fromkeys(arguments.engines)) or [name for name in engine_names() if name != _REFERENCE]
    found = {name: load_engine(name) for name in names}
    obstacles = {name: obstacle for name, one in found.items() if (obstacle := one.obstacle()) is not None}
    if arguments.engines or len(obstacles) == len(found):
        _refuse(obstacles)
    out = console()
    verdicts: list[Verdict] = []
    for name, engine in found.items():
        if name in obstacles:
            out.print(f"left out: {obstacles[name]}")
            continue
        came, sentences = [], []
        for verdict in _examined(engine, arguments):
            came.append(verdict)
            if verdict.failure is not None:
                # Written at once: what was found outlives an interrupt.
                sentences.append(_sentence(verdict, arguments.out or _OUT))
        verdicts += came
        for sentence in [_in_all(name, came), *sentences]:
            out.print(sentence, style="bold")
        show_table(out, _table(came), keys=2)
        for told in _bases(came):
            out.print(told)
    if arguments.json:
        write_json(out, arguments.json, [_plain(verdict) for verdict in verdicts])
    return 1 if any(verdict.failure for verdict in verdicts) else 0


def _refuse(obstacles: dict[str, str]) -> None:
    from ..errors import NeuroError

    for obstacle in obstacles.values():
        raise NeuroError(obstacle)


def _again(arguments: argparse.Namespace) -> int:
    """Run a case from a file, in the engines named or in its own."""
    from ..conformance import difference, read_case
    from ..engines import load_engine
    from ..errors import NeuroError

    for name in ("networks", "learning", "json", "out"):
        if getattr(arguments, name):
            raise NeuroError(f"--{name}: has no use beside --case, which runs one case alone; leave one of them out.")
    found, differs = read_case(arguments.case), False
    for name in arguments.engines or [found.engine]:
        engine = load_engine(name)
        if (obstacle := engine.obstacle()) is not None:
            _refuse({name: obstacle})
        told = difference(engine, found.case, found.code)
        differs = differs or told is not None
        console().print(f"{name}: {told or 'like the reference'}")
    return 1 if differs else 0


def _examined(engine: AbstractEngine, arguments: argparse.Namespace) -> Iterator[Verdict]:
    from ..conformance import examine

    with spinner(engine.name) as progress:
        networks = arguments.networks or _NETWORKS
        yield from examine(engine, networks, learning=arguments.learning, progress=progress)


def _in_all(name: str, verdicts: list[Verdict]) -> str:
    """What came of an engine's cases, in one sentence."""
    wrong = sum(verdict.failure is not None for verdict in verdicts)
    cases = sum(verdict.cases or 0 for verdict in verdicts)
    if wrong:
        return f"{name}: differs from the reference in {plural(wrong, 'feature')}, {plural(cases, 'case')} tried."
    return f"{name}: like the reference in all {plural(cases, 'case')}."


def _table(verdicts: list[Verdict]) -> Table:
    from rich.table import Table

    table = Table()
    for heading in ("code", "feature", "cases"):
        table.add_column(heading, justify="right" if heading == "cases" else "left", no_wrap=True)
    table.add_column("what came of it", min_width=LEAST_TEXT)
    for _, of_code in groupby(verdicts, key=lambda verdict: verdict.code):
        for number, verdict in enumerate(of_code):
            code = (verdict.code or "learning") if number == 0 else ""
            table.add_row(code, verdict.feature, str(verdict.cases or ""), _outcome(verdict))
    return table


def _outcome(verdict: Verdict) -> str:
    if verdict.limit is not None:
        return f"lacks it: {verdict.limit}"
    return "alike" if verdict.failure is None else "DIFFERS"


def _bases(verdicts: list[Verdict]) -> list[str]:
    """Which counts the engine derives under each code."""
    told = {one.code: one.derived for one in verdicts if one.derived is not None}
    return [
        f"{code}: counts {'all itself' if not derived else 'itself all but ' + ', '.join(derived)}."
        if len(derived) < len(COUNTS) - 1
        else f"{code}: derives its counts from its states."
        for code, derived in told.items()
    ]


def _sentence(verdict: Verdict, folder: str) -> str:
    """What differs, with the file that shows it."""
    from ..conformance import Found, write_case

    code = verdict.code or "learning"
    told = f"{verdict.engine}, {code}, {verdict.feature}: {verdict.failure}."
    if verdict.case is None:
        return told
    words = "-".join(verdict.feature.replace(",", "").split())
    path = Path(folder) / f"{verdict.engine}-{code}-{words}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    found = Found(verdict.case, verdict.engine, verdict.code or "flips", str(verdict.failure))
    return f"{told} {verdict.case.network.units} units show it: wrote {write_case(path, found)}"


def _plain(verdict: Verdict) -> dict[str, Any]:
    names = ("engine", "code", "feature", "cases", "limit", "failure", "derived")
    return {name: getattr(verdict, name) for name in names}
