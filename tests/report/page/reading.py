"""A page read back: tags that must balance, tables by caption, references, headings."""

from __future__ import annotations

from html.parser import HTMLParser

# Elements of HTML that have no end tag.
_VOID = {"meta", "br", "img", "link", "input", "hr"}
# Elements within a sentence; all others end it.
_INLINE = {"a", "abbr", "b", "code", "dfn", "em", "span", "strong"}


class Page(HTMLParser):
    """What a page holds, its scripts by identifier; raises when a tag is closed that is not the open one."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.attributes: list[str] = []
        self.headings: list[str] = []
        self.texts: list[str] = []
        self.labels: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.blocks: dict[str, str] = {}
        self._block = ""
        self._caption, self._rows, self._heading = "", [[""]], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag == "script":
            self._block = dict(attrs).get("id") or ""
        if tag not in _VOID:
            self.open.append(tag)
        if tag == "table":
            self._caption, self._rows = "", []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")
        elif tag in ("h1", "h2", "h3"):
            self.headings.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another tag"
        self._end_of_text(tag)
        if tag == "table":
            self.tables[self._caption.strip()] = self._rows

    def handle_data(self, data: str) -> None:
        if "table" in self.open:
            if "caption" in self.open:
                self._caption += data
            elif ("td" in self.open or "th" in self.open) and self._rows and self._rows[-1]:
                self._rows[-1][-1] += data
        if self.open[-1:] == ["script"]:
            self.blocks[self._block] = self.blocks.get(self._block, "") + data
        elif "style" not in self.open:
            self.texts.append(data)

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._end_of_text(tag)
        for name, value in attrs:
            self.attributes.append(f"{name}={value}")
            if name == "id":
                self.ids.append(str(value))
            elif name in ("src", "href", "xlink:href", "srcset", "data", "action"):
                self.references.append(str(value))
            elif name == "aria-label" and tag == "svg":
                self.labels.append(str(value))

    def _end_of_text(self, tag: str) -> None:
        if tag not in _INLINE:
            self.texts.append(" ")

    @property
    def text(self) -> str:
        """All words, in order."""
        return " ".join("".join(self.texts).split())

    def table(self, start: str) -> list[list[str]]:
        """The rows, heading first, of the one table whose caption starts so."""
        (found,) = [rows for caption, rows in self.tables.items() if caption.startswith(start)]
        return found
