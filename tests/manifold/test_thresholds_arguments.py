"""What half-points, crossings and extrapolations can't be told from: each a sentence, and no warning on the way."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest

from neuro.errors import NeuroError
from neuro.machine import memory
from neuro.manifold import crossing, extrapolate, threshold

VALUES = [0.5, 0.6, 0.7, 0.8]
SHARES = [[0.0, 0.1], [0.3, 0.4], [0.8, 0.7], [1.0, 1.0]]
SIZES = (250, 500, 1000, 2000)
FOUND = [threshold([v + shift for v in VALUES], SHARES) for shift in (0.0, 0.05, 0.09, 0.11)]


def sharing(shares, values=VALUES, **options):
    """Of all that takes shares, each call with them."""
    yield lambda: threshold(values, shares, **options)
    yield lambda: crossing(values, shares, SHARES, **options)
    if shares is not SHARES:
        yield lambda: crossing(values, SHARES, shares, **options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seed": -1}, "seed: got -1, expected a whole number from 0 on"),
        ({"seed": 1.5}, r"seed: got 1\.5"),
        ({"seed": math.nan}, "seed: got nan"),
        ({"seed": math.inf}, "seed: got inf"),
        ({"seed": np.float64("inf")}, "seed: got .*inf"),
        ({"seed": "1"}, "seed: got '1'"),
        ({"seed": None}, "seed: got None"),
        ({"resamples": 5}, "resamples: got 5, expected a whole number from 100 to 1,000,000"),
        ({"resamples": 1e3 + 0.5}, r"resamples: got 1000\.5"),
        ({"resamples": math.nan}, "resamples: got nan"),
        ({"resamples": 1e300}, r"resamples: got 1e\+300"),
        ({"resamples": "1000"}, "resamples: got '1000'"),
    ],
)
def test_options(options, message):
    for call in sharing(SHARES, **options):
        with pytest.raises(NeuroError, match=message):
            call()
    if "seed" in options:
        with pytest.raises(NeuroError, match=message):
            extrapolate(SIZES, FOUND, 0.5, **options)


def test_whole_numbers_of_any_type():
    one, other = threshold(VALUES, SHARES, resamples=1000, seed=3), threshold(VALUES, SHARES, resamples=1e3, seed=3.0)
    assert (one.value, one.standard_error) == (other.value, other.standard_error)
    assert extrapolate(SIZES, FOUND, 0.5, seed=2) == extrapolate(list(SIZES), tuple(FOUND), np.float64(0.5), seed=2.0)


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ([[0.0, 0.1], [0.3], [0.8, 0.7], [1.0, 1.0]], "shares: got rows of unequal length, expected equally many"),
        ([["0", "0"], ["0", "1"], ["1", "1"], ["1", "1"]], r"shares: got \[\['0', .*, expected numbers"),
        ([[None, 0.1], [0.3, 0.4], [0.8, 0.7], [1.0, 1.0]], r"shares: got \[\[None, .*, expected numbers"),
        ([[0.1j, 0.1], [0.3, 0.4], [0.8, 0.7], [1.0, 1.0]], "expected numbers"),
        ("shares", "shares: got 'shares', expected numbers"),
        (0.5, r"shares: got an array of shape \(\), expected \(4, M\)"),
        ([[0.0], [0.3], [0.8], [1.0]], r"shape \(4, 1\).*two or more networks; one alone does not tell how much"),
        (np.zeros((4, 0)), r"shape \(4, 0\).*two or more networks\."),
        ([[0.0, 0.1], [0.3, 0.4], [0.8, 1.7], [1.0, 1.0]], r"shares: expected numbers from 0 to 1.* got 1\.7"),
        ([[0.0, 0.1], [0.3, 0.4], [0.8, math.nan], [1.0, 1.0]], "shares: expected numbers from 0 to 1.* got nan"),
    ],
)
def test_shares(shares, message):
    # A crossing says which of two it is.
    for call in sharing(shares):
        with pytest.raises(NeuroError, match=message.replace("shares:", "(shares|smaller|larger):")):
            call()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([0, 1e300], r"values: got \[0.0, 1e\+300\], expected none larger than 1e\+100 .* another unit"),
        ([-1e300, 0], "none larger"),
        ([-1.7e308, 1.7e308], "none larger"),
        ([0, 1e-300], r"values: got \[0.0, 1e-300\], .* no two closer than 1e-100"),
        ([0, 5e-324], "no two closer"),
        ([0.6, 0.5], r"values: got \[0\.6, 0\.5\], expected two or more finite numbers that rise"),
        ([0.5, math.inf], "values: got .*inf.*expected two or more finite"),
        ([0.5, math.nan], "values: got .*nan.*expected two or more finite"),
        ([[0.5, 0.6], [0.7]], "values: got rows of unequal length"),
        (["a", "b"], r"values: got \['a', 'b'\], expected numbers"),
        (0.5, r"values: got 0\.5, expected two or more"),
    ],
)
def test_values(values, message):
    for call in sharing([[0.0, 0.1], [1.0, 0.9]], values):
        with pytest.raises(NeuroError, match=message):
            call()


@pytest.mark.parametrize("unit", [1e-90, 1e-9, 1e9, 1e90])
def test_values_in_other_units(unit):
    found, scaled = threshold(VALUES, SHARES), threshold(np.array(VALUES) * unit, SHARES)
    assert scaled.value == pytest.approx(found.value * unit)
    assert scaled.standard_error == pytest.approx(found.standard_error * unit)
    assert scaled.width == pytest.approx(found.width * unit)


@pytest.mark.parametrize(
    "exponent", [math.inf, math.nan, -1.0, 0.0, 1e4, 1e-320, 0.04, 3.01, "0.5", np.float64(4.0), (0.5, 1.0)]
)
def test_exponents(exponent):
    with pytest.raises(NeuroError, match=r"exponent: got .*, expected a number from 0\.05 to 3; leave it out"):
        extrapolate(SIZES, FOUND, exponent)


def test_exponents_at_the_ends_are_taken():
    for exponent in (0.05, 3, 3.0):
        found = extrapolate(SIZES, FOUND, exponent)
        assert found.exponent == exponent
        assert all(map(math.isfinite, (found.value, found.standard_error, found.amplitude)))


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        (
            (250, 500, 1000, math.inf),
            r"sizes: got \[250\.0, .*inf\], expected a list of numbers of units, from 1 to",
        ),
        ((250, 500, 1000, math.nan), "sizes: got .*nan"),
        ((0, 500, 1000, 2000), "sizes: got"),
        ((-250, 500, 1000, 2000), "sizes: got"),
        (("a", "b", "c", "d"), r"sizes: got \('a', .*, expected numbers"),
        ([[250, 500], [1000]], "sizes: got rows of unequal length"),
        (250, r"sizes: got 250\.0, expected a list"),
        ((250, 500, 1000), "got 3 sizes and 4 thresholds, expected equally many"),
        ((), "got 0 sizes and 4 thresholds"),
        ((250, 250, 1000, 2000), "of different sizes"),
    ],
)
def test_sizes(sizes, message):
    for exponent in (0.5, None):
        with pytest.raises(NeuroError, match=message):
            extrapolate(sizes, FOUND, exponent)


@pytest.mark.parametrize(
    ("thresholds", "message"),
    [
        (
            [0.5, 0.6, 0.7, 0.8],
            r"thresholds: got 0\.5, expected a list of Threshold, one for each size; call",
        ),
        ([*FOUND[:3], 0.8], r"thresholds: got 0\.8"),
        (np.array([0.5, 0.6]), "thresholds: got array"),
        (0.5, r"thresholds: got 0\.5"),
        (None, "thresholds: got None"),
        (FOUND[0], "thresholds: got a single one, expected a list"),
        ("none", "thresholds: got 'n'"),
    ],
)
def test_thresholds(thresholds, message):
    with pytest.raises(NeuroError, match=message):
        extrapolate(SIZES, thresholds, 0.5)


def test_sizes_that_a_fit_is_asked_for():
    found = extrapolate(SIZES, FOUND, 0.5)
    assert found.at(math.inf) == found.value
    for size in (0, -1, math.nan):
        with pytest.raises(NeuroError, match=f"size: got {size}, expected a number of units, more than 0"):
            found.at(size)


def test_what_is_printed_is_short():
    text = repr(FOUND[0])
    assert len(text) < 250
    assert "value=0.63" in text
    assert "resampled" not in text


def test_sets_that_memory_does_not_hold(monkeypatch):
    monkeypatch.setattr(memory, "free_memory", lambda: 1 << 28)
    with pytest.raises(NeuroError, match=r"^1,000,000 resampled sets at 4 values would take 0\.4 GB of memory.* fewer"):
        threshold(VALUES, SHARES, resamples=10**6)


def test_many_networks_take_no_more_memory():
    shares = np.tile(SHARES, (1, 500))
    tracemalloc.start()
    try:
        threshold(VALUES, shares, resamples=10_000)
        # Of the shares of all resampled networks alone: 320 MB.
        assert tracemalloc.get_traced_memory()[1] < 100e6
    finally:
        tracemalloc.stop()


def test_blocks_make_no_difference(monkeypatch):
    expected = threshold(VALUES, SHARES, resamples=500, seed=4)
    for block in (1, 100, 1000):
        monkeypatch.setitem(threshold.__globals__, "_BLOCK", block)
        found = threshold(VALUES, SHARES, resamples=500, seed=4)
        np.testing.assert_array_equal(found.resampled, expected.resampled)
        np.testing.assert_array_equal(found.widths, expected.widths)
