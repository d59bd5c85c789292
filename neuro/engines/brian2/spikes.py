"""The spike code as Brian2 equations: a unit speaks at every step in which it is up; s = 2 spike - 1 is folded in."""

from __future__ import annotations

from .model import Model

SPIKES = Model(
    units="""
    s : 1                         # state: -1, +1, or 0 while silent
    h : 1                         # all that arrived for this step: sum_j 2 J_ij spike_j + input + feedback
    bias : 1 (constant)           # constant field
    fold : 1 (constant)           # sum_j J_ij, taken off because spikes are 0/1; nothing to take off after silence
    slot = t_in_timesteps : integer
    load = int(step_of(slot) == 0) : integer              # 1 while a start is loaded
    given = start_of(sample_of(slot)*N + i) : integer     # the start of this sample
    gate = gate_of(gate_row(slot)*N + i) : integer        # 1 where the unit is updated in this step
    wanted = load*given + (1 - load)*(2*int(h + bias - fold*abs(s) > 0) - 1) : integer
    touched : integer             # a message arrived that acts in the next step
    reached : integer             # steps in which a message had arrived
    flips : integer               # changes of state
    next : integer                # state after this step
    sent : integer                # spikes
    loaded : integer              # messages that loaded a start
    slots : 1 (shared)            # length of a standalone run ...
    period : 1 (shared)           # ... and of one sample, in slots
    """,
    event="s > 0",
    on_event="""
    sent += 1 - load
    loaded += load
    """,
    recorded=(),
    each_step="""
    next = int(gate > 0)*wanted + int(gate == 0)*int(s)
    flips += int(next != s)*(1 - load)
    s = next
    reached += touched*(1 - load)
    touched = 0
    h = 0
    """,
    each_step_when="groups",
    on_coupling="h_post += w\ntouched_post = 1",
    readout="r : 1\nbase : 1 (constant)",
    on_readout="r_post += w",
    readout_reset="r = base",
    readout_each_step=True,
    weight_factor=2,
    folds=True,
)
"""Fields last one step. The readout starts every step from -sum_j W_cj (`base`) and adds 2 W_cj per spike."""
