"""How often each sender spoke in a run that was written: what a placer may weigh couplings by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import NeuroError
from ..files import read_arrays
from ..network import Network

_WHAT = "a run written by 'neuro simulate --out FILE.npz'"
_KEYS = ("network", "messages")


def read_messages(path: str | Path, network: Network) -> NDArray[np.int64]:
    """Messages of each unit, input line and label line in a run, (N + M + C,).

    Parameters
    ----------
    path
        What ``neuro simulate --out`` wrote, an .npz.
    network
        The network that ran.

    Raises
    ------
    NeuroError
        When the file can't be read, is damaged, or is of another network.
    """
    arrays, names = read_arrays(path, _WHAT, lambda name: name in _KEYS)
    if set(arrays) != set(_KEYS):
        raise NeuroError(
            f"{path}: holds {', '.join(sorted(names)) or 'nothing'}; expected {_WHAT}, with {' and '.join(_KEYS)}."
        )
    ran, messages = arrays["network"], arrays["messages"]
    if ran.shape != () or str(ran) != network.hash:
        raise NeuroError(
            f"{path}: is a run of network {ran}, expected one of network {network.hash} "
            f"('{network.description.name}'); run it with 'neuro simulate --regime integer --out FILE.npz'."
        )
    senders = network.units + network.lines + network.classes
    whole = messages.dtype.kind in "iu" and messages.shape == (senders,)
    if not whole or messages.min(initial=0) < 0 or messages.max(initial=0) > np.iinfo(np.int64).max:
        raise NeuroError(
            f"{path}: messages are of shape {messages.shape} and type {messages.dtype}; expected {senders:,} whole "
            "numbers from 0, one for each unit, input line and label line."
        )
    return messages.astype(np.int64)
