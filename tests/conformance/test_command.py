"""``neuro conformance``, the files it writes and reads, and the same as a plugin of pytest."""

from __future__ import annotations

import json
import re
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
    assert "numba: like the reference in all " in printed
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


BROKEN = [
    ("format = 1", "format = 2", "got 2, expected 1"),
    (r"\[network\]", "[net]", "network: is missing"),
    ('code = "flips"', 'code = "flops"', "code: got 'flops', expected one of flips"),
    ('engine = "numba"', "engine = 3", "engine: got 3, expected text"),
    (r"shape = \[20, 20\]", "shape = [20, 99999999999]", "at most 1,000,000"),
    (r"shape = \[20, 20\]", "shape = [20, 19]", "is no whole case"),
    (r"couplings = \[\]", "couplings = [[0, 1, 2], [0, 1, 3]]", "gives one coupling twice"),
    (r"bias = \[0", "bias = [0.5", "int32 doesn't hold"),
    (r"bias = \[0", "bias = [4294967296", "int32 doesn't hold"),
    (r"bias = \[0, ", "bias = [", r"bias: got shape \(19,\)"),
    (r"bias = \[0", "bias = [[1, 2], 0", "is no whole case"),
    (r"bias = \[0", 'bias = ["a"', "expected numbers"),
    (r"phases = \[", "phases = [9, 9, ", "is no whole case"),
    (r"phases = \[\d+", "phases = [-1", "stimulus.phases: got .* at least 0"),
    ("seed = ", "sead = 1\nseed = ", "stimulus.sead: is no key of a case; did you mean"),
    ("samples = .*", "samples = 1.5", "stimulus.samples: got 1.5, expected another kind"),
    (r"\[stimulus\]", "[stimulus]\ninitial = [[300]]", "int8 doesn't hold"),
    (r"\[stimulus\]", "[stimulus]\nlabels = [0.5]", "int64 doesn't hold|TOML"),
    (r"\[description\]", "[describe]", "TOML|description"),
    (r"(?s)couplings = .*", "", "TOML"),
]


@pytest.mark.parametrize(("old", "new", "words"), BROKEN)
def test_broken_cases_are_refused_with_a_sentence(old: str, new: str, words: str, tmp_path: Path) -> None:
    path = write_case(tmp_path / "case.toml", Found(random_case(2), "numba", "flips", "nothing"))
    text = path.read_text()
    path.write_text(re.sub(old, lambda _: new, text, count=1))
    assert path.read_text() != text
    with pytest.raises(NeuroError, match=words):
        read_case(path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("labels = [", "labels = [99, ", "learning"),
        ("labels = [", "labels = [0.5, ", "doesn't hold"),
        ("inputs = [[", "inputs = [[1, 1, 1, 1, 1], [", "learning.inputs: got shape"),
        ("inputs = [[", 'inputs = [["a", ', "no whole case|expected numbers"),
    ],
)
def test_broken_learning_cases_are_too(old: str, new: str, words: str, tmp_path: Path) -> None:
    path = write_case(tmp_path / "case.toml", Found(random_learning_case(4), "numba", "flips", "nothing"))
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(NeuroError, match=words):
        read_case(path)


@pytest.mark.parametrize("option", ["--networks=3", "--learning", "--json=all.json", "--out=there"])
def test_options_that_a_case_has_no_use_for(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_case(tmp_path / "case.toml", Found(random_case(2), "numba", "flips", "nothing"))
    assert main(["conformance", "--case", str(path), option]) == 2
    assert "has no use beside --case" in capsys.readouterr().err


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
