"""What a code is made of in Brian2's terms, and the parts both codes share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True)
class Model:
    """Equations and actions of one code.

    Parameters
    ----------
    units
        Equations of the units.
    event
        When a unit speaks; looked at in slot `thresholds`.
    on_event
        What speaking does to the unit itself, in slot `resets`, before any synapse reads it.
    recorded
        What is noted of each event beside unit and time.
    each_step, each_step_when
        Bookkeeping of every unit in every step, and the slot it stands in.
    on_coupling
        What a unit's event does along a coupling.
    readout, on_readout
        Equations of the accumulators and what a unit's event adds to them.
    readout_reset, readout_each_step
        How accumulators are cleared: in every step, or else in load slots.
    weight_factor
        By which couplings and readout weights are multiplied: 2 where messages are 0/1 instead of +-1.
    folds
        Whether the constant part of s = 2 spike - 1 is folded into the field.
    """

    units: str
    event: str
    on_event: str
    recorded: tuple[str, ...]
    each_step: str
    each_step_when: str
    on_coupling: str
    readout: str
    on_readout: str
    readout_reset: str
    readout_each_step: bool
    weight_factor: int
    folds: bool


LINES = """
label_line : integer (constant)                       # 0 for an input line, 1 for a label line
slot = t_in_timesteps : integer
payload = payload_of(sample_of(slot)*N + i)*signal_of(2*slot + label_line) : 1
x : 1                                                 # what is being sent
sent : integer                                        # messages
"""
"""Input and label lines: what each carries in this sample, times what its kind says in this step (-1, 0 or +1)."""

LINE_SPEAKS = "payload != 0"
ON_LINE_EVENT = "x = payload\nsent += 1"
ON_LINE = "h_post += w*x_pre\ntouched_post = 1"
