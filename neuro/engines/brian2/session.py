"""Runs in Brian2: chunk by chunk, in both modes alike but for what executes a chunk."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from ...network import Network
from ..contract import AbstractEngine, AbstractSession
from ..run import Run
from ..stimulus import Stimulus
from .counting import Record, total
from .flips import FLIPS
from .spikes import SPIKES
from .timeline import Timeline
from .wiring import Wiring

MODELS = {"flips": FLIPS, "spikes": SPIKES}


class AbstractBrian2Session(AbstractSession):
    """Lays a batch out on timelines and puts the records together again."""

    def __init__(self, engine: AbstractEngine, network: Network, code: str) -> None:
        super().__init__(engine, network, code)
        self.model = MODELS[code]
        self.wiring = Wiring(network, self.model)
        self.setup_s = 0.0

    @abstractmethod
    def _execute(self, timeline: Timeline, chunk: slice) -> Record:
        """Run one chunk."""

    def _run(self, stimulus: Stimulus) -> Run:
        timeline = Timeline(self.network, stimulus, self.code)
        states, answers, activities, wall_s = [], [], [], 0.0
        for chunk in timeline.chunks():
            record = self._execute(timeline, chunk)
            states.append(record.states(timeline.starts(chunk), timeline.period))
            answers.append(record.answers())
            activities.append(record.activity(stimulus.steps, self.network.lines))
            wall_s += record.wall_s
        readout = np.concatenate(answers)
        return Run(
            engine=self.engine.name,
            code=self.code,
            network=self.network.hash,
            states=np.concatenate(states),
            readout=np.rint(readout).astype(np.int64) if self.network.is_integer else readout,
            steps_taken=np.full(stimulus.samples, stimulus.steps),
            activity=total(activities),
            setup_s=self.setup_s,
            wall_s=wall_s,
        )
