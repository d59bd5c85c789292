"""A running Lava graph that never hangs: it answers, it fails with the child's traceback, or it is ended."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable
from multiprocessing.util import Finalize
from typing import Any, NoReturn, final

from lava.magma.compiler.executable import Executable
from lava.magma.core.process.message_interface_enum import ActorType
from lava.magma.core.process.process import AbstractProcess
from lava.magma.core.run_conditions import RunSteps
from lava.magma.core.run_configs import RunConfig
from lava.magma.runtime.mgmt_token_enums import MGMT_COMMAND, MGMT_RESPONSE, enum_equal
from lava.magma.runtime.runtime import Runtime
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from neuro.errors import NeuroError
from neuro.machine.signals import deferred

from .importing import fork_context, quiet
from .infrastructure import Infrastructure, compile_graph, ending_with_parent, on_cpu

_START_S = 60.0
_HEALTH_S = 0.05
_LONGEST_NAP_S = 2e-3
# What one look at a graph adds to its idle time at most.
_LONGEST_WAIT_S = 0.5
# Compiling and starting change things that belong to the whole program.
_building = threading.Lock()


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
    configure
        Makes Lava's run configuration from the tag.
    start_s
        Longest time its processes may take to start.

    Raises
    ------
    NeuroError
        When a process can't be started.
    """

    def __init__(
        self,
        build: Callable[[], AbstractProcess],
        tag: str,
        configure: Callable[[str], RunConfig] = on_cpu,
        start_s: float = _START_S,
    ) -> None:
        with _building:
            self._start(compile_graph(build, tag, configure), start_s)

    @property
    def closed(self) -> bool:
        """Whether its processes have been ended."""
        return not self._end.still_active()

    def run(self, steps: int, patience_s: float, steps_done: Callable[[], int] = lambda: 0) -> None:
        """Run a number of steps and wait for the last.

        Parameters
        ----------
        patience_s
            Longest time without progress.
        steps_done
            A number that grows as steps are done.

        Raises
        ------
        NeuroError
            When a process fails, with its traceback as the cause; the graph is closed then.
        GraphStuck
            When no progress was made; the graph is closed then.
        """
        if self.closed:
            raise NeuroError("this Lava graph has been closed; open the network again.")
        try:
            self._runtime.start(RunSteps(num_steps=steps, blocking=False))
            self._await_answer(patience_s, steps_done)
        except BaseException:
            self.close()
            raise

    def finish(self, patience_s: float) -> None:
        """Let its processes put away what they hold, a board for instance, and end them after `patience_s` at most."""
        if self.closed:
            return
        try:
            for port in self._runtime.runtime_to_service:
                port.send(MGMT_COMMAND.STOP)
            given_up = time.monotonic() + patience_s
            while any(actor.is_alive() for actor in self._runtime.actors) and time.monotonic() < given_up:
                time.sleep(_LONGEST_NAP_S)
        finally:
            self.close()

    def close(self) -> None:
        """End all its processes; may be called again."""
        with deferred():
            self._end()

    def _start(self, executable: Executable, start_s: float) -> None:
        self._runtime = _Runtime(executable, ActorType.MultiProcessing)
        self._runtime.start_s = start_s
        # Runs when this object is dropped, and at interpreter exit before multiprocessing waits for child processes.
        self._end = Finalize(self, _end, args=(self._runtime, os.getpid()), exitpriority=100)
        try:
            # Small matrices: threads cost more than they bring. Forked processes inherit the limit.
            with deferred(), fork_context(), quiet(), ending_with_parent(), threadpool_limits(1):
                self._runtime.initialize()
        except BaseException:
            self.close()
            raise

    def _await_answer(self, patience_s: float, steps_done: Callable[[], int]) -> None:
        answers, nap = self._runtime.service_to_runtime, 2e-5
        done, idle, checked = steps_done(), 0.0, time.monotonic()
        while not all(port.probe() for port in answers):
            time.sleep(nap)
            nap = min(1.5 * nap, _LONGEST_NAP_S)
            now = time.monotonic()
            if now - checked < _HEALTH_S:
                continue
            # While the whole machine stands still, so does the graph: that is no deadlock.
            idle += min(now - checked, _LONGEST_WAIT_S)
            checked = now
            if self._runtime.broken:
                self._runtime.fail()
            if steps_done() != done:
                done, idle = steps_done(), 0.0
            elif idle > patience_s:
                raise GraphStuck(
                    f"the Lava graph made no progress for {patience_s:.0f} s after step {done}: a process waits for a "
                    "message that nobody sends, or the machine is overloaded; the graph was ended."
                )
        if any(enum_equal(port.peek(), MGMT_RESPONSE.ERROR) for port in answers):
            self._runtime.fail()
        self._runtime.wait()


@final
class _Runtime(Runtime):  # type: ignore[misc]
    """Lava's runtime, which waits only so long for its processes to report."""

    exception_q: list[Any]
    start_s: float

    @property
    def actors(self) -> list[Any]:
        """The operating-system processes started so far."""
        infrastructure = self._messaging_infrastructure
        return [] if infrastructure is None else list(infrastructure.actors)

    @property
    def broken(self) -> bool:
        """Whether one of them has failed or is gone."""
        return bool(self.traces()) or not all(actor.is_alive() for actor in self.actors)

    def fail(self) -> NoReturn:
        """Say what ended the graph; the whole tracebacks are the cause."""
        # A model reports its error before its traceback is on the way.
        time.sleep(_HEALTH_S)
        codes = sorted({str(a.exitcode) for a in self.actors if not a.is_alive() and a.exitcode})
        traces = self.traces()
        last = [trace.strip().splitlines()[-1] for trace in traces if trace.strip()]
        why = "; ".join(dict.fromkeys(last)) or f"exit code {', '.join(codes) or 'unknown'}, no traceback"
        raise NeuroError(f"a process of the Lava graph failed and the graph was ended: {why}") from (
            RuntimeError("\n".join(traces)) if traces else None
        )

    def traces(self) -> list[str]:
        """Tracebacks its processes have sent so far."""
        traces = []
        for actor in self.actors:
            # An exception that can't be unpickled here still shows as a dead process.
            with contextlib.suppress(Exception):
                if actor.exception:
                    traces.append(str(actor.exception[1]))
        return traces

    def _build_message_infrastructure(self) -> None:
        self._messaging_infrastructure = Infrastructure()
        self._messaging_infrastructure.start()

    def _start_ports(self) -> None:
        super()._start_ports()
        # Lava waits for each process to report that it was built, without end if it can't.
        given_up = time.monotonic() + self.start_s
        for reports in self.exception_q:
            while reports.empty():
                if self.broken:
                    self.fail()
                if time.monotonic() > given_up:
                    raise GraphStuck(f"a process of the Lava graph did not start within {self.start_s:.0f} s.")
                time.sleep(_LONGEST_NAP_S)
            if reports.get() is not None:
                self.fail()
        self.exception_q = []


def _end(runtime: _Runtime, owner: int) -> None:
    """Kill the processes of a runtime.

    They are not asked to stop: one that is stuck could not answer, and all results are in shared arrays.
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
