"""The local, gradient-free rule at the end of the free phase (arXiv 2509.05041)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...description import Gaussian, InputCoupling
from ...errors import NeuroError
from ...network import Matrix, Network
from ..stimulus import Stimulus
from .fields import Fields, times
from .session import trajectory

_LEARNED = ("recurrent", "input_weights", "readout_weights")


@final
class Plastic:
    """A float network that learns.

    Only couplings that exist learn; diagonal, links and feedback stay as they are.
    """

    def __init__(self, network: Network) -> None:
        if network.is_integer:
            raise NeuroError(
                "the float rule can't train an integer network; train the float one, then make it integer."
            )
        self.rule = network.description.plasticity
        self._learned = {name: getattr(network, name).copy() for name in _LEARNED}
        self._origin = network
        self._recurrent = _Projection(self._learned["recurrent"], _fan_in(network, Gaussian))
        self._input = _Projection(self._learned["input_weights"], _fan_in(network, InputCoupling))

    def network(self) -> Network:
        """The network as it is now; later learning leaves it alone."""
        return replace(self._origin, **{name: weights.copy() for name, weights in self._learned.items()})

    def learn(self, stimulus: Stimulus, rate: float = 1.0) -> tuple[NDArray[np.int64], float]:
        """Run one batch through its phases, then change the weights.

        Parameters
        ----------
        rate
            Factor on all learning rates, from the schedule.

        Returns
        -------
        predictions, unstable
            Answers before the change (S,), and the share of units that were unstable.
        """
        rule, network = self.rule, replace(self._origin, **self._learned)
        fields = Fields(network)
        states, _ = trajectory(fields, stimulus)
        final = states[:, -1].astype(float)
        field = fields.recurrent(final) + fields.external(stimulus)
        if rule.self_coupling_in_margin == "excluded":
            field = field - network.self_coupling * final
        gate = np.where(final * field <= rule.margin, final, 0.0)
        inputs = np.zeros((stimulus.samples, network.lines)) if stimulus.inputs is None else stimulus.inputs

        answer = times(network.readout_weights, final)
        teacher = np.where(np.asarray(stimulus.labels)[:, None] == np.arange(network.classes), 1.0, -1.0)
        readout_gate = np.where(teacher * answer <= rule.readout_margin, teacher, 0.0)

        self._recurrent.change(gate, final, rate * rule.recurrent_rate, rule.recurrent_decay)
        self._input.change(gate, inputs, rate * rule.input_rate, rule.input_decay)
        scale = rate * rule.readout_rate / np.sqrt(network.units)
        self._learned["readout_weights"] *= 1 - scale * rule.readout_decay
        self._learned["readout_weights"] += scale / np.sqrt(stimulus.samples) * readout_gate.T @ final
        return answer.argmax(axis=1), float((gate != 0).mean())


class _Projection:
    """One learned matrix and where its couplings are."""

    def __init__(self, weights: Matrix, fan_in: NDArray[np.float64]) -> None:
        self.weights, self.inverse_root = weights, 1 / np.sqrt(np.maximum(fan_in, 1.0))
        if sparse.issparse(weights):
            self.rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
        else:
            self.exists = weights != 0

    def change(self, gate: NDArray[Any], senders: NDArray[Any], rate: float, decay: float) -> None:
        size, weights = rate * self.inverse_root, self.weights
        share = 1 / np.sqrt(len(gate))
        if sparse.issparse(weights):
            change = np.einsum("bk,bk->k", gate[:, self.rows], senders[:, weights.indices])
            weights.data *= 1 - decay * size[self.rows]
            weights.data += share * size[self.rows] * change
        else:
            weights *= 1 - decay * size[:, None]
            weights += share * size[:, None] * (gate.T @ senders) * self.exists


def _fan_in(network: Network, kind: type[Gaussian] | type[InputCoupling]) -> NDArray[np.float64]:
    """Expected number of learned couplings onto each unit."""
    description = network.description
    sizes = {p.name: p.size for p in description.populations}
    fan_in = np.zeros(network.units)
    for coupling in description.couplings:
        if isinstance(coupling, kind):
            senders = sizes[coupling.source] if isinstance(coupling, Gaussian) else network.lines
            fan_in[description.slices[coupling.target]] += coupling.density * senders
    return fan_in
