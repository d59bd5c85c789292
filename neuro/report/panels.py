"""What is shown of each measure of the manifold: which columns, beside which theory, under which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True)
class Panel:
    """One measured column.

    Parameters
    ----------
    column, label, heading
        What is shown, its axis in words, and the same for a table.
    theory, theory_label
        The column that stands beside it, and what it is.
    weight, error
        See :func:`~neuro.report.averages.average`.
    needs, absence
        A column and the value it has where this one is known, and why it isn't elsewhere.
    log, top
        Whether the scale is logarithmic, and where a linear one ends.
    """

    column: str
    label: str
    heading: str
    theory: str | None = None
    theory_label: str = "theory"
    weight: str | None = None
    error: str | None = None
    needs: tuple[str, str] | None = None
    absence: str = ""
    log: bool = False
    top: float | None = None


# Measures with a row for each value of a column of their own.
OWN_AXES = {"distribution": "overlap", "local-entropy": "flips", "learned": "epoch"}

PANELS: dict[str, tuple[Panel, ...]] = {
    "count": (
        Panel(
            "count", "mean number of fixed points", "fixed points", theory="theory", error="relative_error", log=True
        ),
    ),
    "reach": (
        Panel("settled_share", "share of starts that settle", "settled", top=1.0),
        Panel("mean_sweeps", "mean sweeps until settled", "sweeps"),
        Panel(
            "cycle_share",
            "share of starts that end in a cycle",
            "in cycles",
            needs=("update", "synchronous"),
            absence="Cycles are recognised under synchronous updates alone: other orders are drawn anew in each sweep.",
            top=1.0,
        ),
        Panel(
            "distinct",
            "distinct fixed points reached",
            "distinct",
            theory="distinct_bound",
            theory_label="upper bound",
            log=True,
        ),
    ),
    "basins": (
        Panel(
            "reached_share",
            "effective share of all fixed points\nthat starts find",
            "found",
            error="relative_error",
            log=True,
        ),
        Panel(
            "reached_entropy",
            "entropy of the fixed points found\n(nats per unit)",
            "entropy found",
            theory="count_entropy",
            theory_label="of all fixed points",
        ),
        Panel("settled_share", "share of starts that settle", "settled", top=1.0),
        Panel(
            "alone_share",
            "share of fixed points\nthat no other state leads to",
            "alone",
            needs=("method", "enumerate"),
            absence="Whether other states lead to a fixed point is known where all states are followed.",
            top=1.0,
        ),
    ),
    "overlap": (
        Panel("mean_overlap", "mean overlap of fixed points", "mean overlap"),
        Panel(
            "overlap_deviation",
            "standard deviation of overlaps",
            "deviation",
            theory="independent_deviation",
            theory_label="independent states",
        ),
        Panel(
            "kept_overlap",
            "overlap with the state under the field,\nafter its removal",
            "kept overlap",
            theory="free_overlap",
            theory_label="with the state that never felt it",
            top=1.0,
        ),
    ),
    "distribution": (
        Panel(
            "pair_share",
            "share of pairs",
            "share of pairs",
            theory="pair_share_theory",
            theory_label="theory, over all fixed points",
            weight="pairs",
            log=True,
        ),
    ),
    "clusters": (
        Panel(
            "largest_share",
            "share of the largest cluster",
            "largest cluster",
            needs=("method", "enumerate"),
            absence="The largest cluster is known where all fixed points are (at most 26 units), not from a sample.",
            top=1.0,
        ),
        Panel(
            "neighbours",
            "mean number of neighbours",
            "neighbours",
            theory="neighbours_theory",
            theory_label="theory, over all fixed points",
            weight="fixed_points",
            log=True,
        ),
        Panel("local_entropy", "local entropy (nats per unit)", "local entropy"),
    ),
    "local-entropy": (
        Panel(
            "reached_entropy",
            "local entropy around a fixed point\nthat is reached (nats per unit)",
            "around one reached",
            theory="typical_entropy",
            theory_label="around any fixed point",
        ),
        Panel(
            "typical_entropy",
            "local entropy around any fixed point\n(nats per unit)",
            "around any",
            theory="typical_theory",
            theory_label="theory, infinitely many units",
        ),
        Panel(
            "mean_number",
            "mean number of fixed points\naround any",
            "mean number",
            theory="mean_number_theory",
            weight="fixed_points",
            needs=("method", "enumerate"),
            absence="The mean number is known where all fixed points are (at most 26 units), not from a sample.",
            log=True,
        ),
    ),
    "learned": (
        Panel(
            "learned_entropy",
            "local entropy around the state\nof a sample (nats per unit)",
            "around a sample's",
            theory="random_entropy",
            theory_label="around where a random start leads",
        ),
        Panel("typical_entropy", "local entropy around any fixed point\n(nats per unit)", "around any"),
        Panel(
            "label_shift",
            "share of units that the label moves",
            "moved by the label",
            theory="label_kept",
            theory_label="still moved when it is gone",
        ),
        Panel("validation_accuracy", "validation accuracy", "validation accuracy", top=1.0),
        Panel("settled_share", "share of samples that settle,\nall figures are of these", "settled", top=1.0),
    ),
    "paths": (
        Panel(
            "connected_share",
            "share of pairs of reached fixed points\njoined by a path",
            "joined",
            needs=("method", "enumerate"),
            absence="Where paths are searched for, pairs joined by a path that wasn't found count as not joined.",
            top=1.0,
        ),
        Panel("largest_bound", "share of starts in the largest cluster,\nat least (95 %)", "largest cluster", top=1.0),
        Panel("mean_moves", "moves of a path", "moves"),
        Panel("detour", "moves of a path\nover the least possible", "detour"),
    ),
}

AXIS_LABELS = {
    "self_coupling": "self-coupling J_D",
    "size": "units in each module",
    "units": "units of the network",
    "link_strength": "strength of the links λ",
    "link_density": "density of the links",
    "density": "density of the couplings",
    "depth": "modules in the chain",
    "overlap": "overlap of two fixed points",
    "flips": "flips within which they lie",
    "epoch": "epochs of learning",
}

# In sentences, once an axis has said what it is.
SHORT = {"self_coupling": "J_D", "link_strength": "λ"}


def axis_label(key: str) -> str:
    """A setting as an axis names it; the end of a path such as ``populations.left.self_coupling`` is explained too."""
    if key in AXIS_LABELS:
        return AXIS_LABELS[key]
    start, _, last = key.rpartition(".")
    return f"{AXIS_LABELS[last]} ({start})" if last in AXIS_LABELS else key.replace("_", " ")
