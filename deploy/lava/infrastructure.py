"""Lava's compiler, channels and processes without their side effects: named memory, a race, orphans, registries."""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, final

from lava.magma.compiler.channels.interfaces import ChannelType
from lava.magma.compiler.channels.pypychannel import CspRecvPort, Proto, PyPyChannel
from lava.magma.compiler.compiler_graphs import ProcGroupDiGraphs
from lava.magma.compiler.executable import Executable
from lava.magma.core.process.process import AbstractProcess, ProcessServer
from lava.magma.core.process.variable import VarServer
from lava.magma.core.run_configs import Loihi2SimCfg, RunConfig
from lava.magma.runtime.message_infrastructure.multiprocessing import MultiProcessing

from neuro.machine.signals import STOPPING

from .importing import quiet
from .shared import SharedBuffers

_find_models = ProcGroupDiGraphs._find_proc_models
_models: dict[type, list[Any]] = {}


def on_cpu(tag: str) -> RunConfig:
    """Lava's own models of that tag."""
    return Loihi2SimCfg(select_tag=tag)


def compile_graph(
    build: Callable[[], AbstractProcess], tag: str, configure: Callable[[str], RunConfig] = on_cpu
) -> Executable:
    """Build and compile a graph, whose run configuration is made once its processes are there."""
    processes, variables = len(ProcessServer().processes), len(VarServer().vars)
    ProcGroupDiGraphs._find_proc_models = staticmethod(_remembered_models)
    try:
        with quiet():
            return build().compile(configure(tag))
    finally:
        ProcGroupDiGraphs._find_proc_models = staticmethod(_find_models)
        # Lava keeps every process and variable ever made; ours are taken out again.
        del ProcessServer().processes[processes:], VarServer().vars[variables:]


def _remembered_models(proc: AbstractProcess) -> list[Any]:
    # Lava finds the models of a process by executing every file of its folder: once is enough.
    kind = type(proc)
    if kind not in _models:
        _models[kind] = _find_models(proc)
    return list(_models[kind])


@final
class Infrastructure(MultiProcessing):  # type: ignore[misc]
    """Starts a graph's operating-system processes and makes the channels between them."""

    def start(self) -> None:
        """Make ready; Lava itself would start one more process, to manage shared memory."""
        self._smm = SharedBuffers()

    def channel_class(self, channel_type: ChannelType) -> Any:
        """Channels between Python processes are ours, others Lava's."""
        return SteadyChannel if channel_type == ChannelType.PyPy else super().channel_class(channel_type)


@final
class SteadyReceiver(CspRecvPort):  # type: ignore[misc]
    """A receiving end whose thread goes on when its observer is taken away.

    Lava's looks its observer up twice, once to see whether there is one and once to call it; taken away in
    between, by a process that found the message itself, it ends the thread, and the graph never goes on.
    """

    def _req_callback(self, req: Any) -> None:
        try:
            while req.acquire() and not self._done:
                self._queue.put_nowait(0)
                # One call too many does no harm.
                if (observer := self.observer) is not None:
                    observer()
        except EOFError:
            pass


@final
class SteadyChannel(PyPyChannel):  # type: ignore[misc]
    """A channel with a steady receiver."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        end = self.dst_port
        message = Proto(end._shape, end._dtype, end._nbytes)
        watchdogs = end._io_watchdog, end._join_watchdog
        self._dst_port: CspRecvPort = SteadyReceiver(
            end._name, end._shm, message, end._size, end._req, end._ack, *watchdogs
        )


_PARENT_CHECK_S = 0.5
# (parent, thread) while a graph is being started: only forks made by that thread belong to the graph.
_starting: tuple[int, int] | None = None


@contextmanager
def ending_with_parent() -> Iterator[None]:
    """Processes forked by this thread in the block ignore signals, print no warnings and end with their parent."""
    global _starting
    _starting = (os.getpid(), threading.get_ident())
    try:
        yield
    finally:
        _starting = None


def _begin_child() -> None:
    global _starting
    if _starting is None or _starting[1] != threading.get_ident():
        return
    parent, _starting = _starting[0], None
    # A terminal signals the whole group: the parent alone answers, by ending the graph.
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
    # A parent that turns warnings into errors must not make Lava's own models fail.
    warnings.simplefilter("ignore")
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    # Not prctl's death signal: that one fires when the *thread* that forked ends.
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_S)
    os._exit(1)


os.register_at_fork(after_in_child=_begin_child)
