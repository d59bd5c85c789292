"""The flip code as Brian2 equations: a unit speaks only when its state changes, and says by how much."""

from __future__ import annotations

from .model import Model

FLIPS = Model(
    units="""
    s : 1                         # state: -1, +1, or 0 while silent
    h : 1                         # all that has arrived since the load slot: sum_j J_ij s_j + input + feedback
    bias : 1 (constant)           # constant field
    ds : 1                        # last change, the payload of a flip
    slot = t_in_timesteps : integer
    load = int(step_of(slot) == 0) : integer              # 1 while a start is loaded
    more = 1 - is_last(slot) : integer                    # 0 in the last step of a sample
    given = start_of(sample_of(slot)*N + i) : integer     # the start of this sample
    gate = gate_of(gate_row(slot)*N + i) : integer        # 1 where the unit is updated in this step
    wanted = load*given + (1 - load)*(2*int(h + bias > 0) - 1) : integer
    touched : integer             # a message arrived that acts in the next step
    reached : integer             # steps in which a message had arrived
    up : integer                  # steps in state +1
    sent : integer                # flips
    loaded : integer              # messages that loaded a start
    slots : 1 (shared)            # length of a standalone run ...
    period : 1 (shared)           # ... and of one sample, in slots
    """,
    event="gate > 0 and wanted != s",
    on_event="""
    ds = wanted - s
    s = wanted
    sent += 1 - load
    loaded += load
    """,
    recorded=("ds",),
    # The last step of a sample clears what the next one must not see.
    each_step="""
    reached += touched*more
    up += int(s > 0)*(1 - load)
    touched = 0
    h = h*more
    s = s*more
    """,
    each_step_when="end",
    on_coupling="h_post += w*ds_pre\ntouched_post = 1",
    readout="r : 1",
    on_readout="r_post += w*ds_pre",
    readout_reset="r = 0",
    readout_each_step=False,
    weight_factor=1,
    folds=False,
)
"""Couplings add changes to the fields; the readout accumulates W_out s the same way, cleared at every load slot."""
