"""A place in a source, and small steps onward; what the reader is made of."""

from __future__ import annotations

import re

BLANK = re.compile(r"(?:\s|\\!|\\,)*")


class ReadError(ValueError):
    """What was read is not what the printer prints."""


class Scanner:
    """A source and the place up to which it has been read. Blanks before a step are passed over."""

    def __init__(self, source: str) -> None:
        self.source, self.place = source, 0

    def error(self, expected: str) -> ReadError:
        before, after = (
            self.source[max(0, self.place - 30) : self.place],
            self.source[self.place : self.place + 30],
        )
        return ReadError(f"expected {expected} at {before!r} | {after!r}")

    def sees(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """What stands here if it is of this pattern."""
        start = BLANK.match(self.source, self.place)
        return re.compile(pattern).match(self.source, start.end() if start else self.place)

    def takes(self, pattern: str | re.Pattern[str]) -> re.Match[str] | None:
        """The same, and the place moves behind it."""
        found = self.sees(pattern)
        if found:
            self.place = found.end()
        return found

    def expect(self, pattern: str | re.Pattern[str], words: str = "") -> re.Match[str]:
        """The same, or ReadError."""
        found = self.takes(pattern)
        if not found:
            raise self.error(words or str(pattern))
        return found
