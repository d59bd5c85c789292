"""What process models are made of: ports and variables in both of Lava's number formats, and stock connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from lava.magma.core.decorator import implements, requires, tag
from lava.magma.core.model.py.ports import PyInPort, PyOutPort
from lava.magma.core.model.py.type import LavaPyType
from lava.magma.core.resources import CPU
from lava.magma.core.sync.protocols.loihi_protocol import LoihiProtocol
from lava.proc.dense.process import Dense
from lava.proc.sparse.process import Sparse
from lava.utils.weightutils import SignMode
from numpy.typing import NDArray
from scipy import sparse

from neuro.network import Matrix, Network


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


# Above this share of existing couplings a plain product is faster than a CSR one.
_DENSE_ABOVE = 0.4


def connection(weights: Matrix, *, fixed: bool, factor: int, bits: int = 8) -> Any:
    """A process that adds factor * weights @ payloads one step later.

    The fixed model keeps even weights only (a sign takes the lowest of nine bits), so odd ones enter doubled and
    their sum is shifted back by one bit, exactly.

    Parameters
    ----------
    factor
        1 or 2.
    bits
        Width of the payloads. 0 says that spikes carry none; on a CPU that takes Lava's slow path.
    """
    options: dict[str, Any] = {"num_message_bits": bits}
    if fixed:
        weights, options["weight_exp"], options["sign_mode"] = 2 * weights, factor - 2, SignMode.MIXED
    else:
        weights = factor * weights
    weights = weights.astype(np.int32 if fixed else float)
    if sparse.issparse(weights):
        return Sparse(weights=sparse.csr_matrix(weights), **options)
    return Dense(weights=weights, **options)


def connect(source: Any, weights: Matrix, target: Any, *, fixed: bool, factor: int, bits: int = 8) -> Any:
    """Lead from a port through a :func:`connection` to another port; the process of the connection."""
    between = connection(weights, fixed=fixed, factor=factor, bits=bits)
    source.connect(between.s_in)
    between.a_out.connect(target)
    return between


def line_weights(network: Network) -> Matrix:
    """[input | feedback], (N, M + C), in the format that multiplies faster."""
    both = sparse.hstack(
        [sparse.csr_matrix(network.input_weights), sparse.csr_matrix(network.feedback_weights)], format="csr"
    )
    return both.toarray() if both.nnz > _DENSE_ABOVE * np.prod(both.shape) else both


def folded_bias(network: Network) -> NDArray[Any]:
    """b - sum_j J_ij: the field of a unit when no unit spikes."""
    return network.bias - network.coupling_sums
