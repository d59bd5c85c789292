"""What a Brian2 program is given: lists of synapses, one value per unit or line, and tables it looks up by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ....network import Matrix


@final
@dataclass(frozen=True, eq=False)
class SynapseList:
    """Synapses from one group to another, sorted by sender, so that one event's synapses lie side by side in memory."""

    senders: NDArray[np.int32]
    receivers: NDArray[np.int32]
    weights: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.weights)


def list_synapses(matrix: Matrix, factor: int = 1) -> SynapseList:
    """The weights of a matrix (row = receiver) that are not zero, all times `factor`."""
    columns = sparse.csc_matrix(matrix)
    columns.eliminate_zeros()
    columns.sort_indices()
    senders = np.repeat(np.arange(columns.shape[1], dtype=np.int32), np.diff(columns.indptr))
    return SynapseList(senders, columns.indices.astype(np.int32), factor * columns.data.astype(float))


@final
@dataclass(frozen=True, eq=False)
class ProgramData:
    """All numbers a program is made with."""

    groups: dict[str, int]  # number of units by name
    synapses: dict[str, SynapseList]  # by name
    constants: dict[str, NDArray[Any]]  # one value per unit or synapse, by ``object.variable``

    @property
    def sizes(self) -> dict[str, int]:
        """What shapes the program: how many units and synapses there are."""
        return {**self.groups, **{name: len(listed) for name, listed in self.synapses.items()}}

    @property
    def values(self) -> dict[str, NDArray[Any]]:
        """The values a compiled program takes, by ``object.variable``."""
        values = dict(self.constants)
        for name, listed in self.synapses.items():
            if len(listed):
                values[f"{name}.sources"], values[f"{name}.targets"] = listed.senders, listed.receivers
                values[f"{name}.w"] = listed.weights
        return values


# Tables: values of any length; the generated code knows their names, not their sizes.
_STEPS = ("step_of", "sample_of", "is_last", "gate_row", "message_row", "start_of", "gate_of", "label_of")
_MASKS = ("recurrent_mask_of", "readout_mask_of", "input_mask_of")
TABLES: dict[str, Any] = {
    **dict.fromkeys(_STEPS, np.int32),
    **dict.fromkeys(("payload_of", "batch_scale_of"), np.float64),
    **dict.fromkeys(_MASKS, np.int8),
}
"""Every table with the type of its values."""


def as_tables(named: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Arrays as tables hold them: flat, row after row, each in its own type."""
    return {name: np.ascontiguousarray(values, TABLES[name]).ravel() for name, values in named.items()}


_CPP = "static inline {result} {name}(const int32_t k) {{ return _namespace{name}_values[k]; }}"
_CYTHON = """
cdef {result} {name}(const int k):
    global _namespace{name}_values
    return _namespace{name}_values[k]
"""


@final
class Table:
    """A Brian2 function ``name(k)`` that gives ``values[k]``.

    Brian2's own ``TimedArray`` writes its size into the code, so that every new number of samples or steps
    would be compiled anew; this one hands the values over as data. Its `name` is one of :data:`TABLES`.
    """

    def __init__(self, name: str) -> None:
        from brian2.core.functions import Function

        self.name, self.dtype = name, TABLES[name]
        self.values: NDArray[Any] = np.zeros(1, self.dtype)
        whole = np.dtype(self.dtype).kind == "i"
        self.function = Function(
            lambda k: self.values[k],
            arg_units=[1],
            return_unit=1,
            arg_types=["integer"],
            return_type="integer" if whole else "float",
        )
        add = self.function.implementations.add_dynamic_implementation
        add("numpy", self._numpy)
        for target, text in (("cpp", _CPP), ("cython", _CYTHON)):
            result = ("int32_t" if target == "cpp" else "int") if whole else "double"
            code = text.format(result=result, name=name)
            add(target, lambda owner, code=code: code, namespace=self._namespace, name=name)

    def _namespace(self, owner: object) -> dict[str, NDArray[Any]]:
        return {f"{self.name}_values": self.values}

    def _numpy(self, owner: object) -> Any:
        values = self.values.astype(np.int64) if self.values.dtype.kind == "i" else self.values

        def look_up(k: Any) -> Any:
            return values[np.asarray(k, np.int64)]

        return look_up
