"""The page of ``neuro claims``: the learning claims of the paper, each put to the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from matplotlib.axes import Axes

from ...claims import BASIS, PERCEPTRON, Row, Study
from ..claims import CLAIM_FACTS, FULL, draw_accuracies, draw_changes, draw_series, error_words, series_of
from ..fact import COUNTED, Column, Table
from ..page.made import made_by
from ..page.page import Page
from ..page.section import Contents, Details, Facts, Missing, Picture, Section, Tile
from ..words import plural

_WIDE = 7.6


def claims_page(rows: Sequence[Row], study: Study, classes: int, command: str) -> Page:
    """The page of a study.

    Parameters
    ----------
    rows
        As the study was worked through.
    study, classes
        What was asked for, and the classes of its data set.
    command
        What makes the page again.
    """
    sections = (
        Section("run", "What was tried", _run(study, classes)),
        Section("accuracy", "What each network answers", _accuracy(rows, classes)),
        Section("changes", "Once the label is let go", _changes(rows)),
        Section("series", "Links in place of self-coupling, and depth", _series(rows, classes)),
        Section("rows", "All figures", (_table(rows), _settings(rows))),
    )
    return Page(
        title=f"Claims on {Path(study.data).stem}",
        kind="claims of a paper put to the test",
        summary="Badalotti, Baldassi, Mézard, Scardecchia and Zecchina, arXiv 2509.05041",
        headline=_headline(rows, study),
        tiles=tuple(_tiles(rows)),
        sections=sections,
        command=command,
        made=made_by(study.base.seed, None, [study.engine]),
        data={
            "settings": study.settings,
            "basis": BASIS,
            "rows": [{**asdict(row), "test_deviation": row.test_deviation} for row in rows],
        },
    )


def _headline(rows: Sequence[Row], study: Study) -> tuple[str, str, str]:
    others = [row for row in rows if not row.name.startswith(PERCEPTRON)]
    each = "" if study.seeds == 1 else f", each under {study.seeds} seeds"
    ran = f"{plural(len(rows), 'network')} learned {Path(study.data).stem} side by side{each}."
    full = _named(rows, FULL)
    best = max(rows, key=lambda row: row.test_accuracy)
    found = f"The best, “{best.name}”, answers {_percent(best)} of the test samples rightly."
    if full is not None:
        found = f"The full model answers {_percent(full)} of the test samples rightly"
        found += "." if best is full else f"; the best, “{best.name}”, {_percent(best)}."
    if not others:
        return ran, found, "No network of the paper's kind was among them."
    worst = min(others, key=lambda row: row.test_accuracy)
    if full is None or worst is full:
        return ran, found, f"The lowest of the paper's kind is “{worst.name}” with {_percent(worst)}."
    lost = 100 * (full.test_accuracy - worst.test_accuracy)
    return (
        ran,
        found,
        f"The lowest of the others is “{worst.name}” with {_percent(worst)}, {lost:.1f} points below the full model.",
    )


def _percent(row: Row) -> str:
    spread = "" if row.test_deviation is None else f" ± {100 * row.test_deviation:.1f}"
    return f"{100 * row.test_accuracy:.1f}{spread}%"


def _named(rows: Sequence[Row], name: str) -> Row | None:
    return next((row for row in rows if row.name == name), None)


def _tiles(rows: Sequence[Row]) -> list[Tile]:
    perceptrons = [row for row in rows if row.name.startswith(PERCEPTRON)]
    others = [row for row in rows if row not in perceptrons]
    shown: dict[str, Row] = {}
    for some, choose in ((others[:1], max), (perceptrons, max), (others, min)):
        if some:
            row = choose(some, key=lambda row: row.test_accuracy)
            shown.setdefault(row.name, row)
    tiles = [Tile(_percent(row), f"of test samples: {name}", COUNTED) for name, row in shown.items()]
    if others and others[0].changed_share is not None:
        words = f"of units change once the label is let go: {others[0].name}"
        tiles.append(Tile(f"{others[0].changed_share:.2%}", words, COUNTED))
    return tiles


def _run(study: Study, classes: int) -> Contents:
    text = (
        "The paper says that a network of binary units learns without gradients if its self-coupling, or excitatory "
        "links between modules, let states stay. So the full model is trained beside networks that lack one thing "
        "each, and beside perceptrons of as many parameters that learn by backpropagation."
    )
    rows = (
        ("full model", study.base.name),
        ("units", f"{study.base.units:,}"),
        ("data", study.data),
        ("classes", str(classes)),
        ("learned in", study.engine),
        ("epochs", f"{study.base.plasticity.epochs + study.base.consolidation.epochs:,}"),
        ("seeds", str(study.seeds)),
        ("candidates for each row", str(study.candidates)),
        ("quick", "yes: fewer samples and units" if study.quick else "no"),
    )
    return text, Facts(rows)


def _accuracy(rows: Sequence[Row], classes: int) -> Contents:
    def draw(axis: Axes) -> None:
        draw_accuracies(axis, rows, classes)

    best = max(rows, key=lambda row: row.test_accuracy)
    alt = "Test accuracy: " + ", ".join(f"{row.name} {_percent(row)}" for row in rows) + "."
    caption = f"Share of test samples answered rightly (counted){error_words(rows)}. Dashed: chance."
    title = f"“{best.name}” answers most: {_percent(best)}"
    return (Picture("accuracy", title, caption, alt, draw, height=1.5 + 0.36 * len(rows), width=_WIDE),)


def _changes(rows: Sequence[Row]) -> Contents:
    known = [row for row in rows if row.changed_share is not None]
    if not known:
        return (Missing("Changes once the label is let go", "None of the rows has states: all are perceptrons."),)

    def draw(axis: Axes) -> None:
        draw_changes(axis, known)
        axis.set_yticks(range(len(known)), [row.name for row in known])

    most = max(known, key=lambda row: row.changed_share or 0.0)
    text = "States that hold only while the label is shown are of no use: the answer has to stay when it is let go."
    alt = ", ".join(f"{row.name} {row.changed_share:.1%}" for row in known)
    caption = "Share of units whose state changes once the label is let go, mean over seeds (counted)."
    title = f"Most change in “{most.name}”: {most.changed_share:.1%}"
    height = 1.2 + 0.36 * len(known)
    return text, Picture("changes", title, caption, f"Units that change: {alt}.", draw, height=height, width=_WIDE)


def _series(rows: Sequence[Row], classes: int) -> Contents:
    """A picture for each series that has several rows."""
    text = "Links between modules can do what self-coupling does; and what of a chain of modules, each with its own?"
    keys = ("links", "depth")
    return text, *(_one_series(key, one, rows, classes) for key, one in zip(keys, series_of(rows), strict=True))


def _one_series(
    key: str, one: tuple[dict[float, Row], str, str], rows: Sequence[Row], classes: int
) -> Picture | Missing:
    series, label, name = one
    if len(series) < 2:
        return Missing(name, "Fewer than two such rows were asked for.")

    def draw(axis: Axes) -> None:
        draw_series(axis, series, classes, label)

    first, last = series[min(series)], series[max(series)]
    title = f"{_percent(first)} with {min(series):g}, {_percent(last)} with {max(series):g} ({label.split(' (')[0]})"
    each = ", ".join(f"{_percent(series[place])} at {place:g}" for place in sorted(series))
    caption = f"{name}: accuracy against {label} (counted){error_words(rows)}."
    return Picture(key, title, caption, f"Accuracy: {each} ({label}).", draw, height=3.6)


def _table(rows: Sequence[Row]) -> Table:
    columns = (
        Column("network", text=True),
        *(fact.column() for fact in CLAIM_FACTS),
        Column("what is special about it", text=True, wrap=True),
    )
    cells = tuple((row.name, *(fact.cell(row) for fact in CLAIM_FACTS), row.sentence) for row in rows)
    return Table("Every row: means over seeds, the deviation that of test accuracy over seeds.", columns, cells)


def _settings(rows: Sequence[Row]) -> Details:
    lines = [
        f"{row.name}: " + ", ".join(f"{key} {value}" for key, value in row.settings.items()) + "."
        for row in rows
        if row.settings
    ]
    none = "No settings were tuned: every row has those of the full model."
    return Details("Settings found by tuning", tuple(lines) or (none,))
