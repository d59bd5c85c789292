"""Stands in for the chip's state probes."""

from typing import Any

import numpy as np
from neuro_deploy.lava.shared import shared_array

_LONGEST = 2**14


class StateProbe:
    """Records a variable in every step; units one after another, each with all steps of all runs."""

    def __init__(self, var: Any) -> None:
        self._shared = shared_array((1,), int), shared_array((_LONGEST, *var.shape), np.int32)
        var.process.proc_params["probed"] = self._shared

    @property
    def time_series(self) -> Any:
        count, series = self._shared
        return series[: count[0]].T.ravel()
