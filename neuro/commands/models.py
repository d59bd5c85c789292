"""``neuro models``: what is shipped."""

from __future__ import annotations

import argparse
from typing import Any

from rich.table import Table

from ..description import load_model, shipped_models
from .options import console


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("models", help="list the models that come with the product")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print one line a model."""
    table = Table("model", "units", "regime", "data", "what it is", "file")
    for name, path in shipped_models().items():
        model = load_model(name)
        data = model.input.data if model.input and model.input.data else "-"
        table.add_row(name, str(model.units), model.numbers.regime, data, model.summary, str(path))
    console().print(table)
    return 0
