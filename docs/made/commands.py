"""Every command and every option, from the command line itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, NamedTuple

from neuro.cli import command_line

from .markdown import code, sentence, table


class Command(NamedTuple):
    """A command as it is typed, what it does, and what it takes."""

    name: str
    summary: str
    parser: argparse.ArgumentParser

    @property
    def arguments(self) -> list[argparse.Action]:
        """What it takes; not --help."""
        return [one for one in self.parser._actions if one.dest not in ("help", "version") and not _within(one)]

    @property
    def usage(self) -> str:
        """What has to be typed at least."""
        needed = [
            f"{one.option_strings[-1]} {_value(one)}" if one.option_strings else f"{_value(one)}"
            for one in self.arguments
            if one.required and one.nargs != "*"
        ]
        return " ".join([self.name, *needed])


def commands() -> list[Command]:
    """All commands, those within another one too."""
    return list(_commands(command_line(), "neuro"))


def _commands(parser: argparse.ArgumentParser, before: str) -> Iterator[Command]:
    for action in parser._actions:
        if inside := _within(action):
            helps = {one.dest: one.help or "" for one in action._choices_actions}  # type: ignore[attr-defined]
            for name, one in inside.items():
                yield Command(f"{before} {name}", helps[name], one)
                yield from _commands(one, f"{before} {name}")


def _within(action: argparse.Action) -> dict[str, Any]:
    """The commands that an argument chooses from, if it does."""
    return action.choices if isinstance(action, argparse._SubParsersAction) else {}


def _value(action: argparse.Action) -> str:
    """What stands for its value."""
    if action.nargs == 0:
        return ""
    if action.choices is not None:
        return ", ".join(map(str, action.choices))
    return str(action.metavar or action.dest).upper() if action.metavar is None else str(action.metavar)


def command_page() -> str:
    """The page of all of them."""
    text = [
        "# Commands and options\n",
        "What can be typed behind `neuro`, and every option of it. `neuro COMMAND --help` prints the same; "
        "`python -m neuro` does what `neuro` does.\n",
        "A command ends with 0 when it is done, with 2 when something is wrong that you can mend (one sentence on the "
        "error stream says what), and with 130 when it was interrupted. `neuro conformance` and `neuro crosscheck` "
        "end with 1 when engines differ, `neuro grid` when points failed.\n",
    ]
    for command in commands():
        text += [f"## {command.name}\n", sentence(command.summary) + "\n", f"```\n{command.usage}\n```\n"]
        if command.arguments:
            text.append(table(("argument", "value", "what it is"), map(_row, command.arguments)))
    return "\n".join(text)


def _row(action: argparse.Action) -> tuple[str, str, str]:
    name = ", ".join(action.option_strings) or str(action.metavar or action.dest).upper()
    value = _value(action) if action.option_strings else ""
    about = (action.help or "") % {"default": action.default}
    return code(name), " ".join(code(one) for one in value.split(", ")) if value else "", sentence(about)
