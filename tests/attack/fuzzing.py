"""Every kind of file that is read: a small valid one, and what reads it and uses what it read."""

from __future__ import annotations

import gzip
import io
import json
import math
import os
import struct
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, final

import numpy as np
import tomli_w
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from neuro import build_network, load_network, save_network
from neuro.data import load_data
from neuro.data.mnist import read_idx
from neuro.description import Phases, parse_description, read_description, write_description
from neuro.energy import estimate_energy, load_profile
from neuro.engines import Activity, LearningActivity, Stimulus, load_engine
from neuro.errors import NeuroError
from neuro.files import write_sealed
from neuro.grids import Point, read_grid, tidy_rows
from neuro.grids.points import Store
from neuro.learning import Epoch
from neuro.learning.trained import Training, resume_from
from neuro.network import storage
from neuro.placement import load_chip, place
from neuro.placement.placed import load_placement
from neuro.reading import tomllib
from tests.placement.small_chip import four_units
from tests.small import classifier

from .test_readers import PLACEMENT
from .test_sizes import MODEL

# CPU time within which a small file is read or refused.
_SOON_S = 1.0
# Beyond these a changed model is not drawn: it may be right, and large.
_MOST_UNITS = 300
_NEURO = Path(__file__).parents[2] / "neuro"


def _counts(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]


_GRID = """\
format = 1
model = "core"
command = "count"
seeds = 2
[options]
field = "random"
[over]
size = "6:8:2"
"""
_IDX = bytes((0, 0, 8, 3)) + struct.pack(">3I", 5, 4, 4) + bytes(80)
_CSV = b"a,b,label\n" + b"0.5,1e-1,1\n0,1,0\n" * 5
_EPOCH = asdict(Epoch(1, 0.5, 0.25, 0.125, 1.0, 2.0, LearningActivity(**dict.fromkeys(_counts(LearningActivity), 1))))
_NOTES = {"data": "digits", "engine": "numpy", "epochs": [_EPOCH]}
_POINT = Point("count", parse_description(MODEL), {"seed": 1}, {"field": "random"})
_ROW = {"value": 0.1, "count": 3, "name": "x", "none": None}
_WITH_FOLDER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


@final
@dataclass(frozen=True)
class Kind:
    """One kind of file.

    Parameters
    ----------
    name
        The file's.
    body
        What stands in a valid one.
    read
        Given the path, reads it and uses what it read.
    tree, dump
        The tables, lists and arrays that a body holds, and a body of them, with the checksum that belongs to it.
    """

    name: str
    body: bytes
    read: Callable[[str], Any]
    tree: Callable[[bytes], Any] | None = None
    dump: Callable[[Any], bytes] | None = None


def attack(kind: Kind, folder: Path, body: bytes) -> None:
    """Read a file of these bytes: a value or a sentence, soon, and nothing else."""
    path = folder / kind.name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(body)
    began = time.process_time()
    try:
        kind.read(str(path))
    except NeuroError as problem:
        assert str(problem).isprintable()  # noqa: PT017
    assert time.process_time() - began < _SOON_S


def attacks(changes: st.SearchStrategy[Any], many: int, apply: Callable[[Any], None]) -> None:
    """So many changes, and more of them until this kind's share of NEURO_FUZZ_MINUTES is over."""
    share = 60 / (len(KINDS) + len(TREES))
    end = time.monotonic() + share * float(os.environ.get("NEURO_FUZZ_MINUTES", "0"))
    number = 0
    while number == 0 or time.monotonic() < end:
        options = settings(max_examples=many, database=None, suppress_health_check=_WITH_FOLDER)
        seed(number)(options(given(changes)(apply)))()
        number += 1


def _use_model(path: str) -> None:
    description = read_description(path)
    assert parse_description(write_description(description)) == description
    lines = description.input.size if description.input else 0
    classes = description.classes.size if description.classes else 0
    if max(description.units, lines, classes) <= _MOST_UNITS:
        _run(build_network(description))


def _use_network(path: str) -> None:
    network = load_network(path)
    assert load_network(save_network(network, f"{path}.again")).hash == network.hash
    _run(network)


def _run(network: Any) -> None:
    inputs = network.encode(np.linspace(0, 1, network.lines)[None])
    activity = load_engine("numpy").run(network, Stimulus(1, Phases(0, 0, free=3), inputs)).activity
    assert min(activity.as_dict().values()) >= 0


def _use_profile(path: str) -> None:
    profile = load_profile(path)
    energy = estimate_energy(Activity(**dict.fromkeys(_counts(Activity), 1000)), profile)
    assert all(math.isfinite(joules) and joules >= 0 for joules in energy.by_event.values())


