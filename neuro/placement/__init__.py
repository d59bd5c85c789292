"""A network on the cores of a chip: limits, demand, fit, placers, traffic, tables and pictures. Imports no Lava."""

from .contract import DEFAULT_CHIP as DEFAULT_CHIP
from .contract import AbstractChip as AbstractChip
from .contract import AbstractPlaced as AbstractPlaced
from .contract import CoreUse as CoreUse
from .contract import load_chip as load_chip
from .contract import registered_chips as registered_chips
from .traffic import Traffic as Traffic
