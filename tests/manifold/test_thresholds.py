"""Half-points, crossings and extrapolations: of curves whose thresholds are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import expit

from neuro.errors import NeuroError
from neuro.manifold import crossing, extrapolate, threshold

VALUES = np.linspace(0.4, 0.8, 21)
SIZES = (250, 500, 1000, 2000, 4000)


def drawn(half, width, networks=12, starts=10, spread=0.0, seed=0, values=VALUES):
    """Shares (V, M) of networks whose own half-points vary around `half`."""
    rng = np.random.default_rng(seed)
    own = half + spread * rng.standard_normal(networks)
    return rng.binomial(starts, expit((values[:, None] - own) / width)) / starts


@settings(deadline=None, max_examples=30)
@given(
    half=st.floats(0.47, 0.73),
    width=st.floats(0.005, 0.03),
    spread=st.floats(0.0, 0.02),
    rises=st.booleans(),
    seed=st.integers(0, 1000),
)
def test_a_known_threshold_is_found(half, width, spread, rises, seed):
    shares = drawn(half, width, networks=20, spread=spread, seed=seed)
    found = threshold(VALUES, shares if rises else 1 - shares, resamples=300, seed=seed)
    assert abs(found.value - half) < 4.5 * found.standard_error + 1e-3
    assert (found.width > 0) == rises
    assert found.networks == 20


def test_errors_are_as_large_as_the_thresholds_scatter():
    for spread in (0.0, 0.02):
        found = [threshold(VALUES, drawn(0.6, 0.02, spread=spread, seed=k), resamples=300) for k in range(150)]
        scatter = np.std([one.value for one in found])
        assert np.mean([one.standard_error for one in found]) == pytest.approx(scatter, rel=0.2)
        away = np.array([(one.value - 0.6) / one.standard_error for one in found])
        assert (abs(away) < 3).mean() > 0.97


def test_the_fit_is_that_of_greatest_likelihood():
    shares = drawn(0.6, 0.03, seed=4)

    def against(given):
        logits = (VALUES - given[0]) / given[1]
        mean = shares.mean(axis=1)
        return np.sum(np.logaddexp(0, logits) - mean * logits)

    best = minimize(against, [0.55, 0.05], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13}).x
    found = threshold(VALUES, shares)
    assert (found.value, found.width) == (pytest.approx(best[0], abs=1e-6), pytest.approx(best[1], abs=1e-6))


def test_the_same_seed_gives_the_same_error():
    shares = drawn(0.6, 0.03)
    one, two, other = (threshold(VALUES, shares, seed=seed) for seed in (1, 1, 2))
    assert one.standard_error == two.standard_error != other.standard_error
    assert other.value == one.value


def test_a_step_between_two_values_is_as_uncertain_as_their_distance():
    shares = np.repeat((VALUES > 0.61)[:, None], 4, axis=1).astype(float)
    found = threshold(VALUES, shares)
    assert (found.value, found.width) == (pytest.approx(0.61), 0.0)
    assert found.standard_error == pytest.approx(0.02 / np.sqrt(12), rel=0.1)
    # One value between 0 and 1: interpolated.
    shares[11] = 0.25
    assert threshold(VALUES, shares).value == pytest.approx(0.62 + 0.02 / 3)


def test_curves_that_sharpen_around_one_value_cross_there():
    found = crossing(VALUES, drawn(0.59, 0.05, 30, seed=1), drawn(0.6, 0.02, 30, seed=2))
    # By hand: (x - 0.59) / 0.05 = (x - 0.6) / 0.02.
    exact = (0.6 / 0.02 - 0.59 / 0.05) / (1 / 0.02 - 1 / 0.05)
    assert 0 < found.standard_error < 0.01
    assert abs(found.value - exact) < 3 * found.standard_error
    assert found.share == pytest.approx(float(expit((exact - 0.6) / 0.02)), abs=0.1)


def test_curves_that_only_move_do_not_cross():
    with pytest.raises(NeuroError, match=r"do not cross between 0.4 and 0.8 .* half-points are 0.5\d* and 0.6"):
        crossing(VALUES, drawn(0.52, 0.02, seed=1), drawn(0.65, 0.018, seed=2))
    with pytest.raises(NeuroError, match="of the resampled sets"):
        crossing(VALUES, drawn(0.6, 0.03, 3, spread=0.03, seed=1), drawn(0.605, 0.02, 3, spread=0.03, seed=3))
    step = np.repeat((VALUES > 0.61)[:, None], 4, axis=1).astype(float)
    with pytest.raises(NeuroError, match="no crossing can be told"):
        crossing(VALUES, step, drawn(0.6, 0.02))


@pytest.mark.parametrize("seed", range(4))
def test_half_points_lead_to_the_critical_value(seed):
    halves = [0.8 - 3.0 * size**-0.5 for size in SIZES]
    found = [
        threshold(VALUES, drawn(half, 2.0 * size**-0.5, 20, spread=0.2 * size**-0.5, seed=[seed, size]))
        for half, size in zip(halves, SIZES, strict=True)
    ]
    free = extrapolate(SIZES, found)
    assert abs(free.value - 0.8) < 3 * free.standard_error
    assert abs(free.exponent - 0.5) < 3 * free.exponent_error
    assert free.interval[0] < 0.8 < free.interval[1]
    assert (free.freedom, free.chi_square < 12) == (2, True)
    fixed = extrapolate(SIZES, found, exponent=0.5)
    assert abs(fixed.value - 0.8) < 3 * fixed.standard_error < 3 * free.standard_error
    assert (fixed.exponent, fixed.exponent_error, fixed.freedom) == (0.5, 0.0, 3)
    assert fixed.amplitude == pytest.approx(-3.0, rel=0.2)
    assert fixed.at(1000) == pytest.approx(halves[2], abs=0.01)
    # A smaller exponent leads further.
    assert extrapolate(SIZES, found, 0.25).value > fixed.value > extrapolate(SIZES, found, 1.0).value


def test_errors_of_extrapolations_are_as_large_as_they_scatter():
    found = []
    for trial in range(60):
        halves = [
            threshold(VALUES, drawn(0.8 - 3.0 * size**-0.5, 0.02, spread=0.01, seed=[trial, size]), resamples=300)
            for size in SIZES
        ]
        found.append(extrapolate(SIZES, halves, 0.5))
    scatter = np.std([one.value for one in found])
    assert np.mean([one.standard_error for one in found]) == pytest.approx(scatter, rel=0.25)
    assert np.mean([one.value for one in found]) == pytest.approx(0.8, abs=3 * scatter / np.sqrt(60))


def test_extrapolations_that_nothing_tells_are_refused():
    found = [threshold(VALUES, drawn(half, 0.02, seed=k)) for k, half in enumerate((0.5, 0.55, 0.6, 0.65, 0.7))]
    with pytest.raises(NeuroError, match=r"no exponent from 0.05 to 3 fits better than 0.05"):
        extrapolate(SIZES, found)
    with pytest.raises(NeuroError, match="got 3 sizes and 3 thresholds, expected equally many, at least 4"):
        extrapolate(SIZES[:3], found[:3])
    with pytest.raises(NeuroError, match="expected equally many, at least 2"):
        extrapolate(SIZES, found[:3], 0.5)
    with pytest.raises(NeuroError, match="of different sizes"):
        extrapolate((250, 250), found[:2], 0.5)
    with pytest.raises(NeuroError, match=r"exponent: got 0\.0, expected a number from 0\.05 to 3"):
        extrapolate(SIZES, found, 0.0)
    alike = threshold(VALUES, np.repeat(expit((VALUES - 0.6) / 0.02)[:, None], 3, axis=1))
    with pytest.raises(NeuroError, match="an error is 0"):
        extrapolate(SIZES[:2], [alike, alike], 0.5)


@pytest.mark.parametrize(
    ("values", "shares", "message"),
    [
        (VALUES, drawn(0.95, 0.02), "no crossing of one half, all means from 0 to .* are below it.* got 0.4 to 0.8"),
        (VALUES, drawn(0.2, 0.02), "are above it"),
        ([0.4, 0.5, 0.6, 0.7], [[1, 1], [0.3, 0.3], [0.3, 0.3], [1, 1]], "a logistic curve has none from 0.4 to 0.7"),
        (VALUES, drawn(0.79, 0.02, 3, spread=0.02, seed=6), "resampled sets of 3 networks; expected more networks"),
        ([0.6, 0.5], [[0, 0], [1, 1]], "expected two or more finite numbers that rise"),
        ([0.5, np.nan], [[0, 0], [1, 1]], "values: got .*, expected two or more finite numbers"),
        ([0.5], [[0, 1]], "values: got .*, expected two or more finite numbers"),
        ([0.5, 0.6], [[0], [1]], r"shape \(2, 1\), expected \(2, M\).*two or more networks"),
        ([0.5, 0.6], [[0, 0]], "expected"),
        ([0.5, 0.6], [[0, 0], [1, 1.5]], "shares: expected numbers from 0 to 1"),
        ([0.5, 0.6], [[0, 0], [1, np.nan]], "shares: expected numbers from 0 to 1"),
    ],
)
def test_input_without_a_threshold_is_refused(values, shares, message):
    with pytest.raises(NeuroError, match=message):
        threshold(values, shares)
