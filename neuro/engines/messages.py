"""What input and label lines say, step by step; engines that send messages lay them out from here."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..network import Network
from .stimulus import Stimulus


def line_messages(
    network: Network, stimulus: Stimulus, code: str, label: float = 1, kind: Any = float
) -> list[NDArray[Any] | None]:
    """What lines say so that it acts in each step, (S, M + C) each: inputs, then labels.

    Under ``flips`` a line says what its value changes by, under ``spikes`` its value in every step. Where all are
    silent there is None; messages that are equal are one array.

    Parameters
    ----------
    network, stimulus, code
        What runs.
    label
        What the line of a clamped label is at.
    kind
        Of the numbers.
    """
    flips, lines = code == "flips", network.lines
    on = [int(stimulus.clamped(step)) for step in range(stimulus.steps + 1)]
    signs = [now - before if flips else now for before, now in pairwise(on)]
    streaming = stimulus.messages(code) if stimulus.streams else None
    found: list[NDArray[Any] | None] = []
    # Constant inputs say the same wherever they speak, and so does a label that comes, or goes, or stays.
    known: dict[tuple[bool, int], NDArray[Any]] = {}
    for step, sign in enumerate(signs, 1):
        speaks = stimulus.inputs is not None and (step == 1 or not flips)
        if streaming is None and (speaks, sign) in known:
            found.append(known[speaks, sign])
            continue
        inputs: Any = streaming.at(step) if streaming is not None else stimulus.inputs if speaks else None
        if not sign and (inputs is None or not np.any(inputs)):
            found.append(None)
            continue
        table = np.zeros((stimulus.samples, lines + network.classes), kind)
        if inputs is not None:
            table[:, :lines] = inputs
        if sign:
            table[np.arange(stimulus.samples), lines + np.asarray(stimulus.labels)] = sign * label
        known[speaks, sign] = table
        found.append(table)
    return found
