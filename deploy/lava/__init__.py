"""Lava (https://lava-nc.org): the network as a graph of processes, in floating or fixed point, running or learning."""

from .engine import LavaFixedEngine as LavaFixedEngine
from .engine import LavaFloatEngine as LavaFloatEngine
from .importing import import_lava as import_lava
from .starts import start_messages as start_messages
