"""Points worked through: what is there already is kept, the rest is done by workers and written as it comes."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import NeuroError
from ..machine.cores import cores
from ..progress import Progress, silent
from .commands import check_command
from .perform import perform
from .points import Point, PointResult, Store

_WORKERS_PER_CORE = 4


def run_points(
    points: Sequence[Point],
    folder: str | Path | None,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    retry_failed: bool = False,
    progress: Progress = silent,
) -> list[PointResult]:
    """Work through points that aren't in the folder yet.

    Parameters
    ----------
    points
        Any number; equal ones are worked on once.
    folder
        Where results are kept, one file a point, each written as soon as it is there: the same call goes on where an
        earlier one was cut off. None keeps nothing. One grid at a time is worked on in a folder.
    workers
        Processes on this machine; None for one a core, 0 to work in this very process. A script that asks for processes
        has to be guarded by ``if __name__ == "__main__"``, since each of them reads it.
    scheduler
        Address of a Dask scheduler whose workers do the work instead.
    retry_failed
        Whether points that failed before are tried again.
    progress
        Told at the start and after each point how many are done, found from an earlier run, failed (found ones too)
        and left; of `total` points so many have rows or failed.

    Returns
    -------
    list of PointResult
        In the order of the points; those that failed hold the reason.

    Raises
    ------
    NeuroError
        When a command isn't known, the folder is in use or can't be written, or there are no workers or far too many.

    Examples
    --------
    >>> from neuro import load_model
    >>> from neuro.grids import Axis, Point, apply_settings, grid, tidy_rows
    >>> settings = grid([Axis("size", (6, 8)), Axis("seed", (1, 2))])
    >>> points = [Point("count", apply_settings(load_model("core"), each), each) for each in settings]
    >>> [(row["size"], row["seed"], row["count"]) for row in tidy_rows(run_points(points, None, workers=0))]
    [(6, 1, 30), (6, 2, 16), (8, 1, 44), (8, 2, 40)]
    """
    if scheduler is not None and workers is not None:
        raise NeuroError("got workers and a scheduler; expected one of them: the scheduler has workers of its own.")
    check_workers(workers)
    by_address = {point.address: point for point in points}
    for command in sorted({point.command for point in points}):
        check_command(command)
    store, results = Store(folder), {}
    with store.locked():
        for address, point in by_address.items():
            found = store.find(point)
            if found is not None and not (retry_failed and found.error is not None):
                results[address] = found
        before = len(results)

        def show() -> None:
            over, total = len(results), len(by_address)
            failed = sum(result.error is not None for result in results.values())
            text = f"{over - failed} done ({before} found)  {failed} failed  {total - over} left"
            progress(text, over, total)

        show()
        left = {address: point.content for address, point in by_address.items() if address not in results}
        with closing(_answers(left, workers, scheduler)) as answers:
            for address, answer in answers:
                results[address] = store.keep(by_address[address], answer)
                show()
    return [replace(results[point.address], point=point) for point in points]


def check_workers(workers: int | None) -> None:
    """Refuse a number of processes that this machine can't serve: each takes memory before it works on anything.

    Parameters
    ----------
    workers
        At most four for each core; None and 0 are always accepted.

    Raises
    ------
    NeuroError
        When there are more, or fewer than none.
    """
    most = _WORKERS_PER_CORE * cores()
    if workers is not None and not 0 <= workers <= most:
        raise NeuroError(f"workers: got {workers}, expected at most {most}, {_WORKERS_PER_CORE} for each core here.")


def _answers(
    contents: dict[str, str], workers: int | None, scheduler: str | None
) -> Generator[tuple[str, dict[str, Any]], None, None]:
    """(address, answer) of every point, in the order in which they come."""
    if not contents:
        return
    if scheduler is not None:
        from .cluster import answers_of_cluster

        yield from answers_of_cluster(contents, scheduler)
    elif workers == 0:
        yield from ((address, perform(content)) for address, content in contents.items())
    else:
        from .local import answers_of_processes

        yield from answers_of_processes(contents, workers or cores())
