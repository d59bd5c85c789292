"""Measured joules of processor packages, from the energy counters Linux shows (Intel's RAPL)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar, final

from ..errors import NeuroError

POWERCAP = Path("/sys/class/powercap")
T = TypeVar("T")


class _Zone(NamedTuple):
    counter: Path
    span: int


@final
class RaplMeter:
    """Energy counters of all processor packages, read before and after a piece of work.

    What a package draws when idle, and what else runs on it meanwhile, is in the figure: neither is subtracted. A
    piece of work must be shorter than a counter takes to run over twice (minutes).
    The powercap zones stand in `folder`.
    """

    def __init__(self, folder: Path = POWERCAP) -> None:
        # Packages only: their cores and memory are zones of their own, already in the sum of the package.
        self._zones: list[_Zone] = []
        self.obstacle: str | None = None
        paths = sorted(p for p in folder.glob("intel-rapl*") if p.name.count(":") == 1)
        for path in paths:
            try:
                if not (path / "name").read_text(encoding="utf-8").startswith("package"):
                    continue
                span = int((path / "max_energy_range_uj").read_text(encoding="utf-8"))
                int((path / "energy_uj").read_text(encoding="utf-8"))
            except (OSError, ValueError) as problem:
                self.obstacle = f"no meter: the energy counter {path.name} can't be read ({_reason(problem)})."
                self._zones = []
                return
            self._zones.append(_Zone(path / "energy_uj", span))
        if not self._zones:
            self.obstacle = "no meter: this machine shows no energy counters (RAPL) of its processor."

    def measure(self, work: Callable[[], T]) -> tuple[T, float | None]:
        """Do the `work`; what it returned, and the joules of all packages meanwhile (None without a meter).

        Raises
        ------
        NeuroError
            When a counter that could be read before can't be read any more.
        """
        before = self._read()
        result = work()
        after = self._read()
        if not self._zones:
            return result, None
        used = (
            later - earlier if later >= earlier else later - earlier + zone.span
            for zone, earlier, later in zip(self._zones, before, after, strict=True)
        )
        return result, sum(used) * 1e-6

    def _read(self) -> list[int]:
        try:
            return [int(zone.counter.read_text(encoding="utf-8")) for zone in self._zones]
        except (OSError, ValueError) as problem:
            raise NeuroError(f"an energy counter can't be read any more ({_reason(problem)}); run again.") from problem


def _reason(problem: OSError | ValueError) -> str:
    return (problem.strerror or str(problem)) if isinstance(problem, OSError) else str(problem)
