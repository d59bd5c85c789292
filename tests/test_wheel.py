"""The wheel in clean environments of every Python here: what it brings; what README and examples show runs elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.data.archives import write_archive
from tests.test_examples import SMALL
from tests.test_readme import BLOCKS, named

ROOT = Path(__file__).parents[1]
VERSIONS = sorted(path.stem.partition("-")[2] for path in (ROOT / ".ci").glob("constraints-*.txt"))
# Those that show an extra.
WITH_EXTRAS = {"lava_processes", "nir_graph", "recording"}
EXTRAS = ("lava", "sanafe", "brian2-loihi", "nengo-loihi", "nest", "nir", "xarray")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # From a copy: what building leaves behind isn't the project's.
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder / "project")], check=True)
    build = ["pip", "wheel", "-q", "--no-deps", "--build-constraint", ".ci/build-constraints.txt", "-w", "..", "."]
    subprocess.run([sys.executable, "-m", *build], cwd=folder / "project", check=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module", params=VERSIONS)
def environment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, wheel: Path
) -> Path:
    """A clean one with the wheel alone."""
    version = request.param
    told = subprocess.run([ROOT / ".ci" / "setup", "--python", version], capture_output=True, text=True, check=True)
    if not (python := told.stdout.strip()):
        pytest.skip(f"there is no Python {version} here")
    folder = tmp_path_factory.mktemp(f"python-{version}")
    subprocess.run([python, "-m", "venv", folder / "venv"], check=True)
    install(folder, version, str(wheel))
    (folder / "version").write_text(version)
    return folder


def install(folder: Path, version: str, *what: str) -> None:
    pins = ["-c", str(ROOT / ".ci" / f"constraints-{version}.txt")]
    pip = [folder / "venv" / "bin" / "python", "-m", "pip", "install", "-q", *pins]
    subprocess.run([*pip, "--upgrade", "pip"], check=True)
    subprocess.run([*pip, "--build-constraint", ROOT / ".ci" / "build-constraints.txt", *what], check=True)


def ran(folder: Path, *command: str) -> str:
    """What a command of the environment says, run in another folder, all of it in one line."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir(exist_ok=True)
    own = {"NEURO_CACHE": str(folder / "cache"), "NEURO_DATA": str(folder / "data"), "MPLBACKEND": "agg"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    program = [str(folder / "venv" / "bin" / command[0]), *command[1:]]
    told = subprocess.run(program, cwd=elsewhere, env=kept | own, capture_output=True, text=True, check=False)
    assert told.returncode == 0, f"{' '.join(command)}: {told.stdout}{told.stderr}"
    return " ".join(told.stdout.split())


def test_it_brings_numpy_numba_and_brian2_and_no_extra(environment: Path) -> None:
    program = "import importlib.util as u; print([n for n in ('lava', 'sanafe', 'nest', 'nir') if u.find_spec(n)])"
    assert ran(environment, "python", "-c", program) == "[]"
    (environment / "elsewhere" / "pair.toml").write_text(named("pair"))
    told = ran(environment, "neuro", "compare", "pair.toml", "--samples", "2")
    assert "identical: every state and every answer, in brian2, numba, numpy" in told
    assert "left out: " in told
    assert "counts identical; synops counted by brian2, numba, derived by numpy." in told


@pytest.mark.parametrize("number", range(sum(kind == "python" for kind, _ in BLOCKS)))
def test_the_readme_runs(environment: Path, number: int) -> None:
    text = [text for kind, text in BLOCKS if kind == "python"][number]
    assert ran(environment, "python", "-c", text)


def test_the_kit_is_in_it(environment: Path) -> None:
    told = ran(environment, "neuro", "conformance", "brian2", "numba", "--networks", "4", "--learning")
    assert "DIFFERS" not in told
    assert "learn-integer" in told


@pytest.mark.parametrize("name", sorted(SMALL.keys() - WITH_EXTRAS))
def test_examples_are_in_it(environment: Path, name: str) -> None:
    if not (environment / "data").exists():
        write_archive(environment / "data", train=120, test=30)
    program = f"from neuro.examples.{name} import main; main('{name}.png', **{SMALL[name]!r})"
    assert f"wrote {name}.png" in ran(environment, "python", "-c", program)


def test_extras_open_the_other_doors(environment: Path, wheel: Path) -> None:
    """The last one: from here on the environment isn't clean."""
    version = (environment / "version").read_text()
    install(environment, version, f"{wheel}[{','.join(EXTRAS)}]")
    told = ran(environment, "neuro", "compare", "pair.toml", "--samples", "2")
    here = ["brian2", "brian2-loihi", "lava-fixed", "lava-float", "nengo-loihi", "numba", "numpy", "sanafe"]
    if version != "3.10":
        here = [name for name in here if not name.startswith("lava")]
    assert f"identical: every state and every answer, in {', '.join(here)}" in told
    assert "no difference in what 4 witnesses were asked" in ran(environment, "neuro", "crosscheck", "pair.toml")
