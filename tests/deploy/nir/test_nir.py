"""NIR: our graphs read back equal, those of others do what their nodes say, and what has no word is refused by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuro.cli import main
from neuro.conformance import float_twin, random_case
from neuro.description import Phases, load_model
from neuro.engines import Stimulus, load_engine
from neuro.errors import NeuroError
from neuro.formats import format_of
from neuro.learning import load_trained
from neuro.network import Network, build_network
from neuro.workload import Workload

nir = pytest.importorskip("nir")

STEP_S = 1e-4


def written(network: Network, path: Path) -> Any:
    format_of(path).write(Workload("it", network, network, Stimulus(1, Phases(0, 0, 1)), None, None, None), path)
    return nir.read(path)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("floats", [False, True])
def test_networks_read_back_equal(seed: int, floats: bool, tmp_path: Path) -> None:
    network = random_case(seed).network
    network = float_twin(network) if floats else network
    written(network, tmp_path / "it.nir")
    assert format_of("it.nir").read(tmp_path / "it.nir").hash == network.hash


@pytest.mark.parametrize("seed", [2, 3, 6])
def test_the_graph_says_what_the_network_does(seed: int, tmp_path: Path) -> None:
    """Run by hand: what a reader does that knows nothing of us."""
    case = random_case(seed)
    network, stimulus = case.network, replace(case.stimulus, phases=Phases(0, 0, 5), labels=None, initial=None)
    nodes = written(network, tmp_path / "it.nir").nodes
    run = load_engine("numpy").run(network, stimulus, "spikes")
    spikes = np.zeros((stimulus.samples, network.units))
    for step in range(1, 6):
        given = np.zeros((stimulus.samples, network.lines + 1))
        given[:, :-1], given[:, -1] = 0 if stimulus.inputs is None else stimulus.inputs, step == 1
        current = given @ nodes["input_weights"].weight.T + nodes["input_weights"].bias
        current += spikes @ nodes["units.couplings"].weight.T
        spikes = (current > nodes["units.lif"].v_threshold).astype(float)
        np.testing.assert_array_equal(spikes, run.spikes[:, step - 1])
    answer = spikes @ nodes["readout"].weight.T + nodes["readout"].bias
    np.testing.assert_array_equal(
        answer if network.classes else 2 * answer - 1, run.readout if network.classes else run.states[:, -1]
    )


def test_metadata_tell_what_a_graph_can_not(tmp_path: Path) -> None:
    network = build_network(load_model("digits"))
    metadata = written(network, tmp_path / "it.nir").metadata
    assert "[phases]" in metadata["description"]
    np.testing.assert_array_equal(metadata["self_coupling"], network.self_coupling)


def changed(path: Path, change: Any) -> None:
    graph = nir.read(path)
    change(graph)
    nir.write(path, nir.NIRGraph(graph.nodes, graph.edges, metadata=graph.metadata))


def test_a_graph_that_was_changed_is_not_taken_for_its_network(tmp_path: Path) -> None:
    path, kind = tmp_path / "it.nir", format_of("it.nir")
    network = random_case(2).network
    written(network, path)
    changed(path, lambda graph: graph.nodes["units.couplings"].weight.__setitem__((0, 0), 6.0))
    with pytest.raises(NeuroError, match=r"node 'units\.couplings': its weight is not that of the network"):
        kind.read(path)
    other = nir.Affine(weight=np.zeros((network.units,) * 2), bias=np.ones(network.units))
    written(network, path)
    changed(path, lambda graph: graph.nodes.__setitem__("units.couplings", other))
    with pytest.raises(NeuroError, match=r"node 'units\.couplings' is not one of the network in its metadata"):
        kind.read(path)
    written(network, path)
    changed(path, lambda graph: graph.nodes["units.couplings"].weight.__setitem__((0, 0), 6.0))
    changed(path, lambda graph: graph.metadata.pop("network"))
    alone = kind.read(path)
    assert alone.units == network.units
    assert alone.self_coupling[0] == 3
    for change, words in (
        (lambda graph: graph.nodes["units.lif"].v_reset.__setitem__(0, 0.5), r"node 'units\.lif': its v_reset is not"),
        (lambda graph: graph.metadata["self_coupling"].__setitem__(0, 9.0), "metadata: 'self_coupling' is not that"),
        (
            lambda graph: graph.metadata.update(
                description=graph.metadata["description"].replace("seed = ", "seed = 7")
            ),
            "metadata: 'description' is not that",
        ),
    ):
        written(network, path)
        changed(path, change)
        with pytest.raises(NeuroError, match=words):
            kind.read(path)
    written(network, path)
    changed(path, lambda graph: graph.metadata.__setitem__("network", graph.metadata["network"][:-9]))
    with pytest.raises(NeuroError, match="the network in its metadata is damaged"):
        kind.read(path)


def lif(units: int, **more: Any) -> Any:
    given = {"tau": STEP_S, "r": 1.0, "v_leak": 0.0, "v_threshold": 1.0, "v_reset": 0.0, **more}
    return nir.LIF(**{name: np.full(units, value) for name, value in given.items()})


def foreign(rng: np.random.Generator, whole: bool, **more: Any) -> Any:
    """Three lines, five units that hear each other, four that hear those, and two outputs."""

    def affine(rows: int, columns: int, step: int = 1) -> Any:
        weight, bias = rng.integers(-9, 10, (rows, columns)) * step, rng.integers(-3, 4, rows)
        scale = 1.0 if whole else 0.37
        return nir.Affine(weight=scale * weight, bias=scale * bias)

    nodes = {
        "in": nir.Input(input_type={"input": np.array([3])}),
        "a": affine(5, 3),
        "one": lif(5, v_threshold=1.5, v_leak=0.25, r=2.0, **more),
        "again": affine(5, 5, 2),
        "b": affine(4, 5, 2),
        "two": nir.Threshold(threshold=np.full(4, 0.5)),
        "c": affine(2, 4, 2),
        "out": nir.Output(output_type={"output": np.array([2])}),
    }
    edges = [("in", "a"), ("a", "one"), ("one", "again"), ("again", "one"), ("one", "b"), ("b", "two"), ("two", "c")]
    return nir.NIRGraph(nodes, [*edges, ("c", "out")], metadata={}, type_check=False)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_graphs_from_elsewhere(seed: int, whole: bool, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    graph = foreign(rng, whole)
    nir.write(tmp_path / "net.nir", graph)
    network = format_of("net.nir").read(tmp_path / "net.nir")
    assert (network.description.name, network.lines, network.classes) == ("net", 3, 2)
    assert network.is_integer == whole
    inputs = rng.integers(0, 3, (6, 3))
    # NIR begins with no spikes: all units down.
    start = -np.ones((6, network.units), np.int8)
    run = load_engine("numpy").run(network, Stimulus(6, Phases(0, 0, 5), inputs, initial=start))
    nodes, one, two = graph.nodes, np.zeros((6, 5)), np.zeros((6, 4))
    for step in range(1, 6):
        heard = inputs @ nodes["a"].weight.T + nodes["a"].bias + one @ nodes["again"].weight.T + nodes["again"].bias
        potential = one @ nodes["b"].weight.T + nodes["b"].bias
        one, two = (0.25 + 2.0 * heard > 1.5).astype(float), (potential > 0.5).astype(float)
        np.testing.assert_array_equal(run.spikes[:, step - 1, :9], np.concatenate([one, two], axis=1))
    answer = two @ nodes["c"].weight.T + nodes["c"].bias
    np.testing.assert_allclose(run.readout - run.readout[:, :1], answer - answer[:, :1], atol=1e-12)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"one": lif(5, tau=0.02)}, "node 'one' keeps its potential from step to step"),
        ({"one": nir.IF(r=np.ones(5), v_threshold=np.ones(5))}, "node 'one' is of kind IF"),
        ({"two": nir.Flatten(input_type={"input": np.array([4])})}, "node 'two' is of kind Flatten"),
        ({"b": nir.Linear(weight=np.ones((4, 6)))}, r"from 'one' to 'two' has shape \(4, 6\), expected \(4, 5\)"),
        ({"b": nir.Linear(weight=np.full((4, 5), np.nan))}, "node 'b' has weights of shape"),
        ({"c": nir.Linear(weight=np.ones((1, 4)))}, "node 'out' has one value"),
        ({"b": nir.Affine(weight=np.ones((4, 5)), bias=np.ones(3))}, "node 'b' has weights of shape"),
        ({"more": nir.Input(input_type={"input": np.array([1])})}, "has 2 inputs and 1 outputs"),
    ],
)
def test_what_has_no_word_here_is_refused_by_name(change: dict[str, Any], sentence: str, tmp_path: Path) -> None:
    graph = foreign(np.random.default_rng(0), True)
    nodes = {**graph.nodes, **change}
    nir.write(tmp_path / "net.nir", nir.NIRGraph(nodes, graph.edges, metadata={}, type_check=False))
    with pytest.raises(NeuroError, match=sentence):
        format_of("net.nir").read(tmp_path / "net.nir")


def test_broken_files_are_refused(tmp_path: Path) -> None:
    kind = format_of("it.nir")
    whole = tmp_path / "whole.nir"
    written(random_case(2).network, whole)
    packed = whole.read_bytes()
    for name, content in (("empty", b""), ("text", b"hello"), ("half", packed[: len(packed) // 2])):
        (tmp_path / f"{name}.nir").write_bytes(content)
        with pytest.raises(NeuroError, match=f"{name}.nir: is no whole NIR file"):
            kind.read(tmp_path / f"{name}.nir")
    with pytest.raises(NeuroError, match="can't be read"):
        kind.read(tmp_path / "absent.nir")


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "digits", "--to", "digits.nir"]) == 0
    assert main(["import", "digits.nir", "--out", "back"]) == 0
    assert "500 units, 64 lines, 10 classes" in capsys.readouterr().out
    assert load_trained("back").is_integer
    assert main(["compare", "back", "--samples", "3", "--engines", "numpy,numba"]) == 0
    assert main(["import", "digits.nir", "--out", "back"]) == 2
    assert "replace it with --overwrite" in capsys.readouterr().err
    assert main(["import", "digits.nir", "--out", "back", "--overwrite"]) == 0
    assert main(["import", "digits.toml", "--out", "other"]) == 2


@pytest.mark.parametrize("edge", [("one", "nowhere"), ("nowhere", "one"), ("one", "in"), ("out", "one")])
def test_edges_that_lead_nowhere_are_refused(edge: tuple[str, str], tmp_path: Path) -> None:
    graph = foreign(np.random.default_rng(0), True)
    edges = [*graph.edges, edge]
    nir.write(tmp_path / "net.nir", nir.NIRGraph(graph.nodes, edges, metadata={}, type_check=False))
    with pytest.raises(NeuroError, match=f"the edge from '{edge[0]}' to '{edge[1]}' leads"):
        format_of("net.nir").read(tmp_path / "net.nir")
