"""Options of a measure as options of a command, declared once: in the measure's own dataclass."""

from __future__ import annotations

import argparse
import dataclasses
from typing import Any

from ..description.fields import field_types

_HELP = {
    "method": "how: look at all states (at most 26 units) or sample",
    "field": "a constant field on the units",
    "field_strength": "standard deviation of a random field, factor of the others",
    "particles": "of each run of the estimate",
    "temperatures": "of each run of the estimate",
    "runs": "independent runs, which give the estimate its error",
    "regime": "numbers of the network",
    "update": "order in which units are updated",
    "update_probability": "of random-subset",
    "starts": "random starts in each network",
    "sweeps": "longest course",
    "engine": "engine that runs the dynamics",
    "points": "which fixed points are compared",
    "distribution": "a row for each overlap instead of one for each network",
    "distance": "flips within which fixed points are neighbours",
    "flips": "states tried at each distance when sampling",
}


def add_options(parser: argparse.ArgumentParser, cls: type) -> None:
    """One option for each field; values are checked by the dataclass, so that sweeps refuse the same ones."""
    kinds = field_types(cls)
    for field in dataclasses.fields(cls):
        name, kind = "--" + field.name.replace("_", "-"), kinds[field.name][0]
        if kind is bool:
            parser.add_argument(name, action="store_true", default=None, help=_HELP[field.name])
            continue
        text = f"{_HELP[field.name]} (default: {'that of the model' if field.default is None else field.default})"
        parser.add_argument(name, type=kind, choices=field.metadata.get("names"), help=text)


def given_options(arguments: argparse.Namespace, cls: type) -> dict[str, Any]:
    """What was asked for, by field; the rest keeps its default."""
    values = {field.name: getattr(arguments, field.name) for field in dataclasses.fields(cls)}
    return {name: value for name, value in values.items() if value is not None}
