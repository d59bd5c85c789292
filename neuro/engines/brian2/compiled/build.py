"""The C++ program of a network: written by Brian2, compiled once, kept under a key of all that shapes it."""

from __future__ import annotations

import hashlib
import inspect
import json
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, final

import numpy as np

from ....machine.notices import notice
from .compiler import compile_program, compiler
from .data import TABLES, ProgramData, Table
from .factories import AbstractProgram
from .library import COMPILER_FLAGS, borrowed, load

# The number of slots and the length of a sample are values of a run; Brian2's own run() writes them into the code.
_RUN = """
_array_sampling_dt[0] = _array_units_period[0];
const auto began = std::chrono::steady_clock::now();
network.run(_array_units_slots[0], NULL, 10.0);
const double simulated = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
"""
_AFTER = "Network::_last_run_time = simulated;"

# Values of single synapses.
_OF_SYNAPSES = ("w", "low", "high")

# When this process is killed and can't clean up, the system ends the program too (where it can do that).
_END_WITH_PARENT = {"linux": ("<sys/prctl.h>", "prctl(PR_SET_PDEATHSIG, SIGKILL);")}


@final
@dataclass(frozen=True, eq=False)
class ProgramSpec:
    """What a compiled program is made for."""

    program: type[AbstractProgram]  # makes the Brian2 objects from data and equations
    data: ProgramData
    equations: Any  # a dataclass of equations and actions: a code, or a rule of learning
    room: dict[str, int]  # how many values each table can hold

    @property
    def key(self) -> str:
        """Name of the program that fits: the same key, the same code.

        Weights don't count, except for single values, which Brian2 writes into the code.
        """
        writers = (Table, AbstractProgram, ProgramSpec, compile_program, self.program, type(self.equations))
        shaped_by = {
            "text": [inspect.getsource(sys.modules[writer.__module__]) for writer in writers],
            "brian2": version("brian2"),
            "machine": [platform.system(), platform.machine()],
            "compiler": [compiler(), *COMPILER_FLAGS],
            "equations": repr(self.equations),
            "tables": self.room,
            "sizes": self.data.sizes,
            "single": {name: values.tolist() for name, values in self.data.values.items() if values.size == 1},
        }
        return hashlib.sha256(json.dumps(shaped_by, sort_keys=True).encode()).hexdigest()[:24]


def build_program(folder: Path, spec: ProgramSpec) -> None:
    """Write and compile the program into an empty folder.

    Raises
    ------
    NeuroError
        When the compiler fails, with what it said first.
    """
    source = folder / "source"
    manifest = write_source(source, spec)
    # Outside the cache itself, which may be a temporary folder.
    notice("compiling this network's program for the engine 'brian2-standalone': about 5 s, kept for next time.")
    compile_program(source, folder.parents[1] / f"compile-{spec.key}.log")
    (source / "main").rename(folder / "main")
    # Some values are Brian2's own, such as a monitor's indices; a runner copies them.
    (folder / "fixed").mkdir()
    for name in manifest["fixed"]:
        (source / "static_arrays" / name).rename(folder / "fixed" / name)
    shutil.rmtree(source)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def write_source(source: Path, spec: ProgramSpec) -> dict[str, Any]:
    """Let Brian2 write the program; which file holds what."""
    load()
    from brian2.devices.cpp_standalone.device import CPPStandaloneDevice

    # A device of our own: Brian2's global one may hold a user's simulation.
    device = CPPStandaloneDevice()
    with borrowed(device) as brian2:
        program = spec.program(spec.data, spec.equations)
        for name, size in spec.room.items():
            program.tables[name].values = np.zeros(size, TABLES[name])
        device.headers.append("<chrono>")
        if sys.platform in _END_WITH_PARENT:
            header, call = _END_WITH_PARENT[sys.platform]
            device.headers.append(header)
            device.insert_code("before_start", call)
        device.apply_run_args()
        device.insert_code("before_network_run", _RUN)
        device.insert_code("after_network_run", _AFTER)
        device.insert_code("before_end", _forget(program))
        program.network.run(0 * brian2.second, namespace={})
        device.build(directory=str(source), compile=False, run=False)
        return _manifest(device, program)


def _forget(program: AbstractProgram) -> str:
    """Empty what the program would otherwise write to disk although nobody reads it."""
    dropped = [
        f"brian::_dynamic_array_{owner}_{name}.clear();"
        for owner in program.data.synapses
        for name in (*_OF_SYNAPSES, "change", "_synaptic_pre", "_synaptic_post")
        if owner in program.objects
        and name in program.objects[owner].variables
        and f"{owner}.{name}" not in program.results
    ]
    return "\n".join(dropped)


def _manifest(device: Any, program: AbstractProgram) -> dict[str, Any]:
    """Which file holds what: values read at the start by file name, results by what they are."""
    takes = {}
    for name in (*program.data.values, *TABLES):
        group, _, variable = name.partition(".")
        dynamic = "_dynamic" if variable in _OF_SYNAPSES else ""
        file = f"_static_array_{dynamic}_array_{group}_{variable}" if variable else f"{name}_values"
        if file in device.static_arrays:
            takes[name] = {"file": file, "dtype": device.static_arrays[file].dtype.str}
    gives = {}
    for name, variable in program.results.items():
        owner, _, kind = name.partition(".")
        # How many values a monitor has is settled by the run.
        count = len(program.data.synapses[owner]) if kind == "w" else None if variable.dynamic else int(variable.size)
        file, number = device.get_array_filename(variable), np.dtype(variable.dtype).str
        gives[name] = {"file": file, "dtype": number, "count": count}
    fixed = sorted(set(device.static_arrays) - {entry["file"] for entry in takes.values()})
    # Brian2 writes every array to disk at the end; these are large and hold what was handed in.
    ends = ("_sources", "_targets")
    dropped = [device.get_array_filename(v) for v, name in device.arrays.items() if name.endswith(ends)]
    return {"takes": takes, "gives": gives, "fixed": fixed, "dropped": sorted(set(dropped) - set(gives))}
