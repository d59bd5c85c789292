"""The pages made from the code miss nothing: no public name, key, option, no key of the JSON."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docs.made import command_page, file_pages, json_page, name_pages
from docs.made.commands import commands
from docs.made.json_keys import meaning
from docs.made.names import packages
from neuro import cli
from neuro.description import description_schema
from neuro.engines import CODES, engine_names, load_engine
from neuro.report.facts import ALONE, BASELINE, EARLY_STOP, LEARNED, LEARNING_BY_CAUSE, LEARNING_IN_A_CODE, RUN
from tests.docs.pages import DOCS
from tests.test_rooms import PUBLIC

FILES = file_pages()


def test_every_public_name_has_its_place() -> None:
    pages = name_pages()
    for package in packages():
        page = pages[package.page]
        for one in package.names:
            shown = f".{one.name}\n", f"[`{one.name}`][", f"| `{one.name}` |"
            assert any(form in page for form in shown), f"{package.name}.{one.name}"
        assert f"]({package.page})" in pages["index.md"]


def test_the_names_are_those_whose_docstrings_are_checked() -> None:
    listed = {one.name for package in packages() for one in package.names}
    assert {key.partition(":")[2] for key in PUBLIC} <= listed


def test_what_a_package_defines_itself_and_what_shares_a_name_with_a_module_are_there_too() -> None:
    pages = name_pages()
    assert "::: neuro.data.load_data\n" in pages["neuro.data.md"]
    assert "[`load_data`][neuro.data.load_data]" in pages["neuro.md"]
    # Through two packages.
    assert "[`place`][neuro.placement.placers.place]" in pages["neuro.md"]
    assert "::: neuro.network.stored.stored\n" in pages["neuro.network.md"]


def test_every_link_to_a_name_leads_to_where_it_stands() -> None:
    pages = name_pages()
    targets = {target for page in pages.values() for target in re.findall(r"\]\[([\w.]+)\]", page)}
    there = {place for page in pages.values() for place in re.findall(r"^::: (\S+)$", page, re.MULTILINE)}
    assert targets - there == set()


def test_the_table_of_engines_says_what_they_say() -> None:
    """Codes, float networks, updates, early stop and learning, as each engine's own limits have them."""
    text = (DOCS / "reference" / "engines.md").read_text(encoding="utf-8")
    rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in text.splitlines() if line[:3] == "| `"]
    told = {row[0]: row[1:] for row in rows if len(row) > 2}
    assert sorted(told) == sorted(engine_names())
    for name, (codes, floats, orders, early, learns) in told.items():
        engine = load_engine(name)
        limits = {code: engine.limits(code) for code in CODES if code not in engine.limits(code)}
        assert codes == ("both" if len(limits) == 2 else next(iter(limits)))
        lacks = limits.get("flips") or limits["spikes"]
        assert (floats, early) == tuple("no" if what in lacks else "yes" for what in ("float-network", "early-stop"))
        able = [code for code, found in limits.items() if not {"random-subset", "module-by-module"} & set(found)]
        assert orders == {0: "no", 1: f"{able[0]} only" if able else "", len(limits): "yes"}[len(able)]
        rules = [rule for rule in ("float", "integer") if engine.learning_limit(f"learn-{rule}") is None]
        assert learns == (", ".join(rules) or "no")


def schema_keys(schema: dict[str, Any], where: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(table, key, what is said of it) of every key of the JSON Schema of model files."""
    for key, about in schema["properties"].items():
        items = about.get("items", {})
        inside = items.get("oneOf", [items] if "properties" in items else [about] if "properties" in about else [])
        for one in inside:
            yield from schema_keys(one, f"{key}:{one['properties'].get('kind', {}).get('const', '')}")
        if not inside:
            yield where, key, about


def test_every_key_of_a_model_file_has_its_place_and_a_sentence() -> None:
    page = FILES["model-file.md"]
    for where, key, about in schema_keys(description_schema()):
        table, _, kind = where.partition(":")
        heading = f"]], kind {kind}\n" if kind else f"[{table}]" if table else "## At the top"
        assert heading in page, where
        part = page.partition(heading)[2].partition("\n## ")[0]
        assert f"| `{key}` |" in part, f"{where} {key}"
        assert key == "kind" or about.get("description"), f"{where} {key}: nobody says what it is"


@pytest.mark.parametrize("name", FILES)
def test_no_cell_of_a_key_is_empty(name: str) -> None:
    rows = [line for line in FILES[name].splitlines() if line.startswith("| `")]
    assert [row for row in rows if "|  |" in row] == []


def test_every_option_has_its_place_and_a_sentence() -> None:
    page = command_page()
    found = commands()
    assert len(found) > 15
    for command in found:
        part = page.partition(f"\n## {command.name}\n")[2].partition("\n## ")[0]
        assert command.summary
        for action in command.parser._actions:
            if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction):
                assert action.help, f"{command.name} {action.dest}"
                name = ", ".join(action.option_strings) or str(action.metavar or action.dest).upper()
                assert f"| `{name}` |" in part, f"{command.name} {name}"


def keys(contents: Any, named: tuple[str, ...]) -> Iterator[str]:
    """All keys of a JSON but those below ``basis``, and but those `named`: engines, codes, profiles, populations."""
    if isinstance(contents, dict):
        for key, one in contents.items():
            if key not in named:
                yield key
            if key != "basis":
                yield from keys(one, named)
    elif isinstance(contents, list):
        for one in contents:
            yield from keys(one, named)


@pytest.mark.parametrize(
    "command",
    [
        "compare digits --engines numpy,numba --samples 2 --learning-samples 1 --json out.json",
        "compare digits --engines numpy,numba --samples 2 --learning --json out.json",
        "place digits --samples 2 --json out.json",
    ],
)
def test_every_key_that_is_written_is_told(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(command.split()) == 0
    contents = json.loads(Path("out.json").read_text(encoding="utf-8"))
    names = ("numpy", "numba", "flips", "spikes", "loihi1-2018", "loihi1-sanafe", "hidden", "readout")
    page = json_page()
    missing = {key for key in keys(contents, names) if key not in page}
    # Limits and quantities of chips and profiles stand with the other files.
    assert {key for key in missing if key not in FILES["other-files.md"]} == set()


def test_every_fact_of_the_json_has_a_meaning() -> None:
    facts = (*RUN, *ALONE, *BASELINE, *EARLY_STOP, *LEARNED, *LEARNING_BY_CAUSE, *LEARNING_IN_A_CODE)
    assert sorted({fact.key for fact in facts if fact.key and not meaning(fact.key)}) == []
    rows = [line for line in json_page().splitlines() if line.startswith("| `")]
    assert [row for row in rows if not row.split("|")[2].strip()] == []
