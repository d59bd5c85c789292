"""Of few networks errors are larger: as often as they should, intervals hold what the networks were drawn from."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from neuro.manifold import crossing, extrapolate, threshold
from neuro.manifold.thresholds import middle_68

VALUES = np.linspace(0.4, 0.8, 21)
SIZES = (250, 1000, 4000)


def drawn(rng, half, width, networks, spread):
    """Shares (V, M) of networks whose own half-points vary around `half`."""
    own = half + spread * rng.standard_normal(networks)
    return rng.binomial(100, expit((VALUES[:, None] - own) / width)) / 100


def held(found, exact):
    """How often a value is within its error of what is exact, and that within the interval."""
    close = np.mean([abs(one.value - exact) < one.standard_error for one in found])
    return close, np.mean([one.interval[0] <= exact <= one.interval[1] for one in found])


@pytest.mark.parametrize("networks", [2, 3, 6])
def test_half_points(networks):
    rng = np.random.default_rng(networks)
    found = [threshold(VALUES, drawn(rng, 0.6, 0.02, networks, 0.02), resamples=300) for _ in range(300)]
    close, inside = held(found, 0.6)
    # Of 300, a standard deviation is 0.027 and 0.013; without Student's t it is 0.50 and 0.65 for two networks.
    assert close == pytest.approx(0.68, abs=0.08)
    assert 0.91 <= inside <= 0.98


@pytest.mark.parametrize("networks", [3, 6])
def test_crossings(networks):
    rng = np.random.default_rng(networks)
    exact = (0.6 / 0.02 - 0.59 / 0.05) / (1 / 0.02 - 1 / 0.05)
    found = [
        crossing(
            VALUES,
            drawn(rng, 0.59, 0.05, networks, 0.01),
            drawn(rng, 0.6, 0.02, networks, 0.01),
            resamples=200,
        )
        for _ in range(200)
    ]
    close, inside = held(found, exact)
    assert 0.62 <= close <= 0.82
    assert inside >= 0.92


@pytest.mark.parametrize("networks", [3, 6])
def test_extrapolations(networks):
    rng = np.random.default_rng(networks)
    found = []
    for _ in range(150):
        halves = [
            threshold(VALUES, drawn(rng, 0.8 - 3 * size**-0.5, 0.02, networks, 0.01), resamples=200) for size in SIZES
        ]
        found.append(extrapolate(SIZES, halves, 0.5))
    close, inside = held(found, 0.8)
    assert 0.58 <= close <= 0.80
    assert 0.90 <= inside <= 0.995


@pytest.mark.parametrize("networks", [2, 3, 6, 30])
def test_factors(networks):
    shares = drawn(np.random.default_rng(5), 0.6, 0.02, networks, 0.01)
    found = threshold(VALUES, shares, resamples=20_000)
    # The half-point is about the mean of the networks' own: its error is that of a mean.
    own = [threshold(VALUES, np.stack([column, column], axis=1), resamples=100).value for column in shares.T]
    error = np.std(own, ddof=1) / np.sqrt(networks)
    student = stats.t(networks - 1)
    assert found.standard_error == pytest.approx(error * student.ppf(stats.norm.cdf(1)), rel=0.06)
    half = (found.interval[1] - found.interval[0]) / 2
    # Resampled sets of few are no normal numbers.
    assert half == pytest.approx(error * student.ppf(0.975), rel=0.2)
    assert middle_68(found.resampled) == pytest.approx(found.standard_error, rel=0.2)


def test_a_step_between_values_is_widened_by_no_spread():
    shares = np.repeat((VALUES > 0.61)[:, None], 2, axis=1).astype(float)
    found = threshold(VALUES, shares)
    assert found.standard_error == pytest.approx(0.02 / np.sqrt(12))
    assert found.interval == (pytest.approx(0.6005, abs=3e-4), pytest.approx(0.6195, abs=3e-4))
