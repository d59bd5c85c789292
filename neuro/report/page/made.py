"""What was compared and what made the page: network, seed, versions, machine."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version

from ... import __version__
from ..comparison import Comparison

_PACKAGES = ("numpy", "scipy", "matplotlib", "jinja2")
# What stands behind an engine, by the beginning of its name.
_BEHIND = {"brian2": "brian2", "lava": "lava-nc", "loihi": "lava-nc", "sanafe": "sanafe"}


def facts(comparison: Comparison) -> list[tuple[str, str]]:
    """What was compared, for the head of the page."""
    workload = comparison.workload
    network, stimulus = workload.network, workload.stimulus
    numbers = f"{network.description.numbers.weight_bits}-bit integers" if network.is_integer else "floats"
    return [
        ("network", network.hash),
        ("units", f"{network.units:,}"),
        ("numbers", numbers),
        ("data", workload.data or "random starts"),
        ("samples", f"{stimulus.samples:,}"),
        ("steps", f"{stimulus.steps:,}"),
        ("engines", ", ".join(dict.fromkeys(entry.run.engine for entry in comparison.entries))),
        ("codes", ", ".join(dict.fromkeys(entry.run.code for entry in comparison.entries))),
    ]


def made(comparison: Comparison) -> list[tuple[str, str]]:
    """What made the page."""
    packages = [*_PACKAGES, *(_behind(comparison))]
    return [
        ("network hash", comparison.workload.network.hash),
        ("seed", str(comparison.workload.source.description.seed)),
        ("neuro", __version__),
        ("Python", platform.python_version()),
        *((name, found) for name in packages if (found := _version(name)) is not None),
        ("machine", f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"),
    ]


def _behind(comparison: Comparison) -> list[str]:
    engines = {entry.run.engine for entry in comparison.entries}
    found = {package for start, package in _BEHIND.items() if any(name.startswith(start) for name in engines)}
    return sorted(found)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
