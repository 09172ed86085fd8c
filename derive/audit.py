"""SymPy's second opinion on a finished derivation: small explicit sizes, one symbol per entry, exact comparison.

Every step is instantiated at pairwise distinct sizes; SymPy differentiates the *original* function by its own rules;
the two sides must agree as expressions: `cancel(together(difference.rewrite(exp)))` is 0. Nothing here is part of a
proof, and no sheet depends on it: it reads results.

* Kinks: a sample of cells, each a choice of pieces and winners that holds around some point.
* Hypotheses: where entries sum to 1, the last one is eliminated (after differentiation); what is one-hot is a unit
  vector.
* A generic function is replaced by two concrete ones.
* Logarithms are expanded only where SymPy knows their factors to be positive.
* A difference that cannot be reduced to 0 is evaluated at the point: not 0 is "disagrees", 0 is "undecided".
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import mpmath as mp
import sympy

from .derivation import Derivation, Step, as_term
from .terms.index import Index
from .terms.sympy_form import OnAKink, Position, Translation, size_of, symbols_of
from .terms.tensors import Tensor
from .terms.terms import Apply, Definition, Term, dimensions_of, free_indices, subterms, tensors_of, unfold

if TYPE_CHECKING:
    from .claims import Claim
    from .library import Result

TRIALS = 24  # points that are tried in search of cells
CELLS = 6  # cells that are compared
ENTRIES = 4  # entries that are compared in each cell
LARGE = 400  # operations in a difference beyond which one entry is cancelled, the others compared at points
LARGEST = 60_000  # operations in a difference beyond which it is not expanded

_x = sympy.Symbol("x", real=True)
EXAMPLES: tuple[Mapping[str, sympy.Expr], ...] = (
    {"f": _x**3 + 2 * _x**2, "g": _x**4 - _x},
    {"f": sympy.exp(_x) + _x**2, "g": sympy.exp(2 * _x) + _x},
)
# One generic function inside another: of low degree, since the degrees multiply.
GENTLE: tuple[Mapping[str, sympy.Expr], ...] = (
    {"f": _x**2 + _x, "g": _x**2 - 3 * _x},
    {"f": 2 * _x**2 - _x / 3, "g": _x**2 / 2 + 1},
)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What SymPy says: "agrees", "disagrees" or "undecided", and in a few words why."""

    status: str
    detail: str


def audit(result: Derivation | Claim) -> Opinion:
    """The opinion on every step of a derivation, or of all derivations inside a claim."""
    steps = [step for derivation in derivations_in(result) for step in derivation.steps]
    if not steps:
        return Opinion("undecided", "there is no chain of equalities to look at")
    undecided = []
    compared = 0
    for step in steps:
        opinion = compare(as_term(step.before), as_term(step.after), step.definitions)
        if opinion.status == "disagrees":
            return Opinion("disagrees", f"the step '{step.rule}': {opinion.detail}")
        if opinion.status == "undecided":
            undecided.append(f"the step '{step.rule}': {opinion.detail}")
        compared += 1
    if undecided:
        return Opinion("undecided", "; ".join(undecided))
    return Opinion("agrees", f"on {compared} steps{_at_sizes(steps)}")


def second_opinion(result: Result) -> str:
    """The opinion on a row of the library in one line: "agrees ...", "differs ..." or "undecided ..."."""
    opinion = audit(result.build())
    word = {"agrees": "agrees", "disagrees": "differs:", "undecided": "undecided:"}[opinion.status]
    return f"{word} {opinion.detail}"


def derivations_in(thing: Derivation | Claim) -> Iterator[Derivation]:
    """The derivation itself, or those that a claim is made of."""
    if isinstance(thing, Derivation):
        yield thing
    else:
        yield from thing.derivations


def _at_sizes(steps: Iterable[Step]) -> str:
    sizes: dict[str, int] = {}
    for step in steps:
        sizes |= sizes_for(as_term(step.before), as_term(step.after))
    return f" at {', '.join(f'{name} = {n}' for name, n in sorted(sizes.items()))}" if sizes else ""


def compare(left: Term, right: Term, definitions: Iterable[Definition] = ()) -> Opinion:
    """Whether SymPy finds the two sides equal at small sizes."""
    definitions = tuple(definitions)
    left, right = unfold(left, definitions), unfold(right, definitions)
    opinions: list[Opinion] = []
    for examples in _examples(left, right):
        for world in worlds(left, right, examples):
            for at in _places(left, right, world.sizes):
                opinion = _same(world, left, right, at, is_first=not opinions)
                if opinion.status == "disagrees":
                    return opinion
                opinions.append(opinion)
    if not opinions:
        return Opinion("undecided", "no point was found that avoids all kinks")
    return next(
        (o for o in opinions if o.status == "undecided"), Opinion("agrees", f"{len(opinions)} comparisons")
    )


