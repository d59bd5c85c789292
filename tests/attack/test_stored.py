"""Stored things that are whole and mean nothing, or belong elsewhere: refused on reading, with what was expected."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuro import load_network, save_network, write_description
from neuro.conformance import float_twin, random_case
from neuro.engines.brian2.compiled.cache import Cache
from neuro.errors import NeuroError
from neuro.files import read_sealed, write_sealed
from neuro.learning import Checkpoint, load_checkpoint, load_trained, save_checkpoint
from neuro.network import Network
from tests.claims.small import small_model
from tests.network.test_storage import rewritten
from tests.small import classifier

from .commands import run
from .small import model_file, table_file
from .stored import stored, trained

_WEIGHTS = ("recurrent", "self_coupling", "bias", "input_weights", "feedback_weights", "readout_weights")
_Change = Callable[[Path], dict[str, Any]]


def spoilt(name: str, change: Callable[[Any], Any]) -> _Change:
    """One array of a file made into another."""

    def changes(path: Path) -> dict[str, Any]:
        with np.load(path) as archive:
            return {name: change(archive[name])}

    return changes


def nonsense(network: str) -> Iterator[Any]:
    """Changes of a stored network that leave nothing to believe, each with its name."""
    for name in _WEIGHTS:
        kinds = ["c16", "U8", "S8", "?", ">i4", ">f8", "u8" if network == "integer" else "g"]
        kinds += ["f8", "f4"] if network == "integer" else ["i4", "i8"]
        for kind in kinds:
            yield pytest.param(spoilt(name, lambda a, kind=kind: a.astype(kind)), id=f"{name} of {kind}")
        shapes = {"flat": np.ravel, "more": lambda a: np.stack([a, a]), "none": lambda a: a[:0], "one": lambda a: a[0]}
        for what, change in shapes.items():
            if what != "flat" or name not in ("self_coupling", "bias"):
                yield pytest.param(spoilt(name, change), id=f"{name} {what}")
        yield pytest.param(lambda path, name=name: {name: None}, id=f"{name} missing")
        values = (1 << 40, -(1 << 62), 1 << 31) if network == "integer" else (np.nan, np.inf, -np.inf)
        for value in values:
            yield pytest.param(spoilt(name, lambda a, v=value: with_value(a, v)), id=f"{name} holds {value}")
        if network == "integer" and name != "bias":
            for value in (128, -128, 1000):
                yield pytest.param(spoilt(name, lambda a, v=value: with_value(a, v)), id=f"{name} holds {value}")
    yield pytest.param(spoilt("recurrent", lambda a: a + np.eye(len(a), dtype=a.dtype)), id="self-coupling hidden")
    for name in ("input_gain", "feedback_payload"):
        for value in (0, -1, 1 << 31, 1 << 62, 1.5, 1.0, True, "1", [1], [1, 1], 1j, np.nan):
            yield pytest.param(lambda _, n=name, v=value: {n: np.array(v)}, id=f"{name} {value}")
        yield pytest.param(lambda _, n=name: {n: None}, id=f"{name} missing")
    units = (np.nan, 0.0, -0.0, -1.0, np.inf, -np.inf, 1j, "1", 1, [1.0], [[1.0]], True)
    for value in (*units, None) if network == "integer" else (*units, 1.0):
        made = None if value is None else np.array(value)
        yield pytest.param(lambda _, made=made: {"unit": made}, id=f"unit {value}")
    for surplus in ("more", "recurrent.data", "links", "bias.data", "is_integer", "couplings"):
        yield pytest.param(lambda _, name=surplus: {name: np.zeros((4, 4))}, id=f"{surplus} too many")
    for name in ("description", "notes"):
        for value in (1, [""], b"bytes", [], np.nan):
            yield pytest.param(lambda _, n=name, v=value: {n: np.array(v)}, id=f"{name} {value}")
        yield pytest.param(lambda _, n=name: {n: None}, id=f"{name} missing")
    yield pytest.param(lambda _: {"description": write_description(small_model())}, id="description of another")
    for value in (0, 1, 3, 2.5, "2", [2], [2, 2], None):
        made = None if value is None else np.array(value)
        yield pytest.param(lambda _, made=made: {"format": made}, id=f"format {value}")


def with_value(array: Any, value: Any) -> Any:
    """The same with one number put in, where it isn't on a diagonal; whole numbers as wide as it needs."""
    other = array.astype(np.int64) if array.dtype.kind == "i" else array.copy()
    other[(0, 1) if other.ndim == 2 and other.shape[1] > 1 else (0,) * other.ndim] = value
    return other


def check_refused(network: Network, change: _Change, folder: Path) -> None:
    """Write a network with a change, under a checksum that fits; reading it is refused in one line."""
    path = save_network(network, folder / "network.npz", "notes")
    rewritten(path, **change(path))
    with pytest.raises(NeuroError) as refusal:
        load_network(path)
    assert str(path) in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1


@pytest.mark.parametrize("change", [*nonsense("integer")])
def test_integer_networks(change: _Change, tmp_path: Path) -> None:
    check_refused(classifier(), change, tmp_path)


