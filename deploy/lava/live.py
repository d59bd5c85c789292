"""A running Lava graph that never hangs: it answers, it fails with the child's traceback, or it is ended."""

from __future__ import annotations

import contextlib
import os
import queue
import time
from collections.abc import Callable
from multiprocessing.util import Finalize
from typing import Any, NoReturn, final

import threadpoolctl
from lava.magma.core.process.message_interface_enum import ActorType
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.run_conditions import RunSteps
from lava.magma.runtime.message_infrastructure.multiprocessing import MultiProcessing
from lava.magma.runtime.mgmt_token_enums import MGMT_RESPONSE, enum_equal
from lava.magma.runtime.runtime import Runtime

from neuro.errors import NeuroError

from .children import interrupts_deferred, well_behaved_children
from .compiling import compile_graph
from .importing import fork_context, quiet
from .shared import SharedBuffers

_START_S = 60.0
_HEALTH_S = 0.05
_LONGEST_NAP_S = 2e-3


@final
class GraphStuck(NeuroError, TimeoutError):
    """No step was finished for too long."""


@final
class LiveGraph:
    """The processes of one graph, from their start to their end.

    Parameters
    ----------
    build
        Makes and connects fresh Lava processes and returns one of them.
    tag
        ``floating_pt`` or ``fixed_pt``.

    Raises
    ------
    NeuroError
        When a process can't be started.
    """

    def __init__(self, build: Callable[[], AbstractProcess], tag: str) -> None:
        self._runtime = _Runtime(compile_graph(build, tag), ActorType.MultiProcessing)
        # Runs when this object is dropped, and at interpreter exit before multiprocessing waits for its children.
        self._end = Finalize(self, _end, args=(self._runtime, os.getpid()), exitpriority=100)
        try:
            # Small matrices: threads cost more than they bring. Forked children inherit the limit.
            one_thread = threadpoolctl.threadpool_limits(1)
            with interrupts_deferred(), fork_context(), quiet(), well_behaved_children(), one_thread:
                self._runtime.initialize()
        except BaseException:
            self.close()
            raise

    @property
    def closed(self) -> bool:
        """Whether its processes have been ended."""
        return not self._end.still_active()

    def run(self, steps: int, patience_s: float, progress: Callable[[], int] = lambda: 0) -> None:
        """Run a number of steps and wait for the last.

        Parameters
        ----------
        patience_s
            Longest time without progress.
        progress
            A number that grows as steps are done.

        Raises
        ------
        NeuroError
            When a process fails, with its traceback; the graph is closed then.
        GraphStuck
            When no progress was made; the graph is closed then.
        """
        if self.closed:
            raise NeuroError("this Lava graph has been closed; open the network again.")
        try:
            self._runtime.start(RunSteps(num_steps=steps, blocking=False))
            self._await_answer(patience_s, progress)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End all its processes; may be called again."""
        with interrupts_deferred():
            self._end()

    def _await_answer(self, patience_s: float, progress: Callable[[], int]) -> None:
        answers, nap = self._runtime.service_to_runtime, 2e-5
        done, moved, checked = progress(), time.monotonic(), time.monotonic()
        while not all(port.probe() for port in answers):
            time.sleep(nap)
            nap = min(1.5 * nap, _LONGEST_NAP_S)
            now = time.monotonic()
            if now - checked < _HEALTH_S:
                continue
            checked = now
            if self._traces() or not all(actor.is_alive() for actor in self._runtime.actors):
                self._fail()
            if progress() != done:
                done, moved = progress(), now
            elif now - moved > patience_s:
                raise GraphStuck(
                    f"the Lava graph made no progress for {patience_s:.0f} s after step {done}: a process waits for a "
                    "message that nobody sends, or the machine is overloaded; the graph was ended."
                )
        if any(enum_equal(port.peek(), MGMT_RESPONSE.ERROR) for port in answers):
            self._fail()
        self._runtime.wait()

    def _fail(self) -> NoReturn:
        # A model reports its error before its traceback is on the way.
        time.sleep(_HEALTH_S)
        traces = self._traces()
        codes = sorted({str(a.exitcode) for a in self._runtime.actors if not a.is_alive() and a.exitcode})
        why = "\n".join(traces) if traces else f"exit code {', '.join(codes) or 'unknown'}, no traceback"
        raise NeuroError(f"a process of the Lava graph failed and the graph was ended:\n{why}")

    def _traces(self) -> list[str]:
        traces = []
        for actor in self._runtime.actors:
            # An exception that can't be unpickled here still shows as a dead process.
            with contextlib.suppress(Exception):
                if actor.exception:
                    traces.append(str(actor.exception[1]))
        return traces


@final
class _Runtime(Runtime):  # type: ignore[misc]
    """Lava's runtime, which waits for its processes to report, but not for ever."""

    @property
    def actors(self) -> list[Any]:
        """The operating-system processes started so far."""
        infrastructure = self._messaging_infrastructure
        return [] if infrastructure is None else list(infrastructure.actors)

    def _build_message_infrastructure(self) -> None:
        self._messaging_infrastructure = MultiProcessing()
        self._messaging_infrastructure._smm = SharedBuffers()

    def _start_ports(self) -> None:
        super()._start_ports()
        for reports in self.exception_q:
            try:
                problem = reports.get(timeout=_START_S)
            except queue.Empty:
                raise NeuroError(f"a process of the Lava graph did not start within {_START_S:.0f} s.") from None
            if problem is not None:
                trace = getattr(problem, "trace", repr(problem))
                raise NeuroError(f"a process of the Lava graph can't be built:\n{trace}") from problem
        self.exception_q = []


def _end(runtime: _Runtime, owner: int) -> None:
    """Kill the processes of a runtime.

    Nothing is asked of the processes: one that is stuck could not answer, and all they know is in shared arrays.
    """
    if os.getpid() != owner:
        return
    runtime._is_started = runtime._is_running = False
    for actor in runtime.actors:
        with contextlib.suppress(ValueError):
            actor.kill()
    for actor in runtime.actors:
        actor.join()
    # The parent's own port threads wait on semaphores until told to go.
    runtime.join()
    # Lava's processes would stop their runtime once more when they are garbage-collected.
    runtime._executable.assign_runtime_to_all_processes(None)
