"""What a trained network does once supervision is removed: how much changes, and how soon it comes to rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import numpy as np
from numpy.typing import NDArray

from ..data import Split
from ..engines import FASTEST, Stimulus, load_engine
from ..events import is_stream
from ..network import Network

SAMPLES, LONGEST = 500, 50


@final
@dataclass(frozen=True)
class Settling:
    """How states fare when the label is taken away.

    Parameters
    ----------
    changed_share
        Share of units whose state at the end of the free phase differs from that at the end of the clamped phase,
        over all samples.
    settled_share
        Share of samples that reach a fixed point within `longest` steps of free dynamics.
    settling_steps
        Median over those samples of the free steps after which no state changes; None when there are none.
    overlap
        Mean of s s' / N over pairs of samples of different classes at the end of the free phase: 1 says that all end
        in one state, which nothing can tell apart, however little changes. None when there is but one class.
    samples
        How many were looked at.

    Where inputs change from step to step, only the steps of the free phase are run, and a sample counts as settled
    whose state stays in the last of them.

    Examples
    --------
    >>> rest = Settling(changed_share=0.0004, settled_share=1.0, settling_steps=0.0, overlap=0.3, samples=500)
    >>> rest.text
    '0.04 % of units change once the label is let go, 100.0 % of samples come to rest'
    """

    changed_share: float
    settled_share: float
    settling_steps: float | None
    overlap: float | None
    samples: int

    @property
    def text(self) -> str:
        """The two shares in words."""
        changed, settled = 100 * self.changed_share, 100 * self.settled_share
        return f"{changed:.2f} % of units change once the label is let go, {settled:.1f} % of samples come to rest"


def settling(network: Network, split: Split, samples: int = SAMPLES, longest: int = LONGEST) -> Settling:
    """Run the first samples of a split through the full phases, label clamped in between, in the fastest engine.

    Parameters
    ----------
    network, split
        A float or integer network and samples with labels.
    samples
        At most so many.
    longest
        Steps of free dynamics (of each module) in which a fixed point is looked for; at least those of the free phase
        are run.
    """
    part, phases = split.first(min(samples, len(split))), network.description.phases
    clamped_end, turns = phases.warmup + phases.clamped, network.description.turns
    # Where modules take turns a state is at rest once all of them have left it as it is.
    each = max(1, len(turns))
    inputs = network.encode(part.inputs)
    streams = is_stream(inputs)
    stimulus = Stimulus(
        samples=len(part),
        phases=phases if streams else replace(phases, free=max(longest * each, phases.free)),
        inputs=inputs,
        labels=part.labels,
        turns=turns,
        stop="never" if streams else "fixed-point",
    )
    states = load_engine(FASTEST).run(network, stimulus).states
    # The run ends early once every sample is at rest: later states are the last one.
    free = states[:, clamped_end:]
    final = free[:, min(phases.free, free.shape[1] - 1)]
    looked_at = free[:, [max(0, free.shape[1] - 1 - each), -1]] if streams else free[:, : longest * each + 1 : each]
    at_rest = (looked_at[:, 1:] == looked_at[:, :-1]).all(axis=2)
    if streams and free.shape[1] <= each:
        # Too short a free phase shows nothing.
        at_rest[:] = False
    settled = at_rest.any(axis=1)
    steps = at_rest.argmax(axis=1)[settled]
    return Settling(
        changed_share=float((final != free[:, 0]).mean()),
        settled_share=float(settled.mean()),
        settling_steps=float(np.median(steps)) if len(steps) else None,
        overlap=_overlap(final, part.labels),
        samples=len(part),
    )


def _overlap(states: NDArray[np.int8], labels: NDArray[np.int64]) -> float | None:
    other = labels[:, None] != labels
    if not other.any():
        return None
    signs = states.astype(float)
    return float((signs @ signs.T)[other].mean() / states.shape[1])
