"""Calls of the C++ compiler: what it needs, how it is saved work, and how it is stopped with all it has started."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from ....errors import NeuroError
from ....files import write_text
from ....machine.signals import deferred
from .library import COMPILER_FLAGS

_PROGRAM = "program.cpp"
# What Brian2 writes once for every program.
_FRAME = ("objects", "synapses_classes", "network", "run", "main")


def compiler() -> str:
    """The C++ compiler that is called."""
    return os.environ.get("CXX", "").strip() or "g++"


def missing_compiler() -> str | None:
    """The C++ compiler if it isn't there."""
    return compiler() if shutil.which(compiler().split()[0]) is None else None


def compile_program(source: Path, log: Path) -> None:
    """Compile what Brian2 wrote into a folder.

    Raises
    ------
    NeuroError
        When the compiler fails, with what it said first; all of it is kept in `log`.
    """
    (source / _PROGRAM).write_text(_in_one(source), encoding="utf-8")
    code, output = run_command([*compiler().split(), *COMPILER_FLAGS, "-I.", _PROGRAM, "-o", "main"], source)
    if code or not (source / "main").exists():
        raise NeuroError(
            f"the Brian2 program doesn't compile ({compiler()} ended with code {code}): {_complaint(output)}; "
            f"all that the compiler said is in {write_text(log, output)}."
        )


def _in_one(source: Path) -> str:
    """All of a program in one piece, compiled in a third of the time that Brian2's many small files take.

    Each of those has helpers of the same names, and so gets a namespace of its own.
    """
    actions = sorted(source.glob("code_objects/*.cpp"))
    read = [path.read_text(encoding="utf-8") for action in actions for path in (action.with_suffix(".h"), action)]
    lines = [*dict.fromkeys(line for text in read for line in re.findall(r"^#include.*", text, re.MULTILINE))]
    for number, (action, header) in enumerate(zip(actions, read[::2], strict=True)):
        lines.append(f'namespace action_{number} {{\n#include "{action.relative_to(source)}"\n}}')
        called = re.findall(r"^void (\w+)\(\);", header, re.MULTILINE)
        lines += [f"void {name}() {{ action_{number}::{name}(); }}" for name in called]
    return "\n".join([*lines, *(f'#include "{name}.cpp"' for name in _FRAME), ""])


def _complaint(output: str) -> str:
    """The line of a compiler's output that says what is wrong: its first error, or else its last word."""
    said = [line.strip() for line in output.splitlines() if line.strip()]
    return next((line for line in said if re.search("error", line, re.IGNORECASE)), said[-1] if said else "nothing")


def run_command(command: list[str], folder: Path) -> tuple[int, str]:
    """Run a command in a folder to its end: its exit code and all its output.

    Whatever interrupts the wait also ends the command and every process it has started.
    """
    with tempfile.TemporaryFile() as output:
        process = None
        try:
            with deferred():
                process = subprocess.Popen(
                    command,
                    cwd=folder,
                    # What a compiler that is killed leaves behind goes with the folder.
                    env={**os.environ, "TMPDIR": str(folder)},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    # A process group of its own, so that everything it starts can be ended with it.
                    start_new_session=True,
                )
            code = process.wait()
        finally:
            if process is not None and process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        output.seek(0)
        return code, output.read().decode(errors="replace")
