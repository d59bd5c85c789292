"""SANA-FE is an extra: its tests say why they are left out where it is missing."""

from __future__ import annotations

import pytest
from neuro_deploy.sanafe.importing import sanafe_obstacle


@pytest.fixture(scope="session")
def sanafe() -> None:
    """Nothing where SANA-FE is installed, or a skip with the engine's own sentence."""
    if (obstacle := sanafe_obstacle()) is not None:
        pytest.skip(obstacle)
