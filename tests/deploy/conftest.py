"""Lava runs on one Python version only: its tests say why they are left out elsewhere."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def lava() -> None:
    """Lava imported the way the engines do it, or a skip with their reason."""
    from neuro_deploy.lava.importing import import_lava, lava_obstacle

    if (obstacle := lava_obstacle()) is not None:
        pytest.skip(obstacle)
    import_lava()
