"""A random stream for every purpose, by name and never by order.

A stream is a pure function of (seed, slug, copy, purpose). It uses the raw 64-bit words of PCG64 and nothing
else of NumPy: its distributions may change between releases, and a sheet must not. NumPy is imported only
when a stream is opened.
"""

from __future__ import annotations

import hashlib
import struct
from decimal import Decimal
from functools import lru_cache, partial
from typing import TYPE_CHECKING, TypeVar

from questions.errors import CheckFailed
from questions.model import Unlucky

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.random import PCG64

T = TypeVar("T")

PURPOSES = ("case", "draw", "check", "options", "selection")
WORD = 64  # bits
TRIES = 1000  # a draw within a range is refused with probability below 1/2, so this many never happen
REJECTIONS = 100  # of candidates for the numbers of one question, before the family is said to be unlucky
LONGEST = 10**6  # words of one stream: more are only taken by a loop without end


class Stream:
    """Chance: whole numbers, choices and orders from a source of 64-bit words."""

    __slots__ = ("_taken", "_word", "refused")

    def __init__(self, word: Callable[[], int]) -> None:
        """`word()` gives the next 64 random bits as an integer in [0, 2^64)."""
        self._word = word
        self._taken = 0
        self.refused = 0  # candidates that `until` has drawn in vain

    def until(self, make: Callable[[], T], good: Callable[[T], bool]) -> T:
        """The first thing made that is good: bounded rejection, counted; raises Unlucky after 100 in vain."""
        for _ in range(REJECTIONS):
            made = make()
            if good(made):
                return made
            self.refused += 1
        raise Unlucky(f"none of {REJECTIONS} draws was good")

    def _bits(self, count: int) -> int:
        """`count` random bits; of each word the upper ones are taken."""
        value, missing = 0, count
        while missing > 0:
            self._taken += 1
            if self._taken > LONGEST:
                raise CheckFailed(f"a draw has taken {LONGEST} random words: expected one that ends")
            taken = min(missing, WORD)
            value = (value << taken) | (self._word() >> (WORD - taken))
            missing -= taken
        return value

    def integer(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included, all equally likely."""
        if low > high:
            raise ValueError(f"no whole number from {low} to {high}: expected low <= high")
        span = high - low
        for _ in range(TRIES):
            offset = self._bits(span.bit_length())
            if offset <= span:
                return low + offset
        raise RuntimeError(f"{TRIES} refusals in a row: the source of random words is broken")

    def choice(self, items: Sequence[T]) -> T:
        """One of `items`, all equally likely."""
        if not items:
            raise ValueError("a choice from nothing: expected at least one item")
        return items[self.integer(0, len(items) - 1)]

    def shuffle(self, items: Sequence[T]) -> tuple[T, ...]:
        """`items` in a random order (Fisher and Yates, from the end); the argument is left as it is."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.integer(0, last)
            order[last], order[other] = order[other], order[last]
        return tuple(order)

    def sample(self, items: Sequence[T], count: int) -> tuple[T, ...]:
        """`count` of `items` without repetition, in random order."""
        if not 0 <= count <= len(items):
            raise ValueError(f"a sample of {count} from {len(items)} items")
        return self.shuffle(items)[:count]

    def sign(self) -> int:
        """-1 or 1."""
        return self.choice((-1, 1))

    def decimal(self, low: str | int, high: str | int, places: int) -> str:
        """A decimal from `low` to `high`, both included, as text with just so many places: "-0.25"."""
        unit = Decimal(1).scaleb(-places)
        first, last = Decimal(low) / unit, Decimal(high) / unit
        if first != first.to_integral_value() or last != last.to_integral_value():
            raise ValueError(f"{low} to {high} with {places} places: the ends need more places")
        return fixed(self.integer(int(first), int(last)), places)


def fixed(count: int, places: int) -> str:
    """`count` units of 10^-places as text, as "-0.25" for (-25, 2); there is no "-0.00"."""
    return f"{Decimal(count).scaleb(-places):.{places}f}"


def words(name: str) -> tuple[int, ...]:
    """A name as eight 32-bit words of its SHA-256: the same in each process, unlike `hash`."""
    digest = hashlib.sha256(name.encode()).digest()
    return tuple(int.from_bytes(digest[at : at + 4], "big") for at in range(0, 32, 4))


def stream(seed: int, slug: str, copy: int, purpose: str) -> Stream:
    """The stream of these four, whatever else is on the sheet; purposes share nothing with one another."""
    if purpose not in PURPOSES:
        raise ValueError(f"no purpose {purpose!r}: expected one of {', '.join(PURPOSES)}")
    if seed < 0 or copy < 0:
        raise ValueError(f"seed {seed}, copy {copy}: expected whole numbers from 0 on")
    import numpy as np
    from numpy.random import PCG64, SeedSequence

    spoken = _entropy(seed) + _spoken(slug) + _spoken(str(copy)) + _spoken(purpose)
    entropy = np.frombuffer(spoken, "<u4")
    return Stream(partial(_raw, PCG64(SeedSequence(entropy.astype(np.uint32)))))


def _raw(bits: PCG64) -> int:
    return int(bits.random_raw())


POOL = 4  # 32-bit words of a seed, at least: the pool of SeedSequence, which a spawn key follows


def _entropy(seed: int) -> bytes:
    """A seed as SeedSequence lays it out before a spawn key: `entropy=seed, spawn_key=...`, without its loops."""
    return seed.to_bytes(4 * max(POOL, -(-seed.bit_length() // 32)), "little")


@lru_cache(maxsize=4096)
def _spoken(name: str) -> bytes:
    return struct.pack("<8I", *words(name))
