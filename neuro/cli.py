"""The command line: parses, calls, and turns errors into one sentence and exit code 2."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from typing import NoReturn, final

from . import __version__
from .errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_REFUSED, NeuroError, one_line


def _stop(*_: object) -> NoReturn:
    raise KeyboardInterrupt


@final
class _Parser(argparse.ArgumentParser):
    """Refuses with one line instead of a page of usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(EXIT_REFUSED, f"neuro: {one_line(message)}; see '{self.prog} --help'.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns
    -------
    int
        0 when done, 2 when something the user can mend is wrong, 130 when interrupted.
    """
    # A SIGTERM ends like Ctrl-C: processes that were started are stopped, files are whole or absent.
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _stop)
    try:
        options = _options(arguments)
        return int(options.run(options))
    except NeuroError as problem:
        print(f"neuro: {problem}", file=sys.stderr)
        return EXIT_REFUSED
    except MemoryError:
        print("neuro: not enough memory for this run; ask for fewer samples, steps or units.", file=sys.stderr)
        return EXIT_REFUSED
    except BrokenPipeError:
        # The reader of the output has gone, as with `| head`: there is nobody left to tell.
        sys.stderr.close()
        return EXIT_OK
    except KeyboardInterrupt as stop:
        left = stop.args[0] if stop.args else "files that were not finished are not there."
        print(f"neuro: interrupted; {left}", file=sys.stderr)
        return EXIT_INTERRUPTED


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    # Imported here: a Ctrl-C in the second this takes ends like any other.
    from .commands import claims, compare, grid, manifold, overview, place, running, train
    from .commands.options import check_arguments
    from .commands.registry import add_registered

    check_arguments(sys.argv[1:] if arguments is None else arguments)
    parser = _Parser(prog="neuro", description="One network description; many engines; counted events.")
    parser.add_argument("--version", action="version", version=f"neuro {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command", parser_class=_Parser)
    for command in (overview, running, compare, train, claims, manifold, grid, place):
        command.add(commands)
    add_registered(commands)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
