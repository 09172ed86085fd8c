"""Work for many processes: in this one, in processes beside it, or in those of a Dask cluster.

A task is a function of a module with plain arguments, and pure: which worker runs it, and how often, changes nothing.
So a task whose worker died is done again by another one, and no result is lost or comes twice.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from questions.errors import BadCall, CheckFailed, quoted

DEATHS = 3  # worker processes in a row that die before a task is done
PATIENCE = "20s"  # for a scheduler to answer
_one_at_a_time = (
    threading.Lock()
)  # a worker of Dask may have threads; SymPy and the caches here are not made for them


@dataclass(slots=True, eq=False)
class Task:
    """A call that was handed over; `future` is where its result will be."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    future: Any = field(default=None, repr=False)


class Crew(Protocol):
    """Who does the work: `size` tasks at the same time."""

    size: int

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Task:
        """Hand over a call."""

    def result(self, task: Task) -> Any:
        """Wait for its result; raises what the function raises, and CheckFailed where no worker survives it."""

    def drop(self, task: Task) -> None:
        """Its result is not wanted any more."""


def cores() -> int:
    """How many processes may run at the same time here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def crew(jobs: int, scheduler: str = "") -> Iterator[Crew]:
    """Workers while the block lasts: `jobs` processes (1: this one), or all of the Dask cluster at `scheduler`."""
    if scheduler:
        with _cluster(scheduler) as client:
            yield Cluster(client)
    elif jobs == 1:
        yield Alone()
    else:
        processes = Processes(jobs)
        try:
            yield processes
        finally:
            processes.close()


def in_order(crew: Crew, function: Callable[..., Any], tasks: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
    """The results of the calls in their order; only as many are under way as keep the crew busy."""
    under_way: deque[Task] = deque()
    for arguments in tasks:
        under_way.append(crew.submit(function, *arguments))
        if len(under_way) > 2 * crew.size:
            yield crew.result(under_way.popleft())
    while under_way:
        yield crew.result(under_way.popleft())


class Alone:
    """No process but this one: a call is made when its result is asked for."""

    size = 1

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Task:
        """Keep the call."""
        return Task(function, arguments)

    def result(self, task: Task) -> Any:
        """Make it."""
        return task.function(*task.arguments)

    def drop(self, task: Task) -> None:
        """Nothing was begun."""


class Processes:
    """Processes of this machine; where one dies, all are started anew with the tasks that are not done."""

    def __init__(self, size: int) -> None:
        """`size`: how many processes, from 1 on."""
        self.size = size
        self._deaths = 0
        self._under_way: dict[Task, None] = {}  # in the order in which they came
        self._pool = self._started()

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Task:
        """Hand the call to the next process that is free."""
        task = Task(function, arguments)
        self._under_way[task] = None
        self._start(task)
        return task

    def result(self, task: Task) -> Any:
        """Wait; a task whose process died is handed over again."""
        from concurrent.futures.process import BrokenProcessPool

        while True:
            try:
                found = task.future.result()
            except BrokenProcessPool:
                self._renew()
                continue
            except BaseException:
                self._under_way.pop(task, None)
                raise
            self._under_way.pop(task, None)
            self._deaths = 0
            return found

    def drop(self, task: Task) -> None:
        """What is not begun is not done."""
        self._under_way.pop(task, None)
        task.future.cancel()

    def close(self) -> None:
        """Stop; what is not begun is never done."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _started(self) -> Any:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        return ProcessPoolExecutor(self.size, mp_context=get_context("spawn"), initializer=_settle)

    def _start(self, task: Task) -> None:
        from concurrent.futures.process import BrokenProcessPool

        try:
            task.future = self._pool.submit(task.function, *task.arguments)
        except BrokenProcessPool:
            self._renew()

    def _renew(self) -> None:
        """A new pool, with every task of the old one that has no result."""
        self._deaths += 1
        if self._deaths > DEATHS:
            raise CheckFailed(
                f"a worker process died {self._deaths} times in a row before its task was done (out of memory, or "
                "killed): what is written stays; run the same command again to go on, with fewer --jobs"
            )
        self.close()
        self._pool = self._started()
        for task in self._under_way:
            if task.future is None or not _has_result(task.future):
                self._start(task)


def _has_result(future: Any) -> bool:
    """Whether a task of a broken pool is done: it has a result, or has raised something of its own."""
    from concurrent.futures.process import BrokenProcessPool

    return future.done() and not future.cancelled() and not isinstance(future.exception(), BrokenProcessPool)


def _settle() -> None:
    """In a new worker: leave Ctrl-C to the main process, and end when that one ends, however it does."""
    import signal
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


# -- beyond one machine ------------------------------------------------------------------------------------


class Cluster:
    """The workers of a Dask cluster, which hands the tasks of one that died to the others."""

    def __init__(self, client: Any) -> None:
        """`client`: of `distributed`, connected."""
        self._client = client
        self.size = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Task:
        """Hand the call to the scheduler."""
        return Task(function, arguments, self._client.submit(_alone, function, *arguments, pure=False))

    def result(self, task: Task) -> Any:
        """Wait; a task that several workers have died of is given up."""
        from distributed import KilledWorker
        from distributed.client import FutureCancelledError
        from distributed.comm.core import CommClosedError

        try:
            return task.future.result()
        except KilledWorker as error:
            raise CheckFailed(
                "several workers of the cluster died of one task (out of memory?): what is written stays; run the "
                "same command again to go on"
            ) from error
        except (FutureCancelledError, CommClosedError) as error:
            raise CheckFailed(
                "the scheduler of the cluster is gone: what is written stays; run the same command again to go on"
            ) from error

    def drop(self, task: Task) -> None:
        """Leave it to the scheduler to forget."""
        task.future.release()


def _alone(function: Callable[..., Any], *arguments: Any) -> Any:
    with _one_at_a_time:
        return function(*arguments)


@contextmanager
def _cluster(scheduler: str) -> Iterator[Any]:
    """A client of the cluster at this address; raises BadCall if there is none, or it has another program."""
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise BadCall(
            f"--scheduler {scheduler}: Dask is not installed; pip install 'backproof[cluster]'"
        ) from error
    try:
        client = Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError, TypeError) as error:
        raise BadCall(
            f"--scheduler is {quoted(scheduler)}: no scheduler of Dask answers there ({error}): expected an address "
            "that `dask scheduler` prints, e.g. tcp://10.0.0.1:8786"
        ) from error
    with client:
        _same_version(client, scheduler)
        yield client


def _same_version(client: Any, scheduler: str) -> None:
    from questions import record

    found = client.run(record.version)
    if not found:
        raise BadCall(
            f"--scheduler {scheduler}: the cluster has no workers: start some with `dask worker {scheduler}`"
        )
    for worker, version in sorted(found.items()):
        if version != record.version():
            raise BadCall(
                f"--scheduler {scheduler}: the worker {worker} has backproof {version}: expected {record.version()}, "
                "as here; install the same version there"
            )
