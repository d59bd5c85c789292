"""What is said while one waits: once, on the error stream, and only when there is something to wait for."""

from __future__ import annotations

import threading

import pytest

from neuro.machine.notices import announced, begin_wait, notice


def test_nothing_is_said_of_what_takes_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    with announced("compiling"):
        pass
    begin_wait()
    assert capsys.readouterr().err == ""


def test_it_is_said_once_in_the_words_of_who_waits(capsys: pytest.CaptureFixture[str]) -> None:
    with announced("compiling much"):
        with announced("compiling a piece of it"):
            begin_wait()
        begin_wait()
    assert capsys.readouterr().err == "neuro: compiling much\n"
    with announced("compiling again"):
        begin_wait()
    assert capsys.readouterr().err == "neuro: compiling again\n"


def test_an_error_ends_the_announcement(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyboardInterrupt), announced("compiling"):
        raise KeyboardInterrupt
    begin_wait()
    assert capsys.readouterr().err == ""


def test_threads_speak_for_themselves(capsys: pytest.CaptureFixture[str]) -> None:
    with announced("compiling"):
        other = threading.Thread(target=begin_wait)
        other.start()
        other.join()
        assert capsys.readouterr().err == ""


def test_without_an_error_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    notice("compiling")
