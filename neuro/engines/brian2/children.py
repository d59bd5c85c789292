"""Programs that run beside this one and never outlive the call that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from pathlib import Path


def run_child(command: list[str], folder: Path, environment: dict[str, str] | None = None) -> tuple[int, str]:
    """Run a command to its end; whatever interrupts the wait also ends the command and its children.

    Parameters
    ----------
    command, folder
        What is run, and where.
    environment
        Variables added to this process's own.

    Returns
    -------
    code, output
        Exit code, and all it wrote.
    """
    with tempfile.TemporaryFile() as output:
        # A group of its own, so that everything it starts can be ended with it.
        child = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = child.wait()
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        output.seek(0)
        return code, output.read().decode(errors="replace")
