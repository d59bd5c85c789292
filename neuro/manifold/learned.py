"""Where samples take a classifier: how many fixed points lie around, what a label moves, and what of that remains."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import numpy as np
from numpy.typing import NDArray

from ..data import Split
from ..engines import FASTEST, Stimulus, load_engine
from ..errors import NeuroError
from ..network import Network
from .arguments import whole
from .local_entropy import check_looked_at, local_entropy
from .reach import reach
from .sampling import check_sampled, sample_fixed_points
from .states import input_field, random_states

# Sweeps, one unit after the other, in which a state that the phases leave comes to rest.
_SWEEPS = 200
# Of the estimate that draws fixed points: one is drawn for each sample.
_PARTICLES, _TEMPERATURES, _RUNS = 200, 40, 2


@final
@dataclass(frozen=True)
class AroundSamples:
    """Means over samples, each of whose inputs holds a constant field on the network.

    Parameters
    ----------
    learned
        ln(number of fixed points within the distance, itself included) / N around the one that inference leads to.
    random
        The same around the one that a random start leads to.
    typical
        The same around one drawn from all, each as likely; None where none was drawn.
    overlap
        Of the first two with each other, s s' / N.
    label_shift
        Share of units that differ at the end of the clamped phase from those of a run without the label.
    label_kept
        Share that still differs when the label is gone and both have come to rest.
    settled
        Share of samples whose state came to rest; the others are left out of all means.
    """

    learned: float | None
    random: float | None
    typical: float | None
    overlap: float | None
    label_shift: float | None
    label_kept: float | None
    settled: float


def around_samples(
    network: Network, samples: Split, distance: int, *, typical: bool = False, seed: int = 0
) -> AroundSamples:
    """Look around the fixed points that samples lead to, with and without their labels.

    The phases are the model's, in the fastest engine; what they leave then comes to rest one unit after the other.

    Parameters
    ----------
    network
        A classifier, float or integer, learned or not.
    samples
        With labels, at least one.
    distance
        Flips within which fixed points are counted, at least 1.
    typical
        Whether to draw fixed points by sequential Monte Carlo as well: a minute or more beyond 200 units.
    seed
        From which random starts, orders of updates and estimates are drawn.

    Raises
    ------
    NeuroError
        When the network is no classifier, its inputs change from step to step, the distance is out of range, or the
        network is too large for `typical`: before anything runs.
    """
    declared = network.description.input
    if not network.classes or declared is None or declared.steps is not None:
        raise NeuroError(
            f"model '{network.description.name}': expected a classifier whose inputs stand still, with [input] and "
            "[classes]."
        )
    if not len(samples):
        raise NeuroError("got no samples, expected at least one.")
    distance, seed = check_looked_at(network.units, distance), whole("seed", seed)
    if typical:
        check_sampled(network.units)
    free, clamped, after = _states(network, samples)
    encoded = np.asarray(network.encode(samples.inputs[:]))
    rows, starts = list[dict[str, float]](), random_states(len(samples), network.units, seed)
    for place, payload in enumerate(encoded):
        field = input_field(network, payload)
        own = np.stack([free[place], after[place], starts[place]])
        found = reach(network, own, "sequential", sweeps=_SWEEPS, seed=seed + place, field=field)
        if not found.settled.all():
            continue
        centres = found.final[[0, 2]]
        if typical:
            drawn = sample_fixed_points(
                network, 1, field, particles=_PARTICLES, temperatures=_TEMPERATURES, runs=_RUNS, seed=seed + place
            )
            centres = np.concatenate([centres, drawn])
        entropies = local_entropy(network, centres, distance, field, seed=seed + place).per_unit[:, -1]
        rows.append(
            {
                "learned": entropies[0],
                "random": entropies[1],
                "typical": entropies[2] if len(entropies) > 2 else np.nan,
                "overlap": float((found.final[0] * found.final[2]).mean()),
                "label_shift": float((clamped[place] != free[place]).mean()),
                "label_kept": float((found.final[0] != found.final[1]).mean()),
            }
        )
    means = {name: _mean([row[name] for row in rows]) for name in _NAMES}
    return AroundSamples(**means, settled=len(rows) / len(samples))


_NAMES = ("learned", "random", "typical", "overlap", "label_shift", "label_kept")


def _states(network: Network, samples: Split) -> tuple[NDArray[np.int8], NDArray[np.int8], NDArray[np.int8]]:
    """When the clamped phase ends, without a label and with it, and at the end of the free phase; (S, N) each."""
    phases, description = network.description.phases, network.description
    held = phases.warmup + phases.clamped
    stimulus = Stimulus(
        samples=len(samples),
        phases=phases,
        inputs=network.encode(samples.inputs[:]),
        labels=samples.labels,
        update_probability=description.dynamics.update_probability,
        turns=description.turns,
        seed=description.seed,
    )
    alone = replace(stimulus, phases=replace(phases, warmup=held, clamped=0, free=0), labels=None)
    with load_engine(FASTEST).open(network) as session:
        supervised, unsupervised = session.run(stimulus).states, session.run(alone).states
    return unsupervised[:, held], supervised[:, held], supervised[:, -1]


def _mean(values: list[float]) -> float | None:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else None
