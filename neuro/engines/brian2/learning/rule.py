"""The local plasticity rule as Brian2 equations (Badalotti, Baldassi, Mezard, Scardecchia, Zecchina, arXiv 2509.05041).

At the end of a sample's free phase, with states s, inputs x and the label's sign y_c = +1 for the true class, else -1::

    h_i = sum_j J_ij s_j + J_D s_i + sum_j links_ij s_j + sum_j W_in,ij x_j + bias_i      (without feedback)
    r_c = sum_j W_out,cj s_j

    unit i is unstable where s_i h_i <= margin:      J_ij += step_i s_i s_j     W_in,ij += step_i s_i x_j
    readout c is wrong where y_c r_c <= margin_out:  W_out,cj += step_out y_c s_j

or, where readouts compete (:func:`~.variants.competitive`), c is wrong if it is the true class or the strongest of the
others, and the one less than margin_out ahead of the other.

Only couplings that are stored learn; J_D, links and feedback are fixed. The rule runs in one of three ways:

* :data:`ONLINE`, in floats: after each sample. Steps are rate / sqrt(fan-in).
* :data:`BATCHED`, in floats: the sum over B samples, divided by sqrt(B), at the end of the batch.
* :data:`INTEGER`: after each sample, in whole steps and within the range of the couplings; a sample's random masks
  choose from which senders its receivers learn. :data:`INTEGER_WITH_LINKS` where links lie beside learned couplings.

In floats each batch first takes loss = step * decay off every weight. That is why a weight is held as J = keep w: decay
shrinks ``keep``, one number per receiver, and no ``w``; what is added to ``w`` is divided by ``keep`` instead.

Flips carry the dynamics: a unit whose state changes by ``ds`` adds w ds to the fields of its receivers. A sample takes
T time steps. In its first one, before anything moves, the sample before is judged and learned; then all is cleared,
and the input lines speak once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

from ..compiled.factories import Event, Pathway

SCHEDULE = (
    "start",  # once per sample: which sample has ended, and whether it ends a batch
    "tell",  # every unit sends its final state ...
    "answer",  # ... to the readouts
    "record",  # the readouts' fields are the answer
    "rank",  # if readouts compete: each sends its field ...
    "compare",  # ... to the others
    "judge",  # which units are unstable, which readouts are wrong; by the weights as they were
    "decay",  # if a batch ends
    "mark",  # what a unit or readout so found does itself ...
    "learn",  # ... and along its incoming synapses
    "close",  # if a batch ends: who has been found in it
    "weigh",  # what those do themselves ...
    "apply",  # ... and along their incoming synapses
    "clear",  # the next sample begins: silent, with new payloads
    "speak",  # once per sample the input lines; in every step the label, if it is switched on or off
    "carry",  # from lines and labels to units
    "sum",  # once per sample: the part of the field that stays
    "flip",  # in every step: whose state changes
    "store",  # its new state, and the change that it sends ...
    "exchange",  # ... to other units; it acts in the next step
    "end",
    "groups",  # these two are expected by Brian2, but nothing is done there
    "synapses",
)
"""The slots of a time step in their order."""

# Units -----------------------------------------------------------------------------------------------------------

UNITS = """
s : 1                         # state: -1, +1, or 0 while silent
ds : 1                        # last change, the payload of a flip
h_recurrent : 1               # sum_j w_ij s_j over learned couplings, before decay
h_fixed : 1                   # J_D s_i + links
h_feedback : 1
h_input : 1                   # sum_j w_ij x_j, before decay
h_constant : 1                # bias + input
bias : 1 (constant)
excluded : 1 (constant)       # what of J_D is left out of the margin
keep_recurrent : 1            # J_ij = keep_recurrent_i w_ij
keep_input : 1                # W_in,ij = keep_input_i w_ij
loss_recurrent : 1 (constant)
loss_input : 1 (constant)
step_recurrent : 1 (constant)
step_input : 1 (constant)
push_recurrent : 1            # change of w_ij per s_j, or in batches per sum over the batch
push_input : 1                # the same per x_j
wanted = 2*int(h_constant + h_fixed + h_feedback + keep_recurrent*h_recurrent > 0) - 1 : integer
h = h_constant + h_fixed + keep_recurrent*h_recurrent - excluded*s : 1
margin : 1 (shared)
found : integer               # samples in which the unit was unstable
flips : integer               # changes of state ...
flipped : integer             # ... up to the end of the sample that is judged
updates_recurrent : integer   # changes of w_ij, counted as they are made
updates_input : integer
touched : integer             # whether it was unstable in this batch
sample : integer (shared)     # samples begun
due : integer (shared)        # 1 while a sample is judged
batch_scale : 1 (shared)      # 1 / sqrt(batch size) while a batch is closed, else 0
slots : 1 (shared)            # length of the run ...
period : 1 (shared)           # ... and of one sample, in time steps
"""

UNITS_EACH_SAMPLE = {
    "start": """
    batch_scale = batch_scale_of(sample)
    due = int(sample > 0)
    flipped = flips
    """,
    "decay": """
    keep_recurrent *= 1 - int(batch_scale > 0)*loss_recurrent
    keep_input *= 1 - int(batch_scale > 0)*loss_input
    """,
    "clear": """
    s = 0
    h_recurrent = 0
    h_fixed = 0
    h_feedback = 0
    h_input = 0
    """,
    "after_clear": """
    due = 0
    sample += 1
    """,
    "sum": "h_constant = bias + keep_input*h_input",
}

FLIP = """
ds = wanted - s
s = wanted
flips += 1
"""

# Input lines -----------------------------------------------------------------------------------------------------

LINES = "x : 1            # payload of this sample"
LOAD = "x = payload_of(t_in_timesteps*N + i)"

# Classes: readouts, and the label that feeds back ----------------------------------------------------------------

CLASSES = """
h_readout : 1                 # sum_j w_cj s_j, before decay
keep_readout : 1              # W_out,cj = keep_readout_c w_cj
r = keep_readout*h_readout : 1
teacher = 2*int(i == label) - 1 : integer
push_readout : 1              # change of w_cj per s_j, or in batches per sum over the batch
margin : 1 (shared)
loss_readout : 1 (shared)
step_readout : 1 (shared)
found : integer               # samples in which the readout was wrong
updates_readout : integer
touched : integer             # whether it was wrong in this batch
sample : integer (shared)     # these three as in the units
due : integer (shared)
batch_scale : 1 (shared)
label : integer (shared)
elapsed : integer (shared)    # steps since the sample began
on : integer (shared)         # step in which the label speaks ...
off : integer (shared)        # ... and in which it falls silent
signal : 1 (shared)           # +1, -1, or 0: nothing to say
"""

CLASSES_EACH_SAMPLE = {
    "start": """
    batch_scale = batch_scale_of(sample)
    due = int(sample > 0)
    """,
    "decay": "keep_readout *= 1 - int(batch_scale > 0)*loss_readout",
    "clear": "h_readout = 0",
    "after_clear": """
    due = 0
    sample += 1
    label = label_of(sample)
    elapsed = 0
    """,
}

CLASSES_EACH_STEP = {
    "before_speak": "signal = int(elapsed == on) - int(elapsed == off)",
    "end": "elapsed += 1",
}

# Synapses: from group to group, how often an event is looked for, and what it carries along a weight w --------------

FIXED = {
    "fixed": ("units", "units", "step", Pathway("flip", "h_fixed_post += w*ds_pre", "exchange")),
    "feedback": ("classes", "units", "step", Pathway("cue", "h_feedback_post += w*signal_pre", "carry")),
}
LEARNED = {
    "recurrent": ("units", "units", "step", Pathway("flip", "h_recurrent_post += w*ds_pre", "exchange")),
    "input": ("lines", "units", "sampling", Pathway("speak", "h_input_post += w*x_pre", "carry")),
    "readout": ("units", "classes", "sampling", Pathway("tell", "h_readout_post += w*s_pre", "answer")),
}

# How weights change ----------------------------------------------------------------------------------------------


@final
@dataclass(frozen=True)
class Rule:
    """One way in which weights change; every text runs as it stands.

    Along a synapse, ``_post`` is the unit or readout that learns and ``_pre`` is its sender. Each visit to a synapse
    with something to learn there is counted by the one that learns.
    """

    synapse: str  # equations of a learned synapse
    unstable: str  # what an unstable unit does itself, in slot `mark`, ...
    recurrent: str  # ... and along each incoming synapse, in slot `learn`
    input: str
    wrong: str  # the same for a wrong readout
    readout: str
    close_units: str = ""  # what units do themselves that were unstable in a batch, in slot `weigh` at its end, ...
    apply_recurrent: str = ""  # ... and along each incoming synapse, in slot `apply`
    apply_input: str = ""
    close_classes: str = ""  # the same for readouts that were wrong in it
    apply_readout: str = ""
    units: str = UNITS  # equations
    lines: str = LINES
    classes: str = CLASSES
    load: str = LOAD  # what input lines do in slot `clear`
    flips: str = "wanted != s"  # whether a unit changes its state
    in_turn: str = ""  # what units do in slot `end`: whose turn it is next
    masks: str = ""  # what units do in slot `after_start`: look up the masks of the sample that has ended
    is_wrong: str = "teacher*r <= margin"  # whether a readout has something to learn
    compare: str = ""  # what a readout's field does to each other readout, in slot `compare`
    forget: str = ""  # what readouts do in slot `after_start`, before they compare
    is_unstable: str = "s*h <= margin"  # whether a unit has something to learn
    judge_units: str = ""  # what units do in slot `before_judge`, by the weights as they were
    judge_classes: str = ""  # the same for readouts
    said: str = "x"  # what an input line sends
    follow: str = ""  # where inputs stream, what input lines do in slot `clear` of every step, `load` coming before

    def events(self) -> dict[str, dict[str, Event]]:
        """When each group sends events, by the group's name, and what these do to their senders."""
        units = {
            "tell": Event("due > 0", "tell"),
            "unstable": Event(f"due > 0 and {self.is_unstable}", "judge", self.unstable, "mark"),
            "flip": Event(self.flips, "flip", FLIP, "store"),
        }
        classes = {
            "wrong": Event(f"due > 0 and {self.is_wrong}", "judge", self.wrong, "mark"),
            "cue": Event("signal != 0 and i == label", "speak"),
        }
        if self.compare:
            classes["rank"] = Event("due > 0", "rank")
        if self.close_units:
            units["close"] = Event("batch_scale > 0 and touched > 0", "close", self.close_units, "weigh")
            classes["close"] = Event("batch_scale > 0 and touched > 0", "close", self.close_classes, "weigh")
        return {"units": units, "lines": {"speak": Event(f"{self.said} != 0", "speak")}, "classes": classes}

    def changes(self, name: str) -> dict[str, Pathway]:
        """What those that were found do along their incoming synapses of one of :data:`LEARNED`."""
        found = "wrong" if name == "readout" else "unstable"
        pathways = {"learn": Pathway(found, getattr(self, name), "learn", back=True)}
        if apply := getattr(self, f"apply_{name}"):
            pathways["apply"] = Pathway("close", apply, "apply", back=True)
        return pathways


