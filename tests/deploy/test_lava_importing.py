"""Lava comes in only when asked for, in silence, and leaves the program as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

_BLOCKED = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name == "lava" or name.startswith("lava."):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Blocker())
"""
_RUN = """
from tests.small import classifier, clamped
from neuro.engines import load_engine
for name in ("lava-float", "lava-fixed"):
    for code in ("flips", "spikes"):
        got = load_engine(name).run(classifier(), clamped(), code)
        assert (got.states == load_engine("numpy").run(classifier(), clamped(), code).states).all()
"""


def run(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *options, "-c", code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_importing_the_engines_does_not_import_lava() -> None:
    code = "import sys, neuro_deploy.lava; print([m for m in sys.modules if m.split('.')[0] == 'lava'])"
    done = run(code)
    assert done.stdout.strip() == "[]", done.stderr


def test_without_lava_the_obstacle_says_what_to_install() -> None:
    code = _BLOCKED + (
        "from neuro.engines import load_engine\n"
        "from neuro.errors import NeuroError\n"
        "from tests.small import classifier\n"
        "engine = load_engine('lava-fixed')\n"
        "print(engine.obstacle())\n"
        "try:\n    engine.open(classifier())\n"
        "except NeuroError as refusal:\n    print(refusal)\n"
    )
    done = run(code)
    first, second = done.stdout.splitlines()
    assert first == second
    assert "Lava" in first
    assert "install" in first
    assert done.stderr == ""


def test_on_another_python_the_obstacle_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from neuro_deploy.lava import importing

    monkeypatch.setattr(importing.sys, "version_info", (3, 12, 1))
    assert "this is Python 3.12" in importing._missing()


@pytest.mark.usefixtures("lava")
def test_a_broken_lava_is_told_from_a_missing_one() -> None:
    code = (
        "import sys\nsys.modules['lava.magma.runtime.runtime'] = None\n"
        "from neuro.engines import load_engine\nprint(load_engine('lava-float').obstacle())"
    )
    done = run(code)
    assert done.stdout.startswith("Lava is installed but can't be imported"), done.stderr


@pytest.mark.usefixtures("lava")
def test_runs_are_silent_even_where_warnings_are_errors() -> None:
    done = run(_RUN, "-W", "error")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.usefixtures("lava")
@pytest.mark.parametrize("method", [None, "fork", "spawn", "forkserver"])
def test_the_start_method_of_the_program_stays_as_it_was(method: str | None) -> None:
    before = f"import multiprocessing as mp\nmp.set_start_method({method!r})\nmp.Queue()\n" if method else ""
    after = f"import multiprocessing as mp\nassert mp.get_start_method(allow_none=True) == {method!r}\n"
    done = run(before + _RUN + after)
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("lava")
def test_lava_imported_by_the_program_itself() -> None:
    done = run("from lava.proc.lif.process import LIF\nimport multiprocessing as mp\n" + _RUN)
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("lava")
def test_a_run_in_a_thread() -> None:
    # The children outlive the thread that started them, and end with the session.
    code = (
        "import threading\nfrom tests.small import classifier, clamped\nfrom neuro.engines import load_engine\n"
        "made = []\n"
        "def start():\n"
        "    made.append(load_engine('lava-float').open(classifier()))\n    made[0].run(clamped())\n"
        "thread = threading.Thread(target=start)\nthread.start()\nthread.join()\n"
        "import time\ntime.sleep(1)\n"
        "assert made[0].run(clamped()).setup_s == 0.0\n"
    )
    done = run(code)
    assert done.returncode == 0, done.stderr
