"""Files of the product that pages lead to, each as a page of its own: scripts, models, chips, profiles."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

from .markdown import prose, sentence

ROOT = Path(__file__).parents[2]


class Folder(NamedTuple):
    """A folder whose files are shown, and what they are."""

    path: str
    title: str
    about: str


FOLDERS = (
    Folder("examples", "Scripts", "Short scripts, each of which ends in a figure"),
    Folder("models", "Models", "Networks that come with the product"),
    Folder("neuro/placement/chips", "Chips", "Limits of chips, with their sources"),
    Folder("neuro/placement/boards", "Boards", "How many chips stand on a board, with their sources"),
    Folder(
        "neuro/energy/profiles", "Energy profiles", "Energies and times of chips and processors, with their sources"
    ),
)
# Below this folder of the site.
PLACE = "files"


def shown_files(folder: Folder) -> list[Path]:
    """The files of a folder that get a page, relative to the root."""
    inside = sorted((ROOT / folder.path).iterdir())
    return [one.relative_to(ROOT) for one in inside if one.suffix in (".py", ".toml") and one.name != "__init__.py"]


def page_of(path: Path) -> str:
    """The page of a file, from the top of the site."""
    return f"{PLACE}/{path.as_posix()}.md"


def shown_pages() -> dict[str, str]:
    """Markdown by page, from the top of the site."""
    return {page_of(path): _page(path, folder) for folder in FOLDERS for path in shown_files(folder)}


def _page(path: Path, folder: Folder) -> str:
    source = (ROOT / path).read_text(encoding="utf-8")
    kind = path.suffix[1:]
    above = prose(ast.get_docstring(ast.parse(source)) or "") if kind == "py" else ""
    text = [
        f"# {path.name}\n",
        above or f"{sentence(folder.about)[:-1]}: this one, as it is shipped in `{path.parent}/`.",
        "",
    ]
    figure = path.with_suffix(".png")
    if (ROOT / figure).exists():
        up = "../" * len(Path(page_of(path)).parts[1:])
        text.append(f"![What it draws]({up}../{figure.as_posix()})\n")
    text.append(f"```{kind}\n{source.rstrip()}\n```\n")
    return "\n".join(text)
