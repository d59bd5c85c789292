"""A user's own arrays: taken as they are, or refused with a sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from neuro.data import SPLITS, DataSet, load_data
from neuro.errors import NeuroError

INPUTS, LABELS = np.linspace(0, 1, 40).reshape(10, 4), np.arange(10) % 3
QUIET = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def save(folder: Path, form: str = "npz", **contents: Any) -> str:
    if form == "npz":
        np.savez(folder / "own.npz", **contents)
        return str(folder / "own.npz")
    for key, array in contents.items():
        np.save(folder / f"{key}.npy", array)
    return str(folder)


def rows(data: DataSet) -> list[tuple[bytes, int]]:
    """All samples with their labels, in an order of their own."""
    splits = [data.split(name) for name in SPLITS]
    return sorted(
        (row.astype(float).tobytes(), int(label)) for p in splits for row, label in zip(p.inputs, p.labels, strict=True)
    )


def as_rows(inputs: NDArray[Any], labels: NDArray[Any]) -> list[tuple[bytes, int]]:
    return sorted((row.astype(float).tobytes(), int(label)) for row, label in zip(inputs, labels, strict=True))


@pytest.mark.parametrize("form", ["npz", "folder"])
def test_undivided_samples_are_divided_always_alike(tmp_path: Path, form: str) -> None:
    data = load_data(save(tmp_path, form, inputs=INPUTS, labels=LABELS, notes=np.arange(3)))
    assert (len(data.train), len(data.validation), len(data.test), data.classes) == (6, 2, 2, 3)
    assert rows(data) == as_rows(INPUTS, LABELS)
    again = load_data(save(tmp_path, form, inputs=INPUTS, labels=LABELS))
    np.testing.assert_array_equal(data.train.inputs, again.train.inputs)
    assert data.train.inputs[:, 0].tolist() != sorted(data.train.inputs[:, 0])


@pytest.mark.parametrize("form", ["npz", "folder"])
def test_given_splits_stay(tmp_path: Path, form: str) -> None:
    given_arrays: dict[str, Any] = {}
    for number, part in enumerate(SPLITS):
        given_arrays |= {
            f"{part}_inputs": np.full((number + 1, 2), number / 2),
            f"{part}_labels": [number] * (number + 1),
        }
    data = load_data(save(tmp_path, form, **given_arrays))
    assert data.classes == 3
    for part in SPLITS:
        np.testing.assert_array_equal(data.split(part).inputs, given_arrays[f"{part}_inputs"])
        assert data.split(part).labels.tolist() == given_arrays[f"{part}_labels"]


def test_a_folder_is_found_by_a_bare_name_unless_a_data_set_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("own", "digits"):
        Path(name).mkdir()
        save(Path(name), "folder", inputs=INPUTS, labels=LABELS)
    assert load_data("own").train.inputs.shape == (6, 4)
    assert load_data(Path("own")).name == "own"
    assert load_data("digits").train.inputs.shape == (1077, 64)
    assert load_data("./digits").train.inputs.shape == (6, 4)
    with pytest.raises(NeuroError, match=r"no data set 'owm'; known: digits, .* given by its path"):
        load_data("owm")


@pytest.mark.parametrize(
    ("kind", "stored"),
    [("?", "f4"), ("u1", "f4"), ("i8", "f8"), ("f2", "f4"), ("f4", "f4"), ("f8", "f8"), (">f8", "f8"), ("g", "f8")],
)
def test_kinds_of_numbers(tmp_path: Path, kind: str, stored: str) -> None:
    bits = (INPUTS > 0.5).astype(kind)
    for labels in (LABELS.astype("u1"), LABELS.astype(float), LABELS > 0):
        data = load_data(save(tmp_path, inputs=bits, labels=labels))
        assert data.train.inputs.dtype == np.dtype(stored)
        assert data.train.labels.dtype == np.int64
        assert rows(data) == as_rows(bits, labels)


def test_both_ranges_are_taken(tmp_path: Path) -> None:
    signs = np.where(INPUTS > 0.3, 1, -1)
    assert rows(load_data(save(tmp_path, inputs=signs, labels=LABELS))) == as_rows(signs, LABELS)
    assert rows(load_data(save(tmp_path, inputs=-np.ones((10, 1)), labels=LABELS))) == as_rows(
        -np.ones((10, 1)), LABELS
    )


def changed(array: NDArray[Any], place: Any, value: Any) -> NDArray[Any]:
    out = array.astype(float)
    out[place] = value
    return out


@pytest.mark.parametrize(
    ("inputs", "labels", "sentence"),
    [
        (INPUTS, LABELS[:9], r"labels have shape \(9,\), expected \(10,\)"),
        (INPUTS, LABELS[:, None], r"labels have shape \(10, 1\), expected \(10,\)"),
        (INPUTS, np.int64(3), r"labels have shape \(\), expected \(10,\)"),
        (INPUTS.reshape(10, 2, 2), LABELS, r"inputs have shape \(10, 2, 2\), expected \(samples, lines\).*reshape"),
        (INPUTS[:, 0], LABELS, r"inputs have shape \(10,\)"),
        (INPUTS[:0], LABELS[:0], r"inputs are empty, got shape \(0, 4\)"),
        (INPUTS[:, :0], LABELS, r"inputs are empty, got shape \(10, 0\)"),
        (INPUTS[:4], LABELS[:4], "holds 4 samples, expected at least 5"),
        (changed(INPUTS, (2, 3), np.nan), LABELS, r"inputs\[2, 3\] is NaN or infinite, expected finite"),
        (changed(INPUTS, (0, 1), -np.inf), LABELS, r"inputs\[0, 1\] is NaN or infinite"),
        (INPUTS, changed(LABELS, 4, np.nan), r"labels\[4\] is nan, expected whole numbers from 0"),
        (INPUTS, changed(LABELS, 4, np.inf), r"labels\[4\] is inf, expected whole numbers"),
        (INPUTS, changed(LABELS, 9, 1.5), r"labels\[9\] is 1.5, expected whole numbers"),
        (INPUTS, changed(LABELS, 0, -1), r"labels\[0\] is -1.0, expected whole numbers"),
        (INPUTS, LABELS - 1, r"labels\[0\] is -1, .* number the classes from 0 on"),
        (INPUTS, LABELS.astype("u8") + 2**63, r"labels\[0\] is 9223372036854775808, expected a class number"),
        (INPUTS, LABELS * 0, "has one class, label 0, expected at least two"),
        (INPUTS, LABELS.astype(str), r"labels are <U21, expected whole numbers"),
        (INPUTS.astype(complex), LABELS, "holds complex128, which is no kind of number"),
        (INPUTS * 255, LABELS, r"reach from 0 to 255, expected numbers from 0 to 1, or -1 and \+1 alone.*: x / 255\."),
        (INPUTS * 6 + 2, LABELS, r"reach from 2 to 8.*: \(x - 2\) / 6\."),
        (INPUTS * 4 - 1, LABELS, r"reach from -1 to 3.*: \(x \+ 1\) / 4\."),
        (INPUTS * 2 - 1, LABELS, r"reach from -1 to 1, .*\(x \+ 1\) / 2\."),
        (np.full((10, 1), 3), LABELS, "reach from 3 to 3.*another scale"),
    ],
)
@pytest.mark.parametrize("form", ["npz", "folder"])
def test_what_makes_no_data_set_is_refused(tmp_path: Path, form: str, inputs: Any, labels: Any, sentence: str) -> None:
    name = save(tmp_path, form, inputs=inputs, labels=labels)
    with pytest.raises(NeuroError, match=sentence) as caught:
        load_data(name)
    assert str(caught.value).startswith(str(name))
    assert str(caught.value).endswith(".")


def test_missing_and_contradicting_names(tmp_path: Path) -> None:
    def refusal(sentence: str, **contents: Any) -> None:
        with pytest.raises(NeuroError, match=sentence):
            load_data(save(tmp_path, **contents))

    refusal("holds no 'labels', expected inputs, labels; did you mean 'label'", inputs=INPUTS, label=LABELS)
    refusal("holds no 'inputs', expected inputs, labels; it holds no arrays")
    refusal("holds no 'validation_inputs', expected train_inputs", train_inputs=INPUTS, train_labels=LABELS)
    refusal("holds splits and undivided arrays too", inputs=INPUTS, labels=LABELS, test_inputs=INPUTS)
    (tmp_path / "bare").mkdir()
    with pytest.raises(NeuroError, match=r"bare: holds no 'inputs'.*it holds no arrays"):
        load_data(tmp_path / "bare")


def test_splits_must_agree(tmp_path: Path) -> None:
    contents: dict[str, Any] = {}
    for number, part in enumerate(SPLITS):
        contents |= {f"{part}_inputs": INPUTS[:, : 4 - number // 2], f"{part}_labels": LABELS}
    with pytest.raises(NeuroError, match=r"different widths \(train 4, validation 4, test 3\), expected the same"):
        load_data(save(tmp_path, **contents))
    contents |= {"test_inputs": INPUTS, "validation_labels": LABELS[:3]}
    with pytest.raises(NeuroError, match=r"validation_labels have shape \(3,\), expected \(10,\)"):
        load_data(save(tmp_path, **contents))
    # One split in another range spoils the whole: all are carried by the same lines.
    contents |= {"test_inputs": -np.ones((10, 4)), "validation_labels": LABELS}
    with pytest.raises(NeuroError, match="reach from -1 to 1, expected"):
        load_data(save(tmp_path, **contents))


def test_pickled_objects_are_never_unpacked(tmp_path: Path) -> None:
    objects = np.array([{}] * 10, dtype=object)
    np.savez(tmp_path / "own.npz", allow_pickle=True, inputs=INPUTS, labels=objects)
    with pytest.raises(NeuroError, match=r"of plain arrays \(it holds object"):
        load_data(tmp_path / "own.npz")
    np.save(tmp_path / "inputs.npy", objects, allow_pickle=True)
    np.save(tmp_path / "labels.npy", LABELS)
    with pytest.raises(NeuroError, match=r"inputs\.npy: is not a whole \.npy file of plain arrays \(it holds object"):
        load_data(tmp_path)


def test_files_that_are_not_what_they_are_called(tmp_path: Path) -> None:
    own = tmp_path / "own.npz"
    with pytest.raises(NeuroError, match=r"own\.npz: there is no such file; expected an \.npz"):
        load_data(own)
    for body in (b"", b"PK", b"inputs,labels\n", np.lib.format.MAGIC_PREFIX):
        own.write_bytes(body)
        with pytest.raises(
            NeuroError, match=r"own\.npz: is not a whole \.npz file .*expected arrays of numbers, as of numpy\.savez"
        ):
            load_data(own)
    with zipfile.ZipFile(own, "w") as archive:
        archive.writestr("inputs.npy", b"no array")
        archive.writestr("labels.npy", b"")
    with pytest.raises(NeuroError, match=r"own\.npz: is not a whole \.npz file of plain arrays \(the magic string"):
        load_data(own)
    with zipfile.ZipFile(tmp_path / "inputs.npy", "w") as archive:
        archive.writestr("labels.npy", b"")
    (tmp_path / "labels.npy").write_bytes(b"")
    with pytest.raises(NeuroError, match=r"inputs\.npy: is not a whole \.npy file of plain arrays"):
        load_data(tmp_path)
    (tmp_path / "own.parquet").write_bytes(b"PAR1")
    with pytest.raises(NeuroError, match=r"ends in '\.parquet', expected an \.npz, a \.csv, or a folder"):
        load_data(tmp_path / "own.parquet")


@QUIET
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(1, 255))
def test_damaged_archives_are_refused_or_whole(tmp_path: Path, cut: int, at: int, change: int) -> None:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, inputs=INPUTS, labels=LABELS)
    body = bytearray(buffer.getvalue())
    body[at % len(body)] ^= change
    if cut % 2:
        del body[cut % len(body) :]
    path = tmp_path / "own.npz"
    path.write_bytes(body)
    try:
        assert rows(load_data(path)) == as_rows(INPUTS, LABELS)
    except NeuroError as problem:
        assert str(problem).startswith(f"{path}: ")  # noqa: PT017


@QUIET
@given(
    st.integers(5, 30).flatmap(
        lambda count: st.tuples(
            arrays(st.sampled_from([np.float32, np.float64]), (count, 3), elements=st.floats(0, 1, width=32)),
            arrays(np.int64, count, elements=st.integers(0, 5)),
        )
    ),
    st.booleans(),
)
def test_archives_come_back_as_they_went(tmp_path: Path, pair: tuple[Any, Any], packed: bool) -> None:
    inputs, labels = pair
    labels[0] = 5
    (np.savez_compressed if packed else np.savez)(tmp_path / "own.npz", inputs=inputs, labels=labels)
    data = load_data(tmp_path / "own.npz")
    assert data.classes == 6
    assert data.train.inputs.dtype == inputs.dtype
    assert rows(data) == as_rows(inputs, labels)
