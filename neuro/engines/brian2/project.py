"""The C++ program of a network: written by Brian2, compiled once, kept under a key of all that shapes it."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from .compiling import compile_program, compiler
from .library import COMPILER_FLAGS, borrowed, load
from .plan import AbstractPlan
from .tables import TABLES

# Modules whose text decides what Brian2 generates, beside those a plan names.
_SHAPING = ("tables.py", "project.py", "compiling.py")

# The number of slots and the length of a sample are values of a run; Brian2's own run() writes them into the code.
_RUN = """
_array_sampling_dt[0] = _array_units_period[0];
const auto began = std::chrono::steady_clock::now();
network.run(_array_units_slots[0], NULL, 10.0);
const double simulated = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
"""
_AFTER = "Network::_last_run_time = simulated;"

# A parent that is killed without a chance to clean up takes the program with it (where the system can do that).
_LIFELINE = {"linux": ("<sys/prctl.h>", "prctl(PR_SET_PDEATHSIG, SIGKILL);")}


def key_of(plan: AbstractPlan) -> str:
    """Name of the program that fits: equal keys, equal code.

    Weights don't count, but for single values, which Brian2 writes into the code.
    """
    single = {name: values.tolist() for name, values in plan.values.items() if values.size == 1}
    modules = (*_SHAPING, *plan.modules)
    shaped_by = {
        "text": [Path(__file__).with_name(name).read_text(encoding="utf-8") for name in modules],
        "brian2": version("brian2"),
        "machine": [platform.system(), platform.machine()],
        "compiler": [compiler(), *COMPILER_FLAGS],
        "equations": plan.equations,
        "tables": plan.room,
        "sizes": plan.sizes,
        "single": single,
    }
    return hashlib.sha256(json.dumps(shaped_by, sort_keys=True).encode()).hexdigest()[:24]


def make_project(folder: Path, plan: AbstractPlan) -> None:
    """Write and compile the program into an empty folder.

    Raises
    ------
    NeuroError
        When the compiler fails, with its last words.
    """
    source = folder / "source"
    manifest = _write_source(source, plan)
    compile_program(source)
    (source / "main").rename(folder / "main")
    # Some values are Brian2's own, such as a monitor's indices; a session copies them.
    (folder / "fixed").mkdir()
    for name in manifest["fixed"]:
        (source / "static_arrays" / name).rename(folder / "fixed" / name)
    for leftover in (*source.rglob("*.o"), *source.glob("*.gch"), *(source / "static_arrays").iterdir()):
        leftover.unlink()
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def _write_source(source: Path, plan: AbstractPlan) -> dict[str, Any]:
    load()
    from brian2.devices.cpp_standalone.device import CPPStandaloneDevice

    # A device of our own: Brian2's global one may hold a user's simulation.
    device = CPPStandaloneDevice()
    with borrowed(device) as brian2:
        program = plan.program()
        for name, size in plan.room.items():
            program.tables[name].values = np.zeros(size, TABLES[name])
        device.headers.append("<chrono>")
        if sys.platform in _LIFELINE:
            header, call = _LIFELINE[sys.platform]
            device.headers.append(header)
            device.insert_code("before_start", call)
        device.apply_run_args()
        device.insert_code("before_network_run", _RUN)
        device.insert_code("after_network_run", _AFTER)
        device.insert_code("before_end", _forget(program))
        program.network.run(0 * brian2.second, namespace={})
        device.build(directory=str(source), compile=False, run=False)
        return _manifest(device, program, plan)


def _forget(program: Any) -> str:
    """Empty what the program would otherwise write to disk although nobody reads it."""
    dropped = [
        f"brian::_dynamic_array_{synapses.name}_{name}.clear();"
        for synapses in program.synapses.values()
        for name in ("w", "change", "_synaptic_pre", "_synaptic_post")
        if name in synapses.variables and f"{synapses.name}.{name}" not in program.results
    ]
    return "\n".join(dropped)


def _manifest(device: Any, program: Any, plan: AbstractPlan) -> dict[str, Any]:
    """Which file holds what: values read at the start by file name, results by what they are."""
    takes = {}
    for name in (*plan.values, *TABLES):
        group, _, variable = name.partition(".")
        dynamic = "_dynamic" if variable == "w" else ""
        file = f"_static_array_{dynamic}_array_{group}_{variable}" if variable else f"{name}_values"
        if file in device.static_arrays:
            takes[name] = {"file": file, "dtype": device.static_arrays[file].dtype.str}
    gives = {}
    for name, variable in program.results.items():
        gives[name] = {"file": device.get_array_filename(variable), "dtype": np.dtype(variable.dtype).str}
    fixed = sorted(set(device.static_arrays) - {entry["file"] for entry in takes.values()})
    # Brian2 writes every array to disk at the end; these are large and no news.
    ends = ("_sources", "_targets")
    dropped = [device.get_array_filename(v) for v, name in device.arrays.items() if name.endswith(ends)]
    return {"takes": takes, "gives": gives, "fixed": fixed, "dropped": sorted(set(dropped) - set(gives))}
