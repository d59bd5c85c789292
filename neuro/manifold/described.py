"""The mean number of fixed points of a described network, where there is a theory for it."""

from __future__ import annotations

from itertools import pairwise

from ..description import Description, Gaussian, Link, Population
from ..errors import NeuroError
from .chains import log_expected_chain_fixed_points


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