ONLINE = Rule(
    synapse="w : 1",
    unstable="""
    push_recurrent = step_recurrent*s/keep_recurrent
    push_input = step_input*s/keep_input
    found += 1
    """,
    recurrent="""
    w += push_recurrent_post*s_pre
    updates_recurrent_post += int(step_recurrent_post*s_pre != 0)
    """,
    input="""
    w += push_input_post*x_pre
    updates_input_post += int(step_input_post*x_pre != 0)
    """,
    wrong="""
    push_readout = step_readout*teacher/keep_readout
    found += 1
    """,
    readout="""
    w += push_readout_post*s_pre
    updates_readout_post += int(step_readout_post*s_pre != 0)
    """,
)

BATCHED = Rule(
    synapse="""
    w : 1
    change : 1                    # sum over the batch
    """,
    unstable="""
    touched = 1
    found += 1
    """,
    recurrent="""
    change += s_post*s_pre
    updates_recurrent_post += int(step_recurrent_post*s_pre != 0)
    """,
    input="""
    change += s_post*x_pre
    updates_input_post += int(step_input_post*x_pre != 0)
    """,
    wrong="""
    touched = 1
    found += 1
    """,
    readout="""
    change += teacher_post*s_pre
    updates_readout_post += int(step_readout_post*s_pre != 0)
    """,
    close_units="""
    push_recurrent = batch_scale*step_recurrent/keep_recurrent
    push_input = batch_scale*step_input/keep_input
    touched = 0
    """,
    apply_recurrent="""
    w += push_recurrent_post*change
    change = 0
    """,
    apply_input="""
    w += push_input_post*change
    change = 0
    """,
    close_classes="""
    push_readout = batch_scale*step_readout/keep_readout
    touched = 0
    """,
    apply_readout="""
    w += push_readout_post*change
    change = 0
    """,
)

