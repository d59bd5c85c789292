"""``python -m neuro_deploy.loihi2.selftest``: does the chip here run networks like the reference, step by step?

Not run on silicon: no chip's answers are known yet, and this is how to get them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from neuro.engines import Difference, Run, first_difference, load_engine
from neuro.engines.numpy import Fields
from neuro.errors import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK, EXIT_REFUSED, NeuroError

from .cases import Case, selftest_cases
from .engine import Loihi2Engine
from .measured import Measured


@final
@dataclass(frozen=True)
class Outcome:
    """How one case went: what differed first, in a sentence; None when nothing did."""

    case: Case
    problem: str | None


def selftest() -> Iterator[Outcome]:
    """Run each case on the chip and hold it against numpy.

    Raises
    ------
    NeuroError
        When there is no chip to be tried.
    """
    chip = Loihi2Engine()
    if (obstacle := chip.obstacle()) is not None:
        raise NeuroError(obstacle)
    for case in selftest_cases():
        expected = load_engine("numpy").run(case.network, case.stimulus, "spikes")
        try:
            yield Outcome(case, _problem(case, chip.run(case.network, case.stimulus, "spikes"), expected))
        except NeuroError as failure:
            yield Outcome(case, str(failure))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how each case went: 0 when all are identical, 1 when one is not, 2 when there is no chip to be tried."""
    parser = argparse.ArgumentParser(prog="python -m neuro_deploy.loihi2.selftest", description=__doc__)
    parser.add_argument(
        "--measure",
        type=int,
        default=0,
        metavar="SAMPLES",
        help="then measure power, time and activity over so many samples; a thousand or more, the meters are slow",
    )
    options = parser.parse_args(arguments)
    if options.measure < 0:
        parser.error(f"--measure: got {options.measure}, expected a number of samples.")
    identical = True
    try:
        for outcome in selftest():
            identical &= outcome.problem is None
            print(f"{outcome.case.tries}: {outcome.problem or 'identical in every state and readout'}", flush=True)
        if options.measure:
            print(_figures(_measured(options.measure)))
    except NeuroError as problem:
        print(f"selftest: {problem}", file=sys.stderr)
        return EXIT_REFUSED
    except KeyboardInterrupt:
        print("selftest: interrupted.", file=sys.stderr)
        return EXIT_INTERRUPTED
    return EXIT_OK if identical else EXIT_FAILED


def _problem(case: Case, got: Run, expected: Run) -> str | None:
    if (parting := first_difference(got, expected)) is not None:
        return _sentence(case, parting, got, expected)
    if (wrong := np.argwhere(got.readout != expected.readout)).size:
        sample, unit = wrong[0]
        return (
            f"all states are equal, but readout unit {unit} of sample {sample} has {got.readout[sample, unit]}, "
            f"expected {expected.readout[sample, unit]}"
        )
    return None


def _sentence(case: Case, parting: Difference, got: Run, expected: Run) -> str:
    sample, step, unit = parting
    where = sample, step, unit
    fields, stimulus = Fields(case.network), case.stimulus
    # Up to this step the states are equal, so this is the field that the chip should have seen.
    field = (fields.external(stimulus) + fields.recurrent(expected.states[:, step - 1].astype(float)))[sample, unit]
    if stimulus.clamped(step):
        field += fields.feedback(stimulus)[sample, unit]
    twin = load_engine("lava-fixed").run(case.network, stimulus, "spikes")
    blame = "lava-fixed agrees with numpy" if first_difference(twin, expected) is None else "lava-fixed parts too"
    return (
        f"parts in step {step} at unit {unit} of sample {sample}: the chip has {got.states[where]:+d}, expected "
        f"{expected.states[where]:+d} (field {field:+.0f}; {blame})"
    )


def _measured(samples: int) -> Measured:
    *_, case = selftest_cases()
    repeated = np.arange(samples) % case.stimulus.samples
    inputs, labels = np.asarray(case.stimulus.inputs)[repeated], np.asarray(case.stimulus.labels)[repeated]
    stimulus = replace(case.stimulus, samples=samples, inputs=inputs, labels=labels)
    return Loihi2Engine().measure(case.network, stimulus)[1]


def _figures(measured: Measured) -> str:
    figures = {
        "static power of the board (W)": measured.static_w,
        "dynamic power (W)": measured.dynamic_w,
        "time a step (s)": measured.step_s,
        "dynamic energy an inference (J)": measured.dynamic_joules,
        "static energy an inference (J)": measured.static_joules,
    }
    lines = [f"{name}: {'no probe' if value is None else f'{value:.3g}'}" for name, value in figures.items()]
    lines += [str(core) for core in measured.cores or ()] or ["activity of cores: no probe"]
    return "\n".join([f"{measured.basis}, {measured.samples} samples in {measured.steps} steps:", *lines])


if __name__ == "__main__":
    sys.exit(main())
