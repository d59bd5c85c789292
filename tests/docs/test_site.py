"""The site holds together: every page is in its navigation, every link and anchor leads somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from docs.made import command_page, file_pages, json_page, name_pages, shown_pages
from docs.made.shown import FOLDERS, page_of, shown_files
from tests.docs.pages import DOCS, PAGES, ROOT, anchors, links, text_of

NAVIGATION = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
LISTED = re.findall(r"(\S+\.md)$", NAVIGATION, re.MULTILINE)
# Pages that are made, by their place in docs/: what links between them mean is checked on these texts too.
MADE = {
    **{f"reference/{name}": text for name, text in file_pages().items()},
    **{f"reference/python/{name}": text for name, text in name_pages().items()},
    "reference/commands.md": command_page(),
    "reference/json.md": json_page(),
    **shown_pages(),
}
TEXTS = {page.relative_to(DOCS).as_posix(): text_of(page) for page in PAGES} | MADE
EXPLAINED = [name for name in TEXTS if name.startswith(("tutorials/", "how-to/", "explanation/"))]


def test_every_page_is_in_the_navigation_once() -> None:
    written = {page.relative_to(DOCS).with_suffix(".md").as_posix() for page in PAGES}
    assert set(LISTED) - {name for name in MADE if "/python/" not in name} == written
    assert len(LISTED) == len(set(LISTED))


def test_folders_of_made_pages_are_in_the_navigation() -> None:
    assert [folder.path for folder in FOLDERS if f" {folder.path}/" not in NAVIGATION] == []
    assert " reference/python/" in NAVIGATION


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_somewhere(name: str) -> None:
    shown = {path.as_posix() for folder in FOLDERS for path in shown_files(folder)}
    for link, anchor in links(TEXTS[name]):
        target = (DOCS / name).parent / link if link else DOCS / name
        place = Path(*target.parts).resolve().relative_to(ROOT).as_posix()
        inside = place.removeprefix("docs/")
        if place.startswith("docs/") and inside in TEXTS:
            assert not anchor or anchor in anchors(TEXTS[inside]), f"{link}#{anchor}"
        else:
            assert (ROOT / place).is_file(), link
            # What is outside docs/ is shown on the site too, or is a picture.
            assert place.startswith("docs/") or place in shown or place.endswith(".png"), link


@pytest.mark.parametrize("name", EXPLAINED)
def test_pages_lead_to_the_glossary(name: str) -> None:
    assert "glossary.md#" in TEXTS[name] or name.endswith("/index.md")


@pytest.mark.parametrize("name", TEXTS)
def test_pages_begin_with_what_one_gets(name: str) -> None:
    """A heading, then prose: no list, table or block comes before it."""
    heading, _, rest = TEXTS[name].strip().partition("\n")
    assert heading.startswith("# ")
    assert re.match(r"[A-Z`*\[]", rest.strip()), rest[:80]


def test_the_map_of_the_house_shows_every_room() -> None:
    shown = set(re.findall(r"^\| `([\w/]+/)` \|", text_of(DOCS / "how-to" / "extend.md"), re.MULTILINE))
    assert [place for place in shown if not (ROOT / place).is_dir()] == []
    rooms = {f"{top}/{one.parent.name}/" for top in ("neuro", "deploy") for one in (ROOT / top).glob("*/__init__.py")}
    assert rooms <= shown


def test_nothing_is_loaded_from_elsewhere() -> None:
    for path in (DOCS / "site").iterdir():
        found = re.findall(r"https?://\S+", path.read_text(encoding="utf-8"))
        assert [one for one in found if "www.w3.org" not in one] == []
    assert "http" not in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def test_shown_files_have_pages_of_their_own() -> None:
    assert len({page_of(path) for folder in FOLDERS for path in shown_files(folder)}) == len(shown_pages())


@pytest.mark.slow
@pytest.mark.skipif(find_spec("mkdocs") is None, reason="needs what `make docs` installs")
def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    for page in (tmp_path / "site").rglob("*.html"):
        loaded = re.findall(r'(?:src|href)="(https?:[^"]*)"[^>]*>', page.read_text(encoding="utf-8"))
        assert not [one for one in loaded if one.endswith((".js", ".css", ".woff2"))], page
