"""Updates that SANA-FE counts as active and we don't, computed from the reference's trajectory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from neuro.engines import Run, Stimulus
from neuro.engines.activity import external_events
from neuro.network import Network
from neuro.placement.demand import connections_of


@final
@dataclass(frozen=True)
class Extra:
    """Active updates over a run of the spike code.

    Parameters
    ----------
    readout
        Of readout units, in all steps.
    between
        Of units, in the step after each sample, in which its last spikes arrive.
    unreached
        Of units that fire though no message reached them.
    started
        Of units in step 1 that nothing but a given start reached: counted by us, absent there.
    lines
        Of input and label lines, one for each message they send; they cost nothing.
    """

    readout: int
    between: int
    unreached: int
    started: int
    lines: int

    @property
    def updates(self) -> int:
        """What SANA-FE counts beyond our active updates."""
        return self.readout + self.between + self.unreached - self.started + self.lines


def count_extra(network: Network, stimulus: Stimulus, run: Run) -> Extra:
    """Count them; the run is one of the spike code with a fixed number of steps."""
    units, pattern = network.units, connections_of(network).pattern
    up = run.states[:, 1:] > 0
    before = np.zeros_like(up)
    before[:, 1:] = up[:, :-1]
    inputs, labels = external_events(network, stimulus, "spikes", np.ones(up.shape[:2], bool))
    reached = _reached(pattern, np.concatenate([before, inputs, labels], axis=2))
    after = _reached(pattern[:, :units], up[:, -1:])
    return Extra(
        readout=int(reached[..., units:].sum() + after[..., units:].sum()),
        between=int(after[..., :units].sum()),
        unreached=int((up & ~reached[..., :units]).sum()),
        started=run.activity.neuron_updates_active - int(reached[..., :units].sum()),
        lines=int(inputs.sum() + labels.sum()),
    )


def _reached(pattern: sparse.csr_matrix, events: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Who hears a message, (S, T, receivers), of who sends one, (S, T, senders)."""
    flat = sparse.csr_matrix(events.reshape(-1, events.shape[2]), dtype=np.int32)
    arrived: NDArray[np.int32] = np.asarray((flat @ pattern.T).toarray())
    return arrived.reshape(*events.shape[:2], pattern.shape[0]) > 0
