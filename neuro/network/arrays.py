"""A network in numbers: the arrays every engine runs. Row = receiver, h = J s."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, TypeAlias, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ..description import Description
from ..errors import NeuroError
from ..events import InputEvents, Inputs
from ..fields import identity
from ..html import html_table
from .shares import readout_shares

# An array or a scipy.sparse CSR matrix; SciPy carries no types.
Matrix: TypeAlias = Any
# What 32 bits hold.
LARGEST_32 = (1 << 31) - 1
# The fields of a network that plasticity changes, in the order in which they are compared and counted.
LEARNED = ("recurrent", "input_weights", "readout_weights")


@final
@dataclass(frozen=True, eq=False)
class Network:
    """Weights of one network, float or integer.

    Parameters
    ----------
    description
        What it was made from.
    recurrent
        Learned couplings among the N units, diagonal zero; (N, N), dense or CSR.
    self_coupling, bias
        J_D and the constant field of each unit; (N,).
    links
        Fixed excitatory links between modules; (N, N), CSR.
    input_weights
        (N, M), dense or CSR; M = 0 when there is no input.
    feedback_weights
        Column c is the field that label c exerts while it is clamped; (N, C).
    readout_weights
        (R, N): the readout units of all classes, then the next of all classes, so that row r is of class r modulo C.
        Where a class has several, each hears its share of the units, see :func:`readout_shares`.
    unit
        Float value of one whole unit of field in an integer network; None in a float network.
    input_gain, feedback_payload
        Whole-number factors by which an integer network multiplies input levels and label events.

    Raises
    ------
    NeuroError
        When shapes or kinds of numbers don't fit together, a number is out of its range, or a unit's coupling to
        itself stands elsewhere than in `self_coupling`.

    Examples
    --------
    >>> from neuro import build_network, load_model
    >>> network = build_network(load_model("digits"))
    >>> network.units, network.lines, network.classes
    (500, 64, 10)
    >>> network.couplings.shape  # row = receiver, h = J s
    (500, 500)
    """

    description: Description
    recurrent: Matrix
    self_coupling: NDArray[Any]
    bias: NDArray[Any]
    links: sparse.csr_matrix
    input_weights: Matrix
    feedback_weights: NDArray[Any]
    readout_weights: NDArray[Any]
    unit: float | None = None
    input_gain: int = 1
    feedback_payload: int = 1

    def __post_init__(self) -> None:
        self._check_scale()
        units = self.description.units
        lines = self.description.input.size if self.description.input else 0
        classes, readouts = (c.size, c.readouts) if (c := self.description.classes) else (0, 0)
        shapes = {
            "recurrent": (units, units),
            "self_coupling": (units,),
            "bias": (units,),
            "links": (units, units),
            "input_weights": (units, lines),
            "feedback_weights": (units, classes),
            "readout_weights": (classes * readouts, units),
        }
        for name, shape in shapes.items():
            array = getattr(self, name)
            if array.shape != shape:
                raise NeuroError(
                    f"{name}: got shape {array.shape}, expected {shape} for model '{self.description.name}'."
                )
            if sparse.issparse(array) or name == "links":
                _check_csr(name, array)
            self._check_values(name, values_of(array))
        for name in ("recurrent", "links"):
            if _has_diagonal(getattr(self, name)):
                raise NeuroError(f"{name}: has a diagonal; expected none, what a unit sends itself is self_coupling.")
        if self.readouts > self.classes:
            self._check_shares()

    def _check_shares(self) -> None:
        """Refuse a readout unit that hears a unit of another's share."""
        shares = np.repeat(readout_shares(self.description), self.classes, axis=0)
        outside = np.argwhere((self.readout_weights != 0) & ~shares)
        if len(outside):
            readout, unit = outside[0].tolist()
            raise NeuroError(
                f"readout_weights: readout unit {readout} hears unit {unit}, which is not of its share; expected 0."
            )

    def _check_scale(self) -> None:
        if self.unit is not None and not (isinstance(self.unit, float) and 0 < self.unit < np.inf):
            raise NeuroError(f"unit: got {self.unit!r}, expected a finite number above 0.")
        most = LARGEST_32 if self.is_integer else 1
        for name in ("input_gain", "feedback_payload"):
            factor = getattr(self, name)
            if type(factor) is not int or not 1 <= factor <= most:
                kind = "an integer" if self.is_integer else "a float"
                raise NeuroError(f"{name}: got {factor!r}, expected a whole number from 1 to {most} in {kind} network.")

    def _check_values(self, name: str, values: NDArray[Any]) -> None:
        kind, wanted = (np.int64, "whole numbers") if self.is_integer else (np.float64, "floats of 32 or 64 bits")
        # SciPy has no sparse matrices of half precision.
        fits = np.can_cast(values.dtype, kind, "safe") and values.dtype.isnative and values.dtype != np.float16
        if not fits or values.dtype.kind not in ("iu" if self.is_integer else "f"):
            regime = "an integer network needs" if self.is_integer else "a network without a unit needs"
            raise NeuroError(f"{name}: holds {values.dtype} values; {regime} {wanted}.")
        if not np.isfinite(values).all():
            raise NeuroError(f"{name}: holds NaN or infinity; expected finite weights.")

    @property
    def is_integer(self) -> bool:
        """Whether all weights are whole numbers in units of `unit`."""
        return self.unit is not None

    @property
    def units(self) -> int:
        """Number of units N."""
        return self.description.units

    @property
    def lines(self) -> int:
        """Number of input lines M."""
        return self.input_weights.shape[1]

    @property
    def classes(self) -> int:
        """Number of classes C."""
        return self.feedback_weights.shape[1]

    @property
    def readouts(self) -> int:
        """Number of readout units R: C, or a multiple of it."""
        return self.readout_weights.shape[0]

    def class_fields(self, fields: NDArray[Any]) -> NDArray[Any]:
        """The fields of the classes, (..., C), from those of the readout units, (..., R): their sums, as the host forms
        them.
        """
        if self.readouts == self.classes:
            return fields
        summed: NDArray[Any] = fields.reshape(*fields.shape[:-1], self.readouts // self.classes, self.classes).sum(
            axis=-2
        )
        return summed

    @cached_property
    def fixed_couplings(self) -> sparse.csr_matrix:
        """What acts from unit to unit and never learns, (N, N): links, and self-coupling on the diagonal."""
        own = sparse.diags(self.self_coupling, format="csr", dtype=self.self_coupling.dtype)
        return sparse.csr_matrix(self.links + own)

    @cached_property
    def couplings(self) -> Matrix:
        """All that acts from unit to unit, (N, N): recurrent + links + self-coupling on the diagonal."""
        if sparse.issparse(self.recurrent):
            merged = (
                self.recurrent + self.links + sparse.diags(self.self_coupling, format="csr", dtype=self.recurrent.dtype)
            )
            merged = sparse.csr_matrix(merged)
            merged.eliminate_zeros()
            merged.sort_indices()
            return merged
        return self.recurrent + self.links.toarray() + np.diag(self.self_coupling)

    @cached_property
    def coupling_sums(self) -> NDArray[Any]:
        """What each unit hears when all units are up, (N,): the row sums of `couplings`."""
        return row_sums(self.couplings)

    @cached_property
    def readout_sums(self) -> NDArray[Any]:
        """What each readout unit hears when all units are up, (R,)."""
        return row_sums(self.readout_weights)

    def _repr_html_(self) -> str:
        bits = self.description.numbers.weight_bits
        numbers = f"whole numbers of {bits} bits, in units of {self.unit:g}" if self.unit is not None else "floats"
        counted = {
            "recurrent couplings": self.recurrent,
            "links": self.links,
            "input couplings": self.input_weights,
            "readout couplings": self.readout_weights,
        }
        existing = [(name, int(np.count_nonzero(values_of(matrix)))) for name, matrix in counted.items()]
        sizes = [("units", self.units), ("input lines", self.lines), ("classes", self.classes)]
        return html_table(f"{self.description.name} ({self.hash}), {numbers}", [*sizes, *existing])

    def encode(self, inputs: Inputs) -> Any:
        """Samples as the payloads of the input lines: x itself, or input_gain * round(levels * x) in whole numbers.

        Parameters
        ----------
        inputs
            Samples in natural units, x in [0, 1] or +-1; constant, (S, M), or in every step, (S, T, M) or as events.

        Returns
        -------
        NDArray or InputEvents
            Of the same shape.
        """
        if isinstance(inputs, InputEvents):
            return inputs.with_values(self.encode(inputs.values))
        inputs = np.asarray(inputs, dtype=float)
        if not self.is_integer:
            return inputs
        levels = self.description.input.levels if self.description.input else 1
        payloads: NDArray[np.int64] = (self.input_gain * np.rint(levels * inputs)).astype(np.int64)
        return payloads

    @cached_property
    def hash(self) -> str:
        """Twelve hexadecimal digits that name this network: equal weights and description, equal name.

        Weights count as numbers, however they are stored.
        """
        digest = hashlib.sha256(json.dumps(identity(self.description), sort_keys=True).encode())
        kind = np.int64 if self.is_integer else np.float64
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray) and value.ndim < 2:
                pieces = [value.astype(kind)]
            elif sparse.issparse(value) or isinstance(value, np.ndarray):
                # Dense or CSR, whatever the width of its numbers: what exists, and its weight.
                matrix = sparse.csr_matrix(value, dtype=kind, copy=True)
                matrix.eliminate_zeros()
                matrix.sort_indices()
                pieces = [matrix.data, matrix.indices.astype(np.int64), matrix.indptr.astype(np.int64)]
            else:
                pieces = []
                if field.name != "description" and value is not None:
                    digest.update(f"{field.name}={float(value)!r}".encode())
            for part in pieces:
                digest.update(f"{field.name}{part.shape}".encode())
                digest.update(np.ascontiguousarray(part).tobytes())
        return digest.hexdigest()[:12]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Every number of the network as plain arrays, CSR matrices split into data, indices and indptr."""
        out: dict[str, NDArray[Any]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "description" or value is None:
                continue
            if sparse.issparse(value):
                out[f"{field.name}.data"] = value.data
                out[f"{field.name}.indices"] = value.indices.astype(np.int64)
                out[f"{field.name}.indptr"] = value.indptr.astype(np.int64)
            else:
                out[field.name] = np.asarray(value)
        return out


def _check_csr(name: str, matrix: Matrix) -> None:
    if not sparse.issparse(matrix) or matrix.format != "csr":
        raise NeuroError(f"{name}: got {type(matrix).__name__}, expected a CSR matrix.")
    if not matrix.has_canonical_format:
        raise NeuroError(f"{name}: holds couplings twice or out of order; expected each once, sorted in its row.")


def _has_diagonal(matrix: Matrix) -> bool:
    """Whether any unit has a coupling to itself; in a sparse matrix one of weight 0, which may learn, counts too."""
    if not sparse.issparse(matrix):
        return bool(np.any(matrix.diagonal()))
    receivers = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return bool((receivers == matrix.indices).any())


def values_of(matrix: Matrix) -> NDArray[Any]:
    """The stored values of a `matrix`, dense or CSR."""
    return matrix.data if sparse.issparse(matrix) else matrix


def dense(matrix: Matrix) -> NDArray[Any]:
    """The `matrix`, dense or CSR, as a plain array of the same shape."""
    return matrix.toarray() if sparse.issparse(matrix) else matrix


def weights_at(matrix: Matrix, rows: NDArray[Any], columns: NDArray[Any]) -> NDArray[Any]:
    """The weights of a `matrix`, dense or CSR, at K places given by `rows` and `columns`; (K,)."""
    # SciPy makes a matrix of no places at all.
    return np.asarray(matrix[rows, columns]).ravel() if len(rows) else np.zeros(0, matrix.dtype)


def row_sums(matrix: Matrix) -> NDArray[Any]:
    """The sum of each row of a `matrix`: over all senders, one for each receiver."""
    return np.asarray(matrix.sum(axis=1)).ravel()


def existing(matrix: Matrix) -> sparse.csr_matrix:
    """Which couplings of a `matrix` exist (are not zero), as a CSR matrix of ones."""
    pattern = sparse.csr_matrix(matrix != 0, dtype=np.int32)
    pattern.eliminate_zeros()
    pattern.sort_indices()
    return pattern


def fan_out(matrix: Matrix) -> NDArray[np.int64]:
    """Number of existing couplings that each sender (column) of a `matrix` has."""
    return np.asarray(existing(matrix).sum(axis=0)).ravel().astype(np.int64)
