"""The same events under every profile of a chip family: what each profile makes of them, and the band they span."""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, final

from ..errors import NeuroError
from .profile import Profile


@dataclass(frozen=True)
class AbstractEstimate(ABC):
    """What one profile makes of counted events: joules or seconds. Basis: modelled, from `profile`.

    Parameters
    ----------
    profile
        Name of the profile.
    by_event
        Joules or seconds of all events of a kind, by the names of :data:`ENERGIES`.
    left_out
        Events that occur but are not known or not counted here: unknown, not zero.
    """

    profile: str
    by_event: Mapping[str, float]
    left_out: tuple[str, ...] = ()

    @property
    def total(self) -> float:
        """All that is known, in joules or seconds."""
        return sum(self.by_event.values(), 0.0)

    @property
    def complete(self) -> bool:
        """Whether weight updates, if there are any, are part of the total; if not, it is a lower bound."""
        return "weight_update" not in self.left_out


E = TypeVar("E", bound=AbstractEstimate)


@final
@dataclass(frozen=True)
class Band(Generic[E]):
    """Lowest and highest of one figure under the profiles of a chip family. Basis: modelled.

    The width is how far the profiles disagree. Estimates without the price of weight updates only count when no other
    has it: mixed with the others, they would pull the band down.

    Parameters
    ----------
    family
        The chip family.
    estimates
        One for each profile that can tell, in the order of the profiles' names; at least one.
    left_out
        (profile, reason) of those that can't.

    Examples
    --------
    >>> from neuro.energy import Band, Energy
    >>> band = Band("loihi1", (Energy("loihi1-2018", {"synop": 2e-9}), Energy("loihi1-sanafe", {"synop": 3e-9})))
    >>> band.low, band.high
    (2e-09, 3e-09)
    >>> band.under("loihi1-2018").total
    2e-09
    """

    family: str
    estimates: tuple[E, ...]
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def low(self) -> float:
        """Lowest total, in joules or seconds."""
        return min(estimate.total for estimate in self._spanning)

    @property
    def high(self) -> float:
        """Highest total, in joules or seconds."""
        return max(estimate.total for estimate in self._spanning)

    def of(self, cause: str) -> tuple[float, float] | None:
        """Lowest and highest of one `cause` of :data:`CAUSES`, or of the ``total``, as an attribute of the estimates.

        In joules or seconds; None when no profile knows it.
        """
        values = [value for estimate in self._spanning if (value := getattr(estimate, cause)) is not None]
        return (min(values), max(values)) if values else None

    def under(self, profile: str) -> E | None:
        """The estimate of the `profile` of that name; None when it can't tell."""
        return next((estimate for estimate in self.estimates if estimate.profile == profile), None)

    @property
    def counted(self) -> tuple[str, ...]:
        """Profiles whose figures span the band."""
        return tuple(estimate.profile for estimate in self._spanning)

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Profiles that don't know what weight updates take."""
        return tuple(estimate.profile for estimate in self.estimates if not estimate.complete)

    @property
    def at_least(self) -> bool:
        """Whether no profile knows what weight updates take, so that the totals are lower bounds."""
        return len(self.incomplete) == len(self.estimates)

    @property
    def _spanning(self) -> tuple[E, ...]:
        return tuple(estimate for estimate in self.estimates if estimate.complete) or self.estimates


def priced(
    counts: Mapping[str, int | None], price: Callable[[str], float | None]
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Joules or seconds of all events of a kind, and the events that are left out.

    Left out are those that occur without a known price, and those that have one but aren't counted (None).
    """
    by_event, left_out = {}, []
    for event, count in counts.items():
        each = price(event)
        if count is not None and each is not None:
            by_event[event] = count * each
        elif count or each is not None:
            left_out.append(event)
    return by_event, tuple(left_out)


def own_figures(counts: Mapping[str, int | None], profile: Profile) -> dict[str, int | None]:
    """The counts without those of events that are contained in the figure of another."""
    return {event: count for event, count in counts.items() if event not in profile.within}


def band_of(estimate: Callable[[Profile], E], profiles: Iterable[Profile], what: str) -> Band[E]:
    """The estimates of the profiles that have one, all of one family; `what` is estimated, for messages."""
    ordered = sorted(profiles, key=lambda profile: profile.name)
    families = sorted({profile.family for profile in ordered})
    if len(families) != 1:
        raise NeuroError(f"a band needs profiles of one chip family, got {', '.join(families) or 'no profile'}.")
    estimates, left_out = [], []
    for profile in ordered:
        try:
            estimates.append(estimate(profile))
        except NeuroError as reason:
            left_out.append((profile.name, str(reason)))
    if not estimates:
        raise NeuroError(f"no {what} for '{families[0]}': {left_out[0][1]}")
    return Band(families[0], tuple(estimates), tuple(left_out))
