"""A network on the cores of a chip: limits, demand, fit, placers, traffic, tables and pictures. Imports no Lava."""

from .limits import Chip as Chip
from .loading import DEFAULT_CHIP as DEFAULT_CHIP
from .loading import board_names as board_names
from .loading import chip_names as chip_names
from .loading import load_chip as load_chip
from .placed import CoreUse as CoreUse
from .placed import PlacedNetwork as PlacedNetwork
from .placed import read_placed as read_placed
from .placers import place as place
from .splitting import split_to_fit as split_to_fit
from .traffic import Traffic as Traffic
