"""The integer rule written again from docs/reference/learning-rule.md alone, streams and order included."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neuro import Network
from neuro.data import DataSet, Split
from neuro.description import (
    Classes,
    Description,
    Feedback,
    Gaussian,
    Input,
    InputCoupling,
    IntegerPlasticity,
    Link,
    Numbers,
    Phases,
    Plasticity,
    Population,
    Readout,
)
from neuro.learning import starting_network, train
from neuro.network import LEARNED, dense

SEED, EPOCHS, SAMPLES = 7, 2, 30
RULE = IntegerPlasticity(
    readout_margin=60,
    recurrent_step=9,
    input_step=7,
    readout_step=5,
    recurrent_density=0.8,
    input_density=0.9,
    readout_density=0.7,
    density_factor=0.6,
)
DESCRIPTION = Description(
    name="documented",
    populations=(Population("a", 9, 0.6, bias_deviation=0.3), Population("b", 7, 0.8)),
    couplings=(
        Gaussian("a", "a", density=0.6),
        Gaussian("a", "b", density=0.7),
        Link("a", "b", strength=0.9, pattern="random", density=0.3),
        # Far larger than the other weights: their gain is more than 1.
        InputCoupling("a", 9.0, density=0.8),
        Feedback("b", 2.0),
        Readout("b"),
    ),
    input=Input(5, levels=4),
    classes=Classes(3),
    phases=Phases(1, 2, 2),
    plasticity=Plasticity(margin=1.1, epochs=EPOCHS),
    integer_plasticity=RULE,
    numbers=Numbers("integer"),
    seed=SEED,
)


def samples() -> DataSet:
    rng = np.random.default_rng(0)
    split = Split(rng.random((SAMPLES, 5)) * (rng.random((SAMPLES, 5)) < 0.8), rng.integers(0, 3, SAMPLES))
    return DataSet("documented", split, split, split, 3)


def as_documented(start: Network, kappa: float, margin_excludes: bool, competitive: bool) -> dict[str, np.ndarray]:
    """Weights after all epochs."""
    units, largest, data = 16, 127, samples().train
    J, W, V = (dense(getattr(start, name)).astype(int) for name in LEARNED)  # noqa: N806  the letters of the page
    L, F = start.links.toarray(), start.feedback_payload * start.feedback_weights  # noqa: N806
    own = np.diag(start.self_coupling)
    margin = round(kappa / start.unit)
    # What exists: drawn couplings, as sparse matrices store them, and readouts from b.
    exists = [np.zeros(J.shape, bool), np.zeros(W.shape, bool), np.zeros(V.shape, bool)]
    for places, name in zip(exists, LEARNED[:2], strict=False):
        matrix = getattr(start, name).tocoo()
        places[matrix.row, matrix.col] = True
    exists[2][:, 9:] = True
    k = 0
    for epoch in range(1, EPOCHS + 1):
        p = RULE.density_factor ** (epoch - 1)
        for sample in np.random.default_rng([SEED, 0x6F72646572, epoch]).permutation(SAMPLES):
            x, label = start.input_gain * np.rint(4 * data.inputs[sample]).astype(int), data.labels[sample]
            s = np.zeros(units, int)
            for step in range(5):
                clamped = 1 <= step < 3
                h = (J + L + own) @ s + W @ x + start.bias + (F[:, label] if clamped else 0)
                s = np.where(h > 0, 1, -1)
            h = (J + L + own) @ s + W @ x + start.bias - (np.diag(own) * s if margin_excludes else 0)
            y = np.where(np.arange(3) == label, 1, -1)
            unstable, r = s * h <= margin, V @ s
            wrong = y * r <= RULE.readout_margin
            if competitive:
                u = max((c for c in range(3) if c != label), key=lambda c: (r[c], -c))
                wrong = np.isin(np.arange(3), [label, u]) & (r[label] - r[u] < RULE.readout_margin)
            rng = np.random.default_rng([SEED, 0x6D61736B, k])
            m, n = rng.random(units) < p * RULE.recurrent_density, rng.random(units) < p * RULE.readout_density
            q = rng.random(5) < p * RULE.input_density * abs(x) / (start.input_gain * 4)
            J = J + exists[0] * np.outer(unstable * s, RULE.recurrent_step * s * m)  # noqa: N806
            W = W + exists[1] * np.outer(unstable * s, RULE.input_step * np.sign(x) * q)  # noqa: N806
            V = V + exists[2] * np.outer(wrong * y, RULE.readout_step * s * n)  # noqa: N806
            J = np.clip(J, -largest - np.minimum(L, 0), largest - np.maximum(L, 0))  # noqa: N806
            W, V = np.clip(W, -largest, largest), np.clip(V, -largest, largest)  # noqa: N806
            k += 1
    return dict(zip(LEARNED, (J, W, V), strict=True))


@pytest.mark.parametrize("readout", ["margin", "competitive"])
@pytest.mark.parametrize(("margin", "own"), [("included", None), ("excluded", None), ("included", 0.6)])
def test_the_page_gives_the_weights_of_training(margin: str, own: float | None, readout: str) -> None:
    plasticity = replace(DESCRIPTION.plasticity, self_coupling_in_margin=margin)
    whole = replace(RULE, readout_rule=readout, margin=own)
    description = replace(DESCRIPTION, plasticity=plasticity, integer_plasticity=whole)
    start = starting_network(description, integer=True)
    assert start.input_gain > 1
    assert start.recurrent.multiply(start.links).nnz
    *_, (_, learned) = train(description, samples(), integer=True)
    kappa = 1.1 if own is None else own
    for name, wanted in as_documented(start, kappa, margin == "excluded", readout == "competitive").items():
        assert (wanted != dense(getattr(start, name))).any()
        np.testing.assert_array_equal(dense(getattr(learned, name)), wanted)


def test_every_epoch_and_every_sample_has_a_stream_of_its_own() -> None:
    from neuro.engines.rule import draw_masks
    from neuro.learning import sample_order

    orders = [tuple(sample_order(SEED, epoch, SAMPLES)) for epoch in range(1, 4)]
    assert len(set(orders)) == 3
    start = starting_network(DESCRIPTION, integer=True)
    masks = draw_masks(start, np.ones((20, 5), int), 0, 0.5)
    assert len({row.tobytes() for row in masks.recurrent}) == 20
    later = draw_masks(start, np.ones((5, 5), int), 15, 0.5)
    np.testing.assert_array_equal(later.recurrent, masks.recurrent[15:])
    # The masks of units and readouts are not one and the same.
    assert (masks.recurrent != masks.readout).any()
