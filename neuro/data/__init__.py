"""Data sets by name."""

from collections.abc import Callable

from ..errors import NeuroError, nearest
from .dataset import SPLITS as SPLITS
from .dataset import DataSet as DataSet
from .dataset import Split as Split
from .digits import digits

_SETS: dict[str, Callable[[], DataSet]] = {"digits": digits}


def load_data(name: str) -> DataSet:
    """The data set of that name."""
    if name not in _SETS:
        raise NeuroError(f"there is no data set '{name}'; {nearest(name, _SETS)}")
    return _SETS[name]()
