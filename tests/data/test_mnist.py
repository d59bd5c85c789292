"""MNIST and Fashion-MNIST: found where they are said to be, and nothing else taken for them."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from neuro.data import load_data
from neuro.errors import NeuroError

from .archives import IMAGES, LABELS, TEST_IMAGES, TEST_LABELS, idx, images, real_folder, write_archive


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NEURO_DATA", raising=False)
    monkeypatch.delenv("NEURO_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_the_real_files(name: str) -> None:
    data = load_data(name, real_folder())
    assert [len(data.split(part)) for part in ("train", "validation", "test")] == [55000, 5000, 10000]
    assert (data.name, data.classes, data.train.inputs.shape[1]) == (name, 10, 784)
    for part in (data.train, data.validation, data.test):
        assert part.inputs.dtype == np.float32
        assert (part.inputs.min(), part.inputs.max()) == (0.0, 1.0)
        assert set(part.labels) == set(range(10))
    counts = np.bincount(data.train.labels) + np.bincount(data.validation.labels)
    assert counts[0] == {"mnist": 5923, "fashion-mnist": 6000}[name]
    assert np.bincount(data.test.labels)[0] == {"mnist": 980, "fashion-mnist": 1000}[name]
    held = sum(part.inputs.nbytes for part in (data.train, data.validation, data.test))
    assert held < 250e6


def test_the_real_files_of_another_archive_are_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = real_folder()
    with pytest.raises(NeuroError, match=r"mnist: holds mnist, expected fashion-mnist; name another folder\."):
        load_data("fashion-mnist", folder / "mnist")
    monkeypatch.setenv("NEURO_DATA", str(folder / "fashion-mnist"))
    with pytest.raises(NeuroError, match=r"holds fashion-mnist, expected mnist"):
        load_data("mnist")


def test_the_folder_its_parent_and_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = write_archive(tmp_path / "mnist")
    wanted = load_data("mnist", inner).train.inputs
    np.testing.assert_array_equal(load_data("mnist", str(tmp_path)).train.inputs, wanted)
    for folder in (inner, tmp_path):
        monkeypatch.setenv("NEURO_DATA", str(folder))
        np.testing.assert_array_equal(load_data("mnist").train.inputs, wanted)
    monkeypatch.setenv("NEURO_DATA", str(tmp_path / "elsewhere"))
    np.testing.assert_array_equal(load_data("mnist", tmp_path).train.inputs, wanted)
    with pytest.raises(NeuroError, match="elsewhere"):
        load_data("mnist")


def test_the_cache_is_the_last_place_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_archive(tmp_path / "cache" / "neuro" / "data" / "mnist")
    assert len(load_data("mnist").test) == 20
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    write_archive(tmp_path / "home" / ".cache" / "neuro" / "data" / "mnist", test=30)
    monkeypatch.setenv("NEURO_DATA", "")
    assert len(load_data("mnist").test) == 30


def test_splits_share_no_sample_and_keep_image_and_label_together(tmp_path: Path) -> None:
    data = load_data("mnist", write_archive(tmp_path))
    assert (len(data.train), len(data.validation), len(data.test)) == (55, 5, 20)
    label_of = {row.tobytes(): n % 10 for n, row in enumerate(images(60).reshape(60, -1))}
    seen = []
    for part in (data.train, data.validation):
        rows = [np.rint(row * 255).astype(np.uint8).tobytes() for row in part.inputs]
        assert [label_of[row] for row in rows] == part.labels.tolist()
        seen += rows
    assert len(set(seen)) == 60
    np.testing.assert_array_equal(np.rint(data.test.inputs * 255), images(20, 1).reshape(20, -1))


def test_plain_files_do_as_well(tmp_path: Path) -> None:
    wanted = load_data("fashion-mnist", write_archive(tmp_path / "packed"))
    (tmp_path / "plain").mkdir()
    for path in (tmp_path / "packed").iterdir():
        (tmp_path / "plain" / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
    got = load_data("fashion-mnist", tmp_path / "plain")
    np.testing.assert_array_equal(got.validation.inputs, wanted.validation.inputs)


@pytest.mark.parametrize(
    ("file", "array", "sentence"),
    [
        (IMAGES, np.zeros((60, 28, 27)), "got shape 60 x 28 x 27, expected images of 28 x 28"),
        (IMAGES, np.zeros(60), "got shape 60, expected images of 28 x 28"),
        (IMAGES, np.zeros((59, 28, 28)), "got shape 60, expected a label for each of the 59 images"),
        (LABELS, np.zeros(61), "got shape 61, expected a label for each of the 60 images"),
        (LABELS, np.zeros((60, 1)), "got shape 60 x 1, expected a label for each"),
        (LABELS, np.full(60, 10), "holds label 10, expected 0 to 9"),
        (TEST_IMAGES, np.zeros((0, 28, 28)), "expected a label for each of the 0 images"),
        (TEST_LABELS, np.array(7), "has 0 dimensions, expected 1 or 3"),
    ],
)
def test_files_of_another_shape_are_refused(tmp_path: Path, file: str, array: NDArray[Any], sentence: str) -> None:
    write_archive(tmp_path)
    (tmp_path / file).write_bytes(gzip.compress(idx(array)))
    with pytest.raises(NeuroError, match=sentence) as caught:
        load_data("mnist", tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_too_few_empty_missing_and_truncated(tmp_path: Path) -> None:
    with pytest.raises(NeuroError, match="got 11 images, expected at least 12"):
        load_data("mnist", write_archive(tmp_path / "few", train=11))
    folder = write_archive(tmp_path / "empty")
    for name, array in ((TEST_IMAGES, np.zeros((0, 28, 28))), (TEST_LABELS, np.zeros(0))):
        (folder / name).write_bytes(idx(array))
    with pytest.raises(NeuroError, match="got shape 0, expected a label"):
        load_data("mnist", folder)
    folder = write_archive(tmp_path / "missing")
    (folder / LABELS).unlink()
    with pytest.raises(NeuroError, match=rf"{LABELS}: there is no such file, gzipped or plain; expected all four"):
        load_data("mnist", folder)
    folder = write_archive(tmp_path / "truncated")
    (folder / IMAGES).write_bytes((folder / IMAGES).read_bytes()[:-100])
    with pytest.raises(NeuroError, match="is truncated or corrupt"):
        load_data("entangled-mnist", folder)


def test_only_archives_are_looked_for_in_a_folder(tmp_path: Path) -> None:
    for name in ("digits", "entangled-digits", str(tmp_path / "own.npz")):
        with pytest.raises(NeuroError, match="not looked for in a folder, only mnist and fashion-mnist are"):
            load_data(name, tmp_path)
