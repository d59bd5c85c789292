"""Valid files with bytes changed at random: every reader gives a value or a sentence, soon, and never anything else."""

from __future__ import annotations

import gzip
import io
import json
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neuro import build_network, load_network, save_network
from neuro.data import load_data
from neuro.data.mnist import read_idx
from neuro.description import parse_description, read_description
from neuro.energy import load_profile
from neuro.errors import NeuroError
from neuro.files import write_sealed
from neuro.grids import read_grid
from neuro.placement import load_chip
from neuro.placement.placed import load_placement

from .test_readers import PLACEMENT
from .test_sizes import MODEL

_SOON_S, _FEW, _MANY = 1.0, 25, 400
_NEURO = Path(__file__).parents[2] / "neuro"


def _npz() -> bytes:
    stream = io.BytesIO()
    np.savez(stream, inputs=np.linspace(0, 1, 40).reshape(10, 4), labels=np.arange(10) % 2)
    return stream.getvalue()


def _network(folder: Path) -> bytes:
    return save_network(build_network(parse_description(MODEL)), folder / "n.npz").read_bytes()


def _sealed_placement(path: str) -> object:
    """Read what was changed as if it had been written so."""
    try:
        content = json.loads(Path(path).read_bytes())
    except (ValueError, RecursionError):
        return None
    return load_placement(write_sealed(path, content)) if isinstance(content, dict) else None


_GRID = (
    b'format = 1\nmodel = "core"\ncommand = "count"\nseeds = 2\n[options]\nfield = "random"\n[over]\nsize = "6:8:2"\n'
)
_IDX = bytes((0, 0, 8, 3)) + struct.pack(">3I", 5, 4, 4) + bytes(80)
_CSV = b"a,b,label\n" + b"0.5,1e-1,1\n0,1,0\n" * 5

Made = Callable[[Path], bytes]
# A valid file, the name it has, and what reads it.
FILES: dict[str, tuple[Made, str, Callable[[str], Any]]] = {
    "model": (lambda folder: MODEL.encode(), "m.toml", read_description),
    "profile": (lambda folder: (_NEURO / "energy/profiles/loihi1-2018.toml").read_bytes(), "p.toml", load_profile),
    "chip": (lambda folder: (_NEURO / "placement/chips/loihi1.toml").read_bytes(), "c.toml", load_chip),
    "grid": (lambda folder: _GRID, "g.toml", read_grid),
    "placement": (lambda folder: write_sealed(folder / "p.json", PLACEMENT).read_bytes(), "p.json", load_placement),
    "placement with a checksum": (lambda folder: json.dumps(PLACEMENT).encode(), "p.json", _sealed_placement),
    "csv": (lambda folder: _CSV, "d.csv", load_data),
    "npz": (lambda folder: _npz(), "d.npz", load_data),
    "network": (_network, "n.npz", load_network),
    "idx": (lambda folder: _IDX, "i", read_idx),
    "idx.gz": (lambda folder: gzip.compress(_IDX, mtime=0), "i.gz", read_idx),
}
# What makes trouble more often than a random byte does.
PIECES = (
    b"9" * 400,
    b"1e999",
    b"-0.0",
    b"nan",
    b"[" * 60,
    b"{",
    b'"',
    b"\0",
    b"\xff",
    b"\xff\xff\xff\x7f",
    b"\r\n",
    b"=",
)
changes = st.lists(
    st.tuples(
        st.integers(0, 1 << 20), st.sampled_from((0, 0, 1, 1, 7)), st.binary(max_size=4) | st.sampled_from(PIECES)
    ),
    min_size=1,
    max_size=4,
)


def changed(body: bytes, how: list[tuple[int, int, bytes]]) -> bytes:
    """The bytes with some places cut out and something put there."""
    for place, length, piece in how:
        at = place % (len(body) + 1)
        body = body[:at] + piece + body[at + length :]
    return body


def _attack(kind: str, folder: Path, how: list[tuple[int, int, bytes]]) -> None:
    make, name, read = FILES[kind]
    path = folder / name
    body = changed(make(folder), how)
    path.write_bytes(body)
    began = time.process_time()
    try:
        read(str(path))
    except NeuroError as problem:
        assert str(problem).isprintable()  # noqa: PT017
    assert time.process_time() - began < _SOON_S


_WITH_FOLDER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=_FEW, deadline=None, derandomize=True, database=None, suppress_health_check=_WITH_FOLDER)
@given(how=changes)
def test_changed_files(kind: str, tmp_path: Path, how: list[tuple[int, int, bytes]]) -> None:
    _attack(kind, tmp_path, how)


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
@settings(max_examples=_MANY, deadline=None, database=None, suppress_health_check=_WITH_FOLDER)
@given(how=changes)
def test_many_changed_files(kind: str, tmp_path: Path, how: list[tuple[int, int, bytes]]) -> None:
    _attack(kind, tmp_path, how)


@pytest.mark.parametrize("kind", FILES)
def test_files_cut_short(kind: str, tmp_path: Path) -> None:
    make, name, read = FILES[kind]
    body = make(tmp_path)
    for end in sorted({*range(0, len(body), max(1, len(body) // 12)), len(body) - 1}):
        _attack(kind, tmp_path, [(end, len(body), b"")])
    (tmp_path / name).write_bytes(body)
    read(str(tmp_path / name))
