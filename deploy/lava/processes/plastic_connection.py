"""A connection whose weights change where they are, by a local rule of three factors."""

from typing import Any

import numpy as np
from lava.magma.core.model.py.model import PyLoihiProcessModel
from lava.magma.core.model.py.ports import PyInPort, PyOutPort
from lava.magma.core.process.ports.ports import InPort, OutPort
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.process.variable import Var
from neuro_deploy.lava.building_blocks import fixed_point, floating_point, holds, receives, sends
from neuro_deploy.lava.shared import Couplings
from numpy.typing import NDArray
from scipy import sparse


class PlasticConnection(AbstractProcess):  # type: ignore[misc]
    """Adds weights @ messages one step later; w_ij += step * post_i * message_j in steps with a post factor.

    Each weight changes by what its own sender and its own receiver say in that step, and stops at its ends; only
    stored couplings learn, at 0 too. A change is felt by messages of the next step.

    On a chip: no; ours, with models for Lava's CPU alone. It asks for nothing that a learning engine lacks: one weight
    of at most 8 bits a synapse, whole-number changes that need no rounding, one learning phase a step, a third factor
    from the receiver. Lava's stock LearningDense, whose models simulate that engine, can't do the rule exactly
    (tests/deploy/test_learning_dense.py):

    * its weights stop at -256 and 255 at any number of bits, where 2J is no longer even, instead of at +-2 largest;
    * in floating point its traces decay before use, by their 65535th part, and can't be told not to (lava-nc/lava
      issue 658, open), and its weights have no ends at all;
    * fractions are rounded by one random number for all weights of a step, so smaller steps are no way out;
    * traces hold no negative numbers: a factor of -1, 0 or 1 takes two of them, one a sign.

    Public sources speak of rules of two factors on the chip (lava-nc/lava pull request 528); none is known of three.

    Parameters
    ----------
    couplings
        Where weights are, their values, and memory in which the parent can read them as they change.
    step
        Whole-number size of a change; 0 freezes.
    low, high
        Ends of each weight's range, at most 127 from 0, (weights,), or of all, (1,).
    updates
        Shared array of one number: weights visited by a change so far, those that stay at an end of the range included.
    """

    def __init__(
        self, *, couplings: Couplings, step: int, low: NDArray[Any], high: NDArray[Any], updates: NDArray[np.int64]
    ) -> None:
        super().__init__(couplings=couplings, updates=updates)
        receivers, senders = couplings.shape
        self.s_in = InPort(shape=(senders,))
        self.post_in = InPort(shape=(receivers,))
        self.a_out = OutPort(shape=(receivers,))
        # Lava knows no empty variable.
        values = couplings.values if len(couplings.values) else np.zeros(1, couplings.values.dtype)
        self.weights = Var(shape=values.shape, init=values.copy())
        self.a_buff = Var(shape=(receivers,), init=0)
        self.step = Var(shape=(1,), init=step)
        self.low, self.high = Var(shape=low.shape, init=low), Var(shape=high.shape, init=high)


@fixed_point(PlasticConnection)
class PlasticConnectionModelFixed(PyLoihiProcessModel):  # type: ignore[misc]
    """Weights of 8 bits, what they add up to of 24.

    Weights change in the learning phase of a step, after its messages were taken in.
    """

    s_in: PyInPort = receives(24)
    post_in: PyInPort = receives(2)
    a_out: PyOutPort = sends(24)
    weights: NDArray[Any] = holds(8)
    a_buff: NDArray[Any] = holds(24)
    step: NDArray[Any] = holds(8)
    low: NDArray[Any] = holds(8)
    high: NDArray[Any] = holds(8)

    def __init__(self, proc_params: Any) -> None:
        super().__init__(proc_params)
        self._couplings: Couplings = proc_params["couplings"]
        self._rows, self.updates = self._couplings.rows(), proc_params["updates"]
        self._matrix: sparse.csr_matrix | None = None
        self._messages = self._posts = np.zeros(0, np.int32)

    def run_spk(self) -> None:
        """Send what the last step's messages exert, take in this step's."""
        if self._matrix is None:
            self._matrix = self._shared()
        self.a_out.send(self.a_buff)
        self._messages, self._posts = self.s_in.recv(), self.post_in.recv()
        if self._messages.any():
            self.a_buff = self._matrix @ self._messages
        else:
            self.a_buff = np.zeros_like(self.a_buff)

    def lrn_guard(self) -> bool:
        """Whether this step changes weights."""
        return bool(self.step[0] and self._posts.any() and self._messages.any())

    def run_lrn(self) -> None:
        """Change weights."""
        senders = self._messages[self._couplings.columns]
        change = self.step[0] * self._posts[self._rows] * senders
        self.weights += change
        self.updates[0] += np.count_nonzero(change != 0)
        np.clip(self.weights, self.low, self.high, out=self.weights)

    def _shared(self) -> sparse.csr_matrix:
        """The weights as a matrix, moved to where the parent sees them: asking Lava takes 50 us a weight."""
        couplings = self._couplings
        if len(couplings.values):
            couplings.values[:] = self.weights
            self.weights = couplings.values
        return couplings.matrix()


PlasticConnectionModelFloat = floating_point(PlasticConnectionModelFixed)
