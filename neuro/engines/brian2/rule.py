"""The local rule as Brian2 equations: flips carry the dynamics, and events of unstable units carry the learning.

Sample after sample takes T slots, one per step. In its first slot, before anything moves, the sample before is
judged and learned; then all is cleared and the input lines speak once.
"""

from __future__ import annotations

SCHEDULE = [
    "start",  # which sample has ended, does it end a batch
    "tell",  # every unit tells its final state ...
    "answer",  # ... to the readout
    "record",
    "judge",  # who is unstable, which readouts are wrong; by the weights as they were
    "decay",
    "mark",
    "learn",
    "close",  # a batch ends: who has been unstable in it
    "weigh",
    "apply",
    "clear",  # the next sample begins: silent, with new payloads
    "speak",
    "carry",  # from lines to units
    "sum",  # what is constant over the sample
    "flip",  # from here on every step, not only a sample's first
    "store",
    "exchange",  # from units to units
    "end",
    "groups",  # expected by Brian2, but nothing is done there
    "synapses",
]
"""A time step in order. A flip of step t acts in step t + 1; what lines say acts in the same step."""

UNITS = """
s : 1                     # state: -1, +1, or 0 while silent
ds : 1                    # last change, the payload of a flip
arrived : 1               # sum_j w_ij s_j over learned couplings, before decay
fixed : 1                 # J_D s_i + links
fed : 1                   # feedback
entered : 1               # sum_j w_ij x_j, before decay
constant : 1              # bias + input
bias : 1 (constant)
aside : 1 (constant)      # what of J_D is left out of the margin
keep_recurrent : 1        # weight = keep * w: decay shrinks this one factor instead of every w
keep_input : 1
loss_recurrent : 1 (constant)   # share a batch takes off: rate * decay / sqrt(fan-in)
loss_input : 1 (constant)
step_recurrent : 1 (constant)   # rate / sqrt(fan-in)
step_input : 1 (constant)
push_recurrent : 1        # change of w_ij per s_j or x_j; in batches, per sum of them times s_i
push_input : 1
wanted = 2*int(constant + fixed + fed + keep_recurrent*arrived > 0) - 1 : integer
field = constant + fixed + keep_recurrent*arrived - aside*s : 1   # what the margin is held against
found : integer           # samples in which it was unstable
flips : integer           # changes of state ...
flipped : integer         # ... up to the end of the sample that is judged
updates_recurrent : integer   # changes of w_ij, counted as they are made
updates_input : integer
touched : integer         # whether it was unstable since weights last changed
margin : 1 (shared)
sample : integer (shared) # samples begun
due : integer (shared)    # 1 while a sample is judged
share : 1 (shared)        # 1 / sqrt(batch size) while a batch is closed, else 0
slots : 1 (shared)        # length of the run ...
period : 1 (shared)       # ... and of one sample, in slots
"""

UNITS_MASKED = """
offered : 1               # s where the sample's mask lets it through to other units, else 0
shown : 1                 # the same towards the readout
largest : 1 (shared)      # end of the range of couplings
"""
OFFER = "offered = s*recurrent_mask_of(sample*N + i)\nshown = s*readout_mask_of(sample*N + i)"

FLIP = "wanted != s"
ON_FLIP = "ds = wanted - s\ns = wanted\nflips += 1"
TELL = "due > 0"
UNSTABLE = "due > 0 and s*field <= margin"
CLOSE = "share > 0 and touched > 0"
BEGIN = "share = share_of(sample)\ndue = int(sample > 0)"
BEGIN_UNITS = f"{BEGIN}\nflipped = flips"
DECAY = "keep_recurrent *= 1 - int(share > 0)*loss_recurrent\nkeep_input *= 1 - int(share > 0)*loss_input"
CLEAR = "s = 0\narrived = 0\nfixed = 0\nfed = 0\nentered = 0"
SUM = "constant = bias + keep_input*entered"

LINES = "x : 1                     # payload of this sample"
LINES_MASKED = "offered : 1               # sign of x where the sample's mask lets it through, else 0"
LOAD = "x = payload_of(t_in_timesteps*N + i)"
LOAD_MASKED = f"{LOAD}\noffered = input_mask_of(t_in_timesteps*N + i)"
SPEAK = "x != 0"

CLASSES = """
heard : 1                 # sum_j w_cj s_j, before decay
keep : 1
r = keep*heard : 1        # readout field
teacher = 2*int(i == label) - 1 : integer
push : 1
found : integer           # samples in which it was inside the margin
updates : integer
touched : integer
margin : 1 (shared)
loss : 1 (shared)
pace : 1 (shared)         # rate / sqrt(units)
sample : integer (shared)
due : integer (shared)
share : 1 (shared)
label : integer (shared)
step : integer (shared)   # steps since the sample began
on : integer (shared)     # step in which the label speaks ...
off : integer (shared)    # ... and in which it falls silent
signal : 1 (shared)       # +1, -1, or 0: nothing to say
"""

CLASSES_MASKED = "largest : 1 (shared)"

CUE = "signal != 0 and i == label"
SIGNAL = "signal = int(step == on) - int(step == off)"
WRONG = "due > 0 and teacher*r <= margin"
DECAY_READOUT = "keep *= 1 - int(share > 0)*loss"
CLEAR_READOUT = "heard = 0"
TICK = "step += 1"
NEXT = "due = 0\nsample += 1"
NEXT_CLASSES = f"{NEXT}\nlabel = label_of(sample)\nstep = 0"
