"""The JSON Schema takes every model file that is read, and refuses what a single value can be refused for."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from neuro.cli import main
from neuro.description import Description, as_table, description_schema, load_model, shipped_models
from tests.description.strategies import descriptions

jsonschema = pytest.importorskip("jsonschema")


def valid(table: dict[str, Any]) -> bool:
    return bool(jsonschema.Draft202012Validator(description_schema()).is_valid(json.loads(json.dumps(table))))


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(description_schema())


@pytest.mark.parametrize("name", shipped_models())
def test_shipped_models_are_valid(name: str) -> None:
    assert valid(as_table(load_model(name)))


@settings(max_examples=30)
@given(description=descriptions())
def test_all_that_is_written_is_valid(description: Description) -> None:
    assert valid(as_table(description))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("seed", -1),
        ("phases.warmup", 1.5),
        ("dynamics.update", "sometimes"),
        ("populations.0.size", 0),
        ("couplings.0.kind", "other"),
        ("couplings.0.density", 2),
        ("numbers.weight_bits", 9),
        ("input.shape", [8, 0]),
        ("unknown", 1),
        ("format", 2),
    ],
)
def test_what_no_reader_takes_is_invalid(path: str, value: Any) -> None:
    table = copy.deepcopy(as_table(load_model("digits")))
    *way, last = path.split(".")
    place: Any = table
    for key in way:
        place = place[int(key)] if key.isdigit() else place[key]
    place[last] = value
    assert not valid(table)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == description_schema()
    assert main(["schema", "--out", str(tmp_path / "schema.json")]) == 0
    assert json.loads((tmp_path / "schema.json").read_text()) == description_schema()
