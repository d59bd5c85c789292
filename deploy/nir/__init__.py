"""NIR, the form that spiking simulators exchange networks in (Pedersen et al., Nature Communications 15:8122, 2024)."""

from .events import read_events as read_events
from .events import write_events as write_events
from .format import NirFormat as NirFormat
