"""A test for each feature of an engine: ``pytest --pyargs neuro.conformance --neuro-engine NAME``."""

from __future__ import annotations

from typing import Any

import pytest


def test_engine(conformance_check: Any) -> None:
    """Hold an engine to the reference in one feature.

    Parameters
    ----------
    conformance_check
        What to run; from the plugin.
    """
    verdict = conformance_check.run()
    if verdict.limit is not None:
        pytest.skip(verdict.limit)
    assert verdict.failure is None
