"""A network that learns as a program takes it: which synapses there are, and one value per unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ....network import LEARNED, Network, stored, values_of
from ...rule import ends, margins
from ..compiled.data import ProgramData, SynapseList, list_synapses

# The field of a network that holds each learned projection.
_FIELDS = dict(zip(("recurrent", "input", "readout"), LEARNED, strict=True))


@final
class Projection:
    """One learned matrix, dense or CSR: its couplings sorted by sender, kept also while their weight is 0."""

    def __init__(self, network: Network, name: str) -> None:
        self.weights, places = getattr(network, name).astype(float, copy=True), stored(network, name)
        rows = np.repeat(np.arange(places.shape[0], dtype=np.int32), np.diff(places.indptr))
        order = np.argsort(places.indices, kind="stable")
        self.senders, self.receivers = places.indices[order].astype(np.int32), rows[order]
        self._place: Any = order if sparse.issparse(self.weights) else (self.receivers, self.senders)

    def synapses(self) -> SynapseList:
        """The synapses with their present weights."""
        return SynapseList(self.senders, self.receivers, values_of(self.weights)[self._place])

    def take(self, learned: NDArray[np.float64], keep: NDArray[np.float64]) -> None:
        """Take over learned weights, times what decay has left of each receiver's."""
        values_of(self.weights)[self._place] = learned * keep[self.receivers]


@final
class LearningNetwork:
    """A network as it learns; what stays is computed once. `steps` are its first ones, by ``object.variable``."""

    def __init__(self, network: Network, steps: Mapping[str, NDArray[np.float64]]) -> None:
        self._origin = network
        self._projections = {name: Projection(network, field) for name, field in _FIELDS.items()}
        self._groups = {"units": network.units, "lines": network.lines, "classes": network.classes}
        self._fixed = {
            "fixed": list_synapses(network.fixed_couplings),
            "feedback": list_synapses(network.feedback_weights * float(network.feedback_payload)),
        }
        if margins(network).competitive:
            self._fixed["rivals"] = _rivals(network.classes)
        one, excluded = np.ones(network.units), network.description.plasticity.self_coupling_in_margin == "excluded"
        self._constants = {
            "units.bias": network.bias.astype(float),
            "units.excluded": network.self_coupling * float(excluded),
            "units.keep_recurrent": one,
            "units.keep_input": one,
            "classes.keep_readout": np.ones(network.classes),
            **steps,
        }
        if len(turns := network.description.turns) > 1:
            self._constants["units.module"] = np.repeat(np.arange(len(turns), dtype=np.int32), turns)
        if self.meets_links:
            recurrent = self._projections["recurrent"]
            low, high = ends(network, recurrent.receivers, recurrent.senders)
            self._constants |= {"recurrent.low": low.astype(float), "recurrent.high": high.astype(float)}

    @property
    def meets_links(self) -> bool:
        """Whether a coupling that learns in whole numbers lies beside a link, so that its ends are its own."""
        network = self._origin
        return network.is_integer and bool(stored(network, "recurrent").multiply(network.links).nnz)

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


def _rivals(classes: int) -> SynapseList:
    """From each readout to each other, of weight 1 where the sender comes first among equals."""
    senders, receivers = np.nonzero(~np.eye(classes, dtype=bool))
    first = (senders < receivers).astype(float)
    return SynapseList(senders.astype(np.int32), receivers.astype(np.int32), first)
