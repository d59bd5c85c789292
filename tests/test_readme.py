"""Every code block of the README does what it shows: Python runs, TOML is read, commands exist as they are typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from neuro import cli
from neuro.description import load_model
from neuro.grids import read_grid

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
TOML = [text for kind, text in BLOCKS if kind == "toml"]
LINES = [line for kind, text in BLOCKS if kind == "" for line in text.splitlines() if line.strip()]
# Beside the blocks: the last column of the table of what was measured.
IN_TABLES = re.findall(r"\| `((?:neuro|make|python) [^`]*)`[^|]*\|$", README, re.MULTILINE)
COMMANDS = [line for line in [*LINES, *IN_TABLES] if line.split()[0] in ("neuro", "make", "python")]


def named(name: str) -> str:
    """The TOML block of that name."""
    return next(text for text in TOML if f'name = "{name}"' in text)


@pytest.mark.parametrize("text", [text for kind, text in BLOCKS if kind == "python"])
def test_python_runs(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(text, "README.md", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("text", TOML)
def test_toml_is_read(text: str, tmp_path: Path) -> None:
    path = tmp_path / "shown.toml"
    path.write_text(text, encoding="utf-8")
    assert read_grid(path) if "command = " in text else load_model(str(path)).units


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_typed_right(command: str) -> None:
    program, *words = shlex.split(command, comments=True)
    if program == "neuro":
        assert cli._options(words).run
    elif program == "make":
        assert re.search(rf"^{words[0]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    else:
        assert (ROOT / words[0]).is_file()


@pytest.mark.parametrize(
    "command",
    [command for command in COMMANDS if re.match(r"neuro (models|doctor|simulate core$|\w+ pair\.toml)", command)],
)
def test_short_commands_run(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pair.toml").write_text(named("pair"), encoding="utf-8")
    assert cli.main(shlex.split(command, comments=True)[1:]) == 0


@pytest.mark.parametrize("place", [line.split()[0] for line in LINES if line not in COMMANDS])
def test_the_map_shows_what_is_there(place: str) -> None:
    assert (ROOT / place).is_dir()


def test_nothing_is_overlooked() -> None:
    """Else a block that is written another way is tested by nobody."""
    assert {kind for kind, _ in BLOCKS} == {"", "python", "toml"}
    assert README.count("```") == 2 * len(BLOCKS)
    assert len(IN_TABLES) > 10
