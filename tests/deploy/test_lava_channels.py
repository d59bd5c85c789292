"""Channels keep delivering where Lava's own could stop."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.usefixtures("lava")


def test_a_receiver_survives_that_its_observer_is_taken_away() -> None:
    from neuro_deploy.lava.infrastructure import Infrastructure, SteadyReceiver

    class Fleeting(SteadyReceiver):  # type: ignore[misc]
        """Has an observer at the first look and none at the second."""

        looks = 0

        @property
        def observer(self) -> Any:
            self.looks += 1
            return (lambda: None) if self.looks % 2 else None

        @observer.setter
        def observer(self, value: Any) -> None:
            pass

    from lava.magma.compiler.channels.interfaces import ChannelType

    infrastructure = Infrastructure()
    infrastructure.start()
    channel = infrastructure.channel_class(ChannelType.PyPy)(infrastructure, "a", "b", (2,), np.int32, 8)
    receiver = channel.dst_port
    receiver.__class__ = Fleeting
    channel.src_port.start()
    receiver.start()
    got: list[Any] = []

    def receive() -> None:
        got.extend(receiver.recv().tolist() for _ in range(4))

    thread = threading.Thread(target=receive, daemon=True)
    thread.start()
    for k in range(4):
        channel.src_port.send(np.array([k, -k], np.int32))
    thread.join(10)
    channel.src_port.join()
    receiver.join()
    assert got == [[k, -k] for k in range(4)]


def test_a_stalled_machine_is_no_deadlock(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from neuro_deploy.lava import live

    from tests.deploy.faulty_graph import faulty_graph

    graph, jumps = faulty_graph("slow"), iter([0.0] * 5 + [1000.0] * 10**6)
    clock = time.monotonic

    class Stalled:
        """A clock that once jumps by a quarter of an hour."""

        sleep = staticmethod(time.sleep)

        @staticmethod
        def monotonic() -> float:
            return clock() + next(jumps)

    monkeypatch.setattr(live, "time", Stalled)
    graph.run(50, patience_s=30)
    graph.close()