def _examples(*terms: Term) -> tuple[Mapping[str, sympy.Expr], ...]:
    """What the generic functions stand for, one choice after the other."""
    calls = [part for term in terms for part in _generic_calls(term)]
    nested = any(inner is not call for call in calls for inner in _generic_calls(call))
    return GENTLE if nested else EXAMPLES if calls else ({},)


def _generic_calls(term: Term) -> list[Apply]:
    return [p for p in subterms(term) if isinstance(p, Apply) and p.function.rstrip("'") in EXAMPLES[0]]


# ------------------------------------------------------------------------------------------------- sizes and points


def sizes_for(*terms: Term) -> dict[str, int]:
    """2, 3, 4, ... in the order of the names; a dimension that is alone has size 3, and more than three have size 2.

    Expressions grow with the product of all sizes; the refuter has tried larger ones.
    """
    names = dimensions_of(*terms)
    if len(names) > 3:
        return dict.fromkeys(names, 2)
    return dict(zip(names, range(3 if len(names) == 1 else 2, 99), strict=False))


@dataclass(frozen=True, slots=True)
class World:
    """Sizes, symbols, a point that keeps the declared domains, and what the hypotheses say in SymPy."""

    sizes: Mapping[str, int]
    symbols: Mapping[str, Mapping[Position, sympy.Symbol]]
    point: Mapping[sympy.Symbol, sympy.Rational]
    hypotheses: Mapping[sympy.Symbol, sympy.Expr]
    examples: Mapping[str, sympy.Expr]

    def read(self, term: Term, at: Mapping[Index, int]) -> tuple[sympy.Expr, tuple[int, ...]]:
        """The term around the point, and which pieces were chosen."""
        translation = Translation(self.sizes, self.symbols, self.point, self.examples)
        return translation.read(term, at), tuple(translation.chosen)


def worlds(left: Term, right: Term, examples: Mapping[str, sympy.Expr]) -> Iterator[World]:
    """One world for each cell and each pattern of zeros and ones that the trials meet."""
    sizes = sizes_for(left, right)
    symbols = symbols_of(left, right, sizes=sizes)
    seen: set[Any] = set()
    for trial in range(TRIALS):
        chance = random.Random(f"audit {trial}")  # noqa: S311 (the same points each time; no secrets)
        point: dict[sympy.Symbol, sympy.Rational] = {}
        hypotheses: dict[sympy.Symbol, sympy.Expr] = {}
        for tensor in tensors_of(left, right):
            _fill(tensor, symbols[tensor.name], sizes, chance, point, hypotheses)
        _stretch(point, hypotheses, trial)
        world = World(sizes, symbols, point, hypotheses, examples)
        try:
            cell = tuple(
                world.read(term, at)[1] for term in (left, right) for at in _places(left, right, sizes)
            )
        except OnAKink:
            continue
        key = (cell, tuple(value for value in hypotheses.values() if value.is_number))
        if key not in seen:
            seen.add(key)
            yield world
        if len(seen) == CELLS or (not any(cell) and not key[1]):
            return  # enough cells, or there is only one


def _fill(
    tensor: Tensor,
    symbols: Mapping[Position, sympy.Symbol],
    sizes: Mapping[str, int],
    chance: random.Random,
    point: dict[sympy.Symbol, sympy.Rational],
    hypotheses: dict[sympy.Symbol, sympy.Expr],
) -> None:
    """Numbers for the entries of a tensor, and what its domain says of them."""
    kind, axis = tensor.domain.kind, tensor.domain.axis
    low, high = {"real": (-240, 240), "unit": (5, 90), "mask": (0, 1)}.get(kind, (5, 240))
    for symbol in symbols.values():
        point[symbol] = sympy.Rational(chance.randint(low, high), 1 if kind == "mask" else 97)
    if kind == "mask":
        hypotheses.update({symbol: point[symbol] for symbol in symbols.values()})
    if axis is None:
        return
    length = size_of(tensor.dims[axis], sizes)
    for rest in {place[:axis] + place[axis + 1 :]: None for place in symbols}:
        line = [symbols[(*rest[:axis], k, *rest[axis:])] for k in range(length)]
        if kind == "one_hot":
            hot = chance.randrange(length)
            point.update({symbol: sympy.Integer(k == hot) for k, symbol in enumerate(line)})
            hypotheses.update({symbol: point[symbol] for symbol in line})
        else:
            whole = sum(point[symbol] for symbol in line)
            point.update({symbol: point[symbol] / whole for symbol in line})
            hypotheses[line[-1]] = 1 - sum(line[:-1])


def _stretch(
    point: dict[sympy.Symbol, sympy.Rational], hypotheses: Mapping[sympy.Symbol, sympy.Expr], trial: int
) -> None:
    """Real entries on another scale in two trials of three, so that far and near cells are met."""
    bound = {symbol for s, value in hypotheses.items() for symbol in (s, *value.free_symbols)}
    factor = (sympy.Integer(1), sympy.Integer(4), sympy.Rational(1, 5))[trial % 3]
    point.update({s: value * factor for s, value in point.items() if not s.is_positive and s not in bound})


