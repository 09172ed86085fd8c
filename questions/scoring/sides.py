r"""The sides of "dL/dw = 3/4 = 0.75": the name on the left is read over, whatever else stands there must be right.

A name is short and made of letters with subscripts, of brackets and of a bar of differentials: a number that stands by
itself, a comparison or a word like "or" makes it no name, so no second guess hides in it.
"""

from __future__ import annotations

import re

LONGEST_NAME = 160
EQUAL = re.compile(r"(?<![<>=!:])(?:=|:=)(?![=])|, ?about |(?<![<>!:=])==(?!=)")
WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
LONE_NUMBER = re.compile(r"(?<![A-Za-z0-9_^{(,'}\])])\s*[0-9]")
UNNAMED = frozenset((
    "or", "not", "no", "and", "nor", "between", "either", "maybe", "neq", "ne", "about", "from", "than", "least",
    "most", "to", "guess", "one", "of", "any", "all", "if",
))  # fmt: skip
STRANGE = re.compile(r"[<>!?;%&#@$]|\\(?:neq?|not|lor|vee|notin|in)(?![A-Za-z])")
LEADING = re.compile(r"^(?:about|approximately|approx\.?|roughly|=|~|\\sim(?![A-Za-z])) ?", re.IGNORECASE)


def sides(text: str) -> list[str]:
    """The sides of a chain of equations without the name on its left; one side where there is no equation."""
    first, *rest = [LEADING.sub("", side.strip()) for side in _split(text)]
    if rest and (not first or is_name(first)):
        return rest
    return [first, *rest]


def _split(text: str) -> list[str]:
    """The text between the signs of equality that stand in no brackets."""
    depth, place, found = 0, 0, []
    cuts = {match.start(): match.end() for match in EQUAL.finditer(text)}
    for k, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if depth <= 0 and k in cuts and k >= place:
            found.append(text[place:k])
            place = cuts[k]
    return [*found, text[place:]]


def is_name(text: str) -> bool:
    r"""Whether a tidy text can only be the name of a quantity: L, f'(2), dL/dw, \frac{\partial L}{\partial z_1}."""
    words = [word.casefold() for word in WORD.findall(text)]
    return (
        len(text) <= LONGEST_NAME
        and re.match(r"[A-Za-z\\(\[|]", text) is not None
        and not STRANGE.search(text)
        and not LONE_NUMBER.search(text)
        and len(words) <= 4
        and UNNAMED.isdisjoint(words)
    )
