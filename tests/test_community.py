"""What stands beside the product says the same as it: versions, Pythons, commands, links."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from neuro import __version__

ROOT = Path(__file__).parents[1]
FILES = ("CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", ".github/pull_request_template.md")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def yaml_of(path: Path) -> Any:
    return pytest.importorskip("yaml").safe_load(path.read_text(encoding="utf-8"))


def test_one_version_is_told() -> None:
    assert yaml_of(ROOT / "CITATION.cff")["version"] == __version__
    assert json.loads(text_of("codemeta.json"))["version"] == __version__
    assert f"\n## {__version__}\n" in text_of("CHANGELOG.md")


def test_the_hosted_tests_run_on_every_python_that_has_pins() -> None:
    pinned = {path.stem.removeprefix("constraints-") for path in (ROOT / ".ci").glob("constraints-3.*.txt")}
    jobs = yaml_of(ROOT / ".github/workflows/tests.yml")["jobs"]
    assert set(jobs["tests"]["strategy"]["matrix"]["python"]) == pinned
    oldest, newest = sorted(pinned, key=lambda name: int(name.split(".")[1]))[:: len(pinned) - 1]
    assert json.loads(text_of("codemeta.json"))["runtimePlatform"] == f"Python {oldest} to {newest}"


@pytest.mark.parametrize("path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda path: path.name)
def test_what_the_hosting_site_reads_is_yaml(path: Path) -> None:
    assert yaml_of(path)["name"]


def test_what_runs_before_a_commit_is_a_target_of_make() -> None:
    (repository,) = yaml_of(ROOT / ".pre-commit-config.yaml")["repos"]
    program, target = repository["hooks"][0]["entry"].split()
    assert program == "make"
    assert re.search(rf"^{target}:", text_of("Makefile"), re.MULTILINE)


@pytest.mark.parametrize("name", FILES)
def test_targets_and_links_are_there(name: str) -> None:
    text = text_of(name)
    targets = re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", text, re.MULTILINE)
    for target in ("".join(found) for found in targets):
        assert re.search(rf"^{target}:", text_of("Makefile"), re.MULTILINE), target
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert link.startswith("http") or (ROOT / name).parent.joinpath(link).exists(), link
