"""Every kernel compiled before it is needed: for machines that many will work on, and while one waits anyway."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...description import (
    Classes,
    Description,
    Feedback,
    Gaussian,
    Input,
    InputCoupling,
    Phases,
    Plasticity,
    Population,
    Readout,
)
from ...machine.notices import announced
from ...network import build_network, integer_network
from ..contract import AbstractEngine
from ..stimulus import Stimulus
from .sequential import Sequential


def compile_all(engine: AbstractEngine) -> None:
    """Open, run and teach small networks of each kind that kernels tell apart."""
    small = Description(
        "small",
        (Population("module", 8),),
        (Gaussian("module", "module"), InputCoupling("module"), Feedback("module"), Readout("module")),
        input=Input(3),
        classes=Classes(2),
    )
    one, many = (build_network(replace(small, plasticity=Plasticity(batch_size=size))) for size in (1, 16))
    with announced("compiling all of the engine 'numba', once on this machine: about 25 s."):
        for network in (one, many, integer_network(one)):
            engine.teach(network).close()
        rest = small.couplings[1:]
        start = Stimulus(1, Phases(0, 0, 1), initial=np.ones((1, 8), np.int8))
        for density in (0.2, 1.0):
            couplings = (Gaussian("module", "module", density=density), *rest)
            network = build_network(replace(small, couplings=couplings))
            Sequential(network)
            with engine.open(network) as session:
                session.settle(start)
