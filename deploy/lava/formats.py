"""Process models in both of Lava's number formats, from one declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from lava.magma.core.decorator import implements, requires, tag
from lava.magma.core.model.py.ports import PyInPort, PyOutPort
from lava.magma.core.model.py.type import LavaPyType
from lava.magma.core.resources import CPU
from lava.magma.core.sync.protocols.loihi_protocol import LoihiProtocol


def receives(bits: int) -> Any:
    """A port at which whole numbers of so many bits arrive."""
    return LavaPyType(PyInPort.VEC_DENSE, np.int32, precision=bits)


def sends(bits: int) -> Any:
    """A port from which whole numbers of so many bits leave."""
    return LavaPyType(PyOutPort.VEC_DENSE, np.int32, precision=bits)


def holds(bits: int) -> Any:
    """A variable of whole numbers of so many bits."""
    return LavaPyType(np.ndarray, np.int32, precision=bits)


def fixed_point(process: type, *tags: str) -> Callable[[type], Any]:
    """Make a class the fixed-point model of a process, for Lava's CPU alone; `tags` beside ``fixed_pt``."""

    def decorate(model: type) -> Any:
        return implements(proc=process, protocol=LoihiProtocol)(requires(CPU)(tag(*tags, "fixed_pt")(model)))

    return decorate


def floating_point(fixed: Any) -> Any:
    """The same model in double precision, which is exact for whole numbers below 2^53.

    Give it the name of `fixed` with ``Float`` instead of ``Fixed``: Lava looks models up by their names.
    """
    types = {name: LavaPyType(kind.cls, float) for name, kind in vars(fixed).items() if isinstance(kind, LavaPyType)}
    own = {"__module__": fixed.__module__, "__doc__": fixed.__doc__, "tags": ["floating_pt"]}
    return type(fixed.__name__.replace("Fixed", "Float"), (fixed,), {**types, **own})
