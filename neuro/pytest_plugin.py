"""A plugin of pytest: ``pytest --pyargs neuro.conformance --neuro-engine NAME`` holds an engine to the reference.

It is loaded by every pytest that runs beside this package, and imports nothing until it is asked.
"""

from __future__ import annotations

from typing import Any

_NETWORKS = 40


def pytest_addoption(parser: Any) -> None:
    """Declare what is held to the reference, and how thoroughly.

    Parameters
    ----------
    parser
        Of pytest.
    """
    group = parser.getgroup("neuro", "conformance of simulation engines")
    group.addoption("--neuro-engine", action="append", default=[], metavar="NAME", help="an engine; may be repeated")
    group.addoption("--neuro-networks", type=int, default=_NETWORKS, metavar="N", help="random networks (default: 40)")


def pytest_generate_tests(metafunc: Any) -> None:
    """A test for each feature of each engine.

    Parameters
    ----------
    metafunc
        Of pytest: a test function that is being collected.
    """
    if "conformance_check" not in metafunc.fixturenames:
        return
    from .conformance import checks_of
    from .engines import load_engine

    names, networks = metafunc.config.getoption("neuro_engine"), metafunc.config.getoption("neuro_networks")
    checks = [check for name in names for check in checks_of(load_engine(name), networks)]
    metafunc.parametrize("conformance_check", checks, ids=[check.name for check in checks])
