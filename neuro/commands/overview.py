"""``neuro models``, ``doctor`` and ``schema``: what is shipped, what works here, and what a model file may hold."""

from __future__ import annotations

import argparse
import json
import platform
from contextlib import suppress
from typing import Any

from rich.table import Table

from .. import __version__
from ..description import description_schema, load_model, shipped_models
from ..engines import CODES, LEARNING_FEATURES, AbstractEngine, engine_names, load_engine
from ..errors import EXIT_OK, NeuroError
from ..report.page.made import installed
from ..report.terminal import LEAST_TEXT
from .options import check_writable, console
from .output import show_table, write_json

_PACKAGES = ("numpy", "scipy", "Cython", "scikit-learn", "matplotlib")

# Commands to begin with, and what each does.
_FIRST = {
    "neuro models": "what is shipped",
    "neuro doctor": "which engines work here",
    "neuro simulate core": "one run, its events counted",
    "neuro train digits --out out/digits": "learn handwritten digits, in seconds",
    "neuro compare out/digits": "the same network in every engine here",
}
_FURTHER = "All commands: neuro --help; what one takes: neuro COMMAND --help."


def add(commands: Any) -> None:
    """Declare the commands."""
    models = commands.add_parser("models", help="list the models that come with the product")
    models.set_defaults(run=list_models)
    doctor = commands.add_parser("doctor", help="which engines work here, and what the others need")
    doctor.add_argument(
        "--compile", action="store_true", help="compile now what engines would compile when they are first used"
    )
    doctor.add_argument("--notes", action="store_true", help="print why engines lack what they lack")
    doctor.set_defaults(run=list_engines)
    schema = commands.add_parser("schema", help="the JSON Schema of model files, for editors that check TOML")
    schema.add_argument("--out", metavar="FILE.json", help="file to write (default: print it)")
    schema.set_defaults(run=write_schema)


def write_schema(arguments: argparse.Namespace) -> int:
    """Print the schema, or write it."""
    check_writable(arguments.out)
    out = console()
    if arguments.out:
        write_json(out, arguments.out, description_schema())
    else:
        out.out(json.dumps(description_schema(), indent=2), highlight=False)
    return EXIT_OK


def welcome() -> str:
    """What to try first, for who asks for nothing."""
    width = max(map(len, _FIRST))
    tries = "\n".join(f"  {command:<{width}}  {what}" for command, what in _FIRST.items())
    return f"neuro {__version__}: one network description; many engines; counted events.\n\n{tries}\n\n{_FURTHER}"


def list_models(arguments: argparse.Namespace) -> int:
    """Print a row per model."""
    table, out = Table(), console()
    for heading in ("model", "units", "data"):
        table.add_column(heading, justify="right" if heading == "units" else "left", no_wrap=True)
    table.add_column("what it is", min_width=LEAST_TEXT)
    models = shipped_models()
    for name in models:
        model = load_model(name)
        data = model.input.data if model.input and model.input.data else "-"
        table.add_row(name, f"{model.units:,}", data, model.summary)
    show_table(out, table)
    out.print(f"their files, to read or to copy: {next(iter(models.values())).parent}")
    return EXIT_OK


def list_engines(arguments: argparse.Namespace) -> int:
    """Print a row per engine; always succeeds, since a missing engine is a finding and no failure."""
    if arguments.compile:
        for name in engine_names():
            with suppress(NeuroError):
                load_engine(name).compile_ahead()
    out, missing, engines = console(), {}, {}
    table = Table()
    for heading in ("engine", "works", "codes", "learns"):
        table.add_column(heading, no_wrap=True)
    table.add_column("lacks", min_width=LEAST_TEXT)
    packages = dict.fromkeys(_PACKAGES)
    for name in engine_names():
        try:
            engine = load_engine(name)
        except NeuroError as problem:
            missing[name] = str(problem)
            table.add_row(name, "no", "-", "-", "-")
            continue
        packages[engine.package] = None
        if (obstacle := engine.obstacle()) is not None:
            missing[name] = obstacle
        engines[name] = engine
        table.add_row(name, "no" if obstacle else "yes", *_abilities(engine))
    found = ", ".join(f"{name} {installed(name) or 'missing'}" for name in packages if name)
    out.print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}; {found}")
    show_table(out, table)
    for name, why in missing.items():
        out.print(why if name in why else f"{name}: {why}")
    if not arguments.notes:
        out.print("why an engine lacks something: --notes.")
        return EXIT_OK
    for name, engine in engines.items():
        for line in _limits(engine):
            out.print(f"{name}: {line}")
    return EXIT_OK


def _abilities(engine: AbstractEngine) -> tuple[str, str, str]:
    """The codes that an engine speaks, the rules it learns by, as in ``float, integer``, and what else it lacks."""
    by_code = {code: engine.limits(code) for code in CODES}
    spoken = [code for code in CODES if code not in by_code[code]]
    lacks: dict[str, list[str]] = {}
    for code in spoken:
        for what in by_code[code]:
            if what not in LEARNING_FEATURES and what not in CODES:
                lacks.setdefault(what, []).append(code)
    rules = [rule.removeprefix("learn-") for rule in LEARNING_FEATURES if engine.learning_limit(rule) is None]
    told = [what if codes == spoken else f"{what} ({', '.join(codes)})" for what, codes in lacks.items()]
    return ", ".join(spoken), ", ".join(rules) or "no", ", ".join(told) or "nothing"


def _limits(engine: AbstractEngine) -> list[str]:
    """What an engine lacks, and why, each; what it lacks under every code it speaks is said once."""
    by_code = {code: engine.limits(code) for code in CODES}
    spoken = [code for code in CODES if code not in by_code[code]]
    lines: dict[str, list[str]] = {}
    for code, limits in by_code.items():
        for what, why in limits.items():
            if code in spoken or what == code:
                lines.setdefault(f"no {what} ({why})", []).append(code)
    return [
        text if codes == spoken or text.startswith(f"no {codes[0]} ") else f"{', '.join(codes)}: {text}"
        for text, codes in sorted(lines.items())
    ]
