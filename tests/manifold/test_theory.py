"""Mean numbers of fixed points against enumeration."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import log_ndtr

from neuro import load_model
from neuro.description import Gaussian, Link
from neuro.errors import NeuroError
from neuro.manifold import (
    count_fixed_points,
    entropy_per_unit,
    expected_chain_fixed_points,
    expected_described_fixed_points,
    expected_fixed_points,
)
from tests.manifold.small import chain, draws, module, within


@pytest.mark.parametrize("self_coupling", [0.0, 0.5, 1.0])
def test_the_mean_over_networks(self_coupling):
    counts = [count_fixed_points(network) for network in draws(module(12, self_coupling), 200)]
    assert within(counts, expected_fixed_points(12, self_coupling))


@pytest.mark.parametrize(("self_coupling", "strength", "density"), [(0.5, 2.0, 1.0), (0.0, 1.0, 0.2), (0.6, 1.3, 0.25)])
def test_strength_and_density(self_coupling, strength, density):
    drawn = module(10, self_coupling, strength, density)
    counts = [count_fixed_points(network) for network in draws(drawn, 200)]
    assert within(counts, expected_fixed_points(10, self_coupling, strength, density))


@pytest.mark.parametrize(
    ("modules", "size", "self_coupling", "link", "link_density"),
    [(2, 6, 0.0, 1.0, 1.0), (3, 4, 0.0, 1.5, 1.0), (3, 4, 0.4, 0.7, 1.0), (2, 6, 0.0, 1.0, 0.5), (4, 3, 0.2, 0.5, 0.7)],
)
def test_chains(modules, size, self_coupling, link, link_density):
    drawn = chain(modules, size, self_coupling, link, link_density)
    counts = [count_fixed_points(network) for network in draws(drawn, 200)]
    expected = expected_chain_fixed_points(modules, size, self_coupling, link, link_density=link_density)
    assert within(counts, expected)
    assert math.exp(expected_described_fixed_points(drawn, log=True)) == pytest.approx(expected)


@pytest.mark.slow
@pytest.mark.parametrize("self_coupling", [0.0, 0.5, 1.0])
def test_the_mean_over_larger_networks(self_coupling):
    counts = [count_fixed_points(network) for network in draws(module(16, self_coupling), 1000)]
    assert within(counts, expected_fixed_points(16, self_coupling))


@pytest.mark.slow
@pytest.mark.parametrize("size", [8, 10, 12, 14, 16, 18, 20])
def test_the_mean_from_small_to_large_and_weak_to_strong(size):
    # The largest takes minutes a point.
    for self_coupling in (0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5) if size < 20 else (0.0, 0.5, 1.0, 1.5):
        counts = [count_fixed_points(network) for network in draws(module(size, self_coupling), 200)]
        assert within(counts, expected_fixed_points(size, self_coupling)), self_coupling


@pytest.mark.slow
@pytest.mark.parametrize(("modules", "size", "link"), [(2, 8, 1.5), (3, 6, 1.0), (5, 3, 2.0)])
def test_larger_chains(modules, size, link):
    counts = [count_fixed_points(network) for network in draws(chain(modules, size, 0.0, link), 500)]
    assert within(counts, expected_chain_fixed_points(modules, size, 0.0, link))


def test_without_self_coupling_there_is_one_on_average():
    for size in (1, 2, 50, 1600):
        for density in (1.0, 0.3):
            assert expected_fixed_points(size, 0.0, density=density) == pytest.approx(1.0)


def test_units_alone():
    # Nothing but the self-coupling: all states are stable, or none, or the one that ties choose.
    assert expected_fixed_points(5, 0.1, strength=0.0) == expected_fixed_points(5, 0.1, density=0.0) == 32
    assert expected_fixed_points(5, 0.0, density=0.0) == 1
    assert expected_fixed_points(5, -0.1, strength=0.0) == 0
    assert expected_fixed_points(5, -0.1, strength=0.0, log=True) == -math.inf


def test_the_entropy_is_the_limit():
    table = {0.0: 0.0, 0.1: 0.0766, 0.5: 0.3242, 0.9: 0.4897, 1.0: 0.5204, 2.0: 0.6701}
    for self_coupling, entropy in table.items():
        assert entropy_per_unit(self_coupling) == pytest.approx(entropy, abs=5e-5)
        for density in (1.0, 0.1):
            per_unit = expected_fixed_points(100_000, self_coupling, density=density, log=True) / 100_000
            assert per_unit == pytest.approx(entropy, abs=2e-4)
    assert entropy_per_unit(1.0, strength=2.0) == entropy_per_unit(0.5)


def test_chains_without_links_are_modules():
    assert expected_chain_fixed_points(3, 8, 0.5, 0.0) == pytest.approx(expected_fixed_points(8, 0.5) ** 3)
    assert expected_chain_fixed_points(3, 8, 0.5, 1.0, link_density=0.0) == pytest.approx(
        expected_fixed_points(8, 0.5) ** 3
    )
    assert expected_chain_fixed_points(1, 8, 0.5, 1.0) == pytest.approx(expected_fixed_points(8, 0.5))


def test_strong_links_make_columns_agree():
    assert expected_chain_fixed_points(2, 6, 0.0, 50.0) == pytest.approx(2.0**6)
    # Four modules leave room for one wall in the middle: the links of its two units cancel, each is stable by 1/2.
    assert expected_chain_fixed_points(4, 6, 0.0, 50.0) == pytest.approx(2.5**6)


def test_a_silent_chain_counts_ties():
    # Inside a chain without couplings a unit between two that differ has field 0 and must be down.
    description = chain(3, 1, 0.0, 1.0)
    (network,) = draws(description, 1)
    assert expected_chain_fixed_points(3, 1, 0.0, 1.0) == count_fixed_points(network) == 2


def test_shipped_models():
    core, linked = load_model("core"), load_model("chain")
    assert expected_described_fixed_points(core, log=True) == pytest.approx(expected_fixed_points(1600, 0.9, log=True))
    assert expected_described_fixed_points(linked, log=True) == pytest.approx(
        expected_chain_fixed_points(3, 500, 0.0, 3.0, log=True)
    )
    with pytest.raises(NeuroError, match=r"the mean is e\^783\.7.*ask for its logarithm"):
        expected_fixed_points(1600, 0.9)


def test_what_has_no_theory():
    two = chain(2, 3, 0.1, 1.0)
    first, second = two.populations
    forward, backward = (c for c in two.couplings if isinstance(c, Link))
    inside = tuple(c for c in two.couplings if isinstance(c, Gaussian))
    across = Gaussian(first.name, second.name)
    cases = {
        "module 'module-0' has a bias": {"populations": (replace(first, bias=0.1), second)},
        "differ in size or self-coupling": {"populations": (first, replace(second, self_coupling=0.2))},
        "Gaussian couplings join two modules": {"couplings": (*two.couplings, across)},
        "the Gaussian couplings differ": {"couplings": (*inside[:1], forward, backward)},
        "links are random": {"couplings": (*inside, replace(forward, pattern="random"), backward)},
        "links don't join each module with the next": {"couplings": (*inside, forward)},
        "the links differ": {"couplings": (*inside, replace(forward, strength=2.0), backward)},
    }
    for reason, change in cases.items():
        with pytest.raises(NeuroError, match=f"model 'several': .*{reason}.*; expected one module or a chain"):
            expected_described_fixed_points(replace(two, **change), log=True)


@pytest.mark.parametrize("self_coupling", [-3.0, 0.5])
def test_chains_of_thousands_of_modules(self_coupling):
    few, more, most = (expected_chain_fixed_points(n, 8, self_coupling, 0.3, log=True) for n in (10, 11, 5000))
    assert most == pytest.approx(few + 4990 * (more - few), rel=1e-6)


def test_means_that_no_float_holds():
    exact = 100 * (math.log(2) + log_ndtr(-40 * (100 / 99) ** 0.5))
    assert expected_fixed_points(100, -40.0, log=True) == pytest.approx(exact)
    assert expected_fixed_points(100, -40.0) == 0.0


def test_what_is_refused():
    with pytest.raises(NeuroError, match="size: got 0"):
        expected_fixed_points(0, 0.5)
    with pytest.raises(NeuroError, match="strength: got -1"):
        expected_fixed_points(4, 0.5, strength=-1)
    with pytest.raises(NeuroError, match=r"density: got 1\.5, expected 0 to 1"):
        expected_fixed_points(4, 0.5, density=1.5)
    with pytest.raises(NeuroError, match="strength: got 0, expected more than 0"):
        entropy_per_unit(0.5, strength=0)
    with pytest.raises(NeuroError, match="modules: got 0"):
        expected_chain_fixed_points(0, 4, 0.5, 1.0)
    with pytest.raises(NeuroError, match="link_density: got 2"):
        expected_chain_fixed_points(2, 4, 0.5, 1.0, link_density=2)
    assert np.isfinite(expected_chain_fixed_points(3, 10**6, 0.9, 1.0, log=True))
