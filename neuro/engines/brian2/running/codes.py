"""The two codes as Brian2 equations.

In every step a unit takes ``wanted``, the sign of its field, as its state ``s`` if its gate is open. What is sent in
step t acts in step t + 1. Before step 1 of a sample comes a slot that loads the sample's start.

``flips``: a unit speaks only when its state changes, and says by how much; couplings add changes to the fields.
``spikes``: a unit speaks at every step in which it is up; fields last one step, and s = 2 spike - 1 is folded in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

SCHEDULE = ("start", "groups", "thresholds", "resets", "synapses", "end")
"""A message is stored by its sender in `resets`, delivered in `synapses`, and acts in the next step."""


UNITS = """
s : 1                         # state: -1, +1, or 0 while silent
bias : 1 (constant)           # constant field
slot = t_in_timesteps : integer
load = int(step_of(slot) == 0) : integer              # 1 while a start is loaded
given = start_of(sample_of(slot)*N + i) : integer     # the start of this sample
gate = gate_of(gate_row(slot)*N + i) : integer        # 1 where the unit is updated in this step
touched : integer             # a message arrived that acts in the next step
reached : integer             # steps in which a message had arrived
sent : integer                # messages
loaded : integer              # messages that loaded a start
slots : 1 (shared)            # length of a standalone run ...
period : 1 (shared)           # ... and of one sample, in slots
"""
"""What the units of both codes have."""


@final
@dataclass(frozen=True)
class Code:
    """Equations and actions of one code."""

    units: str  # equations
    speaks: str  # when a unit speaks; tested in slot `thresholds`
    on_message: str  # what speaking does to the unit itself, in slot `resets`
    recorded: tuple[str, ...]  # what is recorded of each message beside unit and step
    each_step: Mapping[str, str]  # what every unit does in every step, by slot
    on_coupling: str  # what a unit's message does along a coupling
    readout: str  # equations of the accumulators
    on_readout: str  # what a unit's message adds to them
    clear_readout: str  # how they are cleared, in slot `groups`: in every step if the code folds, else once per sample
    folds: bool  # whether messages are 0/1: couplings count twice, and the constant part of s = 2 spike - 1 is folded
    keeps: bool = False  # whether the program records fields and readouts in every step


FLIPS = Code(
    units=UNITS
    + """
    h : 1                         # all that has arrived since the load slot: sum_j J_ij s_j + input + feedback
    ds : 1                        # last change, the payload of a flip
    more = 1 - is_last(slot) : integer                    # 0 in the last step of a sample
    field = h + bias : 1
    wanted = load*given + (1 - load)*(2*int(field > 0) - 1) : integer
    up : integer                  # steps in state +1
    """,
    speaks="gate > 0 and wanted != s",
    on_message="""
    ds = wanted - s
    s = wanted
    sent += 1 - load
    loaded += load
    """,
    recorded=("ds",),
    each_step={
        # The last step of a sample clears what the next one must not see.
        "end": """
        reached += touched*more
        up += int(s > 0)*(1 - load)
        touched = 0
        h = h*more
        s = s*more
        """
    },
    on_coupling="h_post += w*ds_pre\ntouched_post = 1",
    # The readout accumulates W_out s, cleared when the next start is loaded.
    readout="r : 1",
    on_readout="r_post += w*ds_pre",
    clear_readout="r = 0",
    folds=False,
)

SPIKES = Code(
    units=UNITS
    + """
    h : 1                         # all that arrived for this step: sum_j 2 J_ij spike_j + input + feedback
    fold : 1 (constant)           # sum_j J_ij, taken off because spikes are 0/1; nothing to take off after silence
    field = h + bias - fold*abs(s) : 1
    wanted = load*given + (1 - load)*(2*int(field > 0) - 1) : integer
    flips : integer               # changes of state
    next : integer                # state after this step
    """,
    speaks="s > 0",
    on_message="""
    sent += 1 - load
    loaded += load
    """,
    recorded=(),
    each_step={
        "groups": """
        next = int(gate > 0)*wanted + int(gate == 0)*int(s)
        flips += int(next != s)*(1 - load)
        s = next
        reached += touched*(1 - load)
        touched = 0
        h = 0
        """
    },
    on_coupling="h_post += w\ntouched_post = 1",
    # The readout starts every step from -sum_j W_cj and adds 2 W_cj per spike.
    readout="r : 1\nbase : 1 (constant)",
    on_readout="r_post += w",
    clear_readout="r = base",
    folds=True,
)

CODES = {"flips": FLIPS, "spikes": SPIKES}

LINES = """
slot = t_in_timesteps : integer
payload = payload_of(message_row(slot)*N + i) : 1     # what is said in this slot, so that it acts in the next
x : 1                                                 # what is being sent
sent : integer                                        # messages
"""
"""Input and label lines."""

LINE_SPEAKS = "payload != 0"
ON_LINE_MESSAGE = "x = payload\nsent += 1"
ON_LINE = "h_post += w*x_pre\ntouched_post = 1"
