"""The fast engine: Numba's compiled kernels over lanes of samples, event by event."""

from .engine import NumbaEngine as NumbaEngine
from .sequential import Sequential as Sequential
