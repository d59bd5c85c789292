"""Whether a Loihi 2 can be reached from here: Intel's extension, and a machine that holds a board."""

from __future__ import annotations

import os
import shutil
from importlib.metadata import PackageNotFoundError, version

from neuro.errors import NeuroError

from ..lava.importing import has_module, lava_obstacle

# Modules of Intel's extension that public programs import; all of them are in use here or by Lava's compiler.
NEEDED = (
    "lava.magma.compiler.subcompilers.nc.ncproc_compiler",
    "lava.magma.core.model.nc.model",
    "lava.magma.core.model.c.model",
    "lava.proc.lif.ncmodels",
    "lava.proc.dense.ncmodels",
    "lava.proc.embedded_io.spike",
    "lava.utils.loihi2_state_probes",
    "lava.utils.loihi2_profiler",
)
_SELF_TEST = "python -m neuro_deploy.loihi2.selftest"


def chip_obstacle() -> str | None:
    """Why no Loihi 2 can be used here, in one sentence; None when the extension and a host are there.

    Asks neither the host nor SLURM: :func:`connect` does.
    """
    if (obstacle := lava_obstacle()) is not None:
        return obstacle
    if missing := [name for name in NEEDED if not has_module(name)]:
        return (
            f"Intel's Lava extension for Loihi is missing or incomplete: beside lava-nc {_lava_version()} there is no "
            f"{_listed(missing)}; members of Intel's research community (INRC) get it from Intel, and lava-fixed runs "
            "the same graph on the CPU."
        )
    if not _address() and shutil.which("sinfo") is None:
        return (
            "Intel's Lava extension is installed but no host with a Loihi 2 is named: set NXSDKHOST to the address of "
            "one (and HOST_BINARY, LOIHI_GEN where they differ from Lava's own), or run where SLURM's sinfo is on the "
            f"PATH; then check the chip with '{_SELF_TEST}'."
        )
    return None


def connect() -> None:
    """Point Lava at the host that the environment names: NXSDKHOST, or else SLURM (PARTITION, BOARD).

    Raises
    ------
    NeuroError
        When the host doesn't answer, or a variable names what there isn't.
    """
    from lava.utils import loihi

    try:
        generation = loihi.ChipGeneration(os.environ.get("LOIHI_GEN", loihi.ChipGeneration.N3B3.value))
        if address := _address():
            binary = {"host_binary_path": path} if (path := os.environ.get("HOST_BINARY")) else {}
            loihi.use_ethernet_host(address, loihi_gen=generation, **binary)
        else:
            partition, board = os.environ.get("PARTITION"), os.environ.get("BOARD")
            loihi.use_slurm_host(partition=partition, board=board, loihi_gen=generation)
    except (ImportError, OSError, ValueError) as problem:
        raise NeuroError(
            f"the host of the Loihi 2 can't be used ({problem}); check LOIHI_GEN and NXSDKHOST, or PARTITION and BOARD."
        ) from problem


def _address() -> str | None:
    return os.environ.get("NXSDKHOST") or None


def _listed(modules: list[str]) -> str:
    return modules[0] if len(modules) == 1 else f"{modules[0]} and {len(modules) - 1} of its other modules"


def _lava_version() -> str:
    try:
        return version("lava-nc")
    except PackageNotFoundError:
        return "of unknown version"
