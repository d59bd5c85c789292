"""Learning held side by side: what is called identical, and where weights part."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import pytest
from scipy import sparse

from neuro.conformance import row, small
from neuro.engines import AbstractEngine, AbstractLearner, AbstractSession, LearnResult, Stimulus, load_engine
from neuro.errors import NeuroError
from neuro.network import LEARNED, Network
from neuro.report import compare_learning, learning_as_json
from neuro.report.learning_comparison import WeightDifference, weight_gap
from neuro.report.sentences import counts_line, learning_verdict
from neuro.report.tables import learning_table
from neuro.workload import Workload, make_workload


class Faulty(AbstractEngine):
    """The reference, but for what `fault` does to the network once sample `since` is learned."""

    name: ClassVar[str] = "faulty"
    since: ClassVar[int] = 0
    fault: ClassVar[Callable[[Network], Network]] = staticmethod(lambda network: network)
    taught: ClassVar[int] = 0

    def limits(self, code: str) -> Mapping[str, str]:
        return {}

    def obstacle(self) -> str | None:
        return None

    def _open(self, network: Network, code: str) -> AbstractSession:
        raise NotImplementedError

    def _teach(self, network: Network) -> AbstractLearner:
        type(self).taught += 1
        return FaultyLearner(load_engine("numpy").teach(network))


class FaultyLearner(AbstractLearner):
    """Shows other weights than it has."""

    def __init__(self, inner: AbstractLearner) -> None:
        self.inner, self.done = inner, 0

    def learn(self, inputs: Any, labels: Any, rate: float = 1.0, first: int = 0) -> LearnResult:
        self.done = first + len(labels)
        return self.inner.learn(inputs, labels, rate, first)

    def network(self) -> Network:
        network = self.inner.network()
        return Faulty.fault(network) if self.done > Faulty.since else network


def wrong_weight(projection: str, place: int, by: float = 1) -> Callable[[Network], Network]:
    """One weight altered: stored entry `place`, or that of the flattened matrix."""

    def alter(network: Network) -> Network:
        matrix = getattr(network, projection).copy()
        values = matrix.data if sparse.issparse(matrix) else matrix.reshape(-1)
        values[place] += by
        return replace(network, **{projection: matrix})

    return staticmethod(alter)  # type: ignore[return-value]


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    from neuro.report import learning_comparison

    known = {"faulty": Faulty}
    monkeypatch.setattr(
        learning_comparison,
        "choose_engines",
        lambda names: ([known[name]() if name in known else load_engine(name) for name in names], {}),
    )
    monkeypatch.setattr(Faulty, "taught", 0)
    return ["numpy", "faulty"]


@pytest.fixture
def workload() -> Workload:
    network = small()
    inputs, labels = row(network, 20)
    stimulus = Stimulus(20, network.description.phases, inputs, labels)
    return Workload("small", network, network, stimulus, inputs, labels, "made")


def plant(monkeypatch: pytest.MonkeyPatch, since: int, fault: Callable[[Network], Network]) -> None:
    monkeypatch.setattr(Faulty, "since", since)
    monkeypatch.setattr(Faulty, "fault", fault)


@pytest.mark.parametrize("every", [1, 8, 100])
@pytest.mark.parametrize(("projection", "place"), [("recurrent", 17), ("input_weights", 9), ("readout_weights", 50)])
def test_one_wrong_weight_is_found_and_named(
    projection: str, place: int, every: int, workload: Workload, engines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, 13, wrong_weight(projection, place))
    comparison = compare_learning(workload, engines, every)
    with load_engine("numpy").teach(workload.network) as learner:
        learner.learn(*workload.to_learn(slice(14)))
        matrix = getattr(learner.network(), projection)
    if sparse.issparse(matrix):
        rows, value = np.repeat(np.arange(24), np.diff(matrix.indptr)), matrix.data[place]
        where = int(rows[place]), int(matrix.indices[place])
    else:
        where, value = divmod(place, 24), matrix.reshape(-1)[place]
    entry = comparison.entries[1]
    assert not comparison.identical
    assert entry.sample == 13
    assert entry.difference == WeightDifference(projection, *where, expected=value, got=value + 1)
    assert entry.largest_gap == 1
    line = learning_verdict(comparison)
    assert f"faulty first differs from numpy after sample 13, {projection}, row {where[0]}, column {where[1]}" in line
    assert f"{value + 1} instead of {value}" in line
    data = json.loads(json.dumps(learning_as_json(comparison)))
    assert data["identical"] is False
    assert data["first_difference"]["engine"] == "faulty"
    assert (data["first_difference"]["row"], data["first_difference"]["column"]) == where
    # Only a difference found after more than one sample is looked for again.
    assert Faulty.taught == (1 if every == 1 else 2)


def test_a_difference_that_does_not_come_back_stands_where_it_was_seen(
    workload: Workload, engines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_once(network: Network) -> Network:
        return wrong_weight("recurrent", 3).__func__(network) if Faulty.taught == 1 else network  # type: ignore[attr-defined]

    plant(monkeypatch, 4, staticmethod(only_once))  # type: ignore[arg-type]
    entry = compare_learning(workload, engines, 10).entries[1]
    assert entry.sample == 9
    assert entry.difference is not None


def test_identical_weights_are_called_identical(
    workload: Workload, engines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, 0, staticmethod(lambda network: network))  # type: ignore[arg-type]
    looks: list[int] = []
    comparison = compare_learning(workload, engines, progress=lambda what, done=0, total=0: looks.append(int(done)))
    assert looks == list(range(1, 21))
    assert comparison.identical
    assert comparison.identical_counts
    count = sum(getattr(workload.network, name).size for name in LEARNED)
    assert learning_verdict(comparison) == (
        f"all weights of all projections identical after every one of 20 samples in numpy, faulty "
        f"({count} weights each time)."
    )
    assert counts_line(comparison) == "every count and every answer identical in all engines."
    assert "every 7 of 20 samples" in learning_verdict(compare_learning(workload, engines, 7))
    assert len(learning_table(comparison).rows) == 2


def test_other_counts_and_answers_are_named(
    workload: Workload, engines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(self: FaultyLearner, inputs: Any, labels: Any, rate: float = 1.0, first: int = 0) -> LearnResult:
        result = self.inner.learn(inputs, labels, rate, first)
        more = replace(result.activity, weight_updates_input=result.activity.weight_updates_input + 1)
        return replace(result, activity=more, predictions=(result.predictions + 1) % 3)

    monkeypatch.setattr(FaultyLearner, "learn", other)
    comparison = compare_learning(workload, engines)
    assert comparison.identical
    assert not comparison.identical_counts
    line = str(counts_line(comparison))
    assert "weight_updates_input, numpy" in line
    assert "faulty gave other answers than numpy" in line


def test_float_weights_are_identical_up_to_rounding(engines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    workload = make_workload("digits", regime="float", samples=3, learning=True)
    plant(monkeypatch, 0, wrong_weight("recurrent", 5, 1e-15))
    comparison = compare_learning(workload, engines)
    assert comparison.identical
    assert "identical up to rounding" in learning_verdict(comparison)
    plant(monkeypatch, 1, wrong_weight("recurrent", 5, 1e-6))
    comparison = compare_learning(workload, engines)
    assert comparison.entries[1].sample == 1
    assert comparison.entries[1].largest_gap == pytest.approx(1e-6)


def test_whole_batches_are_learned_together(engines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    workload = make_workload("digits", regime="float", samples=10, learning=True)
    rule = replace(workload.network.description.plasticity, batch_size=4)
    description = replace(workload.network.description, plasticity=rule)
    workload = replace(workload, network=replace(workload.network, description=description))
    plant(monkeypatch, 5, wrong_weight("recurrent", 5))
    comparison = compare_learning(workload, engines)
    assert comparison.every == 4
    assert comparison.entries[1].sample == 7


def test_engines_that_cannot_learn_this_are_left_out_with_their_reason(workload: Workload, engines: list[str]) -> None:
    if (obstacle := load_engine("sanafe").obstacle()) is not None:
        pytest.skip(obstacle)
    comparison = compare_learning(workload, ["sanafe", "numpy"])
    assert [entry.engine for entry in comparison.entries] == ["numpy"]
    assert [name for name, _ in comparison.left_out] == ["sanafe"]
    assert learning_verdict(comparison).startswith("only numpy learned")
    assert counts_line(comparison) is None
    with pytest.raises(NeuroError, match="sanafe: sanafe doesn't learn by the integer rule"):
        compare_learning(workload, ["sanafe"])


def test_samples_an_engine_cannot_take_leave_it_out(
    workload: Workload, engines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: FaultyLearner, *rest: Any) -> LearnResult:
        raise NeuroError("no room for these.")

    monkeypatch.setattr(FaultyLearner, "learn", refuse)
    comparison = compare_learning(workload, ["faulty", "numpy"])
    assert comparison.left_out == (("faulty", "no room for these."),)
    assert comparison.entries[0].engine == "numpy"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], "at least one name"),
        (["numpy", "numpy"], "each name once"),
        (["nupmy"], "numpy"),
        (["numpy", "all"], "goes alone"),
    ],
)
def test_names_are_checked(workload: Workload, names: list[str], expected: str) -> None:
    with pytest.raises(NeuroError, match=expected):
        compare_learning(workload, names)


def test_the_first_difference_is_the_first_row_by_row() -> None:
    network = small()
    readout = network.readout_weights.copy()
    readout[2, 1], readout[1, 20], readout[1, 5] = 3, -4, 2
    difference, largest = weight_gap(replace(network, readout_weights=readout), network)
    assert difference == WeightDifference("readout_weights", 1, 5, expected=0, got=2)
    assert largest == 4
    dense_one = replace(network, recurrent=network.recurrent.toarray())
    assert weight_gap(dense_one, network) == (None, 0.0)
