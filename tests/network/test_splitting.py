"""A split readout: more units, each with a share of the couplings; the same states, answers and learning."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from neuro_deploy.nir.graph import nodes_of

from neuro import build_network, load_engine, load_model
from neuro.cli import main
from neuro.conformance.cases import random_case
from neuro.conformance.features import split
from neuro.data import load_data
from neuro.description import Classes, write_description
from neuro.errors import NeuroError
from neuro.learning import starting_network
from neuro.network import (
    integer_network,
    join_networks,
    load_network,
    readout_senders,
    readout_shares,
    save_network,
    split_readout,
    stored,
)
from neuro.report.page.states import accuracy_by_step
from neuro.workload import make_workload

DIGITS = load_model("digits")


def small(seed: int = 3, size: int = 41):
    return starting_network(
        replace(DIGITS, seed=seed, populations=(replace(DIGITS.populations[0], size=size),)), integer=True
    )


@pytest.mark.parametrize("readouts", [1, 2, 7, 41])
def test_shares_are_equal_in_order_and_leave_nobody_out(readouts):
    shares = readout_shares(split_readout(small(), readouts).description)
    assert shares.shape == (readouts, 41)
    assert (shares.sum(axis=0) == 1).all()
    assert shares.sum(axis=1).max() - shares.sum(axis=1).min() <= 1
    assert (np.diff(shares.argmax(axis=0)) >= 0).all()


def test_shares_are_of_the_units_that_are_heard():
    case = split(random_case(4 * 12 + 2), 3)
    description = case.network.description
    shares, heard = readout_shares(description), readout_senders(description)
    counts = (shares & heard).sum(axis=1)
    assert counts.sum() == heard.sum()
    assert counts.max() - counts.min() <= 1


def test_one_readout_unit_again_is_the_network_as_it_was(tmp_path):
    whole = small()
    parted = split_readout(whole, 3)
    assert parted.hash != whole.hash
    assert (parted.readouts, parted.classes) == (30, 10)
    assert split_readout(parted, 1).hash == whole.hash
    assert split_readout(split_readout(parted, 5), 3).hash == parted.hash
    assert load_network(save_network(parted, tmp_path / "split.npz")).hash == parted.hash


def test_a_description_that_says_so_builds_the_split_network():
    said = replace(DIGITS, classes=Classes(10, readouts=4))
    assert build_network(said).hash == split_readout(build_network(DIGITS), 4).hash
    assert integer_network(build_network(said)).hash == split_readout(integer_network(build_network(DIGITS)), 4).hash


def test_every_engine_answers_and_counts_as_unsplit():
    for seed in (2, 6, 10, 14):
        case = random_case(seed)
        parted = split(case, 3)
        expected = load_engine("numpy").run(case.network, case.stimulus)
        for engine in ("numpy", "numba"):
            for code in ("flips", "spikes"):
                got = load_engine(engine).run(parted.network, parted.stimulus, code)
                np.testing.assert_array_equal(got.states, expected.states)
                np.testing.assert_array_equal(got.readout, expected.readout)
            settled = load_engine(engine).open(parted.network).settle(parted.stimulus)
            np.testing.assert_array_equal(settled.readout, expected.readout)
        one, other = (
            load_engine("numpy").run(n, case.stimulus, "flips", "readouts") for n in (case.network, parted.network)
        )
        assert one.activity == other.activity
        np.testing.assert_array_equal(one.recorded["readouts"], other.recorded["readouts"])


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_it_learns_as_the_unsplit_network_learns(engine):
    whole, data = small(), load_data("digits").train
    inputs, labels = whole.encode(data.inputs[:60]), data.labels[:60]
    with load_engine("numpy").teach(whole) as one, load_engine(engine).teach(split_readout(whole, 3)) as other:
        expected, got = one.learn(inputs, labels), other.learn(inputs, labels)
        np.testing.assert_array_equal(got.predictions, expected.predictions)
        assert (got.activity, got.unstable) == (expected.activity, expected.unstable)
        assert one.network().hash != whole.hash
        assert other.network().hash == split_readout(one.network(), 3).hash


def test_a_page_and_a_file_answer_by_classes():
    workload = make_workload("digits", samples=30, regime="integer")
    parted = split_readout(workload.network, 3)
    run = load_engine("numpy").run(parted, workload.stimulus)
    shown, expected = (accuracy_by_step(n, run, workload.labels).alt for n in (parted, workload.network))
    assert shown == expected
    nodes, _ = nodes_of(parted)
    np.testing.assert_array_equal(nodes["readout"], nodes_of(workload.network)[0]["readout"])


def test_a_model_that_says_so_is_trained_and_compared(tmp_path, capsys):
    hidden = replace(DIGITS.populations[0], size=40)
    model = replace(DIGITS, populations=(hidden,), classes=Classes(10, readouts=2))
    (tmp_path / "split.toml").write_text(write_description(model))
    given = [str(tmp_path / "split.toml"), "--data", "digits"]
    for regime in ("float", "integer"):
        assert main(["train", *given, "--epochs", "1", "--regime", regime, "--out", str(tmp_path / regime)]) == 0
        assert main(["evaluate", str(tmp_path / regime), "--samples", "50"]) == 0
    assert main(["compare", str(tmp_path / "float"), "--learning", "--samples", "4", "--engines", "numpy,numba"]) == 0
    assert "identical" in capsys.readouterr().out


def test_couplings_that_may_learn_are_those_of_the_unsplit_network():
    whole = small()
    places = stored(split_readout(whole, 3), "readout_weights")
    together = places.toarray().reshape(3, 10, -1).sum(axis=0)
    np.testing.assert_array_equal(together, stored(whole, "readout_weights").toarray())


def test_members_of_a_committee_keep_their_shares():
    one = small()
    both = join_networks([one, replace(one, bias=one.bias + 1)])
    parted = join_networks([split_readout(n, 2) for n in (one, replace(one, bias=one.bias + 1))])
    assert parted.hash == split_readout(both, 4).hash


def test_what_cant_be_split_is_refused():
    with pytest.raises(NeuroError, match="from 1 to 41, the units to share"):
        split_readout(small(), 42)
    with pytest.raises(NeuroError, match=r"got 2\.0, expected a whole number"):
        split_readout(small(), 2.0)
    with pytest.raises(NeuroError, match=r"has no \[classes\]"):
        split_readout(random_case(4).network, 2)
    parted = split_readout(small(), 3)
    weights = parted.readout_weights.copy()
    weights[0, 40] = 1
    with pytest.raises(NeuroError, match="readout unit 0 hears unit 40, which is not of its share"):
        replace(parted, readout_weights=weights)
