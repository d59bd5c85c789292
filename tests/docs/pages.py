"""Pages in Markdown as tests read them: their blocks of code, their links, the anchors of their headings."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from docs.made.notebook import cells_of
from neuro import cli
from neuro.description import load_model
from neuro.energy import load_profile
from neuro.grids import read_grid
from neuro.placement import load_chip

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path for kind in ("md", "ipynb") for path in DOCS.rglob(f"*.{kind}"))
_BLOCK = re.compile(r"^```(\w*)(?: title=\"([^\"]*)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)")


class Block(NamedTuple):
    """A block of code: its kind (none for commands), the file it is called, if it has a name, and what it holds."""

    kind: str
    title: str
    text: str


def text_of(page: Path) -> str:
    """A page as Markdown; of a notebook its cells, those of Python as blocks."""
    if page.suffix == ".md":
        return page.read_text(encoding="utf-8")
    return "\n\n".join(f"```python\n{one.source}\n```" if one.is_code else one.source for one in cells_of(page))


def blocks(text: str) -> list[Block]:
    """All blocks of a page."""
    return [Block(*found) for found in _BLOCK.findall(text)]


def commands(found: list[Block]) -> list[str]:
    """The commands in the blocks that hold some, with their comments."""
    lines = [line for block in found if not block.kind for line in block.text.splitlines()]
    return [line for line in lines if line.split()[:1] and line.split()[0] in ("neuro", "make", "python")]


def check_command(command: str) -> None:
    """A command exists as it is typed."""
    program, *words = shlex.split(command, comments=True)
    if program == "neuro":
        assert cli._options(words).run
    elif program == "make":
        assert re.search(rf"^{words[0]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    elif words[0] != "-m":
        assert (ROOT / words[0]).is_file()


def run_python(text: str, names: dict[str, Any]) -> None:
    """Run a block as a program."""
    exec(compile(text, "page", "exec"), names)


def check_toml(block: Block, folder: Path) -> Path:
    """The file that a block shows, in a folder under its title or name; it has been read as what it is."""
    named = re.search(r'^name = "(.*)"$', block.text, re.MULTILINE)
    path = folder / (block.title or f"{named[1] if named else 'shown'}.toml")
    path.write_text(block.text, encoding="utf-8")
    if re.search(r"^command = ", block.text, re.MULTILINE):
        assert read_grid(path, trust=True)
    elif "[limits]" in block.text:
        assert load_chip(path).cores
    elif "[energy]" in block.text:
        assert load_profile(str(path)).energies
    else:
        assert load_model(str(path)).units
    return path


def links(text: str) -> list[tuple[str, str]]:
    """Links that lead to no other site, each with its anchor, outside blocks of code."""
    return _LINK.findall(_BLOCK.sub("", text))


def anchors(text: str) -> set[str]:
    """Names of the headings of a page, as MkDocs makes them."""
    return set(_slugs(re.findall(r"^#+ (.*)$", _BLOCK.sub("", text), re.MULTILINE)))


def _slugs(headings: list[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for heading in headings:
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
        slug = re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip())
        number = seen[slug] = seen.get(slug, -1) + 1
        yield f"{slug}_{number}" if number else slug
