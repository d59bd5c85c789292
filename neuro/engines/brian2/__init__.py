"""Brian2: event-driven simulation on the CPU, in runtime mode and as a compiled C++ program."""

from .engine import Brian2Engine as Brian2Engine
from .engine import Brian2StandaloneEngine as Brian2StandaloneEngine
from .running.objects import Brian2Objects as Brian2Objects
from .running.objects import brian2_objects as brian2_objects
