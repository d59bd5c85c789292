"""The wheel in clean environments of every Python here: what it brings, and that what README shows runs elsewhere."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.data.archives import write_archive
from tests.test_examples import SMALL
from tests.test_readme import BLOCKS, named

ROOT = Path(__file__).parents[1]
VERSIONS = sorted(path.stem.partition("-")[2] for path in (ROOT / ".ci").glob("constraints-3.*.txt"))
# Those that show an extra.
WITH_EXTRAS = {"lava_processes", "nir_graph", "recording"}
EXTRAS = ("lava", "sanafe", "brian2-loihi", "nengo-loihi", "nest", "nir", "xarray")
pytestmark = pytest.mark.slow


def built(folder: Path) -> Path:
    """The wheel, from a copy: what building leaves behind isn't the project's."""
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder / "project")], check=True)
    pip = [folder / "venv" / "bin" / "python", "-m", "pip", "wheel", "-q", "--no-deps"]
    pins = ["--build-constraint", ".ci/build-constraints.txt"]
    subprocess.run([folder / "venv" / "bin" / "python", "-m", "pip", "install", "-q", "--upgrade", "pip"], check=True)
    subprocess.run([*pip, *pins, "-w", "..", "."], cwd=folder / "project", check=True)
    (found,) = folder.glob("*.whl")
    return found


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


@pytest.mark.parametrize("version", VERSIONS)
def test_the_wheel_works_in_a_clean_environment(version: str, tmp_path: Path) -> None:
    told = subprocess.run([ROOT / ".ci" / "setup", "--python", version], capture_output=True, text=True, check=True)
    if not (python := told.stdout.strip()):
        pytest.skip(f"there is no Python {version} here")
    subprocess.run([python, "-m", "venv", tmp_path / "venv"], check=True)
    wheel = built(tmp_path)
    install(tmp_path, version, str(wheel))
    write_archive(tmp_path / "data", train=120, test=30)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "pair.toml").write_text(named("pair"))

    # NumPy, numba and Brian2, and no extra.
    program = "import importlib.util as u; print([n for n in ('lava', 'sanafe', 'nest', 'nir') if u.find_spec(n)])"
    assert ran(tmp_path, "python", "-c", program) == "[]"
    said = ran(tmp_path, "neuro", "compare", "pair.toml", "--samples", "2")
    assert "identical: every state and every answer, in brian2, numba, numpy" in said
    assert "counts identical; synops counted by brian2, numba, derived by numpy." in said
    for text in (block.text for block in BLOCKS if block.kind == "python"):
        assert ran(tmp_path, "python", "-c", text)
    said = ran(tmp_path, "neuro", "conformance", "brian2", "numba", "--networks", "4", "--learning")
    assert "DIFFERS" not in said
    assert "learn-integer" in said
    for name in sorted(SMALL.keys() - WITH_EXTRAS):
        program = f"from neuro.examples.{name} import main; main('{name}.png', **{SMALL[name]!r})"
        assert f"wrote {name}.png" in ran(tmp_path, "python", "-c", program)

    install(tmp_path, version, f"{wheel}[{','.join(EXTRAS)}]")
    said = ran(tmp_path, "neuro", "compare", "pair.toml", "--samples", "2")
    here = ["brian2", "brian2-loihi", "lava-fixed", "lava-float", "nengo-loihi", "numba", "numpy", "sanafe"]
    if version != "3.10":
        here = [name for name in here if not name.startswith("lava")]
    assert f"identical: every state and every answer, in {', '.join(here)}" in said
    assert "no difference in what all 4 witnesses said" in ran(tmp_path, "neuro", "crosscheck", "pair.toml")
