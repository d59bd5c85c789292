"""Brian2: event-driven simulation on the CPU, in runtime mode and as a compiled C++ program."""

from .engine import Brian2Engine as Brian2Engine
from .engine import Brian2StandaloneEngine as Brian2StandaloneEngine
