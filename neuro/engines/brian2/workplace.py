"""Where compiled programs run: a folder of its own for the values they read and write."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...errors import NeuroError
from .cache import Cache
from .children import run_child
from .plan import AbstractPlan
from .project import key_of, make_project


@final
class Compiled:
    """A finished folder of the cache: the binary, and which files it takes and gives."""

    def __init__(self, folder: Path) -> None:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.folder = folder
        self.takes: dict[str, dict[str, str]] = manifest["takes"]
        self.gives: dict[str, dict[str, str]] = manifest["gives"]
        self.dropped: list[str] = manifest["dropped"]


@final
class Workplace:
    """Runs compiled programs; they stand in the cache and know only shapes.

    Parameters
    ----------
    plan
        The first program; its values are written down and stay until others take their place.
    """

    def __init__(self, plan: AbstractPlan) -> None:
        self._cache = Cache()
        self._folder = Path(tempfile.mkdtemp(prefix="neuro-brian2-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        (self._folder / "results").mkdir()
        try:
            program = self.compiled(plan)
            shutil.copytree(program.folder / "fixed", self._folder / "static_arrays")
            self._write(program, plan.values)
            for name in program.dropped:
                (self._folder / "results" / name).symlink_to(os.devnull)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Remove the values; compiled programs stay in the cache."""
        self._remove()
        self._cache.close()

    def compiled(self, plan: AbstractPlan) -> Compiled:
        """The program of a plan, compiled if it isn't in the cache."""
        return Compiled(self._cache.folder(key_of(plan), lambda folder: make_project(folder, plan)))

    def execute(
        self, program: Compiled, values: Mapping[str, NDArray[Any]], settings: Mapping[str, float]
    ) -> tuple[dict[str, NDArray[Any]], float]:
        """Run a program to its end.

        Parameters
        ----------
        values
            Arrays by ``object.variable``, and tables by name, that differ from those of the last run.
        settings
            Single values by ``object.variable``.

        Returns
        -------
        results, wall_s
            All it gives, and the seconds spent in its simulation loop.

        Raises
        ------
        NeuroError
            When this place is closed or the program fails.
        """
        if not self._remove.alive:
            raise NeuroError("the session is closed; open the network again.")
        self._write(program, values)
        command = [str(program.folder / "main"), "--results_dir", f"{self._folder / 'results'}/"]
        command += [f"{name}={value!r}" for name, value in settings.items()]
        code, output = run_child(command, self._folder)
        if code or output.strip():
            raise NeuroError(
                f"the compiled Brian2 program failed (code {code}; it said '{output.strip()}'); "
                f"if it fails again, remove {program.folder} and it is compiled anew."
            )
        results = {name: self._read(entry) for name, entry in program.gives.items()}
        return results, float((self._folder / "results" / "last_run_info.txt").read_text().split()[0])

    def _write(self, program: Compiled, values: Mapping[str, NDArray[Any]]) -> None:
        for name, array in values.items():
            if name in program.takes:
                entry = program.takes[name]
                np.ascontiguousarray(array, entry["dtype"]).tofile(self._folder / "static_arrays" / entry["file"])

    def _read(self, entry: dict[str, str]) -> NDArray[Any]:
        return np.fromfile(self._folder / "results" / entry["file"], entry["dtype"])
