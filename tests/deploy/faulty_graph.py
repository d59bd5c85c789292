"""A graph of a faulty sender and a recorder, also to be run as a program: ``python -m tests.deploy.faulty_graph``."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np


def faulty_graph(fault: str) -> Any:
    """A live graph that goes wrong in step 4."""
    from neuro_deploy.lava.importing import import_lava

    import_lava()
    from neuro_deploy.lava.live import LiveGraph
    from neuro_deploy.lava.processes.outside import Recorder
    from neuro_deploy.lava.shared import shared_array

    from tests.deploy.broken.faulty import Faulty

    def build() -> Any:
        sender = Faulty(fault)
        recorder = Recorder(
            messages=shared_array((100, 4), np.int8),
            fields=shared_array((100, 0), float),
            clock=shared_array((1,), int),
            bias=np.zeros(0),
            period=0,
        )
        sender.out.connect(recorder.messages_in)
        return sender

    return LiveGraph(build, "floating_pt")


def main() -> None:
    """Start a graph, name its processes, and go on as told: run for ever, fail, or leave it open."""
    from neuro_deploy.lava.importing import import_lava

    fault, ending = sys.argv[1:]
    import_lava()
    print("imported", flush=True)
    graph = faulty_graph(fault)
    print("children", *(actor.pid for actor in graph._runtime.actors), flush=True)
    if ending == "run":
        graph.run(10**7, patience_s=60)
    elif ending == "fail":
        graph.run(2, patience_s=60)
        raise SystemError("on purpose")
    elif ending == "leave":
        graph.run(2, patience_s=60)


if __name__ == "__main__":
    main()
