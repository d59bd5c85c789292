"""The compared network on a chip, or why it is not on one, and what is priced with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import final

from ..energy import Band, Energy, Profile, StepTime, energy_band, time_band
from ..engines import Activity, Run, Stimulus
from ..errors import NeuroError
from ..network import Network
from ..placement import Chip, PlacedNetwork, Traffic, place, read_placed


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
    placed
        The placement; None when there is none.
    problem
        Why there is none, in a sentence.
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
        if self.placed is None:
            return None, self.problem
        try:
            return self.placed.traffic(network, stimulus, run), None
        except NeuroError as reason:
            return None, str(reason)

    def energy(
        self, activity: Activity, traffic: Traffic | None, weight_updates: int = 0
    ) -> tuple[Band[Energy] | None, str | None]:
        """Energy over all samples, or the sentence that says why it isn't known."""
        try:
            return energy_band(activity, self.profiles, traffic, weight_updates), None
        except NeuroError as reason:
            return None, str(reason)

    def time(
        self, activity: Activity, traffic: Traffic | None, learned: int = 0, busiest: float = 0.0
    ) -> Band[StepTime] | None:
        """Time over all samples, of which some are `learned`; None without a placement or without known times."""
        if traffic is None:
            return None
        try:
            return time_band(activity, traffic, self.profiles, learned, busiest)
        except NeuroError:
            return None


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
