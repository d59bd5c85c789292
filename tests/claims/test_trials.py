"""Every derived network differs from the full model only as its sentence says."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from neuro.claims import Trial, network_trials
from neuro.description import Description, Gaussian, Link
from neuro.engines.rule import fan_in
from neuro.network import build_network
from neuro.tuning import Range

from .small import small_model

STRENGTHS, DEPTHS = (0.0, 2.0, 4.0), (2, 3)


def trials(base: Description) -> dict[str, Trial]:
    return {trial.name: trial for trial in network_trials(base, STRENGTHS, DEPTHS)}


def differences(a: object, b: object) -> set[str]:
    return {f.name for f in fields(a) if getattr(a, f.name) != getattr(b, f.name)}  # type: ignore[arg-type]


def test_full_model_is_the_base() -> None:
    base = small_model()
    assert trials(base)["full model"].description == base


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("frozen recurrent couplings", {"recurrent_rate", "recurrent_decay"}),
        ("readout only", {"recurrent_rate", "recurrent_decay", "input_rate", "input_decay"}),
    ],
)
def test_frozen_rules(name: str, changed: set[str]) -> None:
    base = small_model()
    got = trials(base)[name].description
    assert differences(base, got) == {"plasticity"}
    assert differences(base.plasticity, got.plasticity) == changed
    assert all(getattr(got.plasticity, key) == 0.0 for key in changed)


def test_no_recurrent_couplings_keeps_all_but_them() -> None:
    base = small_model()
    got = trials(base)["no recurrent couplings"].description
    assert differences(base, got) == {"couplings"}
    assert [c for c in base.couplings if not isinstance(c, Gaussian)] == list(got.couplings)
    assert got.populations[0].self_coupling == base.populations[0].self_coupling != 0


def test_self_coupling_alone_is_taken_away() -> None:
    base = small_model()
    got = trials(base)["self-coupling 0"].description
    assert differences(base, got) == {"populations"}
    assert got.populations == tuple(replace(p, self_coupling=0.0) for p in base.populations)


def test_chains_have_the_size_and_the_couplings_a_unit_of_the_base() -> None:
    base = replace(small_model(60))
    chains = [trial for trial in trials(base).values() if trial.link_strength is not None or (trial.depth or 1) > 1]
    assert [trial.link_strength for trial in chains] == [*STRENGTHS, None, None]
    for trial in chains:
        got = trial.description
        depth = trial.depth or 2
        assert len(got.populations) == depth
        assert got.units == base.units
        assert {"populations", "couplings"} <= differences(base, got) <= {"populations", "couplings", "plasticity"}
        assert differences(base.plasticity, got.plasticity) <= {"margin"}
        couplings = [fan_in(build_network(one), Gaussian) for one in (got, base)]
        assert couplings[0] == pytest.approx(couplings[1])
        links = [c for c in got.couplings if isinstance(c, Link)]
        assert len(links) == 2 * (depth - 1)
        assert {c.strength for c in links} == {trial.link_strength if trial.link_strength is not None else 1.0}
        holds = 0.0 if trial.link_strength is not None else base.populations[0].self_coupling
        assert {p.self_coupling for p in got.populations} == {holds}
        # What the margin asks beyond the field by which a state holds itself.
        held = trial.link_strength if trial.link_strength is not None else holds + 1.0
        assert got.plasticity.margin - held == pytest.approx(base.plasticity.margin - base.populations[0].self_coupling)
        for kind in ("input", "feedback", "readout"):
            assert sum(c.kind == kind for c in got.couplings) == depth


def test_in_a_row_the_second_module_hears_the_first_alone() -> None:
    base = replace(small_model(60))
    got = trials(base)["two modules in a row"].description
    assert differences(base, got) == {"populations", "couplings"}
    network = build_network(got)
    first, second = got.slices.values()
    recurrent, inputs = network.recurrent.toarray(), network.input_weights
    assert (recurrent[second, first] != 0).mean() == pytest.approx(0.25, abs=0.05)
    for weights, rows, heard in (
        (recurrent, (first, second), False),
        (inputs, second, False),
        (inputs, first, True),
        (network.readout_weights.T, first, False),
        (network.readout_weights.T, second, True),
        (network.feedback_weights, first, True),
        (network.feedback_weights, second, True),
    ):
        assert weights[rows].any() == heard
    assert not network.links.nnz


def test_perceptrons_share_the_samples_of_the_base() -> None:
    found = [trial for trial in trials(small_model()).values() if trial.layers]
    assert [(trial.layers, trial.binary) for trial in found] == [(1, False), (1, True), (2, False), (2, True)]
    assert all(trial.description == small_model() for trial in found)


def test_models_of_several_modules_have_no_chains() -> None:
    base = trials(small_model())["two modules, links 2"].description
    found = network_trials(base, STRENGTHS, DEPTHS)
    assert {trial.link_strength for trial in found} == {None}
    # Around the margin that a link of 2 asks for, not around one without.
    margin = next(one for one in found[0].over if one.key == "plasticity.margin")
    assert margin == Range("plasticity.margin", 1.0, 3.5)


def test_names_are_told_apart() -> None:
    assert len(trials(small_model())) == 6 + len(STRENGTHS) + len(DEPTHS) + 4
