from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from neuro import load_model
from neuro.description import Gaussian, Link, label
from neuro.errors import NeuroError
from neuro.grids import apply_settings
from neuro.manifold import expected_described_fixed_points


def test_values_for_all() -> None:
    settings = {"size": 20, "self_coupling": 1, "link_strength": 0.5, "link_density": 0.25, "density": 0.5, "seed": 9}
    changed = apply_settings(load_model("chain"), settings)
    assert {(p.size, p.self_coupling) for p in changed.populations} == {(20, 1.0)}
    assert {(c.strength, c.density) for c in changed.couplings if isinstance(c, Link)} == {(0.5, 0.25)}
    assert {c.density for c in changed.couplings if isinstance(c, Gaussian)} == {0.5}
    assert changed.seed == 9


def test_nothing_else_changes() -> None:
    chain = load_model("chain")
    assert apply_settings(chain, {}) == chain
    assert replace(apply_settings(chain, {"seed": 9}), seed=chain.seed) == chain


def test_paths() -> None:
    settings = {
        "plasticity.margin": 2,
        "phases.free": 7,
        "integer_plasticity.readout_step": 3,
        "populations.hidden.size": 40,
        "couplings.gaussian:hidden->hidden.strength": 0.5,
        "input.levels": 4,
    }
    changed = apply_settings(load_model("digits"), settings)
    assert (changed.plasticity.margin, changed.phases.free, changed.integer_plasticity.readout_step) == (2.0, 7, 3)
    assert changed.populations[0].size == 40
    assert changed.input is not None
    assert changed.input.levels == 4
    assert next(c for c in changed.couplings if isinstance(c, Gaussian)).strength == 0.5


def test_a_path_wins_whatever_the_order() -> None:
    core = load_model("core")
    for settings in ({"size": 10, "populations.module.size": 20}, {"populations.module.size": 20, "size": 10}):
        assert apply_settings(core, settings).units == 20


def test_values_that_fit_only_together() -> None:
    core = load_model("core")
    with pytest.raises(NeuroError, match=r"dynamics\.update_probability"):
        apply_settings(core, {"dynamics.update_probability": 0.5})
    both = {"dynamics.update_probability": 0.5, "dynamics.update": "random-subset"}
    assert apply_settings(core, both).dynamics.update_probability == 0.5
    sizes = {f"populations.{name}.size": 30 for name in ("first", "second", "third")}
    assert apply_settings(load_model("chain"), sizes).units == 90


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"sise": 8}, r"'sise'.*did you mean 'size'"),
        ({"plasticity.magin": 1.0}, r"did you mean 'plasticity.margin'"),
        ({"populations.hiden.size": 1}, r"did you mean 'populations"),
        ({"size": 8.5}, r"'populations.first.size': got 8.5, expected a whole number"),
        ({"size": True}, "got True"),
        ({"size": "8"}, "got '8', expected a whole number"),
        ({"link_strength": -1.0}, r"strength': got -1.0, expected a number of at least 0"),
        ({"seed": -1}, "'seed': got -1"),
        ({"populations.first.size": 8}, "equal size, got 8 and 500"),
        ({"input.levels": 2}, "no such setting"),
        ({"populations.first.name": "second"}, "no such setting"),
        ({".summary": "x"}, "no such setting"),
        ({"depth": 0}, "depth: got 0"),
        ({"depth": 2.0}, r"depth: got 2.0"),
        ({"depth": 2, "populations.first.self_coupling": 1.0}, "the modules differ"),
        ({"depth": 2, "couplings.link:first->second.strength": 1.0}, "couplings differ from module to module"),
    ],
)
def test_refusals(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(NeuroError, match=message):
        apply_settings(load_model("chain"), settings)


def test_what_a_model_lacks_is_no_setting_of_it() -> None:
    with pytest.raises(NeuroError, match="no link couplings"):
        apply_settings(load_model("core"), {"link_strength": 1.0})
    with pytest.raises(NeuroError, match="no link to copy"):
        apply_settings(load_model("core"), {"depth": 2})


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_depth_makes_a_chain_of_equal_modules(depth: int) -> None:
    changed = apply_settings(load_model("chain"), {"depth": depth, "size": 8, "link_strength": 1.5})
    assert [p.size for p in changed.populations] == [8] * depth
    # The theory speaks of nothing but such chains.
    assert expected_described_fixed_points(changed, log=True) >= 0
    assert sum(isinstance(c, Link) for c in changed.couplings) == 2 * (depth - 1)


def test_depth_keeps_the_couplings_a_chain_has() -> None:
    chain = load_model("two-module")
    same = apply_settings(chain, {"depth": 2})
    assert {label(c): c for c in same.couplings} == {label(c): c for c in chain.couplings}
    longer = apply_settings(chain, {"depth": 3})
    assert sorted(c.kind for c in longer.couplings if "module3" in label(c)) == [
        "feedback",
        "gaussian",
        "input",
        "link",
        "link",
        "readout",
    ]
