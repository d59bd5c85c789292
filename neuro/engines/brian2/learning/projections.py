"""A network that learns as a program takes it: which synapses there are, and one value per unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ....network import LEARNED, Matrix, Network, values_of
from ..compiled.data import ProgramData, SynapseList, list_synapses

# The field of a network that holds each learned projection.
_FIELDS = dict(zip(("recurrent", "input", "readout"), LEARNED, strict=True))


@final
class Projection:
    """One learned matrix, dense or CSR: its couplings sorted by sender, kept also while their weight is 0.

    Zeros of a dense matrix are couplings only if it holds a coupling `everywhere`.
    """

    def __init__(self, weights: Matrix, everywhere: bool = False) -> None:
        self.weights = weights
        if sparse.issparse(weights):
            rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
            self._place: Any = np.argsort(weights.indices, kind="stable")
            senders, receivers = weights.indices[self._place], rows[self._place]
        else:
            senders, receivers = np.nonzero(np.ones_like(weights.T) if everywhere else weights.T)
            self._place = (receivers, senders)
        self._senders, self._receivers = senders.astype(np.int32), receivers.astype(np.int32)

    def synapses(self) -> SynapseList:
        """The synapses with their present weights."""
        return SynapseList(self._senders, self._receivers, values_of(self.weights)[self._place])

    def take(self, learned: NDArray[np.float64], keep: NDArray[np.float64]) -> None:
        """Take over learned weights, times what decay has left of each receiver's."""
        values_of(self.weights)[self._place] = learned * keep[self._receivers]


@final
class LearningNetwork:
    """A network as it learns; what stays is computed once. `steps` are its first ones, by ``object.variable``."""

    def __init__(self, network: Network, steps: Mapping[str, NDArray[np.float64]]) -> None:
        self._origin = network
        self._projections = {
            name: Projection(getattr(network, field).astype(float, copy=True), everywhere=name == "readout")
            for name, field in _FIELDS.items()
        }
        self._groups = {"units": network.units, "lines": network.lines, "classes": network.classes}
        self._fixed = {
            "fixed": list_synapses(network.fixed_couplings),
            "feedback": list_synapses(network.feedback_weights * float(network.feedback_payload)),
        }
        one, excluded = np.ones(network.units), network.description.plasticity.self_coupling_in_margin == "excluded"
        self._constants = {
            "units.bias": network.bias.astype(float),
            "units.excluded": network.self_coupling * float(excluded),
            "units.keep_recurrent": one,
            "units.keep_input": one,
            "classes.keep_readout": np.ones(network.classes),
            **steps,
        }

    def data(self) -> ProgramData:
        """All numbers, with the present weights."""
        learned = {name: projection.synapses() for name, projection in self._projections.items()}
        return ProgramData(self._groups, {**learned, **self._fixed}, self._constants)

    def take(self, results: Mapping[str, NDArray[Any]]) -> None:
        """Take over what a program has learned; projections without synapses give nothing."""
        for name, projection in self._projections.items():
            if f"{name}.w" in results:
                group = "classes" if name == "readout" else "units"
                projection.take(results[f"{name}.w"], results[f"{group}.keep_{name}"])

    def network(self) -> Network:
        """A copy in the network's own number type; learning computes in double precision, exact for whole numbers."""
        learned = {
            field: self._projections[name].weights.astype(values_of(getattr(self._origin, field)).dtype, copy=True)
            for name, field in _FIELDS.items()
        }
        return replace(self._origin, **learned)
