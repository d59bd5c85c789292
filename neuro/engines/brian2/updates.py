"""How weights change, as Brian2 actions: at once, or as a sum at the end of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

# Every visit to a synapse with something to learn there is counted by its receiver.
COUNT = "\n{updates}_post += int({step}_post*{sent}_pre != 0)"


@final
@dataclass(frozen=True)
class Update:
    """How weights change: at once, or as a sum at the end of a batch; only those of units that were unstable.

    Parameters
    ----------
    synapse
        Equations of a learned synapse.
    mark, weigh
        What an unstable unit does when it is found, and when the batch closes.
    mark_class, weigh_class
        The same for a wrong readout.
    learn, apply
        What happens along each synapse then; `{push}` stands for the receiver's factor,
        `{sent}` for what was sent and `{teacher}` for the sign the receiver learns by.
    masked
        Whether receivers learn from what the sample's masks let through instead of all that was sent.
    """

    synapse: str
    mark: str
    weigh: str
    mark_class: str
    weigh_class: str
    learn: str
    apply: str
    masked: bool = False


ONLINE = Update(
    synapse="w : 1",
    mark="""
    push_recurrent = step_recurrent*s/keep_recurrent
    push_input = step_input*s/keep_input
    found += 1
    """,
    weigh="",
    mark_class="push = pace*teacher/keep\nfound += 1",
    weigh_class="",
    learn="w += {push}_post*{sent}_pre",
    apply="",
)

BATCHED = Update(
    synapse="w : 1\nchange : 1   # sum over the batch",
    mark="touched = 1\nfound += 1",
    weigh="""
    push_recurrent = share*step_recurrent/keep_recurrent
    push_input = share*step_input/keep_input
    touched = 0
    """,
    mark_class="touched = 1\nfound += 1",
    weigh_class="push = share*pace/keep\ntouched = 0",
    learn="change += {teacher}_post*{sent}_pre",
    apply="w += {push}_post*change\nchange = 0",
)

INTEGER = Update(
    synapse="w : 1",
    mark="""
    push_recurrent = step_recurrent*s
    push_input = step_input*s
    found += 1
    """,
    weigh="",
    mark_class="push = pace*teacher\nfound += 1",
    weigh_class="",
    learn="w = clip(w + {push}_post*{sent}_pre, -largest_post, largest_post)",
    apply="",
    masked=True,
)
