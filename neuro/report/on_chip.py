"""The compared network on a chip, or why it is not on one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import final

from ..energy import Profile
from ..engines import Run, Stimulus
from ..errors import NeuroError
from ..network import Network
from ..placement import Chip, PlacedNetwork, Traffic, place, read_placed


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
    file
        What file the placement was read from; None when it was made here.
    """

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


def put_on_chip(
    network: Network,
    chip: Chip | None,
    profiles: tuple[Profile, ...],
    placement: str | Path | None = None,
    *,
    learning: bool = False,
) -> OnChip:
    """Place the network; a chip that can't hold it, or whose prices are not those of the profiles, holds nothing.

    Parameters
    ----------
    placement
        File to take the placement from.
    learning
        Whether every stored coupling needs its place, as the network will learn.

    Raises
    ------
    NeuroError
        When the file can't be used: what was asked for by name is not replaced by something else. A network that it
        holds may still be too large for it once it learns; that is a problem, said where the figures stand.
    """
    if chip is None:
        return OnChip()
    file, family = None if placement is None else str(placement), profiles[0].family
    if family != chip.family:
        names = ", ".join(profile.name for profile in profiles)
        problem = f"{names} prices the family '{family}', and {chip.title} is of '{chip.family}'."
        if file is not None:
            raise NeuroError(f"the placement {file} would not be used: {problem}")
        return OnChip(chip, None, problem)
    try:
        if file is None:
            placed = place(network, chip, learning=learning)
        else:
            placed = read_placed(file, network, chip, learning=learning)
    except NeuroError as reason:
        if file is not None and not learning:
            raise
        return OnChip(chip, None, str(reason))
    return OnChip(chip, placed, file=file)
