from __future__ import annotations

import dataclasses
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from neuro import load_model
from neuro.description import Description
from neuro.errors import NeuroError
from neuro.grids import Point, PointResult, tidy_rows

from .small import MODEL


def test_an_address_is_the_same_in_another_process() -> None:
    program = (
        "from neuro import load_model; from neuro.grids import Point;"
        "print(Point('train', load_model('digits'), {}, {'b': [1, 0.1], 'a': None}).address)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    here = Point("train", load_model("digits"), {"seed": 1}, {"a": None, "b": [1, 0.1]})
    assert answer.stdout.strip() == here.address
    assert len(here.address) == 64


def neighbours(instance: Any) -> list[Any]:
    """The same with one plain value changed, whichever."""
    found = []
    for field in dataclasses.fields(instance):
        value = getattr(instance, field.name)
        if isinstance(value, bool) or field.name in ("source", "target"):
            continue
        changes: list[Any] = []
        if field.name == "shape":
            changes = [None, value[::-1], (*value, 1)] if value else []
        elif isinstance(value, tuple):
            changes = [(*value[:k], new, *value[k + 1 :]) for k, old in enumerate(value) for new in neighbours(old)]
        elif dataclasses.is_dataclass(value):
            changes = neighbours(value)
        elif isinstance(value, int):
            changes = [value + 1, max(value - 1, 0)]
        elif isinstance(value, float):
            changes = [value * 0.5 + 0.125]
        elif isinstance(value, str):
            changes = [*field.metadata.get("names", ()), f"{value}x"]
        for change in changes:
            if change != value:
                try:
                    found.append(replace(instance, **{field.name: change}))
                except NeuroError:  # out of range, or at odds with another value
                    continue
    return found


@pytest.mark.parametrize("name", ["digits", "chain"])
def test_every_value_of_a_description_counts(name: str) -> None:
    model = load_model(name)
    others = [d for d in neighbours(model) if isinstance(d, Description)]
    assert len(others) > 40
    addresses = {Point("simulate", d).address for d in [model, *others]}
    assert len(addresses) == len({repr(d) for d in [model, *others]})


def test_command_and_options_count_and_settings_do_not() -> None:
    point = Point("simulate", MODEL, {}, {"steps": 5})
    assert replace(point, settings={"seed": 0}).address == point.address
    others = [replace(point, command="train"), replace(point, options={"steps": 6}), replace(point, options={})]
    assert len({p.address for p in (point, *others)}) == 4


@pytest.mark.parametrize("value", [object(), float("nan"), {1, 2}])
def test_options_that_are_no_json_are_refused(value: object) -> None:
    with pytest.raises(NeuroError, match="can't be written as JSON"):
        _ = Point("simulate", MODEL, {}, {"steps": value}).address


def test_rows_are_tidy() -> None:
    one, two = (Point("simulate", MODEL, {"seed": seed}) for seed in (1, 2))
    failed = PointResult(replace(one, settings={"seed": 3}), error="no.")
    rows = tidy_rows([PointResult(one, ({"x": 1},)), failed, PointResult(two, ({"y": 2, "seed": 2},))])
    assert rows == [{"seed": 1, "x": 1, "y": None}, {"seed": 2, "x": None, "y": 2}]
    assert tidy_rows([PointResult(two, ({"seed": None},))]) == [{"seed": 2}]
    with pytest.raises(NeuroError, match="'seed': is 2 as a setting and 5"):
        tidy_rows([PointResult(two, ({"seed": 5},))])
