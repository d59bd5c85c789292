"""Runs random networks on the chip and the reference, as a program: ``python -m tests.deploy.loihi2.runs SEED...``."""

from __future__ import annotations

import dataclasses
import sys

import numpy as np

from neuro.conformance import random_case
from neuro.engines import load_engine


def main() -> None:
    """Say for each seed whether all agrees; two runs in one session, the second on a graph used before."""
    for seed in map(int, sys.argv[1:]):
        case = random_case(seed)
        with load_engine("loihi2").open(case.network, "spikes") as session:
            runs = [session.run(case.stimulus) for _ in range(2)]
        expected = load_engine("numpy").run(case.network, case.stimulus, "spikes")
        for run in runs:
            np.testing.assert_array_equal(run.states, expected.states)
            np.testing.assert_array_equal(run.readout, expected.readout)
            assert run.readout.dtype == expected.readout.dtype
            assert dataclasses.asdict(run.activity) == dataclasses.asdict(expected.activity)
        assert runs[0].setup_s > 0.0
        assert runs[1].setup_s == 0.0
        print(f"equal {seed}", flush=True)


if __name__ == "__main__":
    main()
