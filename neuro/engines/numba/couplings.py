"""What the dynamics ask of couplings, however they are held: listed one by one, or a weight for every pair of units."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import overload

from .block import Block, Draws
from .dense import Dense, advance_dense, begin_dense, reach_dense
from .sparse import advance_single, advance_sparse, begin_sparse, reach_sparse


def begin(couplings: Any, block: Block, fields: Any, silent: bool) -> None:
    """Take over what the first states exert, (lanes, N), or evaluate it where that is empty and they aren't silent."""


def advance(couplings: Any, block: Block, clamped: bool, draws: Draws, live: np.uint16) -> Any:
    """Take a step; how many units changed in some lane, the lanes in which one wanted to, or did."""


def reach(couplings: Any, arrived: Any, sender: np.uint64, lanes: np.uint16) -> None:
    """Mark the lanes in which a message of one unit arrives at others."""


def by_layout(called: Any, dense: Any, sparse: Any, single: Any = None) -> None:
    """Compile one kernel or the other where a function is called, by what its first argument is.

    A third one is for sparse couplings and a block of one sample.
    """

    def chosen(couplings: Any, *rest: Any) -> Any:
        if couplings.instance_class is Dense:
            return dense.py_func
        alone = single is not None and rest[0].types[0].ndim == 1
        return (single if alone else sparse).py_func

    overload(called, strict=False, jit_options={"error_model": "numpy", "nogil": True})(chosen)


by_layout(begin, begin_dense, begin_sparse)
by_layout(advance, advance_dense, advance_sparse, advance_single)
by_layout(reach, reach_dense, reach_sparse)
