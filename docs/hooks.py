"""What MkDocs calls while it builds the site: adds the pages of docs/made, and leads links to them."""

from __future__ import annotations

import os
import posixpath
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
# MkDocs' own command doesn't look for packages where it is called.
sys.path.insert(0, str(ROOT))

from docs.made import command_page, file_pages, json_page, name_pages, notebook_page, shown_pages  # noqa: E402
from docs.made.shown import FOLDERS, page_of, shown_files  # noqa: E402

# Letters of a cell that is prose.
_LONG = 40
_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<=\]\()(?!\w+:)([^)#\s]+)(#[^)\s]*)?(?=\))")


def on_config(config: Any) -> None:
    """Fill those places of the navigation whose pages are made here."""
    python = sorted((name for name in name_pages() if name != "index.md"), key=lambda name: name[:-3])
    made: dict[str, list[Any]] = {
        "reference/python/": ["reference/python/index.md", *({n[:-3]: f"reference/python/{n}"} for n in python)]
    }
    for folder in FOLDERS:
        made[f"{folder.path}/"] = [{path.name: page_of(path)} for path in shown_files(folder)]
    config.nav = _filled(config.nav, made)


def _filled(nav: Any, made: dict[str, list[Any]]) -> Any:
    if isinstance(nav, dict):
        return {title: _filled(inside, made) for title, inside in nav.items()}
    if isinstance(nav, list):
        return [_filled(one, made) for one in nav]
    return made.get(nav, nav)


def on_files(files: Files, config: Any) -> Files:
    """Add what is made from the code, the notebooks that were run, and the pictures outside docs/ that pages show."""
    pages = {f"reference/{name}": text for name, text in file_pages().items()}
    pages |= {f"reference/python/{name}": text for name, text in name_pages().items()}
    pages |= {"reference/commands.md": command_page(), "reference/json.md": json_page(), **shown_pages()}
    for file in [one for one in files if one.src_uri.endswith(".ipynb")]:
        text, pictures = notebook_page(Path(file.abs_src_path or ""))
        pages[f"{file.src_uri[:-6]}.md"] = text
        for name, drawn in pictures.items():
            place = posixpath.join(posixpath.dirname(file.src_uri), name)
            files.append(File.generated(config, place, content=drawn))
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    for name in sorted(_pictures(files)):
        files.append(File.generated(config, f"files/{name}", abs_src_path=str(ROOT / name)))
    return files


def _pictures(files: Files) -> set[str]:
    """Pictures outside docs/ that a page leads to, from the root."""
    found = set()
    for file in files.documentation_pages():
        for link, _ in _LINK.findall(file.content_string):
            place = _from_root(file.src_uri, link)
            if place is not None and place.endswith(".png"):
                found.add(place)
    return found


def _from_root(page: str, link: str) -> str | None:
    """Where a link leads, from the root, if that is outside docs/."""
    place = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), link))
    return None if place.startswith(("docs/", "..")) else place


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Links as they are in the repository become links of the site; blocks without a language hold commands."""

    def led(found: re.Match[str]) -> str:
        link, anchor = found[1], found[2] or ""
        place, here = _from_root(page.file.src_uri, link), posixpath.dirname(page.file.src_uri)
        if place is not None:
            target = f"files/{place}" if place.endswith(".png") else page_of(Path(place))
            link = posixpath.relpath(target, here or ".")
        elif link.endswith(".ipynb"):
            link = f"{link[:-6]}.md"
        return link + anchor

    section = page.file.src_uri.partition("/")[0]
    if section == page.file.src_uri:
        # Nothing but itself would stand there.
        page.meta["hide"] = ["navigation"]
    # What explains a word comes before what uses it; files are found through the pages that lead to them.
    page.meta["search"] = {"exclude": section == "files", "boost": {"glossary.md": 4, "reference": 0.5}.get(section, 2)}
    return _FENCE.sub(lambda found: f"```{found[1] or 'bash'}\n{found[2]}```", _LINK.sub(led, markdown))


def on_page_content(html: str, page: Any, config: Any, files: Files) -> str:
    """References in docstrings, such as :func:`load_model`, become links; cells of prose get room on narrow screens."""

    def linked(found: re.Match[str]) -> str:
        name = found[1].lstrip("~")
        return f'<autoref identifier="{name}" optional><code>{name.rpartition(".")[2]}</code></autoref>'

    def measured(found: re.Match[str]) -> str:
        prose = len(re.sub(r"<[^>]+>", "", found[1])) > _LONG
        return f'<td class="long">{found[1]}</td>' if prose else found[0]

    return re.sub(r"<td>(.*?)</td>", measured, re.sub(r":\w+:<code>([^<]+)</code>", linked, html), flags=re.DOTALL)


def on_post_build(config: Any) -> None:
    """Notebooks themselves are for the repository; what the site shows of them are pages."""
    for path in Path(config.site_dir).rglob("*.ipynb"):
        os.unlink(path)
