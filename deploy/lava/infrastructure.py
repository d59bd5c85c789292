"""Lava's processes and channels, without the named memory and the race of its own ones."""

from __future__ import annotations

from typing import Any, final

from lava.magma.compiler.channels.interfaces import ChannelType
from lava.magma.compiler.channels.pypychannel import CspRecvPort, Proto, PyPyChannel
from lava.magma.runtime.message_infrastructure.multiprocessing import MultiProcessing

from .shared import SharedBuffers


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
    between, by a process that found the message itself, it ends the thread, and the graph waits for ever.
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
