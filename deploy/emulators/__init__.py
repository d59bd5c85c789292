"""Emulators of Loihi 1 that others wrote, as engines: independent witnesses of the spike code, each an extra."""

from .brian2_loihi import Brian2LoihiEngine as Brian2LoihiEngine
from .nengo_loihi import NengoLoihiEngine as NengoLoihiEngine
