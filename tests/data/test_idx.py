"""IDX files are read whole or refused with a sentence."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neuro.data.mnist import read_idx
from neuro.errors import NeuroError

from .archives import idx

ARRAY = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
# Without the time of day, which would be part of the names of tests.
PACKED = gzip.compress(idx(ARRAY), mtime=0)


@pytest.mark.parametrize("packed", [False, True])
def test_plain_and_gzipped_files_read_alike(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "file"
    path.write_bytes(PACKED if packed else idx(ARRAY))
    np.testing.assert_array_equal(read_idx(path), ARRAY)


def flipped(body: bytes, at: int) -> bytes:
    return body[:at] + bytes((body[at] ^ 0xFF,)) + body[at + 1 :]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "begins with nothing, expected 000008"),
        (b"\0\0", "begins with 0000, expected 000008"),
        (b"<html>404", "begins with 3c68746d, expected 000008"),
        (idx(ARRAY).replace(b"\0\0\x08", b"\0\0\x0d", 1), "begins with 00000d03"),
        (idx(ARRAY)[:9], "ends within its header, got 9 bytes, expected 16 and more"),
        (idx(ARRAY)[:-1], r"holds 23 values, expected 24 \(2 x 3 x 4\)"),
        (idx(ARRAY) + b"\0", "holds more values, expected 24"),
        (bytes((0, 0, 8, 2)) + b"\xff" * 8, "speaks of 18446744065119617025 values"),
        (bytes((0, 0, 8, 40)) + b"\0\0\0\1" * 40 + b"\0", "has 40 dimensions"),
        (PACKED[:-9], "truncated or corrupt"),
        (PACKED[:5], "truncated or corrupt"),
        (flipped(PACKED, 14), "truncated or corrupt"),
        (flipped(PACKED, -6 % len(PACKED)), "truncated or corrupt"),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, body: bytes, sentence: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(body)
    with pytest.raises(NeuroError, match=sentence) as caught:
        read_idx(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert str(caught.value).endswith("; delete it and get it again.")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeuroError, match=r"absent: can't be read \(No such file"):
        read_idx(tmp_path / "absent")
    with pytest.raises(NeuroError, match=r"can't be read \(it is a folder\)"):
        read_idx(tmp_path)


@given(st.binary(max_size=60), st.booleans())
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_get_past(tmp_path: Path, noise: bytes, begun: bool) -> None:
    path = tmp_path / "file"
    path.write_bytes((b"\0\0\x08" if begun else b"\x1f\x8b") + noise)
    try:
        assert read_idx(path).dtype == np.uint8
    except NeuroError as problem:
        assert str(path) in str(problem)  # noqa: PT017
