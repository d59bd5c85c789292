"""Runs in Brian2's C++ standalone mode: one compiled program, new values in every run."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
import weakref
from pathlib import Path
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...errors import NeuroError
from ...network import Network
from ..contract import AbstractEngine
from .cache import Cache
from .children import run_child
from .counting import Record
from .project import key_of, make_project
from .session import AbstractBrian2Session
from .timeline import Timeline, capacities


@final
class StandaloneSession(AbstractBrian2Session):
    """A compiled program with a folder of its own for the values it reads and writes.

    The program stands in the cache and knows only the network's shape; it is started once per chunk.
    """

    def __init__(self, engine: AbstractEngine, network: Network, code: str) -> None:
        super().__init__(engine, network, code)
        began = time.perf_counter()
        self._cache = Cache()
        self._folder = Path(tempfile.mkdtemp(prefix="neuro-brian2-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        (self._folder / "results").mkdir()
        try:
            program = self._program(period=1, masked=False)
            shutil.copytree(program.folder / "fixed", self._folder / "static_arrays")
            self._write(program, self.wiring.values)
            for name in program.dropped:
                (self._folder / "results" / name).symlink_to(os.devnull)
        except BaseException:
            self.close()
            raise
        self.setup_s = time.perf_counter() - began

    def close(self) -> None:
        """Remove the session's values; the compiled program stays in the cache."""
        self._remove()
        self._cache.close()

    def _program(self, period: int, masked: bool) -> _Compiled:
        wiring, model = self.wiring, self.model
        room = capacities(wiring.units, wiring.lines + wiring.classes, period, masked)
        key = key_of(wiring, model, room)
        return _Compiled(self._cache.folder(key, lambda folder: make_project(folder, wiring, model, room)))

    def _execute(self, timeline: Timeline, chunk: slice) -> Record:
        if not self._remove.alive:
            raise NeuroError("the session is closed; open the network again.")
        began = time.perf_counter()
        program, samples = self._program(timeline.period, timeline.masked), chunk.stop - chunk.start
        self._write(program, timeline.tables(chunk))
        command = [str(program.folder / "main"), "--results_dir", f"{self._folder / 'results'}/"]
        command += [f"units.slots={samples * timeline.period}", f"units.period={timeline.period}"]
        code, output = run_child(command, self._folder)
        if code or output.strip():
            raise NeuroError(
                f"the compiled Brian2 program failed (code {code}; it said '{output.strip()}'); "
                f"if it fails again, remove {program.folder} and it is compiled anew."
            )
        values = {name: self._read(entry) for name, entry in program.gives.items()}
        wall_s = float((self._folder / "results" / "last_run_info.txt").read_text().split()[0])
        # What a run needs beside its simulation loop is starting the program: it loads every synapse.
        self.setup_s += time.perf_counter() - began - wall_s
        return Record(values, samples, wall_s)

    def _write(self, program: _Compiled, values: dict[str, NDArray[Any]]) -> None:
        for name, array in values.items():
            if name in program.takes:
                entry = program.takes[name]
                np.ascontiguousarray(array, entry["dtype"]).tofile(self._folder / "static_arrays" / entry["file"])

    def _read(self, entry: dict[str, str]) -> NDArray[Any]:
        return np.fromfile(self._folder / "results" / entry["file"], entry["dtype"])


@final
class _Compiled:
    """A finished folder of the cache: the binary, and which files it takes and gives."""

    def __init__(self, folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.folder = folder
        self.takes: dict[str, dict[str, str]] = manifest["takes"]
        self.gives: dict[str, dict[str, str]] = manifest["gives"]
        self.dropped: list[str] = manifest["dropped"]
