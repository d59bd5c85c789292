"""The readout learns alone at the end: from the states of inference, all else at rest, and on resume as in one go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuro import Network, load_engine, load_model
from neuro.data import DataSet, load_data
from neuro.description import Consolidation, Description
from neuro.engines import Stimulus
from neuro.errors import NeuroError
from neuro.learning import (
    Checkpoint,
    EpochStream,
    Training,
    evaluate,
    resume_from,
    save_checkpoint,
    total_epochs,
    train,
)
from neuro.network import dense


def model(epochs: int = 2, alone: int = 2, **changes: object) -> Description:
    digits = load_model("digits")
    return replace(
        digits,
        populations=tuple(replace(p, size=60) for p in digits.populations),
        plasticity=replace(digits.plasticity, epochs=epochs, batch_size=4, readout_rule="margin", readout_decay=0.1),
        consolidation=replace(
            Consolidation(alone, readout_rate=0.05, readout_density=0.5, rate_factor=0.5, density_factor=0.25),
            **changes,
        ),
    )


def some() -> DataSet:
    data = load_data("digits")
    return replace(data, train=data.train.first(200))


def networks(description: Description, integer: bool = False, engine: str = "numba", **more: object) -> list[Network]:
    return [network for _, network in train(description, some(), engine=engine, integer=integer, **more)]


@pytest.mark.parametrize("integer", [False, True])
def test_only_the_readout_learns(integer: bool) -> None:
    first, before, third, last = networks(model(), integer)
    assert total_epochs(model()) == 4
    for network in (third, last):
        for name in ("recurrent", "input_weights"):
            np.testing.assert_array_equal(dense(getattr(network, name)), dense(getattr(before, name)))
        assert (network.readout_weights != before.readout_weights).any()
        assert network.description == model()
    assert (dense(first.recurrent) != dense(before.recurrent)).any()


def test_it_learns_from_the_states_that_inference_reaches() -> None:
    """One epoch by hand: NumPy's states without a label, and the readout's rule."""
    description = model(1, 1)
    before, after = networks(description, engine="numpy")
    rule, readout = description.plasticity, before.readout_weights.copy()
    row = EpochStream(description, some().train, 2).row(slice(None))
    with load_engine("numpy").open(before) as session:
        stimulus = Stimulus(len(row), description.phases.without_feedback(), before.encode(row.inputs))
        states = session.run(stimulus).states[:, -1].astype(float)
    size = 0.05 / np.sqrt(60)
    for start in range(0, len(row), 4):
        s, labels = states[start : start + 4], row.labels[start : start + 4]
        teacher = np.where(labels[:, None] == np.arange(10), 1.0, -1.0)
        wrong = np.where(teacher * (s @ readout.T) <= rule.readout_margin, teacher, 0.0)
        readout = readout * (1 - size * rule.readout_decay) + size / np.sqrt(len(s)) * wrong.T @ s
    np.testing.assert_allclose(after.readout_weights, readout, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("integer", [False, True])
def test_rates_begin_anew_and_fall(integer: bool) -> None:
    rates = [epoch.rate for epoch, _ in train(model(3, 3), some(), integer=integer)]
    factor = model().integer_plasticity.density_factor if integer else model().plasticity.rate_factor
    later = 0.25 if integer else 0.5
    assert rates == pytest.approx([1, factor, factor**2, 1, later, later**2])


@pytest.mark.parametrize("finished", [1, 2, 3])
@pytest.mark.parametrize("integer", [False, True])
def test_what_goes_on_ends_like_what_never_stopped(integer: bool, finished: int) -> None:
    whole = networks(model(), integer)
    rest = networks(model(), integer, start=(whole[finished - 1], finished))
    assert [network.hash for network in rest] == [network.hash for network in whole[finished:]]


@pytest.mark.parametrize(("engine", "integer"), [("brian2-standalone", True), ("numpy", True), ("numpy", False)])
def test_engines_agree(engine: str, integer: bool) -> None:
    if load_engine(engine).obstacle() is not None:
        pytest.skip(f"{engine} doesn't work here")
    (one,), (other,) = (networks(model(1, 1), integer, name)[1:] for name in ("numba", engine))
    for name in ("recurrent", "input_weights", "readout_weights"):
        left, right = dense(getattr(one, name)), dense(getattr(other, name))
        np.testing.assert_array_equal(left, right) if integer else np.testing.assert_allclose(left, right, atol=1e-9)


def test_it_leaves_more_of_what_was_learned() -> None:
    """With a strong label the readout relies on it; a few epochs without undo that."""
    digits, data = load_model("digits"), load_data("digits")
    couplings = tuple(replace(c, strength=4.0) if c.kind == "feedback" else c for c in digits.couplings)
    rule = replace(digits.plasticity, epochs=3, batch_size=16)
    strong = replace(digits, couplings=couplings, plasticity=rule, consolidation=Consolidation(3))
    accuracies = [evaluate(network, data.validation) for _, network in train(strong, data)]
    assert accuracies[5] > accuracies[2] + 0.02


def test_a_stage_that_is_over_keeps_its_length(tmp_path: Path) -> None:
    came = list(train(model(), some()))
    for finished, asked, problem in (
        (1, model(epochs=1, alone=5), None),
        (3, model(alone=7), None),
        (3, model(epochs=3), r"has the 2 epochs behind it in which all learns, .* their number can't change any more"),
        (3, model(alone=0), "has 3 epochs behind it, more than the 2 asked for"),
        (2, model(rate_factor=0.9), "another description"),
    ):
        network = came[finished - 1][1]
        save_checkpoint(tmp_path, Checkpoint(network, "digits", "numba", tuple(epoch for epoch, _ in came[:finished])))
        training = Training(asked, "digits", "numba")
        if problem is None:
            assert resume_from(tmp_path, training).network.description == asked
        else:
            with pytest.raises(NeuroError, match=problem):
                resume_from(tmp_path, training)