def _use_chip(path: str) -> None:
    assert place(four_units(), load_chip(path)).cores >= 1


def _use_placement(path: str) -> None:
    assert load_placement(path).core.min(initial=0) >= 0


def _use_data(path: str) -> None:
    data = load_data(path)
    for split in (data.train, data.validation, data.test):
        assert np.isfinite(split.inputs).all()
        assert split.labels.min() >= 0
        assert split.labels.max() < data.classes


def _use_point(path: str) -> None:
    result = Store(Path(path).parents[1]).find(_POINT)
    assert result is not None
    tidy_rows([result])


def _use_checkpoint(path: str) -> None:
    training = Training(classifier().description, "digits", "numpy", integer=True)
    assert len(resume_from(Path(path).parent, training).epochs) <= training.description.plasticity.epochs


def _toml(tree: Any) -> bytes:
    return tomli_w.dumps(tree).encode()


def _from_toml(body: bytes) -> Any:
    return tomllib.loads(body.decode())


def _written(write: Callable[[Path], Any]) -> bytes:
    """What a function that writes a file puts there."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "file")
        return (Path(folder) / "file").read_bytes()


def _sealed(tree: Any) -> bytes:
    return _written(lambda path: write_sealed(path, tree))


def _from_sealed(body: bytes) -> Any:
    tree = json.loads(body)
    del tree["sha256"]
    return tree


def _arrays(tree: dict[str, Any]) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **tree)
    return stream.getvalue()


def _from_arrays(body: bytes) -> dict[str, Any]:
    with np.load(io.BytesIO(body)) as archive:
        return {name: archive[name].item() if archive[name].ndim == 0 else archive[name] for name in archive}


def _network(network: Any, notes: str = "") -> bytes:
    return _written(lambda path: save_network(network, path, notes))


def _network_arrays(tree: dict[str, Any]) -> bytes:
    contents = {name: np.asarray(value) for name, value in tree.items()}
    if isinstance(tree.get("description"), dict):
        contents["description"] = np.asarray(tomli_w.dumps(tree["description"]))
    return _arrays({**contents, "sha256": np.asarray(storage._checksum(contents))})


def _from_network(body: bytes) -> dict[str, Any]:
    tree = _from_arrays(body)
    del tree["sha256"]
    return {**tree, "description": tomllib.loads(tree["description"])}


def _checkpoint(notes: Any) -> bytes:
    return _network(classifier(), json.dumps(notes))


def _file(name: str) -> bytes:
    return (_NEURO / name).read_bytes()


def _kinds() -> Iterable[tuple[str, Kind]]:
    yield "model", Kind("m.toml", MODEL.encode(), _use_model, _from_toml, _toml)
    yield "profile", Kind("p.toml", _file("energy/profiles/loihi1-2018.toml"), _use_profile, _from_toml, _toml)
    yield "chip", Kind("c.toml", _file("placement/chips/loihi1.toml"), _use_chip, _from_toml, _toml)
    yield "grid", Kind("g.toml", _GRID.encode(), read_grid, _from_toml, _toml)
    yield "placement", Kind("p.json", _sealed(PLACEMENT), _use_placement, _from_sealed, _sealed)
    point = {**json.loads(_POINT.content), "version": "1", "rows": [_ROW] * 2}
    yield "point", Kind(f"points/{_POINT.address}.json", _sealed(point), _use_point, _from_sealed, _sealed)
    yield "csv", Kind("d.csv", _CSV, _use_data)
    data = _arrays({"inputs": np.linspace(0, 1, 40).reshape(10, 4), "labels": np.arange(10) % 2})
    yield "npz", Kind("d.npz", data, _use_data, _from_arrays, _arrays)
    drawn = _network(build_network(parse_description(MODEL)))
    yield "float network", Kind("n.npz", drawn, _use_network, _from_network, _network_arrays)
    yield "integer network", Kind("n.npz", _network(four_units()), _use_network, _from_network, _network_arrays)
    notes = _checkpoint(_NOTES)
    yield "checkpoint", Kind("network.npz", notes, _use_checkpoint, lambda body: _NOTES, _checkpoint)
    yield "idx", Kind("i", _IDX, read_idx)
    yield "idx.gz", Kind("i.gz", gzip.compress(_IDX, mtime=0), read_idx)


KINDS = dict(_kinds())
# Those whose values can be changed one by one.
TREES = [name for name, kind in KINDS.items() if kind.tree]
