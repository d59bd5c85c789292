"""What the pages of docs/ show works: Python runs, files are read, commands exist, short ones run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from neuro import cli
from tests.data.archives import write_archive
from tests.docs.pages import DOCS, PAGES, Block, blocks, check_command, check_toml, commands, run_python, text_of

FOUND = {page.relative_to(DOCS).as_posix(): blocks(text_of(page)) for page in PAGES}
# Pages that are worked through from top to bottom in one folder, commands included.
THROUGH = [name for name in FOUND if name.startswith("tutorials/") and name.endswith(".md")]
THROUGH += ["how-to/own-chip.md", "how-to/own-data.md"]
# Whose comment says so takes minutes, hours or what isn't here.
LONG = re.compile(r"#.*(minutes|hours|needs)")
KINDS = {"", "python", "toml", "text"}


def blocks_of(kind: str) -> list[Any]:
    """The blocks of a kind, by the page and their number on it."""
    return [
        pytest.param(block, id=f"{name}-{number}")
        for name, found in FOUND.items()
        if name.endswith(".md") and name not in THROUGH
        for number, block in enumerate(found)
        if block.kind == kind
    ]


# Pages that use Brian2 or Lava themselves hear the warnings of what these depend on.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("block", blocks_of("python"))
def test_python_runs(
    block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run_python(block.text, {"__name__": "__main__"})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("block", blocks_of("toml"))
def test_toml_is_read(block: Block, tmp_path: Path) -> None:
    check_toml(block, tmp_path)


@pytest.mark.parametrize(
    "command", [pytest.param(line, id=f"{name}-{line}") for name, found in FOUND.items() for line in commands(found)]
)
def test_commands_are_typed_right(command: str) -> None:
    check_command(command)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", THROUGH)
def test_pages_work_from_top_to_bottom(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On little data, where they take images: each step has what it needs, whatever comes of it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEURO_DATA", str(write_archive(tmp_path / "data", train=120, test=30)))
    names: dict[str, Any] = {"__name__": "__main__"}
    for block in FOUND[name]:
        if block.kind == "python":
            if block.title:
                Path(block.title).write_text(block.text, encoding="utf-8")
            run_python(block.text, names)
        elif block.kind == "toml":
            check_toml(block, tmp_path)
        else:
            for line in commands([block]):
                if line.startswith("neuro") and not LONG.search(line):
                    words = shlex.split(line, comments=True)[1:]
                    # Small as they are, most of their time would go into processes that import everything anew.
                    alone = ["--workers", "0"] if words[0] == "manifold" else []
                    assert cli.main([*words, *alone]) == 0, line
    capsys.readouterr()


@pytest.mark.parametrize("name", FOUND)
def test_nothing_is_overlooked(name: str) -> None:
    """Else a block that is written another way is tested by nobody."""
    assert {block.kind for block in FOUND[name]} <= KINDS
    assert text_of(DOCS / name).count("```") == 2 * len(FOUND[name])
