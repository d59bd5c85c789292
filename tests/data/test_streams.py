"""Data sets whose samples change from step to step: images under a moving eye, folders of recordings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuro.data import load_data
from neuro.data.images import Images
from neuro.data.saccades import saccades
from neuro.description import Input, load_model
from neuro.errors import NeuroError
from tests.data.archives import write_archive

EYE = Input(784, shape=(28, 28), steps=6)
BOTH = Input(1568, shape=(28, 28, 2), steps=6)
CAMERA = Input(24, shape=(3, 4, 2), steps=3, levels=2)
RECORD = np.dtype([("x", "i2"), ("y", "i2"), ("t", "i8"), ("p", "?")])


def recording(seed: int, events: int = 30) -> np.ndarray:
    rng = np.random.default_rng(seed)
    made = np.empty(events, RECORD)
    made["x"], made["y"], made["p"] = rng.integers(0, 4, events), rng.integers(0, 3, events), rng.random(events) < 0.5
    made["t"] = np.sort(rng.integers(0, 100_000, events))
    return made


def as_bin(events: np.ndarray) -> bytes:
    time = events["t"]
    columns = [events["x"], events["y"], events["p"] * 128 + (time >> 16), (time >> 8) & 255, time & 255]
    return np.stack(columns, axis=1).astype(np.uint8).tobytes()


def write_folder(place: Path, count: int = 5) -> Path:
    for label in range(3):
        (place / str(label)).mkdir(parents=True)
        for number in range(count):
            made = recording(100 * label + number)
            if number % 2:
                np.save(place / str(label) / f"{number}.npy", made)
            else:
                (place / str(label) / f"{number}.bin").write_bytes(as_bin(made))
    return place


def test_a_resting_image_has_no_events_and_a_moving_one_says_where_it_came_and_went() -> None:
    bar = np.zeros((1, 28, 28), np.uint8)
    bar[0, :, 10] = 255
    images = Images(bar.reshape(1, -1), np.zeros(1, np.int64), np.arange(1))
    one = saccades("bar", [images] * 3, 255, EYE).train.inputs[:1].dense().reshape(6, 28, 28)
    two = saccades("bar", [images] * 3, 255, BOTH).train.inputs[:1].dense().reshape(6, 28, 28, 2)
    # The eye goes down and to the right first: the bar moves to the left, by a pixel a step.
    (off,), (on,) = (set(np.argwhere(two[0, :, :, kind])[:, 1].tolist()) for kind in (0, 1))
    assert off - on == 1
    assert (one[0, 4:24, on] == 1).all()
    assert (one[0, 4:24, off] == -1).all()
    np.testing.assert_array_equal(one[0] > 0, two[0, :, :, 1] > 0)
    blank = Images(np.full((1, 784), 90, np.uint8) * 0, np.zeros(1, np.int64), np.arange(1))
    assert not saccades("blank", [blank] * 3, 255, BOTH).train.inputs[:1].values.size


def test_saccades_are_the_same_however_samples_are_chosen(tmp_path: Path) -> None:
    data = load_data("saccade-mnist", write_archive(tmp_path), EYE)
    inputs = data.train.inputs
    assert (inputs.shape, len(inputs), data.classes) == ((55, 6, 784), 55, 10)
    whole = inputs[:].dense()
    np.testing.assert_array_equal(inputs[np.array([7, 3])].dense(), whole[[7, 3]])
    np.testing.assert_array_equal(inputs[20:30].dense(), whole[20:30])
    assert set(np.unique(whole)) <= {-1, 0, 1}


def test_saccades_need_a_model_of_their_shape(tmp_path: Path) -> None:
    folder = write_archive(tmp_path)
    for like in (None, Input(784), Input(784, shape=(28, 28))):
        with pytest.raises(NeuroError, match=r"expected one whose \[input\] gives shape"):
            load_data("saccade-mnist", folder, like)
    with pytest.raises(NeuroError, match="images of 28 x 28, and the model's shape is"):
        load_data("saccade-mnist", folder, Input(64, shape=(8, 8), steps=2))


def test_a_model_takes_streams_or_constant_inputs_as_it_says() -> None:
    digits = load_model("digits")
    assert digits.input is not None
    streaming = replace(digits, input=replace(digits.input, shape=(8, 8), steps=11))
    with pytest.raises(NeuroError, match="has inputs that stay over a sample, model 'digits' expects such for 11"):
        load_data("digits").fits(streaming)


def test_recordings_of_both_kinds(tmp_path: Path) -> None:
    data = load_data(write_folder(tmp_path / "cards"), like=CAMERA)
    splits = [data.split(name) for name in ("train", "validation", "test")]
    assert ([len(split) for split in splits], data.classes) == ([9, 3, 3], 3)
    labels = np.concatenate([split.labels for split in splits])
    assert np.bincount(labels).tolist() == [5, 5, 5]
    inputs = data.train.inputs[:].dense()
    assert inputs.shape == (9, 3, 24)
    assert set(np.unique(inputs)) == {0.0, 0.5, 1.0}


def test_a_recording_is_the_same_as_array_and_as_bytes(tmp_path: Path) -> None:
    for kind in ("bytes", "arrays"):
        for label in range(2):
            (tmp_path / kind / f"{label}").mkdir(parents=True)
            for number in range(5):
                place, made = tmp_path / kind / f"{label}" / f"{number}", recording(10 * label + number)
                np.save(f"{place}.npy", made) if kind == "arrays" else place.with_suffix(".bin").write_bytes(
                    as_bin(made)
                )
    one, other = (load_data(tmp_path / kind, like=CAMERA).train.inputs[:].dense() for kind in ("bytes", "arrays"))
    np.testing.assert_array_equal(one, other)


def test_given_tests_are_kept_apart(tmp_path: Path) -> None:
    write_folder(tmp_path / "cards" / "Train", 10)
    write_folder(tmp_path / "cards" / "Test", 2)
    data = load_data(tmp_path / "cards", like=CAMERA)
    assert [len(data.split(name)) for name in ("train", "validation", "test")] == [27, 3, 6]


def test_classes_that_are_numbers_are_ordered_as_numbers(tmp_path: Path) -> None:
    for label in (10, 9):
        (tmp_path / str(label)).mkdir()
        for number in range(5):
            np.save(tmp_path / str(label) / f"{number}.npy", recording(0 if label == 9 else number + 1))
    train = load_data(tmp_path, like=CAMERA).train
    first = train.inputs[np.flatnonzero(train.labels == 0)].dense()
    assert (first == first[0]).all()


def broken(place: Path, what: str) -> None:
    if what == "cut short":
        (place / "0" / "0.bin").write_bytes(b"\0" * 7)
    elif what == "beyond the camera":
        (place / "0" / "0.bin").write_bytes(bytes([9, 0, 0, 0, 0]))
    elif what == "no fields":
        np.save(place / "0" / "1.npy", np.zeros(3))
    elif what == "pickled":
        np.save(place / "0" / "1.npy", np.array([{}], object), allow_pickle=True)
    elif what == "fractions":
        np.save(place / "0" / "1.npy", recording(0).astype([("x", "f4"), ("y", "i2"), ("t", "i8"), ("p", "?")]))


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("cut short", "0.bin: has 7 bytes, expected a multiple of 5"),
        ("beyond the camera", "0.bin: events have x from 9 to 9, expected 0 to 3"),
        ("no fields", "1.npy: holds no fields in shape"),
        ("pickled", "1.npy: is not a whole .npy file of plain arrays"),
        ("fractions", "1.npy: events have x of float32, expected whole numbers"),
    ],
)
def test_broken_recordings_are_named(tmp_path: Path, what: str, sentence: str) -> None:
    folder = write_folder(tmp_path / "cards")
    broken(folder, what)
    data = load_data(folder, like=CAMERA)
    with pytest.raises(NeuroError, match=sentence):
        _ = [data.split(name).inputs[:] for name in ("train", "validation", "test")]


def test_folders_of_another_kind_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one" / "0").mkdir(parents=True)
    with pytest.raises(NeuroError, match="holds 1 folders, expected at least two"):
        load_data(tmp_path / "one", like=CAMERA)
    (tmp_path / "one" / "1").mkdir()
    with pytest.raises(NeuroError, match="holds no recordings"):
        load_data(tmp_path / "one", like=CAMERA)
    (tmp_path / "one" / "train").mkdir()
    with pytest.raises(NeuroError, match="holds 0, 1, train, expected a folder for each class"):
        load_data(tmp_path / "one", like=CAMERA)
    write_folder(tmp_path / "few" / "train", 4)
    write_folder(tmp_path / "few" / "test", 1)
    (tmp_path / "few" / "test" / "2" / "0.bin").rename(tmp_path / "few" / "stray.bin")
    with pytest.raises(NeuroError, match="holds no recordings"):
        load_data(tmp_path / "few", like=CAMERA)


def test_arrays_beside_a_folder_are_arrays(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    np.save(tmp_path / "inputs.npy", np.random.default_rng(0).random((10, 3)))
    np.save(tmp_path / "labels.npy", np.arange(10) % 2)
    assert load_data(tmp_path).train.inputs.shape == (6, 3)
