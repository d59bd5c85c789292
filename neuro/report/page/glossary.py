"""Words that a page explains, and where in its sentences they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any, NamedTuple, final

from ...reading import read_toml

_FORMAT = 1


@final
@dataclass(frozen=True)
class Word:
    """One entry: the word, what it means, and the `forms` in which sentences have it."""

    word: str
    meaning: str
    forms: tuple[str, ...]

    @cached_property
    def key(self) -> str:
        """Its anchor in the page."""
        return "word-" + re.sub(r"[^a-z]+", "-", self.word.lower()).strip("-")


def words() -> tuple[Word, ...]:
    """All entries, in the order of the file."""
    return read_toml(str(files(__package__) / "glossary.toml"), "a glossary", _FORMAT, _words)


def _words(table: dict[str, Any]) -> tuple[Word, ...]:
    return tuple(Word(one["word"], one["meaning"], tuple(one["forms"])) for one in table["words"])


class Piece(NamedTuple):
    """Some text, and the entry that explains it."""

    text: str
    word: Word | None = None


@final
class Explainer:
    """Finds words in sentences, each once in a section, and remembers which a page has used."""

    def __init__(self, entries: Sequence[Word] | None = None) -> None:
        entries = words() if entries is None else entries
        self._by_form: Mapping[str, Word] = {form: word for word in entries for form in word.forms}
        forms = sorted(self._by_form, key=len, reverse=True)
        self._pattern = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE)
        self._entries = tuple(entries)
        self._seen: set[tuple[str, str]] = set()
        self._used: set[str] = set()

    def pieces(self, text: str, section: str) -> list[Piece]:
        """The text of a section, cut where a word is that the section has not had before."""
        found, end = [], 0
        for match in self._pattern.finditer(text):
            word = self._by_form[match.group().lower()]
            if (section, word.key) in self._seen:
                continue
            self._seen.add((section, word.key))
            self._used.add(word.key)
            found += [Piece(text[end : match.start()]), Piece(match.group(), word)]
            end = match.end()
        return [piece for piece in (*found, Piece(text[end:])) if piece.text]

    def entry(self, text: str) -> Word | None:
        """The entry of a whole heading or basis."""
        word = self._by_form.get(text.lower())
        if word is not None:
            self._used.add(word.key)
        return word

    @property
    def used(self) -> list[Word]:
        """The entries that the page has used so far, in alphabetical order."""
        return sorted((word for word in self._entries if word.key in self._used), key=lambda word: word.word.lower())
