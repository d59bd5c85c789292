"""Numbers that no machine holds: refused before anything is made for them, or never read as numbers at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from neuro.errors import NeuroError
from neuro.machine import memory

from .commands import run

# Two modules, an input, classes: every key that says how large something is or how often something happens.
MODEL = """\
format = 1
name = "mine"
seed = 1
populations = [{name = "a", size = 6, bias = 0.1}, {name = "b", size = 6}]
couplings = [
    {kind = "gaussian", source = "a", target = "a", strength = 1.0, density = 1.0},
    {kind = "link", source = "a", target = "b", strength = 0.5, pattern = "random", density = 0.5},
    {kind = "input", target = "a", density = 1.0},
    {kind = "feedback", target = "b"},
    {kind = "readout", source = "b"},
]
input = {size = 4, levels = 1}
classes = {size = 2}
dynamics = {steps = 3}
phases = {warmup = 1, clamped = 1, free = 1}
"""
DIGITS = "9" * 5000
HUGE = ("1000000000000", f"1{'0' * 40}", "9223372036854775807", "9223372036854775808", DIGITS, "0x" + "f" * 5000)


def model(folder: Path, old: str = "", new: str = "") -> str:
    """A model file with one text of it replaced."""
    assert old in MODEL
    (folder / "m.toml").write_text(MODEL.replace(old, new, 1), encoding="utf-8")
    return "m.toml"


def test_the_model_itself_runs(tmp_path: Path) -> None:
    run("simulate", model(tmp_path), cwd=tmp_path).worked()


@pytest.mark.parametrize("number", HUGE, ids=lambda text: text[:14])
@pytest.mark.parametrize("key", ["size = 6", "size = 4", "size = 2", "steps = 3"])
def test_huge_sizes_of_a_model(key: str, number: str, tmp_path: Path) -> None:
    name = model(tmp_path, key, f"{key.partition(' ')[0]} = {number}")
    run("simulate", name, cwd=tmp_path, limit_s=4).refused("m")


@pytest.mark.parametrize("number", HUGE[3:], ids=lambda text: text[:14])
@pytest.mark.parametrize("key", ["seed = 1", "levels = 1", "warmup = 1", "format = 1"])
def test_numbers_that_no_array_holds(key: str, number: str, tmp_path: Path) -> None:
    name = model(tmp_path, key, f"{key.partition(' ')[0]} = {number}")
    run("simulate", name, cwd=tmp_path, limit_s=4).refused("m.toml")


_OPTIONS = (
    *[("simulate", option) for option in ("--samples", "--steps")],
    ("compare", "--samples"),
    ("place", "--steps"),
)


@pytest.mark.parametrize("number", [*HUGE[:4], "99999999999999999999", DIGITS], ids=lambda text: text[:20])
@pytest.mark.parametrize(("command", "option"), _OPTIONS)
def test_huge_numbers_of_samples_and_steps(command: str, option: str, number: str, tmp_path: Path) -> None:
    run(command, model(tmp_path), option, number, cwd=tmp_path, limit_s=4).refused()


@pytest.mark.parametrize("option", ["--seed", "--samples"])
@pytest.mark.parametrize(
    "number",
    ["1_000", "\uff11\uff12", "\u0663", "1e3", "0x10", "-1", "+", "1.0", "nan", "true", DIGITS],
    ids=lambda text: text[:6],
)
def test_what_is_no_plain_whole_number(option: str, number: str, tmp_path: Path) -> None:
    sentence = run("compare", model(tmp_path), option, number, cwd=tmp_path).refused(option)
    assert len(sentence) < 2500


_FLOATS = ("nan", "inf", "-inf", "1e400", "1e300", "-0.1", "true", '"1"', "[1.0]", f"1{'0' * 400}", DIGITS)


@pytest.mark.parametrize("number", _FLOATS, ids=lambda text: text[:6])
@pytest.mark.parametrize("key", ["strength = 1.0", "density = 1.0"])
def test_what_is_no_number_of_a_coupling(key: str, number: str, tmp_path: Path) -> None:
    name = model(tmp_path, key, f"{key.partition(' ')[0]} = {number}")
    run("simulate", name, cwd=tmp_path).refused("m.toml")


@pytest.mark.parametrize("number", ["-0.0", "0", "1", "0.0"])
def test_whole_numbers_and_minus_zero_are_numbers(number: str, tmp_path: Path) -> None:
    run("simulate", model(tmp_path, "density = 1.0", f"density = {number}"), cwd=tmp_path).worked()


@pytest.mark.parametrize("number", ["1e-300", "1e-19", "5e-324", "1e-18"])
@pytest.mark.parametrize("key", ["density = 1.0", "density = 0.5"])
def test_densities_too_small_to_draw_by(key: str, number: str, tmp_path: Path) -> None:
    run("simulate", model(tmp_path, key, f"density = {number}"), cwd=tmp_path).refused("density", "1e-17")


def test_the_smallest_density_is_drawn_by(tmp_path: Path) -> None:
    run("simulate", model(tmp_path, "density = 0.5", "density = 1e-17"), cwd=tmp_path).worked()


_AXES = (
    "1e999999999:1:3",
    "1e-999999999:1:3",
    "0e999999999:1:3",
    "1:1e999999999:3",
    "0:1:1000000000000",
    f"0:1:{DIGITS}",
    f"0:{DIGITS}:3",
    "1/0:1:3",
    "nan:1:3",
    "0:inf:3",
    "1e400,1",
    "nan",
    DIGITS,
    f"1{'0' * 40}",
    "\uff11:\uff12:2",
    "1_0:2_0:2",
    "0:1:1_0",
    "1,1.0",
)


@pytest.mark.parametrize("values", _AXES, ids=lambda text: text[:18])
@pytest.mark.parametrize("form", ["over", pytest.param("file", marks=pytest.mark.slow)])
def test_axes_of_no_numbers(form: str, values: str, tmp_path: Path) -> None:
    if form == "over":
        ended = run("manifold", "count", model(tmp_path), "--over", f"self_coupling={values}", cwd=tmp_path, limit_s=3)
        ended.refused()
    else:
        text = f'format = 1\nmodel = "core"\ncommand = "count"\n[over]\nself_coupling = "{values}"\n'
        (tmp_path / "grid.toml").write_text(text, encoding="utf-8")
        run("grid", "grid.toml", "--out", "o", cwd=tmp_path, limit_s=3).refused("grid.toml")


@pytest.mark.parametrize("depth", ["0", "2001", "1000000000000", "1.5", f"1{'0' * 40}"])
def test_depths_no_chain_has(depth: str, tmp_path: Path) -> None:
    run("manifold", "count", "chain", "--over", f"depth={depth}", cwd=tmp_path, limit_s=3).refused("depth")


@pytest.mark.parametrize("seeds", ["0", "1000000000000", f"1{'0' * 40}", "true", "[1.5]", DIGITS], ids=lambda t: t[:14])
def test_seeds_of_a_grid(seeds: str, tmp_path: Path) -> None:
    (tmp_path / "g.toml").write_text(f'format = 1\nmodel = "core"\ncommand = "count"\nseeds = {seeds}\n')
    run("grid", "g.toml", "--out", "o", cwd=tmp_path, limit_s=3).refused("g.toml")


@pytest.mark.parametrize("option", ["--starts", "--seeds"])
@pytest.mark.parametrize("number", ["9223372036854775808", f"1{'0' * 40}", DIGITS, "1_0"], ids=lambda text: text[:12])
def test_huge_numbers_of_starts(option: str, number: str, tmp_path: Path) -> None:
    run("manifold", "reach", "core", option, number, cwd=tmp_path, limit_s=3).refused()


def test_what_limits_memory_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "meminfo").write_text("MemAvailable: 100000000 kB\nSwapFree: 0 kB\n")
    (tmp_path / "cgroup").write_text("12:memory:/job/step\n0::/job/step\n")
    (tmp_path / "statm").write_text("0 0\n")
    (tmp_path / "groups" / "job" / "step").mkdir(parents=True)
    monkeypatch.setattr(memory, "_MACHINE", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "_PROCESS", tmp_path)
    monkeypatch.setattr(memory, "_GROUPS", tmp_path / "groups")
    assert memory.free_memory() <= 100_000_000 << 10
    (tmp_path / "groups" / "job" / "memory.max").write_text(f"{3 << 30}\n")
    (tmp_path / "groups" / "job" / "step" / "memory.max").write_text("max\n")
    assert memory.free_memory() <= 3 << 30
    (tmp_path / "groups" / "memory" / "job").mkdir(parents=True)
    (tmp_path / "groups" / "memory" / "job" / "memory.limit_in_bytes").write_text(f"{1 << 30}\n")
    assert memory.free_memory() == 1 << 30
    with pytest.raises(NeuroError, match=r"mine would take 2\.0 GB of memory, of which 1\.1 GB are free; ask for less"):
        memory.check_memory("mine", 2_000_000_000, "ask for less")
    memory.check_memory("mine", 1 << 30, "ask for less")


def test_a_run_within_what_is_free_is_done_and_one_beyond_it_is_refused(tmp_path: Path) -> None:
    asked = ("simulate", model(tmp_path), "--samples", "1000", "--steps")
    run(*asked, "100", cwd=tmp_path).worked()
    run(*asked, "100000", cwd=tmp_path, memory=1 << 31).refused("1,000 samples of 100,000 steps of 12 units", "free")


@pytest.mark.parametrize(
    "words",
    [
        ["manifold", "reach", "core", "--starts", "10000000"],
        ["manifold", "count", "m.toml", "--method", "sample", "--particles", "1000000000"],
        ["manifold", "overlap", "core", "--starts", "10000000"],
        ["train", "t.toml", "--data", "digits", "--out", "o"],
    ],
    ids=lambda words: f"{words[1]} {words[-2]}",
)
def test_states_that_no_memory_holds(words: list[str], tmp_path: Path) -> None:
    model(tmp_path)
    shipped = Path(__file__).parents[2] / "models" / "digits.toml"
    text = shipped.read_text(encoding="utf-8").replace("free = 5", "free = 10000000", 1)
    assert "free = 10000000" in text or words[0] != "train"
    (tmp_path / "t.toml").write_text(text, encoding="utf-8")
    run(*words, *(["--seeds", "1", "--workers", "0"] if words[0] == "manifold" else []), cwd=tmp_path).refused("would")
