"""What engines learn side by side: a network and the samples it is taught, in the order of training."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from .data import load_data
from .description import load_model
from .errors import NeuroError
from .learning import check_trainable, load_trained, sample_order, starting_network
from .network import Network, integer_network

# Taken from a data set when no number is asked for.
_SAMPLES = 100


@final
@dataclass(frozen=True, eq=False)
class Course:
    """A network as it is before the first sample, payloads (S, M), classes (S,), and the data set they are from."""

    name: str
    network: Network
    payloads: NDArray[Any]
    labels: NDArray[np.int64]
    data: str


def make_course(
    subject: str,
    *,
    seed: int | None = None,
    regime: str | None = None,
    samples: int | None = None,
    data: str | None = None,
    folder: str | None = None,
) -> Course:
    """Set up learning: the first samples of the first epoch of ``neuro train``, from the network it starts with.

    Parameters
    ----------
    subject
        A model name, a TOML file, or a folder written by ``neuro train``, whose network goes on learning.
    samples
        How many, 100 when not asked for; at most one epoch.

    Raises
    ------
    NeuroError
        When the subject can't be trained, or the data or a number doesn't fit.
    """
    network = _network(subject, seed, regime)
    description = network.description
    named = data or (description.input.data if description.input else None)
    if named is None:
        raise NeuroError(f"model '{description.name}' names no data set; give one with --data.")
    found = load_data(named, folder)
    check_trainable(description, found)
    order = sample_order(description.seed, 1, len(found.train))
    if samples is not None and not 1 <= samples <= len(order):
        raise NeuroError(f"samples: got {samples}, expected 1 to {len(order)}, the training samples of '{named}'.")
    chosen = order[: _SAMPLES if samples is None else samples]
    payloads = network.encode(found.train.inputs[chosen])
    return Course(description.name, network, payloads, found.train.labels[chosen], found.name)


def _network(subject: str, seed: int | None, regime: str | None) -> Network:
    if not Path(subject).is_dir():
        description = load_model(subject)
        if seed is not None:
            description = replace(description, seed=seed)
        return starting_network(description, (regime or description.numbers.regime) == "integer")
    if seed is not None:
        raise NeuroError(f"{subject}: is a trained network, whose weights no seed can change; leave the seed out.")
    network = load_trained(subject)
    regime = regime or network.description.numbers.regime
    if network.is_integer and regime == "float":
        raise NeuroError(f"{subject}: was trained in whole numbers and has no float version; ask for regime 'integer'.")
    return integer_network(network) if regime == "integer" and not network.is_integer else network
