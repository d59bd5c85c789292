"""The page of ``neuro train``: how a network learned, what it answers, and whether its states are its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from ...data import DataSet
from ...learning import Checkpoint, Epoch, Settling
from ..fact import COUNTED, MEASURED, Column, Table
from ..learning_curve import TRAINING, VALIDATION, curve_finding, draw_accuracy, draw_by_epoch
from ..page.made import made_by
from ..page.page import Page
from ..page.section import Contents, Facts, Missing, Picture, Section, Tile
from ..style import FLIPS, GREY, SPIKES, legend_above
from ..words import plural

_WORK = "What learning does"
# Of units that change: so few that the label can be said not to hold the states.
_OWN = 0.01


def training_page(
    checkpoint: Checkpoint, data: DataSet, tested: Mapping[str, float | None], rest: Settling, command: str
) -> Page:
    """The page of a training that has ended.

    Parameters
    ----------
    checkpoint
        The network and its epochs.
    data
        What it learned and was tested on.
    tested
        Test accuracy in floats and in whole numbers, None where there is none.
    rest
        What its states do once the label is let go.
    command
        What makes the page again.
    """
    network, epochs = checkpoint.network, checkpoint.epochs
    description = network.description
    bits = description.numbers.weight_bits
    sections = (
        Section("run", "What was trained", _run(checkpoint, data)),
        Section("curve", "How it learned", _curve(epochs)),
        Section("stability", "Whether its states are its own", _stability(rest)),
        Section("work", _WORK, _work(epochs)),
        Section("epochs", "Every epoch", (_table(epochs),)),
    )
    return Page(
        title=description.name,
        kind="a network trained",
        summary=description.summary,
        headline=_headline(checkpoint, data, tested, rest),
        tiles=tuple(_tiles(tested, rest, bits, len(data.test))),
        sections=sections,
        command=command,
        made=made_by(description.seed, network.hash, [checkpoint.engine]),
        data={
            "model": description.name,
            "network": network.hash,
            "data": data.name,
            "engine": checkpoint.engine,
            "test_accuracy": dict(tested),
            "test_samples": len(data.test),
            "stability": asdict(rest),
            "epochs": [asdict(epoch) for epoch in epochs],
        },
    )


def _headline(
    checkpoint: Checkpoint, data: DataSet, tested: Mapping[str, float | None], rest: Settling
) -> tuple[str, str, str]:
    network, samples = checkpoint.network, plural(len(data.train), "sample")
    changed = f"Once the label is let go, {rest.changed_share:.2%} of units change"
    own = "the states are the network's own." if rest.changed_share < _OWN else "the label held some of the states."
    return (
        f"A network of {plural(network.units, 'binary unit')} learned {Path(data.name).stem} from {samples} in "
        f"{plural(len(checkpoint.epochs), 'epoch')}, by local plasticity alone.",
        _answered(tested, network.description.numbers.weight_bits, len(data.test)),
        f"{changed}: {own}",
    )


def _answered(tested: Mapping[str, float | None], bits: int, samples: int) -> str:
    floats, whole = tested.get("float"), tested.get("integer")
    seen = f"Of {plural(samples, 'sample')} that it had not seen it answers"
    if floats is None:
        return f"{seen} {whole or 0.0:.1%} rightly, in {bits}-bit integers."
    rounded = "" if whole is None else f", and {whole:.1%} once its weights are rounded to {bits} bits"
    return f"{seen} {floats:.1%} rightly{rounded}."


def _tiles(tested: Mapping[str, float | None], rest: Settling, bits: int, samples: int) -> list[Tile]:
    names = {"float": "test samples answered rightly", "integer": f"in {bits}-bit integers"}
    tiles = [
        Tile(f"{share:.1%}", f"{names[regime]}, of {samples:,}", COUNTED)
        for regime, share in tested.items()
        if share is not None
    ]
    tiles.append(Tile(f"{rest.changed_share:.2%}", "of units change once the label is let go", COUNTED))
    tiles.append(Tile(f"{rest.settled_share:.1%}", "of samples come to rest", COUNTED))
    return tiles


def _run(checkpoint: Checkpoint, data: DataSet) -> Contents:
    network = checkpoint.network
    text = (
        "Each unit is up or down, and follows the sign of what reaches it. A sample is shown, its label held for a "
        "few steps and let go; then a unit whose field is not beyond the margin changes its own couplings. No error is "
        "passed back through the network."
    )
    numbers = f"{network.description.numbers.weight_bits}-bit integers" if network.is_integer else "floats"
    rows = (
        ("units", f"{network.units:,}"),
        ("numbers", numbers),
        ("data", data.name),
        ("classes", str(data.classes)),
        ("training samples", f"{len(data.train):,}"),
        ("validation samples", f"{len(data.validation):,}"),
        ("test samples", f"{len(data.test):,}"),
        ("learned in", checkpoint.engine),
    )
    return text, Facts(rows)


def _curve(epochs: tuple[Epoch, ...]) -> Contents:
    def draw(axis: Axes) -> None:
        draw_accuracy(axis, epochs)
        legend_above(axis, 2)

    def unstable(axis: Axes) -> None:
        draw_by_epoch(axis, epochs, [e.unstable for e in epochs], "{:.2%} of units", color=SPIKES, label="unstable")
        axis.set(ylabel="share of unstable units")
        axis.set_ylim(bottom=0)
        axis.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=None))

    first, last = epochs[0], epochs[-1]
    accuracy = Picture(
        "curve",
        curve_finding(epochs),
        f"Share of right answers ({TRAINING}: those given before each change; {VALIDATION}: of the network as the "
        "epoch left it). Counted.",
        f"Accuracy by epoch: validation {first.validation_accuracy:.1%} after the first, "
        f"{last.validation_accuracy:.1%} after the last.",
        draw,
    )
    less = Picture(
        "unstable",
        f"{last.unstable:.1%} of units still learn in the last epoch, {first.unstable:.1%} in the first",
        "Share of units that are unstable after a sample and change their couplings, mean over samples. Counted.",
        f"Share of unstable units by epoch: {first.unstable:.1%} in the first, {last.unstable:.1%} in the last.",
        unstable,
    )
    return accuracy, less


def _stability(rest: Settling) -> Contents:
    text = (
        "A label could hold states that fall apart without it. So the label is let go, and what changes then is "
        f"counted, on {plural(rest.samples, 'validation sample')}."
    )
    rows = [
        ("units that change once the label is let go", f"{rest.changed_share:.2%}"),
        ("samples that come to rest", f"{rest.settled_share:.1%}"),
    ]
    if rest.settling_steps is not None:
        rows.append(("steps until then (median)", f"{rest.settling_steps:g}"))
    if rest.overlap is not None:
        rows.append(("overlap of states of different classes", f"{rest.overlap:.3f}"))
    return text, Facts(tuple(rows))


def _work(epochs: tuple[Epoch, ...]) -> Contents:
    known = [(epoch, epoch.activity) for epoch in epochs if epoch.activity is not None and epoch.activity.samples]
    if not known:
        return (Missing(_WORK, "The folder was written before counts of learning were kept."),)
    kept = [epoch for epoch, _ in known]
    text = "What an average training sample takes: messages that arrive, and couplings that change."

    def picture(key: str, title: str, values: list[float], label: str, colour: str) -> Picture:
        def draw(axis: Axes) -> None:
            draw_by_epoch(axis, kept, values, "{:,.0f} a sample", color=colour, label=label)
            axis.set(ylabel=f"{label} per sample")
            axis.set_ylim(bottom=0)

        alt = f"{label} per sample by epoch, from {values[0]:,.0f} to {values[-1]:,.0f}."
        return Picture(key, title.format(values[0], values[-1]), f"{label}, mean over samples. Counted.", alt, draw)

    updates = [done.weight_updates / done.samples for _, done in known]
    synops = [done.synops / done.samples for _, done in known]
    return (
        text,
        picture("updates", "From {:,.0f} to {:,.0f} weight updates a sample", updates, "weight updates", FLIPS),
        picture("synops", "From {:,.0f} to {:,.0f} synaptic operations a sample", synops, "synaptic operations", GREY),
    )


def _table(epochs: tuple[Epoch, ...]) -> Table:
    def per_sample(epoch: Epoch, name: str) -> str:
        done: Any = epoch.activity
        return "-" if done is None or not done.samples else f"{getattr(done, name) / done.samples:,.0f}"

    counts = {"flips": "flips", "synops": "synops", "weight_updates": "weight updates"}
    columns = (
        Column("epoch"),
        Column("training accuracy", COUNTED),
        Column("validation accuracy", COUNTED),
        Column("unstable", COUNTED),
        *(Column(heading, COUNTED) for heading in counts.values()),
        Column("rate"),
        Column("seconds", MEASURED),
    )
    rows = tuple(
        (
            str(e.number),
            f"{e.train_accuracy:.4f}",
            f"{e.validation_accuracy:.4f}",
            f"{e.unstable:.4f}",
            *(per_sample(e, name) for name in counts),
            f"{e.rate:.3g}",
            f"{e.wall_s:.2f}",
        )
        for e in epochs
    )
    return Table("Epochs; counts are those of an average sample.", columns, rows)
