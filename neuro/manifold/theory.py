"""How many fixed points a module, or a chain of modules, has on average over its couplings, without input."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache, reduce
from itertools import pairwise, product

import numpy as np
from scipy import special

from ..description import Description, Gaussian, Link, Population
from ..errors import NeuroError
from .arguments import MOST_UNITS, finite, whole

_STATES = (-1, 1)
# What takes seconds.
_MOST_DILUTED, _MOST_MODULES = 10**7, 10**6


def expected_fixed_points(
    size: int, self_coupling: float, strength: float = 1.0, density: float = 1.0, *, log: bool = False
) -> float:
    """Mean number of fixed points of one module of N units, exact at every N.

    At density 1 it is (2 Phi(J_D / strength * sqrt(N / (N - 1))))^N.

    Derived here: in a given state the fields of the units depend on different rows of couplings, so each unit is
    stable independently, and every state is a fixed point with the same chance Phi(J_D / sigma)^N, where
    sigma^2 = strength^2 (N - 1) / N; there are 2^N states. Below density 1 the number of couplings that a unit
    receives is binomial, and Phi is averaged over it.

    Parameters
    ----------
    size
        Number of units N.
    self_coupling
        J_D.
    strength, density
        Of the Gaussian couplings, as in :class:`~neuro.description.Gaussian`.
    log
        Give the natural logarithm of the mean, which no size makes too large; -inf where the mean is 0.

    Raises
    ------
    NeuroError
        When a parameter is out of range or the mean exceeds the largest float.

    Examples
    --------
    >>> round(expected_fixed_points(100, self_coupling=0.0), 6)
    1.0
    >>> round(expected_fixed_points(12, self_coupling=1.0))
    598
    """
    return expected_chain_fixed_points(1, size, self_coupling, 0.0, strength=strength, density=density, log=log)


def expected_chain_fixed_points(
    modules: int,
    size: int,
    self_coupling: float,
    link_strength: float,
    *,
    strength: float = 1.0,
    density: float = 1.0,
    link_density: float = 1.0,
    log: bool = False,
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
    log
        As for :func:`expected_fixed_points`.

    Raises
    ------
    NeuroError
        When a parameter is out of range or the mean exceeds the largest float.
    """
    size = check_module(size, self_coupling, strength, density)
    modules = whole("modules", modules, 1, _MOST_MODULES)
    finite("link_strength", link_strength)
    finite("link_density", link_density, 0.0, 1.0)
    presence = ((1, link_density), (0, 1.0 - link_density))

    @cache
    def chance(before: int, own: int, after: int) -> float:
        """Logarithm of it: that a unit in state `own` is stable between two linked units; 0 stands for none."""
        return _log_sum(
            math.log(first)
            + math.log(second)
            + _stability(self_coupling + own * link_strength * (i * before + j * after), own, size, strength, density)
            for i, first in presence
            for j, second in presence
            if first and second
        )

    # Over all states of the modules so far, by those of the last two; logarithms, as no float holds thousands of them.
    sums = {(0, own): 0.0 for own in _STATES}
    for _ in range(modules - 1):
        sums = {
            (own, after): _log_sum(
                part + chance(before, own, after) for (before, last), part in sums.items() if last == own
            )
            for own, after in product(_STATES, repeat=2)
        }
    return mean_of(size * _log_sum(part + chance(before, own, 0) for (before, own), part in sums.items()), log)


def expected_described_fixed_points(description: Description, *, log: bool = False) -> float:
    """Mean number of fixed points over all seeds, without input, for the float network.

    Parameters
    ----------
    description
        One module, or a chain of equal modules with one-to-one links in both directions between neighbours, in the
        order in which they are listed. Input and readout don't count.
    log
        As for :func:`expected_fixed_points`.

    Raises
    ------
    NeuroError
        Naming what the theory has no place for, or when the mean exceeds the largest float.
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
    return expected_chain_fixed_points(
        len(modules),
        first.size,
        first.self_coupling,
        link_strength,
        strength=strength,
        density=density,
        link_density=link_density,
        log=log,
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


def entropy_per_unit(self_coupling: float, strength: float = 1.0) -> float:
    """ln(mean number of fixed points) / N of a large module, in nats: ln(2 Phi(J_D / strength)).

    Derived here: the limit N -> infinity of :func:`expected_fixed_points`; it is the same at every density, as
    the number of couplings that a unit receives no longer varies.

    Parameters
    ----------
    self_coupling, strength
        J_D, and that of the Gaussian couplings, more than 0.

    Raises
    ------
    NeuroError
        When there are no couplings.
    """
    finite("self_coupling", self_coupling)
    if not finite("strength", strength) > 0.0:
        raise NeuroError(f"strength: got {strength}, expected more than 0: without couplings there is no such limit.")
    return math.log(2.0) + float(special.log_ndtr(self_coupling / strength))


def _stability(aligned: float, own: int, size: int, strength: float, density: float) -> float:
    """Logarithm of the chance that a unit keeps its state `own` against the couplings from its module.

    `aligned` is `own` times all of its field that isn't random: J_D, and the links from units that agree with it, less
    those from units that don't. `own` itself matters where the field is exactly 0, which counts as -1.
    """
    if density >= 1.0:
        received, log_weights = np.array([size - 1]), np.zeros(1)
    else:
        from scipy import stats  # slow to import, and needed here alone

        received = np.arange(size)
        log_weights = stats.binom.logpmf(received, size - 1, density)
    deviation = strength * np.sqrt(received / max(density * size, 1e-300))
    silent = deviation == 0.0
    kept_in_silence = 0.0 if aligned > 0.0 or (aligned == 0.0 and own < 0) else -math.inf
    with np.errstate(over="ignore"):
        chances = np.where(silent, kept_in_silence, special.log_ndtr(aligned / np.where(silent, 1.0, deviation)))
    return float(special.logsumexp(chances + log_weights))


def _log_sum(logarithms: Iterable[float]) -> float:
    return float(reduce(np.logaddexp, logarithms, -math.inf))


def check_module(size: int, self_coupling: float, strength: float, density: float) -> int:
    """Refuse parameters that no module can have; the number of units."""
    units = whole("size", size, 1, MOST_UNITS)
    finite("self_coupling", self_coupling)
    finite("strength", strength, 0.0)
    if finite("density", density, 0.0, 1.0) < 1.0 and units > _MOST_DILUTED:
        raise NeuroError(
            f"size: got {units:,} at density {density}, expected at most {_MOST_DILUTED:,} units below density 1, "
            "where every number of couplings that a unit may receive is summed over."
        )
    return units


def mean_of(logarithm: float, log: bool) -> float:
    """A mean by its logarithm, or the logarithm where that is asked for; refused where a float can't hold it."""
    try:
        return logarithm if log else math.exp(logarithm)
    except OverflowError:
        raise NeuroError(
            f"the mean is e^{logarithm:.4g}, more than a float can hold; ask for its logarithm, by log=True."
        ) from None
