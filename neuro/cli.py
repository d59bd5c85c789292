"""The command line: parses, calls, and turns errors into one sentence and exit code 2."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import warnings
from collections.abc import Sequence
from typing import NoReturn, final

from . import __version__
from .errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_REFUSED, NeuroError, one_line
from .machine import signals
from .machine.streams import SteadyStream, steady_streams


@final
class _Parser(argparse.ArgumentParser):
    """Refuses with one line instead of a page of usage."""

    def error(self, message: str) -> NoReturn:
        _say(f"{message}; see '{self.prog} --help'.")
        self.exit(EXIT_REFUSED)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    int
        0 when done, 2 when something the user can mend is wrong, 130 when interrupted.
    """
    signals.interrupt_once()
    # What libraries warn of is for whoever writes programs with them; without a handler logging prints it too.
    logging.basicConfig(handlers=[logging.NullHandler()])
    if arguments is None:
        # The process is this command's alone. Brian2 has a handler of its own, and warns as late as when Python ends.
        logging.disable(logging.WARNING)
    with warnings.catch_warnings(record=True), steady_streams() as out:
        try:
            return _printed(out, _run(arguments))
        except SystemExit as stop:
            raise SystemExit(_printed(out, int(stop.code or EXIT_OK))) from None


def _run(arguments: Sequence[str] | None) -> int:
    """Run one command: its exit code, its refusal told."""
    try:
        if not (sys.argv[1:] if arguments is None else arguments):
            from .commands.overview import welcome

            print(welcome())
            return EXIT_OK
        options = _options(arguments)
        try:
            os.getcwd()
        except FileNotFoundError:
            raise NeuroError("the current folder has been deleted; go to one that exists and try again.") from None
        return int(options.run(options))
    except NeuroError as problem:
        _say(str(problem))
        return EXIT_REFUSED
    except MemoryError:
        _say("not enough memory for this run; ask for fewer samples, steps or units.")
        return EXIT_REFUSED
    except KeyboardInterrupt as stop:
        return _interrupted(*stop.args)
    except Exception:
        # Compiled code, such as that of a library being imported, turns an interrupt into an error of its own.
        if signals.interrupted():
            return _interrupted()
        raise
    finally:
        signals.clean_up()


def _interrupted(left: str = "files that were not finished are not there.") -> int:
    _say(f"interrupted; {left}")
    return EXIT_INTERRUPTED


def _say(sentence: str) -> None:
    """One line on the error stream, whatever stands in the names and the foreign messages that it quotes."""
    print(f"neuro: {one_line(sentence.strip())}", file=sys.stderr)


def _printed(out: SteadyStream, code: int) -> int:
    """The exit code, or another one when what a command had to say was lost."""
    out.flush()
    # A reader that has gone, as with `| head`, has read enough.
    if code == EXIT_OK and out.problem is not None and not isinstance(out.problem, BrokenPipeError):
        _say(f"the output can't be written ({out.problem.strerror}); files that were asked for are whole.")
        return EXIT_REFUSED
    return code


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    from .commands.options import check_arguments

    check_arguments(sys.argv[1:] if arguments is None else arguments)
    return command_line().parse_args(arguments)


def command_line() -> argparse.ArgumentParser:
    """Every command and option there is."""
    # Imported here: a Ctrl-C in the second this takes ends like any other.
    from .commands import (
        claims,
        compare,
        conformance,
        exchange,
        grid,
        join,
        manifold,
        overview,
        place,
        running,
        split,
        train,
        tune,
    )
    from .commands.registry import add_registered

    parser = _Parser(prog="neuro", description="One network description; many engines; counted events.")
    parser.add_argument("--version", action="version", version=f"neuro {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command", parser_class=_Parser)
    for command in (
        overview,
        running,
        compare,
        conformance,
        train,
        tune,
        join,
        split,
        claims,
        manifold,
        grid,
        place,
        exchange,
    ):
        command.add(commands)
    add_registered(commands)
    return parser
