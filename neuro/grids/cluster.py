"""Workers of a Dask cluster: they get text and give back plain values, so that no disk has to be shared."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import closing, contextmanager
from typing import Any

from .. import __version__
from ..errors import NeuroError
from .perform import perform

_TIMEOUT_S = 15
_WORKERS_TIMEOUT_S = 60
# Points handed over ahead of time for each thread of a worker: enough to keep it busy.
_AHEAD = 2
_LOST: dict[str, Any] = {"error": "its worker was lost again and again (often for want of memory)."}


def answers_of_cluster(contents: dict[str, str], address: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(address, answer) of every point, in the order in which they come; closing the iterator cancels the others.

    A point whose worker is lost is given to another one by the scheduler, as often as its setting
    ``distributed.scheduler.allowed-failures`` says. The scheduler blames all points that waited on that worker, so in
    the end each of them is tried alone; one that is lost then counts as failed.

    Raises
    ------
    NeuroError
        When Dask is missing, the scheduler can't be reached or is lost, has no workers, or its workers have another
        version of the product.
    """
    try:
        from distributed import Client, as_completed
        from distributed.comm.addressing import get_address_host_port
    except ImportError as problem:
        raise NeuroError(
            "a grid on a cluster needs Dask, which is missing here; pip install 'neuro-engines[grid]'."
        ) from problem
    try:
        # A client that can't read its address fails once more when it is thrown away.
        get_address_host_port(address)
        client: Any = Client(address, timeout=_TIMEOUT_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        raise NeuroError(
            f"{address}: no Dask scheduler answers there within {_TIMEOUT_S} s ({problem}); expected an address such "
            "as tcp://host:8786."
        ) from problem
    with _quiet(), closing(client):
        _check_workers(client, address)
        waiting, lost, alone = deque(contents), deque[str](), set[str]()
        names: dict[str, str] = {}
        running: Any = as_completed(loop=client.loop, raise_errors=False)  # type: ignore[no-untyped-call]

        def hand_over() -> None:
            room = max(1, _AHEAD * sum(client.nthreads().values())) - len(names)
            for _ in range(min(room, len(waiting))):
                submit(waiting.popleft(), "")
            if lost and not names:
                alone.add(lost[0])
                submit(lost.popleft(), "-alone")

        def submit(name: str, suffix: str) -> None:
            future = client.submit(perform, contents[name], key=f"neuro-{name}{suffix}", pure=False)
            names[future.key] = name
            running.add(future)

        try:
            hand_over()
            for future in running:
                name = names.pop(future.key)
                answer = _answer(future, address)
                _check_version(answer.get("version", __version__), address)
                future.release()
                again = answer is _LOST and name not in alone
                if again:
                    lost.append(name)
                hand_over()
                if not again:
                    yield name, answer
        except (CancelledError, OSError) as problem:
            raise NeuroError(
                f"{address}: the scheduler was lost; what is finished is kept, go on with the same command once it is "
                "back."
            ) from problem


def _answer(future: Any, address: str) -> dict[str, Any]:
    from distributed.scheduler import KilledWorker

    try:
        answer: dict[str, Any] = future.result()
        return answer
    except KilledWorker:
        return _LOST
    except (ImportError, AttributeError) as problem:
        # The work itself hands on no errors: the worker came later and has no product, or another one.
        raise _unfit(problem, address) from problem


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask's own report of a lost connection is a page; ours is a sentence."""
    log = logging.getLogger("distributed.client")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def _check_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_WORKERS_TIMEOUT_S)
    except asyncio.TimeoutError as problem:
        raise NeuroError(
            f"{address}: the scheduler has no workers; start some with 'dask worker {address} --nthreads 1'."
        ) from problem
    try:
        versions = client.run(product_version)
    except Exception as problem:  # whatever it is that a worker lacks comes back as it was raised there
        raise _unfit(problem, address) from problem
    for version in versions.values():
        _check_version(version, address)


def _unfit(problem: Exception, address: str) -> NeuroError:
    return NeuroError(
        f"{address}: a worker there can't run the product ({type(problem).__name__}: {problem}); install "
        f"neuro-engines {__version__} where the workers run."
    )


def _check_version(version: str, address: str) -> None:
    if version != __version__:
        raise NeuroError(
            f"{address}: a worker there has neuro-engines {version}, here it is {__version__}; expected the same: "
            "install one version everywhere."
        )


def product_version() -> str:
    """The version a worker has."""
    return __version__
