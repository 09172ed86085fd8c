"""A derivation of the library that is printed down to a line which is left out: the gate has proved that line.

Every line of a derivation equals the one above it, so a line is asked only where something goes in its step: the
derivatives are taken, a Kronecker delta is contracted, a sum is done. What must be gone is said in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from questions import derived, slips, worked_entries
from questions.bank.matrix_calculus import wrong_line
from questions.model import JSON, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

CASES: Mapping[str, tuple[str, ...]] = {
    "activations": (
        "sigmoid_power_rule", "sigmoid_by_odds", "tanh_quotient_rule", *wrong_line.CASES["activations"],
    ),
    **{case: names for case, names in wrong_line.CASES.items() if len(names) > 1 and case != "activations"},
}  # fmt: skip
# What a step takes away, by the words with which the prompt asks for it.
GONE: Mapping[str, str] = {
    "derivative": "no derivative is left to be taken",
    "delta": "no Kronecker delta is left",
    "sum": "no sum sign is left",
    "exp": "no exponential is left",
    "log": "no logarithm is left",
}
# How it goes, for the solution.
HOW: Mapping[str, str] = {
    "derivative": "Each derivative is taken; what does not depend on its letter is a constant factor, or gives 0.",
    "delta": "A Kronecker delta is 0 unless its indices agree: of a sum over one of them, one term is left.",
    "sum": "A sum goes where one term of it is left, where its value is known, or with the formula of a name.",
    "exp": "An exponential goes with its logarithm, or with the formula of a name.",
    "log": "A logarithm goes with its derivative, which is $1/u$ at $u$, or with the formula of a name.",
}
BOX = r"\boxed{\qquad ? \qquad}"
MOST = 4  # mistakes that are told of one line
# The operators of `slips` that fit many of the lines, those first that say most of the step.
SLIPS = (
    "delta dropped", "indices swapped", "power of terms", "index changed", "sum dropped",
    "product of sums", "mean to sum", "parentheses lost", "exponent", "reciprocal", "argument negated", "sign",
    "term dropped", "factor dropped",
)  # fmt: skip


# -- which lines are asked ---------------------------------------------------------------------------------


@cache
def asked(name: str) -> Mapping[int, tuple[str, ...]]:
    """The lines of a derivation that can be left out, by number from 1, with what goes in each."""
    lines = slips.published(name)
    found = {
        k: tuple(what for what in GONE if what in _holds(lines[k - 1]) and what not in _holds(lines[k]))
        for k in range(1, len(lines))
    }
    return {k: gone for k, gone in found.items() if gone and _same_letters(name, k)}


def _holds(line: Any) -> frozenset[str]:
    """Which keys of GONE are in a line."""
    from derive.terms.terms import Apply, Delta, Partial, Sum, subterms

    kinds = {Partial: "derivative", Delta: "delta", Sum: "sum"}
    parts = list(subterms(line))
    called = {part.function for part in parts if isinstance(part, Apply)}
    return frozenset({kinds[type(part)] for part in parts if type(part) in kinds} | (called & GONE.keys()))


def _same_letters(name: str, k: int) -> bool:
    """Whether the line depends on the indices of the line above it: both are then arrays of one shape."""
    from derive.terms.terms import free_indices

    above, line = slips.published(name)[k - 1 : k + 1]
    return free_indices(above) == free_indices(line)


@cache
def cases() -> Mapping[str, tuple[str, ...]]:
    """The derivations of each case that have a line to be asked."""
    return {case: tuple(name for name in names if asked(name)) for case, names in CASES.items()}


# -- drawing -----------------------------------------------------------------------------------------------


def draw(case: str, stream: Stream) -> Params:
    name, line = stream.choice([(name, line) for name in cases()[case] for line in asked(name)])
    return {
        "derivation": name,
        "lines": slips.stored(slips.published(name)[:line]),
        "definitions": slips.stored(derived.derivation(name).definitions),
    }


def ill_posed(params: Params) -> str | None:
    name = params["derivation"]
    proved = derived.derivation(name)
    if params["definitions"] != slips.stored(proved.definitions):
        return f"the definitions are not those of {name}"
    line = len(params["lines"])
    if not 1 <= line < len(proved.statements) or params["lines"] != slips.stored(proved.statements[:line]):
        return f"these are not the first line of {name} and those below it, without the last one"
    if line not in asked(name):
        return f"line {line} of {name} has all that is in the line above it: copied, that line would answer"
    return None


def case_of(params: Params) -> str:
    return next(case for case, names in CASES.items() if params["derivation"] in names)


def shown(params: Params) -> Mapping[str, Any]:
    from derive.derivation import aligned

    name, line = params["derivation"], len(params["lines"])
    proved, lines = derived.derivation(name), slips.published(name)[: line + 1]
    rules = [step.rule for step in proved.steps[:line]]
    return {
        "title": proved.title,
        "lines": aligned([*lines[:line], BOX], rules, proved.definitions, numbered=True),
        "rule": rules[-1],
        "at": line,
        "form": [GONE[what] for what in asked(name)[line]],
        "where": slips.where(proved, lines),
        "promises": worked_entries.promises(proved.terms(), proved.definitions),
    }


# -- the solution ------------------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    from derive.derivation import Derivation
    from derive.terms.latex import latex

    name, line = params["derivation"], len(params["lines"])
    proved = derived.derivation(name)
    down_to = Derivation(proved.title, proved.start, proved.steps[:line], proved.definitions)
    facts: dict[str, JSON] = {
        "above": latex(slips.published(name)[line - 1], proved.definitions),
        "line": latex(slips.published(name)[line], proved.definitions),
        "how": [HOW[what] for what in asked(name)[line]],
        "more": line < len(proved.steps),
    }
    return {"a": Solved(Exact("expression", down_to.result), facts, derivation=down_to)}


# -- what goes wrong ---------------------------------------------------------------------------------------


@cache
def wrong_forms(name: str, line: int) -> Mapping[str, Any]:
    """Refuted forms of the line by slip, in the order of SLIPS, at most MOST of them."""
    from derive.terms.terms import dimensions_of, free_indices, tensors_of, unfold

    right, definitions = slips.published(name)[line], derived.derivation(name).definitions
    whole = unfold(right, definitions)
    letters = {*tensors_of(whole), *dimensions_of(whole)}

    def fits(form: Any) -> bool:
        spelled_out = unfold(form, definitions)
        return (
            {*tensors_of(spelled_out), *dimensions_of(spelled_out)} <= letters
            and free_indices(form) == free_indices(right)
            and slips.judged(name, right, form).holds is False
            and not slips.undefined(name, form)
        )

    made = slips.made(name, line)
    found: dict[str, Any] = {}
    for slip in SLIPS:
        form = next((form for form in made.get(slip, ()) if fits(form)), None)
        if form is not None and len(found) < MOST:
            found[slip] = form
    return found


def _by(slip: str) -> Callable[[Params], Any]:
    return lambda params: wrong_forms(params["derivation"], len(params["lines"])).get(slip)


family = Family(
    cases=tuple(CASES),
    draw=draw,
    solve=solve,
    mistakes=tuple(Mistake("a", slip, _by(slip), slips.feedback(slip)) for slip in SLIPS),
    schema={
        "derivation": {
            "type": "string",
            "enum": [name for names in CASES.values() for name in names],
            "description": "the derivation by name, as `backproof derive` lists it, e.g. softmax_jacobian",
        },
        "lines": {
            "type": "array",
            "items": {"type": "object"},
            "description": "the lines above the missing one as terms, in the form in which a sheet stores them",
        },
        "definitions": {
            "type": "array",
            "items": {"type": "object"},
            "description": "what the names in the lines stand for, in the form in which a sheet stores it",
        },
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption("difficulty", "the work is to do the step, and a derivation of a matrix has few digits"),
    ),
    shown=shown,
)
