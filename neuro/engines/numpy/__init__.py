"""The reference engine: the contract in plain NumPy."""

from .engine import NumpyEngine as NumpyEngine