def _places(left: Term, right: Term, sizes: Mapping[str, int]) -> list[dict[Index, int]]:
    """A sample of entries: the first, the last, and some in between."""
    axes = sorted(free_indices(left) | free_indices(right))
    every = [
        dict(zip(axes, place, strict=True))
        for place in product(*(range(size_of(i.dim, sizes)) for i in axes))
    ]
    if len(every) <= ENTRIES:
        return every
    return [every[k * (len(every) - 1) // (ENTRIES - 1)] for k in range(ENTRIES)]


# --------------------------------------------------------------------------------------------------- the comparison


def _same(world: World, left: Term, right: Term, at: Mapping[Index, int], is_first: bool = True) -> Opinion:
    """Both sides at one entry in one world; a large difference is cancelled in the first comparison only."""
    (here, pieces), (there, others) = world.read(left, at), world.read(right, at)
    difference = here - there
    if difference == 0:
        return Opinion("agrees", "the same expression")
    gap = _number(difference, world.point)
    if abs(gap) > mp.mpf(10) ** -25:
        where = ", ".join(f"{i.name} = {k + 1}" for i, k in sorted(at.items()))
        return Opinion("disagrees", f"the sides differ by {mp.nstr(gap, 6)}{' at ' + where if where else ''}")
    size = difference.count_ops()
    if size > LARGE and not is_first:
        return Opinion("agrees", "equal at a point to 25 digits")
    if size > LARGEST:
        return Opinion("undecided", "the expressions are too large to be compared")
    if vanishes(difference, world.hypotheses):
        return Opinion("agrees", "the difference cancels")
    mirrored = {symbol: value if symbol.is_positive else -value for symbol, value in world.point.items()}
    if not (pieces or others or world.hypotheses) and abs(_number(difference, mirrored)) > mp.mpf(10) ** -25:
        return Opinion("disagrees", "the sides differ at the mirrored point")
    return Opinion("undecided", "equal at a point to 25 digits, but SymPy does not cancel the difference")


def _number(expression: sympy.Expr, point: Mapping[sympy.Symbol, sympy.Rational]) -> Any:
    symbols = sorted(expression.free_symbols, key=str)
    with mp.workdps(50):
        values = [mp.mpf(int(point[s].p)) / int(point[s].q) for s in symbols]
        return mp.mpf(sympy.lambdify(symbols, expression, modules="mpmath")(*values))


def vanishes(difference: sympy.Expr, hypotheses: Mapping[sympy.Symbol, sympy.Expr]) -> bool:
    """Whether an expression is reduced to 0 under the hypotheses, exactly; False means that this was not possible."""
    expanded = expanded_logs(difference).xreplace(dict(hypotheses)).rewrite(sympy.exp)
    cancelled = sympy.cancel(sympy.together(expanded))
    if cancelled == 0 or sympy.expand(sympy.numer(cancelled)) == 0:
        return True
    try:
        return bool(_without_roots(cancelled) == 0)
    except sympy.PolynomialError:  # a root inside a function: no polynomial in that root
        return False


def expanded_logs(expression: sympy.Expr) -> sympy.Expr:
    """Log of a product as a sum, wherever SymPy knows all factors to be positive."""
    found = {
        call: _expanded_log(expanded_logs(call.args[0]))
        for call in sorted(expression.atoms(sympy.log), key=sympy.default_sort_key)
    }
    return expression.xreplace(found) if found else expression


def _expanded_log(argument: sympy.Expr) -> sympy.Expr:
    factors = sympy.Mul.make_args(sympy.factor(sympy.together(argument)))
    powers = [factor.as_base_exp() for factor in factors]
    if not all(base.is_positive and exponent.is_real for base, exponent in powers):
        return sympy.log(argument)
    return sympy.Add(*(exponent * sympy.log(base) for base, exponent in powers))


def _without_roots(expression: sympy.Expr) -> sympy.Expr:
    """The numerator with every root r of a base b reduced by r^q = b."""
    numerator = sympy.numer(expression)
    roots = {
        power for power in numerator.atoms(sympy.Pow) if power.exp.is_Rational and not power.exp.is_Integer
    }
    for base in sorted({power.base for power in roots}, key=sympy.default_sort_key):
        order = sympy.ilcm(1, *(power.exp.q for power in roots if power.base == base))
        root = sympy.Dummy("r", positive=True)
        numerator = numerator.xreplace({p: root ** (p.exp * order) for p in roots if p.base == base})
        numerator = sympy.numer(sympy.together(numerator))
        numerator = sympy.rem(numerator, root**order - base, root)
    return sympy.expand(numerator)
