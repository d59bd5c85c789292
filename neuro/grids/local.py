"""Workers on this machine: processes that are replaced when they die and never outlive the grid."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess
from typing import Any, NoReturn, final

from ..errors import NeuroError
from ..machine.signals import STOPPING, answer_with, deferred
from .perform import perform

# A point whose worker died this often is given up; a worker that can't even start this often ends the work.
DEATHS = 3
_GRACE_S = 5.0


def answers_of_processes(contents: dict[str, str], workers: int) -> Generator[tuple[str, dict[str, Any]], None, None]:
    """(address, answer) of every point, in the order in which they come; closing the iterator stops all workers.

    Raises
    ------
    NeuroError
        When workers can't be started.
    """
    waiting, deaths, failed_starts = deque(contents), dict.fromkeys(contents, 0), 0
    slots = [_Slot() for _ in range(min(workers, len(contents)))]
    busy: dict[Future[dict[str, Any]], tuple[_Slot, str]] = {}
    try:
        while waiting or busy:
            idle = [slot for slot in slots if slot not in {at for at, _ in busy.values()}]
            for slot in idle[: len(waiting)]:
                address = waiting.popleft()
                busy[slot.submit(contents[address])] = (slot, address)
            for future in wait(busy, return_when=FIRST_COMPLETED).done:
                slot, address = busy.pop(future)
                try:
                    answer = future.result()
                except BrokenProcessPool:
                    started = slot.started
                    slot.replace()
                    if not started:
                        failed_starts += 1
                        if failed_starts == DEATHS:
                            raise NeuroError(
                                "workers can't be started here: a script that runs a grid has to be a file, with its "
                                "work under 'if __name__ == \"__main__\":', since each worker reads it."
                            ) from None
                        waiting.appendleft(address)
                        continue
                    deaths[address] += 1
                    if deaths[address] < DEATHS:
                        waiting.appendleft(address)
                        continue
                    answer = {
                        "error": f"its worker was killed {DEATHS} times (often for want of memory: use fewer workers)."
                    }
                failed_starts = 0
                yield address, answer
    finally:
        for slot in slots:
            slot.stop()
        for slot in slots:
            slot.end()


@final
class _Slot:
    """A pool of one process: when it dies, it is known on which point, and the other workers go on."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._process: BaseProcess | None = None
        self._ready: Future[None] | None = None

    @property
    def started(self) -> bool:
        """Whether the process came as far as taking work."""
        return self._ready is not None and self._ready.done() and self._ready.exception() is None

    def submit(self, content: str) -> Future[dict[str, Any]]:
        """Work on a point, in a new process if there is none or it died idle."""
        if self._pool is not None:
            with suppress(BrokenProcessPool):
                return self._pool.submit(perform_in_worker, content)
            self.replace()
        before = set(multiprocessing.active_children())
        # What is started has to be known, also when a Ctrl-C falls in between.
        with deferred():
            self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _prepare)
            with _out_of_reach():
                self._ready = self._pool.submit(_answer_ready)
            self._process = next(iter(set(multiprocessing.active_children()) - before), None)
        try:
            return self._pool.submit(perform_in_worker, content)
        except BrokenProcessPool as problem:
            broken: Future[dict[str, Any]] = Future()
            broken.set_exception(problem)
            return broken

    def replace(self) -> None:
        """Let go of a process that died, and of what it started."""
        self.stop()
        self.end()

    def stop(self) -> None:
        """Ask the process, and all that it started, to end."""
        if self._process is not None:
            # Before it has a group of its own it can only be reached alone.
            self._process.terminate()
            self._signal_group(signal.SIGTERM)

    def end(self) -> None:
        """Wait for the end, and enforce it."""
        if self._process is not None:
            self._process.join(_GRACE_S)
            self._process.kill()
            self._signal_group(signal.SIGKILL)
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = self._process = self._ready = None

    def _signal_group(self, how: signal.Signals) -> None:
        if self._process is not None and self._process.pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, how)


@contextmanager
def _out_of_reach() -> Iterator[None]:
    """Processes started in the block are not reached by what a terminal sends, until they have said how to end."""
    reaching = {signal.SIGINT, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, reaching)
    try:
        # A process of Python's own that outlives a closed terminal; started first, since it ends the blocking.
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, reaching)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_working = False


def perform_in_worker(content: str) -> dict[str, Any]:
    """:func:`perform`, known to the handler of signals."""
    global _working
    _working = True
    try:
        return perform(content)
    except SystemExit:
        # Handed on as a result it would end the whole grid; the signal was meant for this process alone.
        os._exit(1)
    finally:
        _working = False


def _answer_ready() -> None:
    """Done by a process that takes work."""


def _prepare() -> None:
    """Make a worker: a group of its own, out of reach of a Ctrl-C in the terminal, which ends with its parent."""
    os.setpgid(0, 0)
    answer_with(_leave)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    threading.Thread(target=_follow, daemon=True).start()


def _leave(*_: object) -> NoReturn:
    if _working:
        # Engines close what they opened on the way out.
        answer_with(signal.SIG_IGN)
        sys.exit(1)
    os._exit(1)


def _follow() -> None:
    """End with the process that started this one, even if that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.killpg(0, signal.SIGKILL)
