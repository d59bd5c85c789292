"""What made a page: seed, network, versions, machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from ... import __version__
from ...engines import load_engine

_PACKAGES = ("numpy", "scipy", "matplotlib", "jinja2")


def made_by(seed: int, network: str | None = None, engines: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
    """What made a page: the seed, the hash of the network, versions, the machine."""
    behind = {load_engine(name).package for name in engines} - {"", *_PACKAGES}
    return (
        *(() if network is None else (("network hash", network),)),
        ("seed", str(seed)),
        ("neuro", __version__),
        ("Python", platform.python_version()),
        *((name, found) for name in (*_PACKAGES, *sorted(behind)) if (found := installed(name)) is not None),
        ("machine", f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"),
    )


def installed(package: str) -> str | None:
    """The version of a package, if it is there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
