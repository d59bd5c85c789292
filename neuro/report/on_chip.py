"""The compared network on a chip, or why it is not on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from ..energy import AbstractChip, AbstractPlaced, Profile, Traffic
from ..engines import Run
from ..errors import NeuroError
from ..workload import Workload


@final
@dataclass(frozen=True, eq=False)
class OnChip:
    """Where the units lie.

    Parameters
    ----------
    chip
        The chip asked for; None when none was.
    placed
        The placement; None when there is none.
    problem
        Why there is none, in a sentence.
    """

    chip: AbstractChip | None = None
    placed: AbstractPlaced | None = None
    problem: str | None = None

    def traffic(self, workload: Workload, run: Run) -> tuple[Traffic | None, str | None]:
        """What a run's messages do on the mesh, or why that isn't known."""
        if self.placed is None:
            return None, self.problem
        try:
            return self.placed.traffic(workload.network, workload.stimulus, run), None
        except NeuroError as reason:
            return None, str(reason)


def put_on_chip(workload: Workload, chip: AbstractChip | None, profiles: tuple[Profile, ...]) -> OnChip:
    """Place the network; a chip that can't hold it, or whose prices are not those of the profiles, holds nothing."""
    if chip is None:
        return OnChip()
    family = profiles[0].family
    if family != chip.family:
        names = ", ".join(profile.name for profile in profiles)
        return OnChip(chip, None, f"{names} prices the family '{family}', and {chip.title} is of '{chip.family}'.")
    try:
        return OnChip(chip, chip.place(workload.network))
    except NeuroError as reason:
        return OnChip(chip, None, str(reason))
