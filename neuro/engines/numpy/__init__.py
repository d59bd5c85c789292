"""The reference engine: the contract in plain NumPy."""

from .engine import NumpyEngine as NumpyEngine
from .fields import Fields as Fields
from .session import trajectory as trajectory
