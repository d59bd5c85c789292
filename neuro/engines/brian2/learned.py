"""A network that learns as Brian2 wants it: which synapses there are, and one value per unit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...network import Matrix, Network
from .pace import AbstractPace
from .wiring import Bundle, bundled


@final
class Projection:
    """One learned matrix: its couplings sorted by sender, kept also while their weight is 0.

    Parameters
    ----------
    weights
        Dense or CSR; changed in place by :meth:`take`.
    everywhere
        Whether zeros of a dense matrix are couplings too.
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
        self.senders, self.receivers = senders.astype(np.int32), receivers.astype(np.int32)

    @property
    def _values(self) -> NDArray[np.float64]:
        values: NDArray[np.float64] = self.weights.data if sparse.issparse(self.weights) else self.weights
        return values

    def bundle(self) -> Bundle:
        """The synapses with their weights of now."""
        return Bundle(self.senders, self.receivers, self._values[self._place])

    def take(self, learned: NDArray[np.float64], keep: NDArray[np.float64]) -> None:
        """Take over learned weights, times what decay has left of each receiver's."""
        self._values[self._place] = learned * keep[self.receivers]


@final
class Wires:
    """All numbers of a network that learns.

    Parameters
    ----------
    network
        What is wired.
    projections
        Its learned matrices: ``recurrent``, ``input`` and ``readout``.
    pace
        The size of its steps.
    """

    def __init__(self, network: Network, projections: Mapping[str, Projection], pace: AbstractPace) -> None:
        self.units, self.lines, self.classes = network.units, network.lines, network.classes
        self.refresh(projections)
        self._fixed = {
            "fixed": bundled(network.fixed_couplings),
            "feedback": bundled(network.feedback_weights * float(network.feedback_payload)),
        }
        one, excluded = np.ones(self.units), network.description.plasticity.self_coupling_in_margin == "excluded"
        self._constants = {
            "units.bias": network.bias.astype(float),
            "units.aside": network.self_coupling * float(excluded),
            "units.keep_recurrent": one,
            "units.keep_input": one,
            "classes.keep": np.ones(self.classes),
        }
        self._pace = pace

    def refresh(self, projections: Mapping[str, Projection]) -> None:
        """Read the learned weights anew."""
        self._learned = {name: projection.bundle() for name, projection in projections.items()}

    @property
    def bundles(self) -> dict[str, Bundle]:
        """All synapses by name."""
        return {**self._learned, **self._fixed}

    @property
    def weights(self) -> dict[str, NDArray[np.float64]]:
        """Learned weights, as values a built program takes."""
        return {f"{name}.w": bundle.weights for name, bundle in self._learned.items()}

    @property
    def values(self) -> dict[str, NDArray[Any]]:
        """Values a built program takes, by ``object.variable``."""
        values: dict[str, NDArray[Any]] = {**self._constants, **self._pace.steps(1.0)}
        for name, bundle in self.bundles.items():
            if not len(bundle):
                continue
            values[f"{name}.sources"], values[f"{name}.targets"] = bundle.senders, bundle.receivers
            values[f"{name}.w"] = bundle.weights
        return values
