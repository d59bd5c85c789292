"""``neuro models``, ``doctor`` and ``schema``: what is shipped, what works here, and what a model file may hold."""

from __future__ import annotations

import argparse
import json
import platform
from contextlib import suppress
from typing import Any

from rich.table import Table

from ..description import description_schema, load_model, shipped_models
from ..engines import CODES, LEARNING_FEATURES, AbstractEngine, engine_names, load_engine
from ..errors import EXIT_OK, NeuroError
from ..report.page.made import installed
from .options import check_writable, console
from .output import write_json

_PACKAGES = ("numpy", "scipy", "Cython", "scikit-learn", "matplotlib")


def add(commands: Any) -> None:
    """Declare the commands."""
    models = commands.add_parser("models", help="list the models that come with the product")
    models.set_defaults(run=list_models)
    doctor = commands.add_parser("doctor", help="which engines work here, and what the others need")
    doctor.add_argument(
        "--compile", action="store_true", help="compile now what engines would compile when they are first used"
    )
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


def list_models(arguments: argparse.Namespace) -> int:
    """Print a row per model."""
    table = Table("model", "units", "regime", "data", "what it is", "file")
    for name, path in shipped_models().items():
        model = load_model(name)
        data = model.input.data if model.input and model.input.data else "-"
        table.add_row(name, str(model.units), model.numbers.regime, data, model.summary, str(path))
    console().print(table)
    return EXIT_OK


def list_engines(arguments: argparse.Namespace) -> int:
    """Print a row per engine; always succeeds, since a missing engine is a finding and no failure."""
    if arguments.compile:
        for name in engine_names():
            with suppress(NeuroError):
                load_engine(name).compile_ahead()
    out, packages = console(), dict.fromkeys(_PACKAGES)
    for name in engine_names():
        with suppress(NeuroError):
            packages[load_engine(name).package] = None
    found = ", ".join(f"{name} {installed(name) or 'missing'}" for name in packages if name)
    out.print(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}; {found}")
    table = Table("engine", "works", "learns", "why not, or what it leaves out", show_lines=True)
    for name in engine_names():
        try:
            engine = load_engine(name)
            obstacle = engine.obstacle()
            # The rules it has, as in ``float, integer``.
            rules = [rule.removeprefix("learn-") for rule in LEARNING_FEATURES if engine.learning_limit(rule) is None]
            learns, note = ", ".join(rules) or "no", obstacle or _limits(engine) or "nothing"
        except NeuroError as problem:
            obstacle = note = str(problem)
            learns = "-"
        table.add_row(name, "no" if obstacle else "yes", learns, note)
    out.print(table)
    return EXIT_OK


def _limits(engine: AbstractEngine) -> str:
    """What an engine lacks, a line each; what it lacks under every code it speaks is said once."""
    by_code = {code: engine.limits(code) for code in CODES}
    spoken = [code for code in CODES if code not in by_code[code]]
    lines: dict[str, list[str]] = {}
    for code, limits in by_code.items():
        for what, why in limits.items():
            if code in spoken or what == code:
                lines.setdefault(f"no {what} ({why})", []).append(code)
    return "\n".join(
        text if codes == spoken or text.startswith(f"no {codes[0]} ") else f"{', '.join(codes)}: {text}"
        for text, codes in sorted(lines.items())
    )
