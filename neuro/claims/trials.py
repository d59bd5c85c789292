"""The full model and the networks compared with it; each differs from it only as its sentence says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, final

from ..description import Coupling, Description, Gaussian, InputCoupling, Link, Population, Readout, label
from ..grids import Axis
from ..tuning import Range

PERCEPTRON = "perceptron"
# What settings are searched over: multiples of the full model's, and how far a margin goes beyond the field by which a
# state holds itself through self-coupling. One that it has over a link and back it may fall short of.
_FEEDBACK, _STRENGTH, _RATE, _BEYOND, _SHORT = (0.2, 5.0), (0.4, 2.5), (0.25, 4.0), (0.03, 1.5), 1.0
# Of the links of chains that differ from the full model in depth alone; and which share of the first module's units
# each of the second hears where modules stand in a row.
_LINK, _HEARD = 1.0, 0.25


@final
@dataclass(frozen=True)
class Trial:
    """One network to train.

    Parameters
    ----------
    name, sentence
        Which, and what is special about it.
    description
        The network; of a perceptron the one whose seed and samples it shares.
    over
        What settings are searched over, where they are.
    link_strength
        Of the links between two modules without self-coupling; None for other networks.
    depth
        Modules of a chain with the full model's self-coupling, 1 for the full model; None for other networks.
    layers, binary
        Of a perceptron: hidden layers, and whether its units are +1 and -1; no layers for other networks.
    """

    name: str
    sentence: str
    description: Description
    over: tuple[Axis | Range, ...] = ()
    link_strength: float | None = None
    depth: int | None = None
    layers: int = 0
    binary: bool = False


def network_trials(base: Description, strengths: Sequence[float], depths: Sequence[int]) -> tuple[Trial, ...]:
    """All networks, the full model first, perceptrons last.

    Parameters
    ----------
    base
        The full model. Chains are made of one module: where it has several, there are none.
    strengths
        Of the links between two modules without self-coupling, one trial each.
    depths
        Numbers of modules of chains with self-coupling, one trial each.
    """
    bare = replace(base, populations=tuple(replace(p, self_coupling=0.0) for p in base.populations))
    trials = [
        Trial(
            "full model",
            f"The model '{base.name}' with {base.units} units: input, recurrent and readout couplings learn.",
            base,
            _searched(base),
            depth=1,
        ),
        _frozen(base, "frozen recurrent couplings", "Recurrent couplings stay as drawn; input and readout learn."),
        Trial(
            "no recurrent couplings",
            "Gaussian couplings from unit to unit are left out, self-coupling is kept; input and readout learn.",
            without := replace(base, couplings=tuple(c for c in base.couplings if not isinstance(c, Gaussian))),
            _searched(without),
        ),
        _frozen(
            base,
            "readout only",
            "Input and recurrent couplings stay as drawn: a readout of random features.",
            input_rate=0.0,
            input_decay=0.0,
        ),
        Trial("self-coupling 0", "The full model with self-coupling 0 in every unit.", bare, _searched(bare)),
    ]
    if len(base.populations) == 1:
        trials += [_linked(base, strength) for strength in strengths]
        trials += [_deep(base, depth) for depth in depths]
        trials += [_in_a_row(base)] if _strength(base, "input") else []
    return (*trials, *_perceptrons(base))


def _holding(base: Description) -> float:
    return max(population.self_coupling for population in base.populations)


def _searched(description: Description, *left_out: str) -> tuple[Axis | Range, ...]:
    """Ranges around what a network has."""
    around = {
        "plasticity.input_rate": (description.plasticity.input_rate, _RATE),
        "feedback_strength": (_strength(description, "feedback"), _FEEDBACK),
        "input_strength": (_strength(description, "input"), _STRENGTH),
    }
    ranges = [
        Range(key, low * value, high * value, log=True)
        for key, (value, (low, high)) in around.items()
        if value > 0 and key not in left_out
    ]
    holding = _holding(description)
    linked = max((c.strength for c in description.couplings if isinstance(c, Link)), default=0.0)
    least = holding + max(_BEYOND[0], linked - _SHORT)
    beyond = Range("plasticity.margin", round(least, 9), round(holding + linked + _BEYOND[1], 9))
    return (*ranges, *(() if "plasticity.margin" in left_out else (beyond,)))


def _strength(description: Description, kind: str) -> float:
    """Of the first couplings of a kind, 0 where there are none."""
    return next((getattr(c, "strength", 0.0) for c in description.couplings if c.kind == kind), 0.0)


def _frozen(base: Description, name: str, sentence: str, **more: float) -> Trial:
    rule: Any = {"recurrent_rate": 0.0, "recurrent_decay": 0.0, **more}
    left_out = ("plasticity.input_rate", "plasticity.margin") if more else ()
    frozen = replace(base, plasticity=replace(base.plasticity, **rule))
    return Trial(name, sentence, frozen, _searched(base, *left_out))


def _linked(base: Description, strength: float) -> Trial:
    # What the margin asks of the rest of the field stays the same.
    margin = round(base.plasticity.margin - _holding(base) + strength, 9)
    chain = _chain(base, 2, 0.0, strength, margin)
    sentence = (
        f"Two modules of {chain.populations[0].size} units, self-coupling 0, one-to-one excitatory links of strength "
        f"{strength:g} in its place; input, feedback and readout of both."
    )
    return Trial(f"two modules, links {strength:g}", sentence, chain, _searched(chain), strength)


def _deep(base: Description, depth: int) -> Trial:
    chain = _chain(base, depth, _holding(base), _LINK, round(base.plasticity.margin + _LINK, 9))
    sentence = (
        f"A chain of {depth} modules of {chain.populations[0].size} units, self-coupling as in the full model, links "
        f"of strength {_LINK:g} to and from each neighbour; input, feedback and readout of all."
    )
    return Trial(f"chain of {depth} modules", sentence, chain, _searched(chain), depth=depth)


def _in_a_row(base: Description) -> Trial:
    chain = _chain(base, 2, _holding(base), 0.0, base.plasticity.margin)
    (first, second), strength = chain.populations, _strength(base, "input")
    kept = [
        coupling
        for coupling in chain.couplings
        if not isinstance(coupling, (InputCoupling, Readout, Link))
        or (isinstance(coupling, InputCoupling) and coupling.target == first.name)
        or (isinstance(coupling, Readout) and coupling.source == second.name)
    ]
    onwards = Gaussian(first.name, second.name, strength, _HEARD)
    row = replace(chain, couplings=(*kept, onwards))
    sentence = (
        f"Two modules of {first.size} units: input to the first alone, whose units the second hears, by couplings that "
        "learn like all others; feedback to both, readout of the second alone."
    )
    low, high = (factor * strength for factor in _STRENGTH)
    over = (*_searched(row), Range(f"couplings.{label(onwards)}.strength", low, high, log=True))
    return Trial("two modules in a row", sentence, row, over)


def _chain(base: Description, depth: int, self_coupling: float, link: float, margin: float) -> Description:
    """The base in equal modules, its couplings in each, as many of them a unit as before, and links between them."""
    module, size = base.populations[0], max(1, base.units // depth)
    names = [f"module{number}" for number in range(1, depth + 1)]
    couplings: list[Coupling] = []
    for name in names:
        for coupling in base.couplings:
            ends: Any = {end: name for end in ("source", "target") if hasattr(coupling, end)}
            if isinstance(coupling, Gaussian):
                ends["density"] = min(1.0, coupling.density * depth)
            couplings.append(replace(coupling, **ends))
    for one, other in pairwise(names):
        couplings += [Link(one, other, link), Link(other, one, link)]
    return replace(
        base,
        populations=tuple(Population(name, size, self_coupling, module.bias, module.bias_deviation) for name in names),
        couplings=tuple(couplings),
        plasticity=replace(base.plasticity, margin=margin),
    )


def _perceptrons(base: Description) -> list[Trial]:
    kinds = {False: ("rectified", "smooth"), True: ("binary", "binary, straight-through gradients")}
    found = []
    for layers in (1, 2):
        for binary, (short, words) in kinds.items():
            named = f"{PERCEPTRON}, {layers} {short} layer{'s' if layers > 1 else ''}"
            sentence = (
                f"Backpropagation (Adam) in as many parameters: hidden layers {layers}, units {words}; the same "
                "samples, the learning rate chosen by validation."
            )
            found.append(Trial(named, sentence, base, layers=layers, binary=binary))
    return found
