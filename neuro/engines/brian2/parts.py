"""Groups and synapses whose parts each stand in a slot of the schedule of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

from .wiring import Bundle


@final
@dataclass(frozen=True)
class Event:
    """When units of a group send an event.

    Parameters
    ----------
    condition, when
        What is looked at, and the slot.
    action, then
        What it does to the sender, and that slot; none for an empty action.
    """

    condition: str
    when: str
    action: str = ""
    then: str = ""


@final
@dataclass(frozen=True)
class Pathway:
    """What an event does along synapses.

    Parameters
    ----------
    event, action, when
        The event's name, what it does, and the slot.
    back
        Whether the receiver sends it, not the sender.
    """

    event: str
    action: str
    when: str
    back: bool = False


def make_group(
    name: str, size: int, equations: str, events: dict[str, Event], lookups: dict[str, Any], clock: Any
) -> Any:
    """A group with its events."""
    import brian2

    conditions = {key: event.condition for key, event in events.items()}
    group = brian2.NeuronGroup(size, equations, events=conditions, namespace=lookups, clock=clock, name=name)
    for key, event in events.items():
        group.set_event_schedule(key, when=event.when)
        if event.action:
            group.run_on_event(key, event.action, when=event.then)
    return group


def make_synapses(
    name: str,
    ends: tuple[Any, Any],
    bundle: Bundle,
    equations: str,
    pathways: dict[str, Pathway],
    clock: Any,
) -> Any:
    """Synapses from one group to another with their pathways; those of a receiver touch only its own synapses."""
    import brian2

    synapses = brian2.Synapses(
        *ends,
        equations,
        on_pre={key: pathway.action for key, pathway in pathways.items() if not pathway.back},
        on_post={key: pathway.action for key, pathway in pathways.items() if pathway.back},
        on_event={key: pathway.event for key, pathway in pathways.items()},
        # One delay for all, or Brian2 would store one per synapse.
        delay=dict.fromkeys(pathways, 0 * brian2.second),
        clock=clock,
        name=name,
    )
    for key, pathway in pathways.items():
        getattr(synapses, key).when = pathway.when
    synapses.connect(i=bundle.senders, j=bundle.receivers)
    synapses.w = bundle.weights
    return synapses
