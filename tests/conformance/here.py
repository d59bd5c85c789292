"""Which engines work on this machine and what each can do: asked once, so that what can't run is no case at all."""

from __future__ import annotations

from collections.abc import Iterable

from neuro.engines import CODES, engine_names, load_engine

WORKING = [name for name in engine_names() if name != "numpy" and load_engine(name).obstacle() is None]
"""All but the reference."""


def spoken(names: Iterable[str], *features: str) -> list[tuple[str, str]]:
    """Engines and codes that lack none of the features."""
    return [
        (name, code)
        for name in names
        for code in CODES
        if not load_engine(name).limits(code).keys() & {code, *features}
    ]


def learning(feature: str) -> list[str]:
    """Engines that learn by a rule, ``learn-float`` or ``learn-integer``."""
    return [name for name in WORKING if load_engine(name).learning_limit(feature) is None]
