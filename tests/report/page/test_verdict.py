"""What the top of the page says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neuro.energy import Band, Energy
from neuro.engines import first_difference
from neuro.report import Comparison, compare
from neuro.report.page.folding import counts_table, modelled_table
from neuro.report.page.verdict import verdict
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


def test_the_top_is_three_short_sentences_and_four_figures(comparison: Comparison) -> None:
    found = verdict(comparison)
    assert len(found.headline) == 3
    assert all(len(one) < 180 for one in found.headline)
    assert found.headline[0] == "A network of 500 binary units answered 4 samples of digits in one engine: numpy."
    assert (
        "Under both codes every state of every unit at every step, and every answer, was identical." in found.headline
    )
    assert 1 <= len(found.tiles) <= 4


def test_the_cheaper_code_is_named_with_its_factor_and_basis(comparison: Comparison) -> None:
    found = verdict(priced(comparison, flips=(4e-6, 8e-6), spikes=(8e-6, 24e-6)))
    (line, *_) = found.energy
    assert line.startswith("The flip code is cheaper: spikes take 2 to 3 times its dynamic energy (modelled under one")
    assert "flips 1.00\N{EN DASH}2.00 µJ, spikes 2.00\N{EN DASH}6.00 µJ" in line
    (line, *_) = verdict(priced(comparison, flips=(8e-6, 8e-6), spikes=(2e-6, 4e-6))).energy
    assert line.startswith("The spike code is cheaper: flips take 2 to 4 times")
    assert found.headline[2] == (
        "On Loihi 1, units that send in every step in which they are up (spikes) take 2 to 3 times the energy of units "
        "that send only their changes of state (flips) (modelled)."
    )


def test_energies_with_and_without_a_placement_are_not_compared(comparison: Comparison) -> None:
    flips, spikes = comparison.entries
    mixed = replace(comparison, entries=(replace(flips, traffic=None), spikes))
    found = verdict(mixed)
    assert found.energy[0].startswith("Which code is cheaper is not known")
    assert [tile.words for tile in found.tiles[1:3]] == [
        "a sample, when units send flips, without a placement",
        "a sample, when units send spikes",
    ]
    (row, placed) = modelled_table(mixed).rows
    assert row[2].endswith("J *")
    assert placed[2].endswith("J")


def test_profiles_that_disagree_leave_it_open(comparison: Comparison) -> None:
    (line, *_) = verdict(priced(comparison, flips=(4e-6, 8e-6), spikes=(8e-6, 4e-6))).energy
    assert line.startswith("Which code is cheaper depends on the profile: spikes take 2 under one, 0.5 under two times")


def test_a_single_code_is_compared_with_dense_work_alone(comparison: Comparison) -> None:
    alone = replace(comparison, entries=comparison.entries[:1])
    found = verdict(alone)
    assert not any("cheaper" in line for line in found.energy)
    synops = comparison.entries[0].run.activity.synops
    factor = comparison.synops_dense / synops
    assert found.operations[0].startswith(
        f"Synaptic operations per sample: flips {synops / 4:,.0f} (1/{factor:.3g} of dense);"
    )


def test_engines_that_differ_are_the_headline(comparison: Comparison) -> None:
    reference = comparison.entries[0]
    states = reference.run.states.copy()
    states[2, 3, 7] *= -1
    run = replace(reference.run, engine="other", states=states)
    parted = replace(reference, run=run, difference=first_difference(run, reference.run))
    both = replace(comparison, entries=(reference, parted))
    found = verdict(both)
    assert not found.agree
    assert (
        found.exact
        == found.headline[1]
        == ("Not identical: other (flips) first differs from numpy (flips) at step 3, sample 2, unit 7.")
    )
    assert [(row[0], row[2]) for row in counts_table(both).rows] == [("numpy", "yes"), ("other", "NO")]
