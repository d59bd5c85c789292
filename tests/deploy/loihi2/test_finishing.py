"""A graph that holds a board is asked to put it away before it is ended, and ended when it doesn't answer."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from tests.deploy.faulty_graph import faulty_graph

pytestmark = pytest.mark.usefixtures("lava")

PATIENCE_S = 60


@pytest.fixture
def alive_at_the_end(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Filled, when a graph is ended by force, with whether each of its processes was still there."""
    from neuro_deploy.lava.live import LiveGraph

    seen: list[bool] = []
    close = LiveGraph.close

    def looking(graph: Any) -> None:
        seen.extend(actor.is_alive() for actor in graph._runtime.actors)
        close(graph)

    monkeypatch.setattr(LiveGraph, "close", looking)
    return seen


def test_processes_end_by_themselves_when_asked(alive_at_the_end: list[bool]) -> None:
    graph = faulty_graph("none")
    graph.run(2, patience_s=PATIENCE_S)
    graph.finish(PATIENCE_S)
    assert graph.closed
    assert alive_at_the_end
    assert not any(alive_at_the_end)
    graph.finish(PATIENCE_S)


def test_one_that_does_not_answer_is_ended(alive_at_the_end: list[bool]) -> None:
    graph = faulty_graph("none")
    graph.run(2, patience_s=PATIENCE_S)
    stopped = graph._runtime.actors[0].pid
    os.kill(stopped, signal.SIGSTOP)
    graph.finish(0.1)
    assert graph.closed
    assert any(alive_at_the_end)
    with pytest.raises(ProcessLookupError):
        os.kill(stopped, 0)
