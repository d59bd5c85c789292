"""One record for all benchmarks of a run, written and drawn at its end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench import machine
from tests.bench.figure import draw
from tests.bench.record import Findings


@pytest.fixture(scope="session")
def findings() -> Iterator[Findings]:
    """Where times and ratios are kept."""
    found = Findings(machine={"bytes_per_s": machine.bandwidth(), "multiply_adds_per_s": machine.multiply_adds()})
    yield found
    found.write()
    draw(found)
