"""Valid files changed at random, byte by byte and value by value: every reader gives a value or a sentence, soon."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import reject
from hypothesis import strategies as st

from .fuzzing import KINDS, TREES, Kind, attack, attacks

_FEW, _MANY = 25, 400
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
bytewise = st.lists(
    st.tuples(
        st.integers(0, 1 << 20), st.sampled_from((0, 0, 1, 1, 7)), st.binary(max_size=4) | st.sampled_from(PIECES)
    ),
    min_size=1,
    max_size=4,
)
VALUES: tuple[Any, ...] = (
    *(0, 1, -1, 2, 3, 255, 2**31 - 1, -(2**31), 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 10**40),
    *(0.0, -0.0, 0.5, 1.0, -1.5, 1e-300, 5e-324, 1e99, 1e300, float("inf"), float("-inf"), float("nan")),
    *(True, False, None, "", " ", "a", "b", "numpy", "\n", "é", "../x", "1:2:3", "random", "x" * 300),
    *([], {}, [1], [[1]], {"a": 1}, [{}], [None]),
)
# What is done, at which place, with which value or other place.
valuewise = st.lists(
    st.tuples(
        st.sampled_from(("put", "put", "put", "drop", "double", "swap", "rename", "kind", "shape")),
        st.integers(0, 1 << 20),
        st.sampled_from(VALUES) | st.integers(-300, 300) | st.floats(-2, 2),
        st.integers(0, 1 << 20),
    ),
    min_size=1,
    max_size=3,
)


def changed_bytes(body: bytes, how: list[tuple[int, int, bytes]]) -> bytes:
    """The bytes with some places cut out and something put there."""
    for place, length, piece in how:
        at = place % (len(body) + 1)
        body = body[:at] + piece + body[at + length :]
    return body


def places(tree: Any) -> list[tuple[Any, Any]]:
    """All places of a tree of tables, lists and arrays: what holds a value, and the key or index of it there."""
    keys: Any = tree.keys() if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    found = [(tree, key) for key in keys]
    return found + [place for key in keys for place in places(tree[key])]


def change(tree: Any, what: str, place: int, value: Any, other: int) -> None:
    """Do one thing at one place of a tree."""
    if not (known := places(tree)):
        return
    (holder, key), (elsewhere, there) = known[place % len(known)], known[other % len(known)]
    old = holder[key]
    if what == "drop":
        del holder[key]
    elif what == "swap":
        holder[key] = copy.deepcopy(elsewhere[there])
    elif what == "double" and isinstance(holder, list):
        holder.insert(key, copy.deepcopy(old))
    elif what == "rename" and isinstance(holder, dict):
        holder[str(there)] = holder.pop(key)
    elif isinstance(old, np.ndarray):
        holder[key] = changed_array(old, what, value, other)
    else:
        holder[key] = copy.deepcopy(value)


def changed_array(array: Any, what: str, value: Any, other: int) -> Any:
    """An array with one value changed, or of another kind or shape."""
    if what == "kind":
        kinds: tuple[Any, ...] = (bool, np.int8, np.int32, np.int64, np.uint64, np.float16, np.float64, "U8", complex)
        try:
            return array.astype(kinds[other % len(kinds)])
        except (ValueError, OverflowError, Warning):
            reject()
    if what == "shape":
        shapes = (
            array[:-1],
            array.T,
            array[None],
            array.ravel(),
            array[:0],
            array[..., :-1],
            np.float64(2),
            array[::2],
        )
        return shapes[other % len(shapes)]
    array = array.copy()
    if array.size and isinstance(value, (int, float)):
        try:
            array.flat[other % array.size] = value
        except (OverflowError, ValueError):
            reject()
    return array


def _attack_bytes(kind: Kind, folder: Path, how: list[tuple[int, int, bytes]]) -> None:
    attack(kind, folder, changed_bytes(kind.body, how))


def _attack_values(kind: Kind, folder: Path, how: list[tuple[str, int, Any, int]]) -> None:
    assert kind.tree
    assert kind.dump
    tree = copy.deepcopy(kind.tree(kind.body))
    for one in how:
        change(tree, *one)
    try:
        body = kind.dump(tree)
    except (TypeError, ValueError, AttributeError):
        # Such a value has no place in such a file.
        reject()
    attack(kind, folder, body)


@pytest.mark.parametrize("name", KINDS)
def test_a_file_that_nobody_changed(name: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    attack(kind, tmp_path, kind.body)
    kind.read(str(tmp_path / kind.name))
    if kind.tree and kind.dump:
        attack(kind, tmp_path, kind.dump(kind.tree(kind.body)))
        kind.read(str(tmp_path / kind.name))


@pytest.mark.parametrize("name", KINDS)
def test_changed_bytes(name: str, tmp_path: Path) -> None:
    attacks(bytewise, _FEW, lambda how: _attack_bytes(KINDS[name], tmp_path, how))


@pytest.mark.parametrize("name", TREES)
def test_changed_values(name: str, tmp_path: Path) -> None:
    attacks(valuewise, _FEW, lambda how: _attack_values(KINDS[name], tmp_path, how))


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_many_changed_bytes(name: str, tmp_path: Path) -> None:
    attacks(bytewise, _MANY, lambda how: _attack_bytes(KINDS[name], tmp_path, how))


@pytest.mark.slow
@pytest.mark.parametrize("name", TREES)
def test_many_changed_values(name: str, tmp_path: Path) -> None:
    attacks(valuewise, _MANY, lambda how: _attack_values(KINDS[name], tmp_path, how))


@pytest.mark.parametrize("name", KINDS)
def test_files_cut_short(name: str, tmp_path: Path) -> None:
    body = KINDS[name].body
    for end in sorted({*range(0, len(body), max(1, len(body) // 12)), len(body) - 1}):
        attack(KINDS[name], tmp_path, body[:end])
