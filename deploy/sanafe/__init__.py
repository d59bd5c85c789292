"""SANA-FE (https://github.com/SLAM-Lab/SANA-FE): the placed network on an independent simulator of Loihi, an extra.

SANA-FE is under GPL-3.0: users install it, it is imported only when asked for, and no part of it is kept here.
"""

from .checking import CrossCheck as CrossCheck
from .checking import crosscheck as crosscheck
from .engine import SanafeEngine as SanafeEngine
