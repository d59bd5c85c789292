"""Values looked up by a running program, of any length: the generated code knows their names, not their sizes."""

from __future__ import annotations

from typing import Any, final

import numpy as np
from numpy.typing import NDArray

TABLES = {
    "step_of": np.int32,
    "sample_of": np.int32,
    "is_last": np.int32,
    "gate_row": np.int32,
    "signal_of": np.int32,
    "start_of": np.int32,
    "gate_of": np.int32,
    "payload_of": np.float64,
    "label_of": np.int32,
    "share_of": np.float64,
    "recurrent_mask_of": np.int8,
    "readout_mask_of": np.int8,
    "input_mask_of": np.int8,
}
"""Every table with the type of its values."""

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
    would be compiled anew; this one hands the values over as data.

    Parameters
    ----------
    name
        Its name in the equations, one of :data:`TABLES`.
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
