"""Networks on disk: whole, plain, and refused by name when they are not."""

from __future__ import annotations

import os
import pickle
import zipfile

import numpy as np
import pytest

from neuro import build_network, load_model, load_network, save_network
from neuro.conformance import float_twin, random_case
from neuro.errors import NeuroError
from neuro.network import dense, integer_network
from neuro.network.storage import _checksum
from tests.small import classifier


def same(one, other):
    for name, array in one.arrays().items():
        twin = other.arrays()[name]
        assert array.dtype == twin.dtype
        np.testing.assert_array_equal(array, twin)
    assert one.description == other.description
    assert one.hash == other.hash
    assert (one.unit, one.input_gain, one.feedback_payload) == (other.unit, other.input_gain, other.feedback_payload)


@pytest.mark.parametrize("seed", range(12))
def test_round_trip(seed, tmp_path):
    whole = random_case(seed).network
    for network in (whole, float_twin(whole)):
        same(network, load_network(save_network(network, tmp_path / "deep" / "network.npz")))


def test_round_trip_of_a_shipped_model(tmp_path):
    network = build_network(load_model("digits"))
    same(network, load_network(save_network(network, tmp_path / "digits")))
    same(integer_network(network), load_network(save_network(integer_network(network), tmp_path / "digits")))
    assert os.listdir(tmp_path) == ["digits"]


def test_any_truncation_is_refused(tmp_path):
    path = save_network(classifier(), tmp_path / "n.npz")
    whole = path.read_bytes()
    for length in [*range(0, len(whole), 97), len(whole) - 1]:
        path.write_bytes(whole[:length])
        with pytest.raises(NeuroError, match=r"n\.npz: is not a whole \.npz file"):
            load_network(path)


def test_a_wrong_bit_is_refused_or_harmless(tmp_path):
    network = classifier()
    path = save_network(network, tmp_path / "n.npz")
    whole = path.read_bytes()
    for place in range(0, len(whole), 11):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            same(network, load_network(path))
        except NeuroError as problem:
            assert "n.npz" in str(problem)  # noqa: PT017


def test_pickles_and_other_files_are_refused(tmp_path):
    path = tmp_path / "n.npz"
    bombs = {
        "pickle": pickle.dumps({"format": 1}),
        "text": b"format = 1\n",
        "empty": b"",
        "image": b"\x89PNG\r\n\x1a\n" + bytes(40),
    }
    for content in bombs.values():
        path.write_bytes(content)
        with pytest.raises(NeuroError, match=r"n\.npz: is not a whole \.npz file of plain arrays"):
            load_network(path)
    np.savez(path, format=2, description=np.array([{"an": "object"}], dtype=object))
    with pytest.raises(NeuroError, match="plain arrays"):
        load_network(path)


def test_a_lone_array_is_refused(tmp_path):
    np.save(tmp_path / "n.npy", np.zeros(3))
    with pytest.raises(NeuroError, match=r"n\.npy: is not a whole \.npy file"):
        load_network(tmp_path / "n.npy")


def test_archives_of_another_kind_are_refused(tmp_path):
    path = tmp_path / "n.npz"
    np.savez(path, weights=np.zeros(3))
    with pytest.raises(NeuroError, match=r"holds .weights., which no network has"):
        load_network(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "hello")
    with pytest.raises(NeuroError, match=r"holds .letter\.txt., which no network has"):
        load_network(path)


def rewritten(path, **changes):
    """The file with some arrays replaced, or dropped where None, and a checksum that fits."""
    with np.load(path) as archive:
        contents = {name: archive[name] for name in archive.files}
    contents.update(changes)
    contents = {name: np.asarray(value) for name, value in contents.items() if value is not None and name != "sha256"}
    np.savez(path, **contents, sha256=_checksum(contents))


@pytest.mark.parametrize(
    "name", ["description", "recurrent", "links.indptr", "bias", "readout_weights", "input_gain", "feedback_payload"]
)
def test_a_missing_array_is_named(name, tmp_path):
    path = save_network(classifier(), tmp_path / "n.npz")
    rewritten(path, **{name: None})
    with pytest.raises(NeuroError, match=rf"n\.npz: its arrays don't make a network .*{name}"):
        load_network(path)


def test_another_format_and_a_broken_description_are_refused(tmp_path):
    path = save_network(classifier(), tmp_path / "n.npz")
    rewritten(path, description=np.array("format = 1\nname = 3"))
    with pytest.raises(NeuroError, match=r"n\.npz: (name|populations)"):
        load_network(path)
    rewritten(path, format=np.int64(3))
    with pytest.raises(NeuroError, match="is not a network of format 2 or 1"):
        load_network(path)


@pytest.mark.parametrize("network", [classifier(), build_network(load_model("digits"))], ids=["integer", "float"])
def test_the_format_before_is_still_read(network, tmp_path):
    path = save_network(network, tmp_path / "n.npz")
    with np.load(path) as archive:
        old = {name: archive[name] for name in archive.files if name != "sha256"}
    if not network.is_integer:
        old = {name: array for name, array in old.items() if name not in ("input_gain", "feedback_payload")}
    np.savez_compressed(path, **{**old, "format": np.int64(1)})
    assert load_network(path).hash == network.hash


def test_arrays_that_do_not_fit_are_refused_with_the_file(tmp_path):
    path = save_network(classifier(), tmp_path / "n.npz")
    rewritten(path, bias=np.zeros(9, np.int32))
    with pytest.raises(NeuroError, match=r"n\.npz: .*bias: got shape \(9,\), expected \(4,\)"):
        load_network(path)


def test_links_that_lead_out_of_the_network_are_refused(tmp_path):
    path = save_network(random_case(1).network, tmp_path / "n.npz")
    with np.load(path) as archive:
        indices = archive["links.indices"]
    rewritten(path, **{"links.indices": indices + 10_000})
    with pytest.raises(NeuroError, match=r"n\.npz"):
        load_network(path)


def test_no_file_and_a_folder(tmp_path):
    with pytest.raises(NeuroError, match=r"absent\.npz: can't be read \(No such file"):
        load_network(tmp_path / "absent.npz")
    with pytest.raises(NeuroError, match=r"network\.npz: can't be read \(No such file"):
        load_network(tmp_path)
    save_network(classifier(), tmp_path / "network.npz")
    assert load_network(tmp_path).hash == classifier().hash


def test_a_full_disk_leaves_the_old_network(tmp_path):
    resource = pytest.importorskip("resource")
    path = save_network(classifier(), tmp_path / "n.npz")
    large = build_network(load_model("digits"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(NeuroError, match=r"n\.npz: can't be written"):
            save_network(large, path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert os.listdir(tmp_path) == ["n.npz"]
    assert dense(load_network(path).recurrent).shape == (4, 4)