INTEGER = Rule(
    units=UNITS
    + """
    s_to_units : 1                # s where the sample's mask lets other units learn from it, else 0
    s_to_readout : 1              # the same for the readouts
    largest : 1 (shared)          # couplings stay within -largest ... largest
    """,
    masks="""
    s_to_units = s*recurrent_mask_of(sample*N + i)
    s_to_readout = s*readout_mask_of(sample*N + i)
    """,
    lines=LINES + "\nx_to_units : 1   # sign of x where the sample's mask lets units learn from it, else 0",
    load="""
    x = payload_of(t_in_timesteps*N + i)
    x_to_units = input_mask_of(t_in_timesteps*N + i)
    """,
    classes=CLASSES + "largest : 1 (shared)",
    synapse="w : 1",
    unstable="""
    push_recurrent = step_recurrent*s
    push_input = step_input*s
    found += 1
    """,
    recurrent="""
    w = clip(w + push_recurrent_post*s_to_units_pre, -largest_post, largest_post)
    updates_recurrent_post += int(step_recurrent_post*s_to_units_pre != 0)
    """,
    input="""
    w = clip(w + push_input_post*x_to_units_pre, -largest_post, largest_post)
    updates_input_post += int(step_input_post*x_to_units_pre != 0)
    """,
    wrong="""
    push_readout = step_readout*teacher
    found += 1
    """,
    readout="""
    w = clip(w + push_readout_post*s_to_readout_pre, -largest_post, largest_post)
    updates_readout_post += int(step_readout_post*s_to_readout_pre != 0)
    """,
)

INTEGER_WITH_LINKS = replace(
    INTEGER,
    # Where a link lies on the same pair of units, it is the sum of both that stays in range.
    synapse="""
    w : 1
    low : 1 (constant)
    high : 1 (constant)
    """,
    recurrent="""
    w = clip(w + push_recurrent_post*s_to_units_pre, low, high)
    updates_recurrent_post += int(step_recurrent_post*s_to_units_pre != 0)
    """,
)
