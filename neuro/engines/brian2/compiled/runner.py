"""Runs of compiled programs, in a folder of their own for the values they read and write."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ....errors import NeuroError
from ....machine.scratch import Scratch
from .build import ProgramSpec, build_program
from .cache import Cache
from .compiler import run_command


@final
@dataclass(frozen=True)
class Compiled:
    """A finished folder of the cache, and which files its program takes, gives, and writes for nobody to read."""

    folder: Path
    takes: dict[str, dict[str, str]]
    gives: dict[str, dict[str, Any]]
    fixed: list[str]
    dropped: list[str]


@final
class ProgramRunner:
    """Runs compiled programs; those stay in the cache and know only shapes.

    The values of the first `spec` are written down and stay until others take their place.
    """

    def __init__(self, spec: ProgramSpec) -> None:
        self._cache = Cache()
        self._scratch = Scratch()
        self._folder = self._scratch.path
        (self._folder / "results").mkdir()
        try:
            program = self._compiled(spec)
            shutil.copytree(program.folder / "fixed", self._folder / "static_arrays")
            self._write(program, spec.data.values)
            for name in program.dropped:
                (self._folder / "results" / name).symlink_to(os.devnull)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Remove the values; compiled programs stay in the cache."""
        self._scratch.close()
        self._cache.close()

    def execute(
        self, spec: ProgramSpec, values: Mapping[str, NDArray[Any]], settings: Mapping[str, float]
    ) -> tuple[dict[str, NDArray[Any]], float]:
        """Run the program of a spec to its end; all it gives, and the seconds spent in its simulation loop.

        It takes the `values` of arrays by ``object.variable`` and of tables by name, as far as they differ from those
        of the last run, and single values (`settings`) by ``object.variable``.

        Raises
        ------
        NeuroError
            When this runner is closed or the program fails.
        """
        if self._scratch.closed:
            raise NeuroError("the session is closed; open the network again.")
        program = self._compiled(spec)
        self._write(program, values)
        command = [str(program.folder / "main"), "--results_dir", f"{self._folder / 'results'}/"]
        command += [f"{name}={value!r}" for name, value in settings.items()]
        try:
            code, output = run_command(command, self._folder)
        except OSError as problem:
            raise NeuroError(
                f"{program.folder}: its program can't be started ({problem.strerror or problem}); set NEURO_CACHE to a "
                "folder whose programs may be."
            ) from problem
        if code or output.strip():
            raise NeuroError(
                f"the compiled Brian2 program failed (code {code}; it said '{output.strip()}'); "
                f"if it fails again, remove {program.folder} and it is compiled anew."
            )
        folder = self._folder / "results"
        results = {name: np.fromfile(folder / entry["file"], entry["dtype"]) for name, entry in program.gives.items()}
        for name, result in results.items():
            if (count := program.gives[name]["count"]) is not None and len(result) != count:
                raise NeuroError(
                    f"the compiled Brian2 program wrote {len(result)} of {count} values of {name} to {folder}; make "
                    "room there, or set TMPDIR to another folder."
                )
        return results, float((folder / "last_run_info.txt").read_text().split()[0])

    def _compiled(self, spec: ProgramSpec) -> Compiled:
        """The program of a spec, compiled if it isn't in the cache."""
        folder = self._cache.folder(spec.key, lambda empty: build_program(empty, spec))
        return Compiled(folder, **json.loads((folder / "manifest.json").read_text(encoding="utf-8")))

    def _write(self, program: Compiled, values: Mapping[str, NDArray[Any]]) -> None:
        for name, array in values.items():
            if name in program.takes:
                entry = program.takes[name]
                np.ascontiguousarray(array, entry["dtype"]).tofile(self._folder / "static_arrays" / entry["file"])
