r"""Long rows of an alignment, broken before a plus or a minus sign that stands outside of every bracket.

The width of a formula is estimated by the letters that it shows: a command counts as one, of a fraction the wider part.
A row without such a sign stays whole, however long it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

WIDEST = 60  # letters: about what a page of text holds beside the name of a law
FRACTION = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")
HIDDEN = re.compile(
    r"\\(?:left|right|,|;|!|quad|mathbf|boldsymbol|operatorname|text|mathit|hat|bar|tilde)(?![A-Za-z])"
)
OPENING = re.compile(r"\\left\b.|\\begin\{[a-z]*\}|\\lvert\b|[({\[]")
CLOSING = re.compile(r"\\right\b.|\\end\{[a-z]*\}|\\rvert\b|[)}\]]")
SIGN = re.compile(r" [+-] ")


def width(tex: str) -> int:
    """About how many letters a formula is wide."""
    while found := FRACTION.search(tex):
        wider = max(found[1], found[2], key=len)
        tex = tex[: found.start()] + wider + tex[found.end() :]
    tex = HIDDEN.sub("", tex)
    return len(re.sub(r"[{}^_\s]", "", re.sub(r"\\[A-Za-z]+", "x", tex)))


def broken(tex: str, widest: int = WIDEST) -> list[str]:
    r"""The formula as rows, each but the first with its sign in front; joined by blanks they are the formula.

    >>> broken("a + (b + c) - d", 5)
    ['a', '+ (b + c)', '- d']
    """
    rows = [""]
    for part in _terms(tex):
        if rows[-1] and width(rows[-1]) + width(part) > widest:
            rows.append(part)
        else:
            rows[-1] = f"{rows[-1]} {part}" if rows[-1] else part
    return rows


def _terms(tex: str) -> Iterator[str]:
    """The terms of the outermost sum, each with the sign before it."""
    depth, start, place = 0, 0, 0
    while place < len(tex):
        if found := OPENING.match(tex, place):
            depth += 1
        elif found := CLOSING.match(tex, place):
            depth -= 1
        elif depth == 0 and (found := SIGN.match(tex, place)):
            yield tex[start:place]
            start = place + 1
        place = found.end() if found else place + 1
    yield tex[start:]
