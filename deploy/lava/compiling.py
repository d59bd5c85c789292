"""Compiling a graph without Lava's side effects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lava.magma.compiler.compiler_graphs import ProcGroupDiGraphs
from lava.magma.compiler.executable import Executable
from lava.magma.core.process.process import AbstractProcess, ProcessServer
from lava.magma.core.process.variable import VarServer
from lava.magma.core.run_configs import Loihi2SimCfg, RunConfig

from .importing import quiet

_find_models = ProcGroupDiGraphs._find_proc_models
_models: dict[type, list[Any]] = {}


def on_cpu(tag: str) -> RunConfig:
    """Lava's own models of that tag."""
    return Loihi2SimCfg(select_tag=tag)


def compile_graph(
    build: Callable[[], AbstractProcess], tag: str, configure: Callable[[str], RunConfig] = on_cpu
) -> Executable:
    """Build and compile a graph.

    Parameters
    ----------
    build
        Makes and connects fresh Lava processes and returns one of them.
    tag
        ``floating_pt`` or ``fixed_pt``.
    configure
        Makes Lava's run configuration from the tag, once the processes are there.
    """
    processes, variables = len(ProcessServer().processes), len(VarServer().vars)
    ProcGroupDiGraphs._find_proc_models = staticmethod(_remembered_models)
    try:
        with quiet():
            return build().compile(configure(tag))
    finally:
        ProcGroupDiGraphs._find_proc_models = staticmethod(_find_models)
        # Lava keeps every process and variable ever made; ours are taken out again.
        del ProcessServer().processes[processes:], VarServer().vars[variables:]


def _remembered_models(proc: AbstractProcess) -> list[Any]:
    # Lava finds the models of a process by executing every file of its folder: once is enough.
    kind = type(proc)
    if kind not in _models:
        _models[kind] = _find_models(proc)
    return list(_models[kind])
