"""``neuro conformance``, the files it writes and reads, and the same as a plugin of pytest."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import neuro.engines
from neuro.cli import main
from neuro.conformance import Found, random_case, random_learning_case, read_case, streaming_case, write_case
from neuro.conformance.case_file import AnyCase
from neuro.engines import FEATURES, load_engine
from neuro.errors import NeuroError
from tests.conformance.faulty import Faulty


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine of that name that rounds ties up."""

    def found(name: str) -> Any:
        return Faulty("a tie rounded up") if name == "faulty" else load_engine(name)

    monkeypatch.setattr(neuro.engines, "load_engine", found)


def test_an_engine_that_agrees(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["conformance", "numba", "--networks", "2", "--json", "all.json"]) == 0
    printed = capsys.readouterr().out
    assert "numba, held to the reference" in printed
    assert "DIFFERS" not in printed
    verdicts = json.loads(Path("all.json").read_text())
    assert {verdict["feature"] for verdict in verdicts} >= set(FEATURES[:4])
    assert all(verdict["cases"] and verdict["failure"] is None for verdict in verdicts)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.json"]


@pytest.mark.usefixtures("faulty")
def test_one_that_differs_leaves_the_network_that_shows_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["conformance", "faulty", "--networks", "2", "--out", "shown"]) == 1
    assert "DIFFERS" in capsys.readouterr().out
    path = tmp_path / "shown" / "faulty-flips-states-answers-counts.toml"
    assert "Run it again: neuro conformance --case" in path.read_text()
    assert main(["conformance", "--case", str(path)]) == 1
    assert "faulty: unit 0 is at 1 in step 1 of sample 0, expected -1" in capsys.readouterr().out
    assert main(["conformance", "numba", "--case", str(path)]) == 0
    assert capsys.readouterr().out == "numba: like the reference\n"


def test_an_engine_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "nunba"]) == 2
    assert "did you mean 'numba'?" in capsys.readouterr().err


CASES: dict[str, Callable[[], AnyCase]] = {
    "classifier": lambda: random_case(2),
    "links": lambda: random_case(1),
    "subsets": lambda: random_case(3, masked=True),
    "stream": lambda: streaming_case(1),
    "learning": lambda: random_learning_case(4),
}


@pytest.mark.parametrize("name", CASES)
def test_a_case_reads_back_as_it_was(name: str, tmp_path: Path) -> None:
    case = CASES[name]()
    path = write_case(tmp_path / "case.toml", Found(case, "numba", "spikes", "nothing"))
    found = read_case(path)
    assert (found.engine, found.code, found.difference) == ("numba", "spikes", "nothing")
    assert found.case.network.hash == case.network.hash
    # Written again it is the same file, inputs and starts included.
    assert write_case(tmp_path / "again.toml", found).read_text().splitlines()[1:] == path.read_text().splitlines()[1:]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("format = 1", "format = 2", 1), "got 2, expected 1"),
        (lambda text: text.replace("[network]", "[net]"), "KeyError: 'network'"),
        (lambda text: text.replace('code = "flips"', 'code = "flops"'), "code: got 'flops', expected one of flips"),
        (lambda text: text.replace('engine = "numba"', "engine = 3"), "engine: got 3, expected text"),
        (lambda text: text.replace("shape = [20, 20]", "shape = [20, 99999999999]", 1), "at most 1,000,000"),
        (
            lambda text: text.replace("shape = [20, 20]", "shape = [20, 19]", 1),
            "is no whole case",
        ),
        (lambda text: text.replace("bias = [0", "bias = [0.5", 1), "not whole"),
        (lambda text: text.replace("bias = [0", "bias = [4294967296", 1), "beyond 32 bits"),
        (lambda text: text.replace("bias = [0, ", "bias = [", 1), r"bias: got shape \(19,\)"),
        (lambda text: text.replace("bias = [0", "bias = [[1, 2], 0", 1), "is no whole case"),
        (lambda text: text.replace("phases = [", "phases = [9, 9, ", 1), "is no whole case"),
        (lambda text: text.replace("[description]", "[describe]", 1), "description|TOML"),
        (lambda text: text[: len(text) // 3], "TOML"),
    ],
)
def test_broken_cases_are_refused_with_a_sentence(change: Any, words: str, tmp_path: Path) -> None:
    path = write_case(tmp_path / "case.toml", Found(random_case(2), "numba", "flips", "nothing"))
    path.write_text(change(path.read_text()))
    with pytest.raises(NeuroError, match=words):
        read_case(path)


def test_the_plugin_of_pytest(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:nengo", "-p", "no:cacheprovider", "--pyargs"]
    asked = ["neuro.conformance", "--neuro-engine", "numba", "--neuro-networks", "2", "-k", "states or subset"]
    plugin = [] if _declared() else ["-p", "neuro.pytest_plugin"]
    ended = subprocess.run([*command, *plugin, *asked], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "4 passed" in ended.stdout


def _declared() -> bool:
    from importlib.metadata import entry_points

    return any(point.name == "neuro-conformance" for point in entry_points(group="pytest11"))
