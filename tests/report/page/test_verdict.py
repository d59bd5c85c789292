"""What the top of the page says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neuro.energy import Band, Energy
from neuro.engines import first_difference
from neuro.report import Comparison, compare
from neuro.report.page.verdict import verdict
from neuro.report.tables import costs_table, counts_table
from neuro.workload import make_workload


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(make_workload("digits", samples=4), ["numpy"])


def priced(comparison: Comparison, **joules: tuple[float, float]) -> Comparison:
    """The comparison with other energies over all four samples, under profiles one and two."""
    entries = []
    for entry in comparison.entries:
        both = zip(("one", "two"), joules[entry.run.code], strict=True)
        band = Band("loihi1", tuple(Energy(name, {"synop": total}) for name, total in both))
        entries.append(replace(entry, energy=band))
    return replace(comparison, entries=tuple(entries))


def test_the_cheaper_code_is_named_with_its_factor_and_basis(comparison: Comparison) -> None:
    (line, *_) = verdict(priced(comparison, flips=(4e-6, 8e-6), spikes=(8e-6, 24e-6))).lines
    assert line.startswith("The flip code is cheaper: spikes take 2 to 3 times its dynamic energy (modelled under one")
    assert "flips 1.00\N{EN DASH}2.00 µJ, spikes 2.00\N{EN DASH}6.00 µJ" in line
    (line, *_) = verdict(priced(comparison, flips=(8e-6, 8e-6), spikes=(2e-6, 4e-6))).lines
    assert line.startswith("The spike code is cheaper: flips take 2 to 4 times")


def test_energies_with_and_without_a_placement_are_not_compared(comparison: Comparison) -> None:
    flips, spikes = comparison.entries
    mixed = replace(comparison, entries=(replace(flips, traffic=None), spikes))
    found = verdict(mixed)
    assert found.lines[0].startswith("Which code is cheaper is not known")
    assert [tile.words for tile in found.tiles[:2]] == [
        "per inference in flips, without a placement",
        "per inference in spikes",
    ]
    (row, placed) = costs_table(mixed).rows
    assert row[2].endswith("J *")
    assert placed[2].endswith("J")


def test_profiles_that_disagree_leave_it_open(comparison: Comparison) -> None:
    (line, *_) = verdict(priced(comparison, flips=(4e-6, 8e-6), spikes=(8e-6, 4e-6))).lines
    assert line.startswith("Which code is cheaper depends on the profile: spikes take 2 under one, 0.5 under two times")


def test_a_single_code_is_compared_with_dense_work_alone(comparison: Comparison) -> None:
    alone = replace(comparison, entries=comparison.entries[:1])
    lines = verdict(alone).lines
    assert not any("cheaper" in line for line in lines)
    synops = comparison.entries[0].run.activity.synops
    factor = comparison.synops_dense / synops
    assert lines[0].startswith(f"Synaptic operations per sample: flips {synops / 4:,.0f} (1/{factor:.3g} of dense);")


def test_engines_that_differ_are_the_headline(comparison: Comparison) -> None:
    reference = comparison.entries[0]
    states = reference.run.states.copy()
    states[2, 3, 7] *= -1
    run = replace(reference.run, engine="other", states=states)
    parted = replace(reference, run=run, difference=first_difference(run, reference.run))
    both = replace(comparison, entries=(reference, parted))
    found = verdict(both)
    assert not found.agree
    assert found.headline == (
        "Not identical: other (flips) first differs from numpy (flips) at step 3, sample 2, unit 7."
    )
    assert [row[2] for row in counts_table(both).rows] == ["yes", "NO"]
