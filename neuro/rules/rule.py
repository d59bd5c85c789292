"""What a rule of plasticity is: what a receiver's couplings change by for each sender, from what it knows itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import final

from .expressions import Expression

UNIT, READOUT = ("s", "h", "margin"), ("y", "r", "margin")
"""What the two formulas may speak of."""


@final
@dataclass(frozen=True)
class PlasticityRule:
    """At the end of the free phase a coupling from j to i changes by step_i * post_i * s_j, and to a readout likewise.

    The step is rate / sqrt(fan-in), as in the built-in rule, whose batches, decay, schedule and masks hold too.

    Parameters
    ----------
    name
        As ``[plasticity] rule`` names it.
    source
        Where it comes from.
    unit
        post of a unit, from its state ``s``, its field ``h`` without feedback, and the ``margin`` of units.
    readout
        post of a readout, from the sign ``y`` it should have, its field ``r``, and the ``margin`` of readouts; None
        leaves readouts to ``readout_rule``.
    whole
        Whether both are -1, 0 or +1 whatever happens, as whole numbers need.

    Examples
    --------
    >>> from neuro.rules import load_rule
    >>> load_rule("graded").unit
    's*clip((margin - s*h)/(margin + 1), 0, 1)'
    """

    name: str
    source: str
    unit: str
    readout: str | None = None
    whole: bool = False

    def __post_init__(self) -> None:
        # Said when the rule is made, not when something learns by it.
        _ = self.post, self.taught

    @cached_property
    def post(self) -> Expression:
        """The formula of units."""
        return Expression(self.unit, UNIT)

    @cached_property
    def taught(self) -> Expression | None:
        """The formula of readouts."""
        return None if self.readout is None else Expression(self.readout, READOUT)
