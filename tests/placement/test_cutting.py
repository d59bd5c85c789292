"""Laws of how rows are cut into ranges: as long as a core holds, or about equally heavy, whatever the network."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from neuro.description import Description, Gaussian, Population
from neuro.network import build_network, integer_network
from neuro.placement.demand import Connections, connections_of, demand_of
from neuro.placement.fit import check_single
from neuro.placement.limits import Chip
from neuro.placement.placers import load_placer
from neuro.placement.placers.balanced import BalancedPlacer
from neuro.placement.placers.base import fill
from tests.small import small_network

from .small_chip import small_chip

_ANY_CUT = given(
    sizes=st.lists(st.integers(1, 30), min_size=1, max_size=3),
    density=st.sampled_from([0.1, 0.4, 1.0]),
    neurons=st.integers(1, 20),
    memory=st.integers(4000, 20000),
    most=st.integers(1, 25),
    seed=st.integers(0, 99),
)


def random_connections(sizes: list[int], density: float, seed: int) -> Connections:
    names = [f"p{k}" for k in range(len(sizes))]
    description = Description(
        name="random",
        populations=tuple(Population(n, s, self_coupling=1.0) for n, s in zip(names, sizes, strict=True)),
        couplings=tuple(Gaussian(a, b, density=density) for a in names for b in names),
        seed=seed,
    )
    return connections_of(integer_network(build_network(description)))


@_ANY_CUT
def test_a_range_is_as_long_as_a_core_holds(
    sizes: list[int], density: float, neurons: int, memory: int, most: int, seed: int
) -> None:
    connections = random_connections(sizes, density, seed)
    chip = small_chip(neurons=neurons, synapse_bits=memory, in_axons=90, out_axons=None)
    check_single(connections, chip)
    ranges = fill(connections, 0, connections.neurons, chip, most)
    assert [start for start, _ in ranges[1:]] == [stop for _, stop in ranges[:-1]]
    assert (ranges[0][0], ranges[-1][1]) == (0, connections.neurons)
    for start, stop in ranges:
        assert demand_of(connections, start, stop, chip).fits(chip)
        one_more = stop < connections.neurons and stop - start < min(most, neurons)
        assert not (one_more and demand_of(connections, start, stop + 1, chip).fits(chip))


@given(
    sizes=st.lists(st.integers(1, 12), min_size=1, max_size=3),
    density=st.sampled_from([0.1, 0.4, 1.0]),
    neurons=st.integers(1, 20),
    memory=st.integers(4000, 8000),
    seed=st.integers(0, 99),
)
def test_the_heaviest_core_is_as_light_as_can_be(
    sizes: list[int], density: float, neurons: int, memory: int, seed: int
) -> None:
    connections = random_connections(sizes, density, seed)
    chip = small_chip(neurons=neurons, synapse_bits=memory, in_axons=90, out_axons=None)
    filled, found = (
        cut(connections, chip)
        for cut in (lambda c, on: fill(c, 0, c.neurons, on, on.neurons), lambda c, on: BalancedPlacer().cut(c, on, 99))
    )
    assert len(found) <= len(filled)
    loads = connections.loads
    heaviest = max(int(loads[stop] - loads[start]) for start, stop in found)
    best = lightest(connections, chip, len(filled))
    assert best <= heaviest <= max(best, 1.01 * best + 1)


def lightest(connections: Connections, chip: Chip, cores: int) -> int:
    """The least that the heaviest of so many ranges can hold, all ways to cut tried."""
    rows, loads = connections.neurons, connections.loads.tolist()
    least: list[float] = [0, *[np.inf] * rows]
    for _ in range(cores):
        before = list(least)
        for start in range(rows):
            if before[start] == np.inf:
                continue
            for stop in range(start + 1, min(start + chip.neurons, rows) + 1):
                if not demand_of(connections, start, stop, chip).fits(chip):
                    break
                least[stop] = min(least[stop], max(before[start], loads[stop] - loads[start]))
    return int(least[rows])


def test_a_range_of_one_after_a_range_of_two() -> None:
    """Units 0 and 1 hear nobody; 2 and 3 hear all, and a core holds the couplings of one of them."""
    rows = np.array([[0] * 4, [0] * 4, [1, 1, 0, 1], [1, 1, 1, 0]])
    connections = connections_of(small_network(rows))
    (alone, both) = (demand_of(connections, 2, stop, small_chip()).synapse_bits for stop in (3, 4))
    chip = small_chip(synapse_bits=alone)
    assert alone < both
    assert fill(connections, 0, 4, chip, 2) == [(0, 2), (2, 3), (3, 4)]


def test_balancing_never_takes_more_cores_than_there_are() -> None:
    """Half of seven couplings are three units and one; two cores of two units hold them only when they are filled."""
    rows = np.zeros((4, 4), int)
    rows[3, :3] = 1
    network = small_network(rows, self_coupling=[0, 0, 0, 1])
    chip = small_chip(cores=2, mesh_columns=1, mesh_rows=1, synapse_bits=10_000)
    assert load_placer("balanced").place(network, chip).core.tolist() == [0, 0, 1, 1]


@_ANY_CUT
def test_balanced_ranges_fit_and_are_no_longer_than_asked(
    sizes: list[int], density: float, neurons: int, memory: int, most: int, seed: int
) -> None:
    connections = random_connections(sizes, density, seed)
    chip = small_chip(
        cores=100, mesh_columns=10, mesh_rows=5, neurons=neurons, synapse_bits=memory, in_axons=90, out_axons=None
    )
    ranges = BalancedPlacer().cut(connections, chip, most)
    assert [*range(connections.neurons)] == [row for start, stop in ranges for row in range(start, stop)]
    for start, stop in ranges:
        assert stop - start <= most
        assert demand_of(connections, start, stop, chip).fits(chip)


def test_units_that_hear_nobody_weigh_as_one() -> None:
    connections = connections_of(small_network(np.zeros((6, 6), int)))
    chip = small_chip(neurons=4, cores=2, mesh_columns=1, mesh_rows=1)
    assert BalancedPlacer().cut(connections, chip, 4) == [(0, 3), (3, 6)]
