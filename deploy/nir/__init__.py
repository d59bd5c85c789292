"""NIR, the form that spiking simulators exchange networks in (Pedersen et al., Nature Communications 15:8122, 2024)."""

from .format import NirFormat as NirFormat
