"""Which units a readout hears, and which of them each readout unit of a class where there are several."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..description import Description, Readout


def readout_senders(description: Description) -> NDArray[np.bool_]:
    """Which units the readout hears, (N,): of the populations declared; all where none is.

    Parameters
    ----------
    description
        Of a network with classes.
    """
    sources = [coupling.source for coupling in description.couplings if isinstance(coupling, Readout)]
    heard = np.full(description.units, not sources)
    for source in sources:
        heard[description.slices[source]] = True
    return heard


def readout_shares(description: Description) -> NDArray[np.bool_]:
    """Whose share each unit is of: in order, so that all readout units of a class hear equally many.

    Parameters
    ----------
    description
        Of a network with classes.

    Returns
    -------
    NDArray
        A row for each readout unit of one class, (P, N); each unit is in one of them.
    """
    readouts = description.classes.readouts if description.classes else 1
    heard = readout_senders(description)
    before: NDArray[np.int64] = np.cumsum(heard) - heard
    # As np.array_split shares: the first ones may have one more.
    whole, rest = divmod(int(heard.sum()), readouts)
    ends = np.cumsum([whole + (number < rest) for number in range(readouts - 1)])
    shares: NDArray[np.bool_] = np.searchsorted(ends, before, side="right") == np.arange(readouts)[:, None]
    return shares