@pytest.mark.parametrize("change", [*nonsense("float")])
def test_float_networks(change: _Change, tmp_path: Path) -> None:
    check_refused(float_twin(classifier()), change, tmp_path)


def sparse_nonsense() -> Iterator[Any]:
    """Changes of the three arrays that store couplings one by one."""
    for name in ("links", "recurrent"):
        data, indices, indptr = (f"{name}.{piece}" for piece in ("data", "indices", "indptr"))
        changes: dict[str, tuple[str, Callable[[Any], Any]]] = {
            "backwards": (indices, lambda a: a[::-1]),
            "all the same place": (indices, lambda a: a * 0 + a.max()),
            "out of the network": (indices, lambda a: a + 10_000),
            "before the first": (indices, lambda a: a - 10_000),
            "broken places": (indices, lambda a: a + 0.5),
            "short places": (indices, lambda a: a.astype(np.int8)),
            "a place missing": (indices, lambda a: a[:-1]),
            "a weight missing": (data, lambda a: a[:-1]),
            "weights in rows": (data, lambda a: a[:, None]),
            "float weights": (data, lambda a: a.astype(float)),
            "large weights": (data, lambda a: a * 0 + 1000),
            "rows backwards": (indptr, lambda a: a[::-1]),
            "a row missing": (indptr, lambda a: a[:-1]),
            "a row more": (indptr, lambda a: np.append(a, a[-1])),
            "endless rows": (indptr, lambda a: a + (1 << 40)),
            "rows of floats": (indptr, lambda a: a.astype(float)),
        }
        for what, (array, change) in changes.items():
            yield pytest.param(spoilt(array, change), id=f"{name}: {what}")
        for array in (data, indices, indptr):
            yield pytest.param(lambda path, name=array: {name: None}, id=f"{array} missing")

    def on_the_diagonal(path: Path) -> dict[str, Any]:
        units = np.arange(len(load_network(path).bias))
        return {
            "recurrent.data": (units * 0).astype(np.int32),
            "recurrent.indices": units,
            "recurrent.indptr": np.arange(len(units) + 1),
        }

    yield pytest.param(on_the_diagonal, id="recurrent: self-couplings of weight 0")


@pytest.mark.parametrize("change", [*sparse_nonsense()])
def test_sparse_networks(change: _Change, tmp_path: Path) -> None:
    from scipy import sparse

    network = random_case(1).network
    check_refused(replace(network, recurrent=sparse.csr_matrix(network.recurrent)), change, tmp_path)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("point", {"rows": None}),
        ("point", {"rows": 3}),
        ("point", {"rows": [3]}),
        ("point", {"rows": {"value": 1}}),
        ("point", {"error": 3}),
        ("point", {"error": None}),
        ("point", {"command": "count"}),
        ("point", {"format": 1}),
        ("placement", {"format": 1}),
        ("placement", {"units": [0.5]}),
        ("placement", {"units": {"0": 1}}),
        ("placement", {"units": [True]}),
        ("placement", {"readout": None}),
        ("placement", {"more": 1}),
        ("training", {"files": None}),
        ("training", {"files": []}),
        ("training", {"files": {}}),
        ("training", {"files": {"network.npz": 3}}),
    ],
    ids=str,
)
def test_sealed_files(kind: str, change: dict[str, Any], tmp_path: Path) -> None:
    files = stored(kind, tmp_path)
    (path,) = (path for path in files.files if path.suffix == ".json")
    content = read_sealed(path, "a file", "write it again")
    write_sealed(path, {**content, **change})
    with pytest.raises(NeuroError, match=tmp_path.name):
        files.read()


@pytest.mark.parametrize("kind", ["point", "placement", "training"])
@pytest.mark.parametrize("text", ["", "[]", "3", "null", "{}", "[" * 100_000, '{"sha256": "0"}', '{"sha256": null}'])
def test_files_that_nobody_sealed(kind: str, text: str, tmp_path: Path) -> None:
    files = stored(kind, tmp_path)
    (path,) = (path for path in files.files if path.suffix == ".json")
    path.write_text(text)
    with pytest.raises(NeuroError, match=path.name) as refusal:
        files.read()
    assert len(str(refusal.value)) < 400


