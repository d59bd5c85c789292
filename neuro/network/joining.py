"""Networks trained apart as one: a committee, whose readout fields add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
from scipy import sparse

from ..description import Coupling, Description
from ..errors import NeuroError
from .arrays import Network
from .splitting import split_readout

# What all members have to agree in, since the whole network has one of each.
_COMMON = ("input", "classes", "phases", "dynamics", "numbers")
_SCALE = ("unit", "input_gain", "feedback_payload")


def join_networks(networks: Sequence[Network], name: str = "committee") -> Network:
    """One network of several that hear the same input and answer for the same classes.

    Its modules are those of the members, not coupled to each other; input and labels reach all, and each readout adds
    up what it hears from all. Its states are those of the members, and its readout fields the sums of theirs. Numbered
    by member, the first module ``hidden`` becomes ``hidden1``. How it would learn on is as the first member says.

    Parameters
    ----------
    networks
        At least two, all float or all integer.
    name
        Of the whole.

    Raises
    ------
    NeuroError
        When they differ in what the whole has one of: input, classes, phases, order of updates, numbers and, in whole
        numbers, the scale of fields and gains.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from neuro import build_network, load_model
    >>> from neuro.network import join_networks
    >>> digits = load_model("digits")
    >>> both = join_networks([build_network(replace(digits, seed=seed)) for seed in (1, 2)])
    >>> both.units, both.description.slices
    (1000, {'hidden1': slice(0, 500, None), 'hidden2': slice(500, 1000, None)})
    """
    if len(networks) < 2:
        raise NeuroError(f"got {len(networks)} network to join, expected at least two.")
    first = networks[0]
    for number, other in enumerate(networks[1:], 2):
        _check_alike(first, other, number)
    if first.readouts > first.classes:
        # Each member's shares, one after the other.
        whole = join_networks([split_readout(network, 1) for network in networks], name)
        return split_readout(whole, len(networks) * first.readouts // first.classes)
    values: dict[str, Any] = {
        "recurrent": _diagonal([n.recurrent for n in networks]),
        "links": _diagonal([n.links for n in networks]),
        "input_weights": _stacked([n.input_weights for n in networks]),
        "readout_weights": np.concatenate([n.readout_weights for n in networks], axis=1),
    }
    for each in ("self_coupling", "bias", "feedback_weights"):
        values[each] = np.concatenate([getattr(n, each) for n in networks])
    return replace(first, description=_description([n.description for n in networks], name), **values)


def _check_alike(first: Network, other: Network, number: int) -> None:
    if first.is_integer != other.is_integer:
        raise NeuroError(f"network {number} is {_regime(other)}, the first is {_regime(first)}; expected one regime.")
    both = [(f"[{key}]", *(getattr(n.description, key) for n in (first, other))) for key in _COMMON]
    both += [(key, getattr(first, key), getattr(other, key)) for key in _SCALE if first.is_integer]
    for what, wanted, got in both:
        if wanted != got:
            remedy = ", or float networks to join and then to round as one" if what == "unit" else ""
            raise NeuroError(
                f"network {number} has another {what} than the first ({_difference(wanted, got)}); expected the "
                f"same{remedy}."
            )


def _regime(network: Network) -> str:
    return "integer" if network.is_integer else "float"


def _difference(wanted: Any, got: Any) -> str:
    if wanted is None or got is None or not hasattr(wanted, "__dataclass_fields__"):
        return f"{got} instead of {wanted}"
    names = [field.name for field in fields(wanted) if getattr(wanted, field.name) != getattr(got, field.name)]
    return ", ".join(f"{name} {getattr(got, name)} instead of {getattr(wanted, name)}" for name in names)


def _diagonal(blocks: Sequence[Any]) -> sparse.csr_matrix:
    """Blocks along the diagonal; couplings stored at weight 0 stay stored."""
    columns = np.cumsum([0, *(block.shape[1] for block in blocks)])
    listed = [sparse.coo_matrix(block) for block in blocks]
    rows = np.cumsum([0, *(block.shape[0] for block in listed)])
    i = np.concatenate([block.row + start for block, start in zip(listed, rows, strict=False)])
    j = np.concatenate([block.col + start for block, start in zip(listed, columns, strict=False)])
    values = np.concatenate([block.data for block in listed])
    matrix = sparse.csr_matrix((values, (i, j)), shape=(int(rows[-1]), int(columns[-1])))
    matrix.sort_indices()
    return matrix


def _stacked(matrices: Sequence[Any]) -> Any:
    if not any(sparse.issparse(matrix) for matrix in matrices):
        return np.concatenate(matrices)
    stacked = sparse.csr_matrix(sparse.vstack([sparse.csr_matrix(matrix) for matrix in matrices], format="csr"))
    stacked.sort_indices()
    return stacked


def _description(descriptions: Sequence[Description], name: str) -> Description:
    populations, couplings = [], list[Coupling]()
    for number, description in enumerate(descriptions, 1):
        names = {population.name: f"{population.name}{number}" for population in description.populations}
        populations += [replace(p, name=names[p.name]) for p in description.populations]
        for coupling in description.couplings:
            ends: Any = {end: names[getattr(coupling, end)] for end in ("source", "target") if hasattr(coupling, end)}
            couplings.append(replace(coupling, **ends))
    seeds = ", ".join(str(description.seed) for description in descriptions)
    summary = (
        f"{len(descriptions)} networks that learned apart (seeds {seeds}), joined; trained weights, not drawn ones"
    )
    return replace(
        descriptions[0], name=name, summary=summary, populations=tuple(populations), couplings=tuple(couplings)
    )
