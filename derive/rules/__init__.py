"""The laws, by the names that textbooks give them: a row each, with an instance that the gate must accept.

A rule is a name for the reader and nothing else: it is not trusted, the gate proves every step by itself. A step may
say which case of a law it uses: "recognise the sigmoid" is the row "recognise", "add and subtract 1" is "add and
subtract", "derivative of softmax" is "derivative of".
"""

from __future__ import annotations

from difflib import get_close_matches

from ..derivation import Rule
from . import algebra, calculus, exponentials, inequalities, matrices, reasoning, sums

TABLES = (reasoning, calculus, algebra, exponentials, sums, inequalities, matrices)

RULES: dict[str, Rule] = {row.name: row for table in TABLES for row in table.ROWS}


def rule(name: str) -> Rule:
    """The law that a step names: the row of that name, else the longest one whose name begins it.

    Raises ValueError, with the nearest names, if there is none.
    """
    words = name.split()
    for length in range(len(words), 0, -1):
        row = RULES.get(" ".join(words[:length]))
        if row is not None:
            return row
    near = get_close_matches(name, RULES, n=3)
    hint = f"did you mean {', '.join(near)}?" if near else "derive/rules lists all"
    raise ValueError(f"no rule {name!r}: {hint}")
