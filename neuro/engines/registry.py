"""Engines by name, found through the entry-point group ``neuro.engines`` and imported only when asked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from ..errors import NeuroError, nearest
from .contract import AbstractEngine

GROUP = "neuro.engines"
# What learns, settles and scans where nobody asks for another; its answers are those of the reference.
FASTEST = "numba"
ALL = "all"
"""Stands for every engine that works here."""


def engine_names() -> list[str]:
    """Every registered engine, the reference first.

    Examples
    --------
    >>> from neuro import engine_names
    >>> engine_names()[:2]
    ['numpy', 'brian2']
    """
    return sorted(_registered(), key=lambda name: (name != "numpy", name))


def load_engine(name: str) -> AbstractEngine:
    """The engine of that name.

    Parameters
    ----------
    name
        One of :func:`engine_names`.

    Raises
    ------
    NeuroError
        When there is none, or its code can't be imported here.

    Examples
    --------
    >>> from neuro import Stimulus, build_network, load_engine, load_model
    >>> from neuro.description import Phases
    >>> network = build_network(load_model("chain"))
    >>> run = load_engine("numpy").run(network, Stimulus(samples=1, phases=Phases(0, 0, free=3)))
    >>> run.states.shape == (1, 4, network.units)
    True
    """
    registered = _registered()
    if name not in registered:
        raise NeuroError(f"there is no engine '{name}'; {nearest(name, sorted(registered))}")
    try:
        engine: AbstractEngine = registered[name].load()()
    except (ImportError, AttributeError) as problem:
        raise NeuroError(f"the engine '{name}' can't be imported here ({problem}); see 'neuro doctor'.") from problem
    return engine


def working_engine(name: str, code: str | None = None) -> AbstractEngine:
    """The engine of that name, once it is known to work here.

    Parameters
    ----------
    name
        One of :func:`engine_names`.
    code
        What units are to send, if that is known.

    Raises
    ------
    NeuroError
        When there is none, something it needs is missing, or it doesn't speak the code.
    """
    engine = load_engine(name)
    if (obstacle := engine.obstacle()) is not None:
        raise NeuroError(obstacle)
    if code is not None:
        engine.refuse(code, set())
    return engine


def choose_engines(names: Iterable[str] | None) -> tuple[list[AbstractEngine], dict[str, str]]:
    """Engines to hold against each other.

    Parameters
    ----------
    names
        Of :func:`engine_names`, or :data:`ALL` alone. None for all that work here but those that compile a program for
        each network.

    Returns
    -------
    engines, left_out
        In turn, and why each other one isn't among them where nobody named any.

    Raises
    ------
    NeuroError
        When none is named, or one twice, or one that there isn't or that doesn't work here.
    """
    if names is not None:
        names = list(names)
        if not names:
            raise NeuroError("engines: got none, expected at least one name; 'neuro doctor' lists them.")
        if len(set(names)) < len(names):
            raise NeuroError(f"engines: got {', '.join(names)}; expected each name once.")
        if ALL in names and names != [ALL]:
            raise NeuroError(f"engines: got {', '.join(names)}; '{ALL}' stands for every engine here and goes alone.")
        if names != [ALL]:
            return [working_engine(name) for name in names], {}
    engines, left_out = [], {}
    for name in engine_names():
        try:
            engine = working_engine(name)
        except NeuroError as obstacle:
            left_out[name] = str(obstacle)
            continue
        if engine.compiles_each and names is None:
            left_out[name] = f"{name} compiles a program for each network; name it, or '{ALL}' for every engine here."
        else:
            engines.append(engine)
    return engines, left_out


# Looking them up takes milliseconds, and points of a grid ask again and again.
@cache
def _registered() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
