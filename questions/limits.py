"""What a stored sheet may cost: the witness runs on numbers that somebody may have changed to huge ones.

On POSIX systems, in the main thread, a call is stopped after its seconds of processor time; on Linux, what it may
allocate is limited too. Elsewhere a call runs as it is.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

SECONDS = 1.5  # of the processor for one witness; those of the bank need 0.9 at most, for ten million entries
MEGABYTES = 1024  # that one witness may allocate; those of the bank need 300 at most


class TooMuch(Exception):
    """A call was stopped: its text says after what."""


def patient(run: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, stopped with TooMuch or MemoryError where it takes too long or too much."""

    def bounded(*args: Any) -> Any:
        with ExitStack() as limits:
            limits.enter_context(within_seconds(SECONDS))
            limits.enter_context(within_memory(MEGABYTES))
            return run(*args)

    return bounded


@contextmanager
def within_seconds(seconds: float) -> Iterator[None]:
    """Raise TooMuch in the body after so many seconds of processor time."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: Any) -> None:
        raise TooMuch(f"stopped after {seconds} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def within_memory(megabytes: int) -> Iterator[None]:
    """Let the body allocate so much more than there is now; what is more raises MemoryError."""
    if sys.platform != "linux":
        yield
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + megabytes * 2**20
    lowest = min(limit for limit in (wanted, soft, hard) if limit != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, (lowest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
