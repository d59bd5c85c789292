"""Files are whole or absent."""

from __future__ import annotations

import errno
import os
import stat

import pytest

from neuro.errors import NeuroError
from neuro.files import write_text, write_whole


def test_folders_are_made_and_nothing_else_is_left(tmp_path):
    path = write_text(tmp_path / "a" / "b" / "note.txt", "grün\n")
    assert path.read_bytes() == "grün\n".encode()
    assert os.listdir(path.parent) == ["note.txt"]


@pytest.mark.parametrize(
    "failure", [ValueError("bug"), KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device")]
)
def test_a_failing_writer_leaves_the_old_file(tmp_path, failure):
    path = write_text(tmp_path / "note.txt", "old")

    def write(stream):
        stream.write(b"half of the ne")
        raise failure

    expected = NeuroError if isinstance(failure, OSError) else type(failure)
    with pytest.raises(expected) as problem:
        write_whole(path, write)
    if isinstance(failure, OSError):
        assert str(problem.value) == f"{path}: can't be written (No space left on device); choose another place."
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["note.txt"]


def test_a_failing_first_write_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError):
        write_whole(tmp_path / "note.txt", lambda stream: 1 / 0)
    assert os.listdir(tmp_path) == []


def test_the_reader_never_sees_half_a_file(tmp_path):
    path = write_text(tmp_path / "note.txt", "old")

    def write(stream):
        stream.write(b"new")
        stream.flush()
        assert path.read_text() == "old"

    write_whole(path, write)
    assert path.read_text() == "new"


def test_a_place_that_is_a_folder_or_behind_a_file(tmp_path):
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    with pytest.raises(NeuroError, match="folder: can't be written"):
        write_text(tmp_path / "folder", "x")
    write_text(tmp_path / "file", "x")
    with pytest.raises(NeuroError, match="can't be written"):
        write_text(tmp_path / "file" / "below", "x")
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_rights_follow_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        path = write_text(tmp_path / "note.txt", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.umask(before) == before
