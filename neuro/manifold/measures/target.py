"""The network that is measured: its settings as columns, its numbers, and a field that acts on it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...description import Description, Gaussian, Link
from ...errors import NeuroError
from ...network import Network, build_network, integer_network
from ..states import input_field

FIELDS = ("none", "random", "input", "feedback")
_STREAM = 0x6669656C64


def settings_of(description: Description) -> dict[str, Any]:
    """The settings that matter, by name; None where modules or couplings differ in one."""
    inside = [c for c in description.couplings if isinstance(c, Gaussian)]
    links = [c for c in description.couplings if isinstance(c, Link)]
    return {
        "model": description.name,
        "seed": description.seed,
        "units": description.units,
        "depth": len(description.populations),
        "size": _shared([p.size for p in description.populations]),
        "self_coupling": _shared([p.self_coupling for p in description.populations]),
        "density": _shared([c.density for c in inside]),
        "link_strength": _shared([c.strength for c in links]),
    }


def target_network(description: Description, regime: str) -> Network:
    """The network of the description's seed, in floats or whole numbers."""
    network = build_network(description)
    return integer_network(network) if regime == "integer" else network


def check_field(description: Description, kind: str) -> None:
    """Refuse a field that the model has no lines for."""
    missing = {"input": description.input is None, "feedback": description.classes is None}
    if missing.get(kind):
        section = "input" if kind == "input" else "classes"
        raise NeuroError(f"field '{kind}': model '{description.name}' has no [{section}]; ask for field 'random'.")


def field_of(network: Network, kind: str, strength: float) -> NDArray[np.float64] | None:
    """A constant field (N,) in the network's own units, from the description's seed; None for none.

    Parameters
    ----------
    network
        Float or integer; in an integer network the field is rounded to whole units, as its bias is.
    kind
        ``random`` gives each unit a Gaussian field, as random input of many lines does; ``input`` is the field of a
        sample of random bits at the network's own input weights, ``feedback`` that of one label.
    strength
        Standard deviation of ``random``, in the description's units; the other two are multiplied by it.
    """
    if kind == "none":
        return None
    check_field(network.description, kind)
    rng = np.random.default_rng([network.description.seed, _STREAM])
    if kind == "random":
        field = strength * rng.standard_normal(network.units) / (network.unit or 1.0)
    elif kind == "input":
        bits = rng.integers(0, 2, size=(1, network.lines)).astype(float)
        field = strength * input_field(network, network.encode(bits)[0])
    else:
        label = int(rng.integers(network.classes))
        field = strength * network.feedback_weights[:, label] * float(network.feedback_payload)
    return np.rint(field) if network.is_integer else np.asarray(field, float)


def module_law(description: Description) -> tuple[int, float, float] | None:
    """Size, self-coupling and strength of a module of 2 units or more with all couplings: pairs have a theory there."""
    (first, *others), couplings = description.populations, description.couplings
    inside = [c for c in couplings if isinstance(c, Gaussian)]
    if others or first.bias or first.bias_deviation or any(isinstance(c, Link) for c in couplings):
        return None
    if first.size < 2 or len(inside) != 1 or inside[0].density < 1.0 or not inside[0].strength > 0.0:
        return None
    return first.size, first.self_coupling, inside[0].strength


def _shared(values: list[Any]) -> Any:
    return values[0] if len(set(values)) == 1 else None
