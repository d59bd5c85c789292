"""Intel's Loihi 2: the engine that runs on the chip. It has not been run on silicon."""

from .engine import Loihi2Engine as Loihi2Engine
