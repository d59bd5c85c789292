"""The words of a page: those of the documentation, each explained once in a section."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from neuro.report.page.glossary import Explainer, Word, words

DOCS = Path(__file__).parents[3] / "docs" / "glossary.md"


def plain(text: str) -> str:
    """The words of a paragraph of Markdown; links that lead further, in brackets or at the end, are left out."""
    text = re.sub(r" \(\[[^]]*\]\([^)]*\)\)", "", text)
    text = re.sub(r"(?<=\.) \[[^]]*\]\([^)]*\)\.$", "", text)
    return re.sub(r"[`*]", "", re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text)).strip()


@pytest.mark.parametrize("word", words(), ids=lambda word: word.key)
def test_the_words_are_those_of_the_documentation(word: Word) -> None:
    known = dict(re.findall(r"^### (.+)\n\n(.+)$", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    assert plain(known[word.word]) == word.meaning


def test_anchors_and_forms_are_unique() -> None:
    every = words()
    assert len({word.key for word in every}) == len(every)
    forms = [form for word in every for form in word.forms]
    assert len(set(forms)) == len(forms)
    assert all(form == form.lower() for form in forms)


def test_a_word_is_explained_once_in_a_section() -> None:
    explain = Explainer()
    text = "Flips are flips: a fixed point, not a pointer, ends them."
    found = explain.pieces(text, "a")
    assert "".join(piece.text for piece in found) == text
    assert [piece.text for piece in found if piece.word] == ["Flips", "fixed point"]
    assert [piece.text for piece in explain.pieces("flips", "b") if piece.word] == ["flips"]
    assert [piece.text for piece in explain.pieces("flips", "a")] == ["flips"]
    assert [word.word for word in explain.used] == ["fixed point", "flip"]


def test_headings_are_explained_whole() -> None:
    explain = Explainer()
    assert explain.entry("synops") == explain.entry("Synops")
    assert explain.entry("synops of a sample") is None
