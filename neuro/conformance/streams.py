"""Inputs that change from step to step, for the cases that every engine must run and learn alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..events import InputEvents
from .cases import Case, random_case
from .learning_cases import LearningCase, random_learning_case


def random_stream(seed: int, shape: tuple[int, int, int], largest: int) -> NDArray[np.int64]:
    """Payloads of one sign or both, few or many of them 0, new in every step or held for some.

    Parameters
    ----------
    seed
        From which they are drawn.
    shape
        Samples S, time steps T and lines M.
    largest
        Payload.
    """
    rng = np.random.default_rng([seed, 13])
    stream = rng.integers(-largest if rng.random() < 0.4 else 0, largest + 1, shape)
    stream[rng.random(shape) < rng.choice([0.0, 0.5, 0.9])] = 0
    held = rng.random(shape) < rng.choice([0.0, 0.5, 0.95])
    for step in range(1, shape[1]):
        stream[:, step] = np.where(held[:, step], stream[:, step - 1], stream[:, step])
    return stream


def streamed(case: Case, seed: int) -> Case:
    """The same case under a random stream, as events for every other seed.

    Parameters
    ----------
    case
        Its inputs are replaced.
    seed
        Of the stream.
    """
    stimulus = case.stimulus
    stream = random_stream(seed, (stimulus.samples, stimulus.steps, case.network.lines), 16)
    inputs = InputEvents.from_dense(stream) if seed % 2 else stream
    return replace(case, name=f"{case.name}, streaming", stimulus=replace(stimulus, inputs=inputs))


def streaming_case(number: int, *, masked: bool = False) -> Case:
    """A random classifier, one in four of the random cases, under a random stream.

    Parameters
    ----------
    number
        Of the classifier, and the seed of its stream.
    masked
        As for :func:`~neuro.conformance.random_case`.
    """
    return streamed(random_case(2 + 4 * number, masked=masked), number)


def streaming_learning_case(seed: int, samples: int = 8) -> LearningCase:
    """A random network that learns from a random stream.

    Parameters
    ----------
    seed, samples
        As for :func:`~neuro.conformance.random_learning_case`.
    """
    case = random_learning_case(seed, samples)
    stream = random_stream(seed, (samples, case.network.description.phases.steps, case.network.lines), 3)
    inputs = InputEvents.from_dense(stream) if seed % 2 else stream
    return replace(case, name=f"{case.name}, streaming", inputs=inputs)
