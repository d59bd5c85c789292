"""``python -m neuro_deploy.loihi2.selftest``: does the chip here run networks like the reference, step by step?

Not run on silicon: no chip's answers are known yet, and this is how to get them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from neuro.description import Classes, Description, Input, Phases, Population
from neuro.engines import Difference, Run, Stimulus, first_difference, load_engine
from neuro.engines.numpy import Fields
from neuro.errors import EXIT_FAILED, EXIT_INTERRUPTED, EXIT_OK, EXIT_REFUSED, NeuroError
from neuro.network import Network

from .engine import Loihi2Engine
from .measured import Measured

_UNITS, _LINES, _CLASSES, _STEPS = 32, 12, 4, 30


class Case(NamedTuple):
    """A network, what is done to it, and what it tries."""

    tries: str
    network: Network
    stimulus: Stimulus


def selftest_cases() -> Iterator[Case]:
    """The cases, the simplest first; the same at every call."""
    rng = np.random.default_rng(2)
    ties = _network(np.array([[0, 1, -1], [0, 0, 0], [1, 1, 0]]), bias=np.array([0, 0, -2]))
    yield Case("fields of exactly zero", ties, _started(np.array([[1, 1, 1], [-1, -1, -1], [1, -1, 1]]), 3))
    yield Case("every weight, by one unit of field", *_every_weight(as_dense=True))
    yield Case("the same as sparse couplings", *_every_weight(as_dense=False))
    full = rng.choice([-127, 127, -1, 1, 64], (_UNITS, _UNITS)) * (1 - np.eye(_UNITS, dtype=int))
    dense = _network(full, self_coupling=rng.integers(0, 128, _UNITS), bias=np.clip(full.sum(axis=1), -2000, 2000))
    starts = rng.choice([-1, 1], (3, _UNITS))
    yield Case("weights of the whole range, negative and odd", dense, _started(starts, _STEPS))
    yield Case("a start out of silence", dense, Stimulus(samples=1, phases=Phases(0, 0, _STEPS)))
    few = sparse.random(200, 200, density=0.05, random_state=1, format="lil")
    few.setdiag(0)
    few = sparse.csr_matrix(few)
    few.data = rng.integers(1, 60, few.nnz) * rng.choice([-1, 1], few.nnz)
    yield Case("random sparse couplings", _network(few), _started(rng.choice([-1, 1], (2, 200)), _STEPS))
    yield Case("inputs, labels and a readout", *_classifier(rng))


def _every_weight(*, as_dense: bool) -> tuple[Network, Stimulus]:
    """Units that hear one other each, with every weight there is, one unit of field above or at the threshold.

    With all up, a weight too small by one turns the former off and one too large turns the latter on.
    """
    weights = np.repeat(np.arange(-127, 128), 2)
    units = len(weights)
    couplings = sparse.csr_matrix((weights, (np.arange(units), np.roll(np.arange(units), 1))), (units, units))
    couplings.eliminate_zeros()
    bias = np.tile([1, 0], units // 2) - weights
    network = _network(couplings.toarray() if as_dense else couplings, bias=bias)
    return network, _started(np.ones((1, units)), 1)


def _classifier(rng: np.random.Generator) -> tuple[Network, Stimulus]:
    couplings = rng.integers(-20, 21, (_UNITS, _UNITS)) * (1 - np.eye(_UNITS, dtype=int))
    network = _network(
        couplings,
        inputs=rng.integers(-30, 31, (_UNITS, _LINES)),
        feedback=rng.integers(-90, 91, (_UNITS, _CLASSES)),
        readout=rng.integers(-127, 128, (_CLASSES, _UNITS)),
    )
    stimulus = Stimulus(
        samples=4,
        phases=Phases(1, 5, 5),
        inputs=rng.integers(0, 17, (4, _LINES)),
        labels=rng.integers(0, _CLASSES, 4),
    )
    return network, stimulus


def _started(states: Any, steps: int) -> Stimulus:
    return Stimulus(samples=len(states), phases=Phases(0, 0, steps), initial=states.astype(np.int8))


def _network(
    couplings: Any,
    *,
    self_coupling: Any = 0,
    bias: Any = 0,
    inputs: Any = None,
    feedback: Any = None,
    readout: Any = None,
) -> Network:
    """Whole numbers; no input and no classes unless given."""
    units = couplings.shape[0]

    def given(weights: Any, shape: tuple[int, int]) -> Any:
        return np.zeros(shape, np.int32) if weights is None else weights.astype(np.int32)

    return Network(
        description=Description(
            name="self-test",
            populations=(Population("module", units),),
            input=None if inputs is None else Input(inputs.shape[1], levels=16),
            classes=None if readout is None else Classes(len(readout)),
        ),
        recurrent=couplings.astype(np.int32),
        self_coupling=np.full(units, self_coupling, np.int32),
        bias=np.full(units, bias, np.int32),
        links=sparse.csr_matrix((units, units), dtype=np.int32),
        input_weights=given(inputs, (units, 0)),
        feedback_weights=given(feedback, (units, 0)),
        readout_weights=given(readout, (0, units)),
        unit=1.0,
        feedback_payload=2,
    )


class Outcome(NamedTuple):
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
