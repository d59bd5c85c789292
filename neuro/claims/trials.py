"""The networks that are held against the full model; each differs from it only as its sentence says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import final

from ..description import Description, Gaussian, Link, load_model

PERCEPTRON = "multilayer perceptron"
TWO_MODULES = "two-module"


@final
@dataclass(frozen=True)
class Trial:
    """One network to train: its name, what is special about it in a sentence, and its description.

    `link_strength` is that of the excitatory links between two modules, None for the other networks.
    """

    name: str
    sentence: str
    description: Description
    link_strength: float | None = None


def network_trials(base: Description, strengths: Sequence[float]) -> tuple[Trial, ...]:
    """All networks, the full model first.

    Parameters
    ----------
    base
        The full model.
    strengths
        Of the links between two modules, one trial each.
    """
    return (
        Trial(
            "full model",
            f"The model '{base.name}' with {base.units} units: input, recurrent and readout couplings learn.",
            base,
        ),
        Trial(
            "frozen recurrent couplings",
            "Recurrent couplings stay as drawn (rate and decay 0); input and readout learn.",
            _rule(base, recurrent_rate=0.0, recurrent_decay=0.0),
        ),
        Trial(
            "no recurrent couplings",
            "Gaussian couplings from unit to unit are left out, self-coupling is kept; input and readout learn.",
            replace(base, couplings=tuple(c for c in base.couplings if not isinstance(c, Gaussian))),
        ),
        Trial(
            "readout only",
            "Input and recurrent couplings stay as drawn (rates and decays 0): a readout of random features.",
            _rule(base, recurrent_rate=0.0, recurrent_decay=0.0, input_rate=0.0, input_decay=0.0),
        ),
        Trial(
            "self-coupling 0",
            "The full model with self-coupling 0 in every unit, all else equal.",
            replace(base, populations=tuple(replace(p, self_coupling=0.0) for p in base.populations)),
        ),
        *(_two_modules(base, strength) for strength in strengths),
    )


def _rule(base: Description, **changes: float) -> Description:
    return replace(base, plasticity=replace(base.plasticity, **changes))  # type: ignore[arg-type]


def _two_modules(base: Description, strength: float) -> Trial:
    """The shipped chain of two modules at the size, and for the data, of the full model."""
    shipped, size = load_model(TWO_MODULES), max(1, base.units // 2)
    rule = shipped.plasticity
    # The shipped margin holds the field of the shipped link; what it asks of the rest of the field stays the same.
    link = max(c.strength for c in shipped.couplings if isinstance(c, Link))
    margin = round(rule.margin - link + strength, 9)
    description = replace(
        shipped,
        summary="",
        seed=base.seed,
        input=base.input,
        classes=base.classes,
        populations=tuple(replace(p, size=size, self_coupling=0.0) for p in shipped.populations),
        couplings=tuple(replace(c, strength=strength) if isinstance(c, Link) else c for c in shipped.couplings),
        plasticity=replace(rule, margin=margin, epochs=base.plasticity.epochs),
    )
    sentence = (
        f"Two modules of {size} units, self-coupling 0, one-to-one excitatory links of strength {strength:g}, "
        f"margin {margin:g}; the rest as in the shipped model '{TWO_MODULES}'."
    )
    return Trial(f"two modules, links {strength:g}", sentence, description, strength)
