"""The reference engine: the contract in plain NumPy."""

from .engine import NumpyEngine as NumpyEngine
from .session import at_fixed_point as at_fixed_point
