"""Of tests with many cases the fast part takes every sixth one; `make test-all` takes all."""

from __future__ import annotations

from collections import Counter

import pytest

# Cases that run inside the test's own process take no time; of the others so many are always tried.
_CHEAP, _FEW, _STRIDE = ("test_stored", "test_flips", "test_fuzz", "test_downloads"), 6, 6


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    tests = [item.nodeid.partition("[")[0] for item in items]
    cases, place = Counter(tests), Counter[str]()
    for item, test in zip(items, tests, strict=True):
        place[test] += 1
        if not test.startswith("tests/attack/") or any(name in test for name in _CHEAP):
            continue
        if cases[test] > _FEW and place[test] % _STRIDE != 1:
            item.add_marker(pytest.mark.slow)
