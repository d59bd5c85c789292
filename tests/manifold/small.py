"""Described modules and chains of a few units, drawn seed by seed."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from neuro import build_network
from neuro.description import Description, Gaussian, Link, Population
from neuro.network import Network
from tests.small import small_network


def module(size: int, self_coupling: float, strength: float = 1.0, density: float = 1.0, seed: int = 0) -> Description:
    return Description(
        name="one",
        seed=seed,
        populations=(Population("module", size, self_coupling=self_coupling),),
        couplings=(Gaussian("module", "module", strength, density),),
    )


def chain(
    modules: int, size: int, self_coupling: float, link: float, link_density: float = 1.0, seed: int = 0
) -> Description:
    names = [f"module-{number}" for number in range(modules)]
    neighbours = [(a, b) for i, a in enumerate(names) for j, b in enumerate(names) if abs(i - j) == 1]
    return Description(
        name="several",
        seed=seed,
        populations=tuple(Population(name, size, self_coupling=self_coupling) for name in names),
        couplings=(
            *(Gaussian(name, name) for name in names),
            *(Link(a, b, link, density=link_density) for a, b in neighbours),
        ),
    )


def draws(description: Description, number: int) -> Iterator[Network]:
    for seed in range(number):
        yield build_network(Description(**{**vars(description), "seed": seed}))


def within(samples: list[float], expected: float, errors: float = 3.0) -> bool:
    """Whether the mean of the samples lies within so many standard errors."""
    return abs(np.mean(samples) - expected) <= errors * np.std(samples, ddof=1) / math.sqrt(len(samples))


def all_states(units: int) -> NDArray[np.int8]:
    return np.array([[1 if code >> unit & 1 else -1 for unit in range(units)] for code in range(1 << units)], np.int8)


def brute_force(network: Network, field: NDArray[np.float64] | None = None) -> NDArray[np.int8]:
    """Fixed points by the definition, unit by unit."""
    states, found = all_states(network.units), []
    recurrent = np.asarray(network.recurrent, float) + network.links.toarray()
    extra = np.zeros(network.units) if field is None else field
    for state in states:
        h = recurrent @ state + network.self_coupling * state + network.bias + extra
        if all(s == (1 if value > 0 else -1) for s, value in zip(state, h, strict=True)):
            found.append(state)
    return np.array(found, np.int8).reshape(-1, network.units)


@st.composite
def integer_networks(draw: st.DrawFn, largest: int = 7) -> Network:
    """Whole numbers so small that many fields are 0."""
    units = draw(st.integers(1, largest))

    def numbers(shape: tuple[int, ...]) -> NDArray[np.int64]:
        count = int(np.prod(shape))
        return np.array(draw(st.lists(st.integers(-2, 2), min_size=count, max_size=count))).reshape(shape)

    off = 1 - np.eye(units, dtype=int)
    return small_network(
        numbers((units, units)) * off,
        self_coupling=numbers((units,)),
        bias=numbers((units,)),
        links=abs(numbers((units, units))) * off,
    )
