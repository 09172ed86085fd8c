"""The one door for errors that a user sees, one line each: a wrong call (exit code 2), a failed check (exit code 1)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LISTED = 12  # so many names are spelled out in a message; a longer list is cut and counted


class Told(Exception):
    """An error whose text is for the user: one line, shown without a traceback."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        """`message`: says the place, what was found, what was expected and what to do; line breaks become spaces."""
        super().__init__(" ".join(str(message).split()))

    def __str__(self) -> str:
        """The message alone."""
        return str(self.args[0])


class BadCall(Told):
    """The call was wrong: nothing has been written, and the exit code is 2."""

    exit_code = 2


class CheckFailed(Told):
    """A check did not hold: the exit code is 1."""

    exit_code = 1


def quoted(found: object, room: int = 60) -> str:
    """What was found, in quotes and cut to `room` characters, so that a message stays one line."""
    text = repr(found)
    return text if len(text) <= room else text[: room - 4] + "..." + text[0]


def listed(names: Iterable[str]) -> str:
    """Names with commas between them, the first `LISTED` of them."""
    every = list(names)
    more = f" and {len(every) - LISTED} more" if len(every) > LISTED else ""
    return ", ".join(every[:LISTED]) + more if every else "none"


def unknown(what: str, found: str, known: Iterable[str], plural: str, where: str) -> BadCall:
    """The error for a name that is not there: a near match is offered, else what there is is listed.

    `what`: "question", `plural`: "questions", `where`: how to see them all, "backproof list".
    """
    names = sorted(known)
    near = difflib.get_close_matches(found.casefold(), names, n=1, cutoff=0.6) or [
        name for name in names if len(found) > 2 and found.casefold() in name
    ]
    hint = f"did you mean {near[0]!r}?" if near else f"there are the {plural} {listed(names)}"
    return BadCall(f"no {what} {quoted(found)}: {hint}; {where} shows them all")
