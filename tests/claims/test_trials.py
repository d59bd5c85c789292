"""Every derived network differs from the full model only as its sentence says."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from neuro.claims import Trial, base_description, network_trials, reduced_data
from neuro.description import Description, Gaussian, Link, load_model
from neuro.errors import NeuroError

from .small import small_data, small_model

STRENGTHS = (0.0, 2.0, 4.0)


def trials(base: Description) -> dict[str, Trial]:
    return {trial.name: trial for trial in network_trials(base, STRENGTHS)}


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


def test_two_modules_have_the_size_of_the_base_and_the_rest_of_their_model() -> None:
    base, shipped = small_model(), load_model("two-module")
    series = [trial for trial in trials(base).values() if trial.link_strength is not None]
    assert [trial.link_strength for trial in series] == list(STRENGTHS)
    for trial in series:
        got = trial.description
        changed = {"populations", "couplings", "input", "classes", "plasticity", "summary"}
        assert differences(shipped, got) <= changed | {"seed"}
        assert (got.units, got.input, got.classes, got.seed) == (base.units, base.input, base.classes, base.seed)
        assert all(p.self_coupling == 0.0 for p in got.populations)
        assert {c.strength for c in got.couplings if isinstance(c, Link)} == {trial.link_strength}
        assert [c for c in got.couplings if not isinstance(c, Link)] == [
            c for c in shipped.couplings if not isinstance(c, Link)
        ]
        assert differences(shipped.plasticity, got.plasticity) <= {"margin", "epochs"}
        assert got.plasticity.epochs == base.plasticity.epochs
    assert [trial.description.plasticity.margin for trial in series] == pytest.approx([0.9, 2.9, 4.9])


def test_names_are_told_apart() -> None:
    assert len(trials(small_model())) == 5 + len(STRENGTHS)


def test_base_is_the_model_named_like_the_data() -> None:
    for name in ("digits", "mnist", "fashion-mnist", "entangled-mnist"):
        assert base_description(name) == load_model(name)
    with pytest.raises(NeuroError, match="name one with --model"):
        base_description("entangled-digits")
    assert base_description("entangled-digits", "digits", epochs=3).plasticity.epochs == 3


def test_quick_is_smaller_where_it_was_larger() -> None:
    mnist = base_description("mnist", quick=True)
    assert (mnist.units, mnist.plasticity.epochs) == (500, 2)
    assert base_description("mnist", epochs=4, quick=True).plasticity.epochs == 4
    pair = base_description("two", "two-module", quick=True)
    assert [p.size for p in pair.populations] == [250, 250]
    assert base_description("digits", quick=True).populations == load_model("digits").populations


def test_few_samples_stay_all_of_them() -> None:
    data = small_data()
    assert reduced_data(data, 1) is data