# What can happen to the folder of a compiled program.
_DAMAGE: dict[str, Callable[[Path], object]] = {
    "main empty": lambda folder: (folder / "main").write_bytes(b""),
    "main missing": lambda folder: (folder / "main").unlink(),
    "main not executable": lambda folder: (folder / "main").chmod(0o644),
    "main a folder": lambda folder: ((folder / "main").unlink(), (folder / "main").mkdir()),
    "main another program": lambda folder: shutil.copy("/bin/true", folder / "main"),
    "main leads nowhere": lambda folder: ((folder / "main").unlink(), (folder / "main").symlink_to("nowhere")),
    "values missing": lambda folder: shutil.rmtree(folder / "fixed"),
    "value missing": lambda folder: (folder / "fixed" / "one").unlink(),
    "value cut off": lambda folder: (folder / "fixed" / "one").write_bytes(b"1234"),
    "value too many": lambda folder: (folder / "fixed" / "two").write_bytes(b"1234"),
    "manifest missing": lambda folder: (folder / "manifest.json").unlink(),
    "manifest empty": lambda folder: (folder / "manifest.json").write_text(""),
    "manifest of another kind": lambda folder: (folder / "manifest.json").write_text("[]"),
    "manifest with more": lambda folder: (folder / "manifest.json").write_text('{"takes": {}, "more": 1}'),
    "list missing": lambda folder: (folder / "seal.json").unlink(),
    "list empty": lambda folder: (folder / "seal.json").write_text("{}"),
    "list a folder": lambda folder: ((folder / "seal.json").unlink(), (folder / "seal.json").mkdir()),
    "all missing": lambda folder: shutil.rmtree(folder),
    "all empty": lambda folder: (shutil.rmtree(folder), folder.mkdir()),
    "a file": lambda folder: (shutil.rmtree(folder), folder.write_text("x")),
    "leads nowhere": lambda folder: (shutil.rmtree(folder), folder.symlink_to("nowhere")),
    "that of another key": lambda folder: (
        (Cache(folder.parent).folder("other", made), shutil.rmtree(folder))
        and shutil.copytree(folder.parent / "other", folder)
    ),
}


def made(folder: Path) -> None:
    """A program of another key."""
    (folder / "main").write_text("another")


@pytest.mark.parametrize("damage", _DAMAGE)
def test_a_damaged_program_is_made_anew(damage: str, tmp_path: Path) -> None:
    stored("program", tmp_path)
    _DAMAGE[damage](tmp_path / "key")
    anew: list[Path] = []

    def make(empty: Path) -> None:
        anew.append(empty)
        (empty / "main").write_text("anew")

    for _ in range(2):
        assert (Cache(tmp_path).folder("key", make) / "main").read_text() == "anew"
    assert len(anew) == 1
    assert sorted(path.name for path in (tmp_path / "key").iterdir()) == ["main", "seal.json"]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".key-")]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two finished trainings of one model with other seeds."""
    place = tmp_path_factory.mktemp("two")
    model_file(place / "model.toml")
    table_file(place / "data.csv")
    for folder, seed in (("one", "1"), ("other", "2")):
        command = ["train", "model.toml", "--data", "data.csv", "--regime", "integer", "--seed", seed, "--out", folder]
        run(*command, cwd=place, limit_s=60).worked()
    return place


@pytest.mark.parametrize("name", ["network.npz", "model.toml", "metrics.jsonl", "training.json"])
@pytest.mark.parametrize(
    "command",
    [
        ["evaluate", "folder", "--data", "data.csv"],
        ["simulate", "folder", "--data", "data.csv"],
        ["compare", "folder", "--data", "data.csv", "--engines", "numpy"],
        ["place", "folder", "--data", "data.csv"],
        [
            "train",
            "model.toml",
            "--data",
            "data.csv",
            "--regime",
            "integer",
            "--seed",
            "1",
            "--out",
            "folder",
            "--resume",
        ],
    ],
    ids=lambda words: words[0],
)
def test_a_file_of_another_training(name: str, command: list[str], two: Path, tmp_path: Path) -> None:
    for file in ("model.toml", "data.csv"):
        shutil.copy(two / file, tmp_path / file)
    shutil.copytree(two / "one", tmp_path / "folder")
    shutil.copy(two / "other" / name, tmp_path / "folder" / name)
    run(*command, cwd=tmp_path).refused("folder/", "training.json", "--overwrite")


def test_an_unfinished_training_has_no_record(tmp_path: Path) -> None:
    trained(tmp_path, classifier())
    other = replace(classifier(), bias=classifier().bias + 1)
    save_checkpoint(tmp_path, Checkpoint(other, "digits", "numpy", load_checkpoint(tmp_path).epochs))
    assert not (tmp_path / "training.json").exists()
    assert load_trained(tmp_path).hash == other.hash
    trained(tmp_path, other)
    assert load_trained(tmp_path).hash == other.hash


def test_more_epochs_and_fewer(two: Path, tmp_path: Path) -> None:
    shutil.copytree(two / "one", tmp_path / "folder")
    for file in ("model.toml", "data.csv"):
        shutil.copy(two / file, tmp_path / file)
    command = ["train", "model.toml", "--data", "data.csv", "--regime", "integer", "--seed", "1", "--out", "folder"]
    run(*command, "--resume", "--epochs", "3", cwd=tmp_path, limit_s=60).worked()
    assert load_trained(tmp_path / "folder").description.plasticity.epochs == 3
    run(*command, "--resume", "--epochs", "2", cwd=tmp_path).refused("has 3 epochs behind it", "the 2 asked for")
    run(*command, "--resume", "--epochs", "3", cwd=tmp_path, limit_s=60).worked()
    load_trained(tmp_path / "folder")
