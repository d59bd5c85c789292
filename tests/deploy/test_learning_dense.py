"""Why learning has a connection of its own: what Lava's stock LearningDense does where the rule needs exactness.

It is Lava's own model of learning on the chip, "bit-approximate" in fixed point. When one of these tests fails, Lava
has changed, and the reasons given in processes/plastic_connection.py have to be looked at again. The weights are 2J, as
the spike code and the flip code have them: an 8-bit J from -127 to 127 is an even number from -254 to 254.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

pytestmark = pytest.mark.usefixtures("lava")


def learned(
    weights: Any, posts: Any, tag: str = "fixed_pt", rule: str = "2*x0*y1 - 2*x0*y2", **options: Any
) -> NDArray[Any]:
    """Weights after each step, (steps, receivers, senders): all senders spike, all receivers send the step's factor.

    Parameters
    ----------
    posts
        Factors, (steps,): +1 goes into the receivers' first trace, -1 into the second, as traces hold no sign.
    """
    from lava.magma.core.learning.learning_rule import Loihi3FLearningRule
    from lava.magma.core.run_conditions import RunSteps
    from lava.magma.core.run_configs import Loihi2SimCfg
    from lava.proc.dense.process import LearningDense
    from lava.proc.io.source import RingBuffer
    from neuro_deploy.lava.importing import quiet

    weights, posts = np.asarray(weights), np.asarray(posts)
    receivers, senders = weights.shape
    learning_rule = Loihi3FLearningRule(dw=rule, t_epoch=1, rng_seed=1)
    plastic = LearningDense(weights=weights, learning_rule=learning_rule, **options)
    played = {
        plastic.s_in: np.ones((senders, len(posts)), int),
        plastic.s_in_y1: np.tile(posts > 0, (receivers, 1)).astype(int),
        plastic.s_in_y2: np.tile(posts < 0, (receivers, 1)).astype(int),
    }
    for port, values in played.items():
        RingBuffer(data=values).s_out.connect(port)
    history = []
    try:
        for _ in posts:
            with quiet():
                plastic.run(condition=RunSteps(num_steps=1), run_cfg=Loihi2SimCfg(select_tag=tag))
            history.append(plastic.weights.get())
    finally:
        with quiet():
            plastic.stop()
    return np.array(history)


def test_weights_stop_where_two_j_is_not_even() -> None:
    rising = learned([[252, -252]], [1, 1, 1, -1])
    falling = learned([[252, -252]], [-1, -1, -1, 1])
    # J = 127.5 instead of 127, and from there on the weight stays odd; J = -128 instead of -127.
    assert rising[:, 0, 0].tolist() == [254, 255, 255, 253]
    assert falling[:, 0, 1].tolist() == [-254, -256, -256, -254]


@pytest.mark.parametrize("bits", [4, 6])
def test_fewer_weight_bits_do_not_end_the_range_earlier(bits: int) -> None:
    history = learned([[252, 0]], [1] * 20 + [-1] * 300, num_weight_bits=bits)[:, 0]
    assert (history[19, 0], history[-1, 0]) == (255, -256)
    # What is learned isn't of so few bits either: 6 bits with the sign hold multiples of 8, 4 bits of 32.
    assert history[0, 1] == 2


def test_the_float_model_forgets_part_of_a_trace_and_has_no_ends() -> None:
    history = learned([[252.0]], [1, 1, 1], tag="floating_pt")[:, 0, 0]
    # A trace of 1 has decayed for one step of 65535 before it is used.
    np.testing.assert_allclose(np.diff(history), 2 * np.exp(-1 / 65535), rtol=1e-9)
    assert 256 < history[-1] < 258


def test_one_random_number_rounds_all_weights_of_a_step() -> None:
    steps = np.diff(learned(np.zeros((4, 25), int), [1] * 12, rule="2^-1*x0*y1"), axis=0).reshape(11, 100)
    # Half a unit each: independent roundings of 100 weights would not agree once in eleven steps.
    assert (steps == steps[:, :1]).all()
    assert {0, 1} == set(steps.ravel().tolist())
