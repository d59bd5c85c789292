"""Lava (https://lava-nc.org): the network as one hierarchical process, in floating or in fixed point."""

from .engine import LavaFixedEngine as LavaFixedEngine
from .engine import LavaFloatEngine as LavaFloatEngine
