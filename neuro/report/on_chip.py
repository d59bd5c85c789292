"""The compared network on a chip, or why it is not on one, and what is priced with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, final

from ..energy import Band, Energy, Profile, StepTime, energy_band, time_band
from ..engines import Activity, Run, Stimulus
from ..errors import NeuroError
from ..network import Network
from ..placement import Chip, PlacedNetwork, Traffic, place, read_placed

_Known = TypeVar("_Known")


@final
@dataclass(frozen=True, eq=False)
class OnChip:
    """Where the units lie, and the profiles that price what they do there.

    Parameters
    ----------
    profiles
        What energies and times are modelled from, all of one chip family.
    chip
        The chip asked for; None when none was.
    placed, problem
        The placement, or why there is none, in a sentence.
    file
        What file the placement was read from; None when it was made here.
    """

    profiles: tuple[Profile, ...] = ()
    chip: Chip | None = None
    placed: PlacedNetwork | None = None
    problem: str | None = None
    file: str | None = None

    def traffic(self, network: Network, stimulus: Stimulus, run: Run) -> tuple[Traffic | None, str | None]:
        """What a run's messages do on the mesh, or why that isn't known."""
        placed = self.placed
        return (None, self.problem) if placed is None else _known(lambda: placed.traffic(network, stimulus, run))

    def energy(
        self, activity: Activity, traffic: Traffic | None, weight_updates: int = 0
    ) -> tuple[Band[Energy] | None, str | None]:
        """Energy over all samples, or the sentence that says why it isn't known."""
        return _known(lambda: energy_band(activity, self.profiles, traffic, weight_updates))

    def time(
        self, activity: Activity, traffic: Traffic | None, learned: int = 0, busiest: float = 0.0
    ) -> Band[StepTime] | None:
        """Time over all samples, of which some are `learned`; None without a placement or without known times."""
        if traffic is None:
            return None
        board = () if self.chip is None else self.chip.barrier
        return _known(lambda: time_band(activity, traffic, self.profiles, learned, busiest, board))[0]


def _known(ask: Callable[[], _Known]) -> tuple[_Known | None, str | None]:
    """An answer, or the sentence that says why there is none."""
    try:
        return ask(), None
    except NeuroError as reason:
        return None, str(reason)


def put_on_chip(
    network: Network,
    chip: Chip | None,
    profiles: tuple[Profile, ...],
    placement: str | Path | None = None,
    *,
    learning: bool = False,
) -> OnChip:
    """Place the network, from the file `placement` if there is one; with every stored coupling if it is for `learning`.

    A chip that can't hold it, or whose prices are not those of the profiles, holds nothing.

    Raises
    ------
    NeuroError
        When the file can't be used: what was asked for by name is not replaced by something else. A network that it
        holds may still be too large for it once it learns; that is a problem, said where the figures stand.
    """
    if chip is None:
        return OnChip(profiles)
    file, family = None if placement is None else str(placement), profiles[0].family
    if family != chip.family:
        names = ", ".join(profile.name for profile in profiles)
        problem = f"{names} prices the family '{family}', and {chip.title} is of '{chip.family}'."
        if file is not None:
            raise NeuroError(f"the placement {file} would not be used: {problem}")
        return OnChip(profiles, chip, None, problem)
    try:
        if file is None:
            placed = place(network, chip, learning=learning)
        else:
            placed = read_placed(file, network, chip, learning=learning)
    except NeuroError as reason:
        if file is not None and not learning:
            raise
        return OnChip(profiles, chip, None, str(reason))
    return OnChip(profiles, chip, placed, file=file)
