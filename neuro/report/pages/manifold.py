"""The page of ``neuro manifold``: fixed points counted, reached, compared and connected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...description import Description
from ..averages import Row, grouped
from ..fact import COUNTED
from ..manifold import absences, present
from ..page.made import made_by
from ..page.page import Page
from ..page.section import Contents, Facts, Missing, Section
from ..panel_figure import NETWORKS, finding, panels_table
from ..panels import OWN_AXES
from ..words import plural
from .panels import end_tiles, extent, panel_pictures

# What each measure asks, and what its answer means.
_QUESTIONS: Mapping[str, tuple[str, str]] = {
    "count": (
        "A state that no step changes is a fixed point. How many are there, and how many does theory expect?",
        "Only where there are fixed points has a network states to stay in, and learning something to choose from.",
    ),
    "reach": (
        "A start settles where it ends in a state that no step changes. How often does it, how soon, and where?",
        "What the dynamics don't reach, no learning can use, however many fixed points there are.",
    ),
    "basins": (
        "Dynamics from random starts find some fixed points often, and others hardly ever. How many do they find, of "
        "all that there are?",
        "A share that falls with the number of units says that what is found is a vanishing part of all fixed points, "
        "however many it is.",
    ),
    "overlap": (
        "Fixed points that are far apart can stand for different things. How alike are they, and what stays of a state "
        "when the field that made it is taken away?",
        "An overlap near 0 says that fixed points have nothing in common; near 1, that they are one state.",
    ),
    "distribution": (
        "How are the overlaps of pairs of fixed points distributed?",
        "Pairs at large overlap are fixed points close together, between which small changes can lead.",
    ),
    "clusters": (
        "Fixed points within some flips of each other are neighbours, and chains of neighbours are clusters. How "
        "large do they grow?",
        "In a large cluster a state can be changed a little at a time without ever leaving the fixed points.",
    ),
    "local-entropy": (
        "How many fixed points lie within some flips of one that the dynamics reach, and of any?",
        "Where there are more around those that are reached, the dynamics find the dense places among fixed points.",
    ),
    "learned": (
        "A sample's input leads a classifier to a fixed point. Do more fixed points lie around it once it has learned, "
        "and more than around others? What does the label move, and what of that remains?",
        "Where learning leaves many fixed points around, states can change a little and stay; where it leaves few, it "
        "has singled states out.",
    ),
    "paths": (
        "Two starts settle on two fixed points. Does a path lead from one to the other, by moves of some flips each, "
        "every one of which ends on a fixed point?",
        "Where most pairs are joined, most of what simple dynamics reach is one connected set. A path that was found "
        "is proof; one that wasn't may exist.",
    ),
}


def manifold_page(
    rows: Sequence[Row],
    shown: str,
    axes: Sequence[str],
    description: Description,
    options: Mapping[str, Any],
    failures: Sequence[str],
    command: str,
    of: str = NETWORKS,
) -> Page:
    """The page of a measure.

    Parameters
    ----------
    rows, shown, axes
        Of each network; the key of what is shown; columns that span the grid.
    description
        The model.
    options
        Settings and options with one value.
    failures
        Why points have no result.
    command
        What makes the page again.
    of
        What the rows of one point differ by: networks, or draws of starts and fields for one.
    """
    panels = present(rows, shown)
    question, meaning = _QUESTIONS[shown]
    sections = (
        Section("run", "What was measured", _run(question, description, rows, axes, options)),
        Section("figures", "What was found", panel_pictures(rows, panels, axes, COUNTED, of)),
        Section(
            "table", "Every point", (panels_table(rows, panels, axes, f"Means over {of} ± one standard error.", of),)
        ),
    )
    found = f"{finding(rows, panels[0], axes)}." if panels else "No point has a value to show."
    return Page(
        title=f"{shown}: {description.name}",
        kind="fixed points measured",
        summary=description.summary,
        headline=(_drawn(rows, axes, of), found, meaning),
        tiles=tuple(end_tiles(rows, panels[0], axes, COUNTED)) if panels else (),
        sections=sections,
        command=command,
        made=made_by(description.seed),
        missing=tuple(Missing("A measure", text) for text in absences(rows, shown))
        + tuple(Missing("Points without a result", reason) for reason in dict.fromkeys(failures)),
        data={"measure": shown, "axes": list(axes), "options": dict(options), "rows": [dict(row) for row in rows]},
    )


def _drawn(rows: Sequence[Row], axes: Sequence[str], of: str) -> str:
    """How many networks or draws there were, and over what."""
    networks = max(len({row["seed"] for row in group}) for group in grouped(rows, axes).values())
    points = len(grouped(rows, [key for key in axes if key not in OWN_AXES.values()]))
    each = "" if points == 1 else f" at each of {points} settings"
    what = "network drawn from one model" if of == NETWORKS else "draw of starts and fields for one network"
    first, _, rest = what.partition(" ")
    return f"{plural(networks, first)} {rest}{each}: {extent(axes, rows)}."


def _run(
    question: str, description: Description, rows: Sequence[Row], axes: Sequence[str], options: Mapping[str, Any]
) -> Contents:
    facts = [("model", description.name), ("settings", str(len(grouped(rows, axes)))), ("rows", f"{len(rows):,}")]
    facts += [(name.replace("_", " "), str(value)) for name, value in options.items()]
    return question, Facts(tuple(facts))
