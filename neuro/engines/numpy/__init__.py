"""The reference engine: the contract in plain NumPy."""

from .dynamics import Fields as Fields
from .dynamics import largest_drive as largest_drive
from .dynamics import trajectory as trajectory
from .engine import NumpyEngine as NumpyEngine
