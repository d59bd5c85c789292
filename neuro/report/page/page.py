"""A page: what stands at its top, its sections, and what made it. Every command that writes one builds this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

from .section import Missing, Section, Tile


@final
@dataclass(frozen=True, eq=False)
class Page:
    """What a result comes to, for somebody who has not read about it before.

    Parameters
    ----------
    title, kind, summary
        The result's name, what kind of page it is (such as ``engines compared``), and a line on what was run.
    headline
        At most three short sentences: what was run, what was found, what it means.
    tiles
        At most four figures in large type.
    sections
        The rest, under headings.
    command, made
        What makes the same page again, and versions and machine by name.
    missing
        What the page lacks beside what its sections say that they lack.
    agree
        False where the headline is one of warning.
    data
        All figures, plain; what the page offers for download.
    states
        States of units for the raster; see :func:`~neuro.report.page.trajectories.trajectories`.
    """

    title: str
    kind: str
    summary: str
    headline: tuple[str, ...]
    tiles: tuple[Tile, ...]
    sections: tuple[Section, ...]
    command: str
    made: tuple[tuple[str, str], ...]
    missing: tuple[Missing, ...] = ()
    agree: bool = True
    data: Any = None
    states: dict[str, Any] | None = None

    @property
    def shown(self) -> list[Section]:
        """The sections that show something."""
        return [section for section in self.sections if section.shown]

    @property
    def lacks(self) -> list[Missing]:
        """All that the page could not show, with the reasons."""
        return [*(one for section in self.sections for one in section.missing), *self.missing]
