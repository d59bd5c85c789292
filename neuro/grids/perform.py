"""What a worker does with a point: text in, plain values out, whatever happens in between."""

from __future__ import annotations

import json
import threading
from typing import Any

import numpy as np
import tomli_w
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from .. import __version__
from ..description import parse_description
from ..errors import NeuroError
from ..machine.cores import at_most_cores
from .commands import RowsAndNetwork, find_work

# Engines keep global state (Brian2's device, signal handlers): one point at a time in a process.
_ALONE = threading.Lock()


def perform(content: str) -> dict[str, Any]:
    """Work on a point.

    Parameters
    ----------
    content
        :attr:`neuro.grids.Point.content`.

    Returns
    -------
    dict
        ``version`` of the product that did the work, and either ``rows``, perhaps with a ``network``, or ``error``.
    """
    with _ALONE:
        try:
            return {"version": __version__, **_done(json.loads(content))}
        except NeuroError as problem:
            sentence = str(problem)
        except MemoryError:
            sentence = "not enough memory for this point; use fewer workers or a smaller network."
        except Exception as problem:  # the other points go on, whatever is wrong with this one
            sentence = f"stopped by an error in the program: {type(problem).__name__}: {problem}"
        return {"version": __version__, "error": sentence}


def _done(content: dict[str, Any]) -> dict[str, Any]:
    work = find_work(content["command"])
    description = parse_description(tomli_w.dumps(content["description"]))
    # Points share the cores already; and sums are the same numbers on any of them only in one order.
    with threadpool_limits(limits=1), at_most_cores(1):
        came = work(description, content["options"])
    rows = came.rows if isinstance(came, RowsAndNetwork) else came
    plain = [{name: _plain(name, value) for name, value in row.items()} for row in rows]
    return {"rows": plain, **({"network": came.network} if isinstance(came, RowsAndNetwork) else {})}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if value is not None and not isinstance(value, (bool, int, float, str)):
        raise TypeError(f"column '{name}' holds a {type(value).__name__}, expected a number, a text or None")
    return value
