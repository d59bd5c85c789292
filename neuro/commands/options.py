"""Options of commands: made from declarations, or typed so that nonsense is refused before any work; the console."""

from __future__ import annotations

import argparse
import dataclasses
import os
import shlex
import tempfile
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from rich.console import Console

from ..errors import NeuroError, shown
from ..fields import TOO_LARGE, accepts, expectation, field_types
from ..grids.commands import SimulateOptions
from ..numerals import number, whole
from ..workload import Workload, make_workload

_KINDS: dict[type, Callable[[str], Any]] = {int: whole, float: number, str: str}
FOLDER_HELP = "folder of the MNIST files (default: the environment variable NEURO_DATA, or a download)"

REPORT_HELP = "write one page that shows and explains everything"


def add_options(parser: argparse.ArgumentParser, cls: type, *names: str, **defaults: Any) -> None:
    """One option for each field of a dataclass, or for those named; `defaults` stand in place of the declared ones.

    All together are checked when :func:`given_options` are made into the dataclass, and only what was asked for is
    given; those named are checked by the parser, which gives their defaults too.
    """
    kinds = field_types(cls)
    for field in dataclasses.fields(cls):
        if names and field.name not in names:
            continue
        option, kind, about = "--" + field.name.replace("_", "-"), kinds[field.name][0], field.metadata["help"]
        if kind is bool:
            parser.add_argument(option, action="store_true", default=None, help=about)
            continue
        default, chosen = defaults.get(field.name, field.default), field.metadata.get("names")
        about = f"{about} (default: {'that of the model' if default is None else default})"
        check = _accepted(field, kind, bool(names)) if chosen is None else str
        parser.add_argument(option, type=check, choices=chosen, default=default if names else None, help=about)


def _accepted(field: dataclasses.Field[Any], kind: type, checked: bool) -> Callable[[str], Any]:
    """An argument type that takes what a field accepts or, unchecked, anything of its kind."""

    def read(text: str) -> Any:
        with suppress(ValueError):
            given = _KINDS[kind](text)
            if not checked or accepts(field, given):
                return given
        raise argparse.ArgumentTypeError(f"got {shown(text)}, expected {expectation(field, kind)}")

    return read


def given_options(arguments: argparse.Namespace, cls: type) -> dict[str, Any]:
    """What was asked for, by field; the rest keeps its default."""
    values = {field.name: getattr(arguments, field.name) for field in dataclasses.fields(cls)}
    return {name: value for name, value in values.items() if value is not None}


def add_workload(parser: argparse.ArgumentParser, samples: int | None = None) -> None:
    """Declare what says which network runs on what; `samples` is how many when none are asked for."""
    parser.add_argument("model", help="model name, TOML file, or folder written by 'neuro train'")
    add_options(parser, SimulateOptions, "samples", "steps", "data", samples=samples)
    parser.add_argument("--seed", type=natural, help="draw other weights and starts than the model's own")
    parser.add_argument("--data-folder", metavar="DIR", help=FOLDER_HELP)


def workload_of(arguments: argparse.Namespace, regime: str | None, *, learning: bool = False) -> Workload:
    """The network and samples that :func:`add_workload`'s arguments ask for, in a regime or the model's own."""
    return make_workload(
        arguments.model,
        seed=arguments.seed,
        regime=regime,
        samples=arguments.samples,
        steps=arguments.steps,
        data=arguments.data,
        folder=arguments.data_folder,
        learning=learning,
    )


def typed(
    arguments: argparse.Namespace,
    left_out: Collection[str],
    positional: str | tuple[str, ...] = (),
    repeated: Collection[str] = (),
) -> str:
    """The command as one would type it again, without some of its options; those `repeated` once for each value."""
    words, bare = ["neuro", arguments.command], (positional,) if isinstance(positional, str) else positional
    for name, value in vars(arguments).items():
        if name in ("command", "run", *left_out) or value is None or value is False:
            continue
        option = f"--{name.replace('_', '-')}"
        if name in repeated:
            words += [word for one in value for word in (option, one)]
            continue
        if name not in bare:
            words.append(option)
        if value is not True:
            words.append(",".join(value) if isinstance(value, list) else str(value))
    return shlex.join(words)


def console() -> Console:
    """Where results go; wide enough for a whole table when the output is no terminal."""
    # Names and paths are printed as they are: brackets and colons in them are no markup.
    out = Console(highlight=False, markup=False, emoji=False)
    if not out.is_terminal:
        out.width = 160
    return out


def progress_console() -> Console:
    """Where progress goes: the error stream, so that results can be piped."""
    return Console(stderr=True, highlight=False)


def _whole(low: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        with suppress(ValueError):
            if low <= (value := whole(text)) < TOO_LARGE:
                return value
        raise argparse.ArgumentTypeError(f"got {shown(text)}, expected a whole number of at least {low}")

    return read


positive, natural = _whole(1), _whole(0)


def names(text: str) -> list[str]:
    """A list separated by commas."""
    out = [part.strip() for part in text.split(",")]
    if not all(out):
        raise argparse.ArgumentTypeError(f"got {shown(text)}, expected names separated by single commas")
    return out


def _file(*endings: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if Path(text).suffix.lstrip(".").lower() in endings:
            return text
        raise argparse.ArgumentTypeError(f"got {shown(text)}, expected a name ending in .{', .'.join(endings)}")

    return read


# Formats of pictures, and endings that browsers know as a page.
picture, page = _file("png", "pdf", "svg"), _file("html", "htm")


def check_writable(*paths: str | None) -> None:
    """Refuse places that can't be written, or that one option would take from another, before the work for them."""
    given = [path for path in paths if path is not None]
    for place, path in enumerate(given):
        if os.path.realpath(path) in map(os.path.realpath, given[:place]):
            raise NeuroError(f"{path}: two options name this one file; give each a file of its own.")
        parent = Path(path).absolute().parent
        try:
            if path.endswith(os.sep) or (_exists(path) and not os.path.isfile(path)):
                raise NeuroError(f"{path}: is a folder or a device; expected the name of an ordinary file to write.")
            while not _exists(parent):
                parent = parent.parent
            # Rights alone don't tell: some file systems take no new files from anybody.
            with tempfile.TemporaryFile(dir=parent):
                pass
        except OSError as problem:
            raise NeuroError(
                f"{path}: can't be written, {parent} takes no new files ({problem.strerror}); choose another place."
            ) from problem


def _exists(path: str | Path) -> bool:
    """Whether there is anything, even a link that leads nowhere else; what can't be told is an error."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def check_arguments(arguments: Iterable[str]) -> None:
    """Refuse what no name or number can be: empty ones, and those that are no text."""
    for argument in arguments:
        option, equals, value = argument.partition("=")
        if not argument or (equals and not value and option.startswith("--")):
            raise NeuroError(
                f"{option or 'arguments'}: got '', expected a name or a number; give one, or leave it out."
            )
        if "\0" in argument or argument != argument.encode("utf-8", "replace").decode("utf-8"):
            raise NeuroError(f"got {shown(argument)}, which is no UTF-8 text; give the file another name.")
