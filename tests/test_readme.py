"""Every code block of the README does what it shows: Python runs, TOML is read, commands exist as they are typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import tomli
from packaging.requirements import Requirement

from neuro import cli
from tests.docs.pages import ROOT, Block, anchors, blocks, check_command, check_toml, links, run_python, text_of

README = text_of(ROOT / "README.md")
BLOCKS = blocks(README)
TOML = [block for block in BLOCKS if block.kind == "toml"]
LINES = [line for block in BLOCKS if not block.kind for line in block.text.splitlines() if line.strip()]
COMMANDS = [line for line in LINES if line.split()[0] in ("neuro", "make", "python")]
INSTALLS = [line for line in LINES if line not in COMMANDS]


def named(name: str) -> str:
    """The TOML block of that name."""
    return next(block.text for block in TOML if f'name = "{name}"' in block.text)


@pytest.mark.parametrize("text", [block.text for block in BLOCKS if block.kind == "python"])
def test_python_runs(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run_python(text, {"__name__": "__main__"})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("block", TOML)
def test_toml_is_read(block: Block, tmp_path: Path) -> None:
    check_toml(block, tmp_path)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_typed_right(command: str) -> None:
    check_command(command)


@pytest.mark.parametrize(
    "command",
    [command for command in COMMANDS if re.match(r"neuro (models|doctor|simulate core$|\w+ pair\.toml)", command)],
)
def test_short_commands_run(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pair.toml").write_text(named("pair"), encoding="utf-8")
    assert cli.main(shlex.split(command, comments=True)[1:]) == 0


@pytest.mark.parametrize("line", INSTALLS)
def test_what_is_installed_has_that_name_and_those_extras(line: str) -> None:
    declared = tomli.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    *program, requirement = shlex.split(line, comments=True)
    assert program == ["pip", "install"]
    wanted = Requirement(requirement)
    assert wanted.name == declared["name"]
    assert wanted.extras <= set(declared["optional-dependencies"])


@pytest.mark.parametrize(("page", "anchor"), links(README))
def test_links_lead_somewhere(page: str, anchor: str) -> None:
    assert (ROOT / page).exists()
    assert not anchor or anchor in anchors(text_of(ROOT / page))


def test_it_is_read_in_two_minutes() -> None:
    assert len(README.splitlines()) < 150


def test_nothing_is_overlooked() -> None:
    """Else a block that is written another way is tested by nobody."""
    assert {block.kind for block in BLOCKS} == {"", "python", "toml"}
    assert README.count("```") == 2 * len(BLOCKS)
    assert len(COMMANDS) > 6
