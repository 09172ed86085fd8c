"""Claims whose truth depends on the numbers of a question: a pool by name, a draw from it, and the part that asks.

Params hold the names of the drawn claims in the order of the sheet; the solver decides each by its `holds`, and the
witness decides it again, by its name, by executing it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from questions.model import JSON, Params, Solved
from questions.seeds import Stream
from questions.statements import Decided, Statement, pick_one, tick_all, true_or_false

FIELD = "claims"  # of params


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as printed, one sentence of why it holds or does not, and whether it holds with these params."""

    text: str | Callable[[Params], str]
    feedback: str
    holds: Callable[[Params], bool]


Pool = Mapping[str, Claim]


def drawn(pool: Pool, stream: Stream, count: int) -> list[str]:
    """The names of some claims, in random order."""
    return list(stream.sample(tuple(pool), count))


def decided(pool: Pool, params: Params, field: str = FIELD) -> Decided:
    """The claims of these params with their truth."""
    return [_row(pool[name], params) for name in params[field]]


def _row(claim: Claim, params: Params) -> tuple[Statement, bool]:
    text = claim.text if isinstance(claim.text, str) else claim.text(params)
    return Statement(text, claim.feedback), claim.holds(params)


def all_alike(pool: Pool, params: Params, field: str = FIELD) -> str | None:
    """What is wrong where all claims hold, or none does."""
    holding = {pool[name].holds(params) for name in params[field]}
    if len(holding) == 2:
        return None
    return f"all of the {field} hold" if True in holding else f"none of the {field} holds"


def all_that_hold(
    pool: Pool, params: Params, facts: Mapping[str, Any] | None = None, field: str = FIELD
) -> Solved:
    """The part "tick all that hold"."""
    return tick_all(decided(pool, params, field), facts)


def the_one(pool: Pool, params: Params, facts: Mapping[str, Any] | None = None, field: str = FIELD) -> Solved:
    """The part "which one holds"."""
    return pick_one(decided(pool, params, field), facts)


def schema(pool: Pool, fewest: int = 3) -> JSON:
    """The schema of the field that holds the names."""
    return {
        "type": "array",
        "items": {"type": "string", "enum": list(pool)},
        "minItems": fewest,
        "maxItems": min(len(pool), 8),
        "uniqueItems": True,
        "description": "the statements to be judged, by name, in the order of the sheet",
    }


def judged(pool: Pool, params: Params, facts: Mapping[str, Any] | None = None, field: str = FIELD) -> Solved:
    """The part "true or false"."""
    return true_or_false(decided(pool, params, field), facts)
