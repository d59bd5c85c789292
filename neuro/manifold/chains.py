"""How many fixed points chains of modules with one-to-one links have on average, without input."""

from __future__ import annotations

import math
from functools import cache
from itertools import pairwise

from ..description import Description, Gaussian, Link, Population
from ..errors import NeuroError
from .theory import check_module, exponential, stability

_STATES = (-1, 1)


def log_expected_chain_fixed_points(
    modules: int,
    size: int,
    self_coupling: float,
    link_strength: float,
    *,
    strength: float = 1.0,
    density: float = 1.0,
    link_density: float = 1.0,
) -> float:
    """Natural logarithm of :func:`expected_chain_fixed_points`; -inf where there is none.

    Parameters
    ----------
    modules, size, self_coupling, link_strength, strength, density, link_density
        As for :func:`expected_chain_fixed_points`.

    Raises
    ------
    NeuroError
        When a parameter is out of range.
    """
    check_module(size, strength, density)
    if modules < 1:
        raise NeuroError(f"modules: got {modules}, expected at least 1.")
    if not 0.0 <= link_density <= 1.0:
        raise NeuroError(f"link_density: got {link_density}, expected 0 to 1.")
    presence = ((1, link_density), (0, 1.0 - link_density))

    @cache
    def chance(before: int, own: int, after: int) -> float:
        """That a unit in state `own` is stable between two linked units; 0 stands for none."""
        return sum(
            first
            * second
            * stability(self_coupling + own * link_strength * (i * before + j * after), own, size, strength, density)
            for i, first in presence
            for j, second in presence
            if first and second
        )

    if modules == 1:
        column = sum(chance(0, own, 0) for own in _STATES)
    else:
        sums = {(own, after): chance(0, own, after) for own in _STATES for after in _STATES}
        for _ in range(modules - 2):
            sums = {
                (own, after): sum(sums[before, own] * chance(before, own, after) for before in _STATES)
                for own in _STATES
                for after in _STATES
            }
        column = sum(part * chance(before, own, 0) for (before, own), part in sums.items())
    return size * math.log(column) if column > 0.0 else -math.inf


def expected_chain_fixed_points(
    modules: int,
    size: int,
    self_coupling: float,
    link_strength: float,
    *,
    strength: float = 1.0,
    density: float = 1.0,
    link_density: float = 1.0,
) -> float:
    """Mean number of fixed points of L modules of N units each, unit i linked to unit i of both neighbours.

    Derived here: as in one module, units are stable independently, each with chance
    Phi((J_D + lambda s_l (s_(l-1) + s_(l+1))) / sigma), which holds only units of equal number i. So the sum over all
    states is the N-th power of a sum over the 2^L states of one column, taken from module to module by a transfer
    matrix; sigma^2 = strength^2 (N - 1) / N. It is exact at every N. A link that may be missing is averaged over.

    Parameters
    ----------
    modules, size
        Number of modules L and of units N in each.
    self_coupling, link_strength
        J_D and lambda, the strength of the links in both directions.
    strength, density
        Of the Gaussian couplings inside each module.
    link_density
        Chance that a link exists, each direction by itself.

    Raises
    ------
    NeuroError
        When a parameter is out of range or the mean exceeds the largest float.
    """
    return exponential(
        log_expected_chain_fixed_points(
            modules,
            size,
            self_coupling,
            link_strength,
            strength=strength,
            density=density,
            link_density=link_density,
        )
    )


def log_expected_described_fixed_points(description: Description) -> float:
    """Natural logarithm of the mean number over all seeds, without input, for the float network.

    Parameters
    ----------
    description
        One module, or a chain of equal modules with one-to-one links in both directions between neighbours, in the
        order in which they are listed. Input and readout don't count.

    Raises
    ------
    NeuroError
        Naming what the theory has no place for.
    """
    modules = description.populations
    first = modules[0]
    for module in modules:
        if module.bias or module.bias_deviation:
            raise _refusal(description, f"module '{module.name}' has a bias")
        if (module.size, module.self_coupling) != (first.size, first.self_coupling):
            raise _refusal(description, f"modules '{first.name}' and '{module.name}' differ in size or self-coupling")
    strength, density = _inside(description, modules)
    link_strength, link_density = _between(description, modules)
    return log_expected_chain_fixed_points(
        len(modules),
        first.size,
        first.self_coupling,
        link_strength,
        strength=strength,
        density=density,
        link_density=link_density,
    )


def _inside(description: Description, modules: tuple[Population, ...]) -> tuple[float, float]:
    """Strength and density of the Gaussian couplings, the same in each module and none between modules."""
    couplings = [c for c in description.couplings if isinstance(c, Gaussian)]
    if any(c.source != c.target for c in couplings):
        raise _refusal(description, "Gaussian couplings join two modules")
    laws = {c.source: (c.strength, c.density) for c in couplings}
    found = {laws.get(module.name, (0.0, 1.0)) for module in modules}
    if len(found) > 1:
        raise _refusal(description, "the Gaussian couplings differ from module to module")
    return found.pop()


def _between(description: Description, modules: tuple[Population, ...]) -> tuple[float, float]:
    """Strength and density of the links of a chain."""
    links = [c for c in description.couplings if isinstance(c, Link)]
    if any(link.pattern != "one-to-one" for link in links):
        raise _refusal(description, "links are random")
    names = [module.name for module in modules]
    steps = set(pairwise(names))
    neighbours = steps | {(later, earlier) for earlier, later in steps}
    if {(link.source, link.target) for link in links} != neighbours:
        raise _refusal(description, "links don't join each module with the next, in both directions, and no others")
    laws = {(link.strength, link.density) for link in links}
    if len(laws) > 1:
        raise _refusal(description, "the links differ in strength or density")
    return laws.pop() if laws else (0.0, 1.0)


def _refusal(description: Description, reason: str) -> NeuroError:
    return NeuroError(
        f"model '{description.name}': {reason}; expected one module or a chain of equal modules without bias, for "
        "others there is no theory: enumerate or sample their fixed points."
    )
