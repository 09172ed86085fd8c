"""The line "chain rule" of a derivation: outer functions are differentiated, inner derivatives stand as they are.

    sum_n (X_nd W_d - y_n)^2   ->   sum_n 2 (X_nd W_d - y_n) d/dW_i (X_nd W_d - y_n)

It goes through the names of inner parts, so that a network is differentiated layer by layer. Nothing here is trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..kernel.differentiate import ZERO, addition, derivative, product
from ..terms.functions import function, slope_of
from ..terms.index import Index, fresh
from ..terms.terms import (
    Add,
    Apply,
    Component,
    Definition,
    Delta,
    Mul,
    Number,
    Partial,
    Power,
    Sum,
    Term,
    children,
    free_indices,
    rename,
    rename_apart,
    unfold,
    with_children,
)

Slope = Callable[[Term, Term], Term]  # of the argument and of the call itself

# Derivatives as textbooks write them; the gate compares them with those of SymPy.
TEXTBOOK: Mapping[str, Slope] = {
    "exp": lambda u, call: call,
    "log": lambda u, call: 1 / u,
    "sigmoid": lambda u, call: call * (1 - call),
    "tanh": lambda u, call: 1 - call**2,
    "relu": lambda u, call: Apply("step", (u,)),
    "softplus": lambda u, call: Apply("sigmoid", (u,)),
    "sinh": lambda u, call: Apply("cosh", (u,)),
    "cosh": lambda u, call: Apply("sinh", (u,)),
    "silu": lambda u, call: Apply("sigmoid", (u,)) + call * (1 - Apply("sigmoid", (u,))),
    "Phi": lambda u, call: Apply("phi", (u,)),
    "gelu": lambda u, call: Apply("Phi", (u,)) + u * Apply("phi", (u,)),
}


@dataclass(slots=True)
class Chain:
    """Differentiates with respect to one entry; `definitions` are the names of inner parts, in their order."""

    wrt: Component
    definitions: Sequence[Definition]
    _degrees: dict[str, int] = field(default_factory=dict)

    def degree(self, term: Term) -> int:
        """0: does not depend on the tensor; 1: is affine in it; 2: anything else."""
        match term:
            case Component(tensor, _):
                if tensor == self.wrt.tensor:
                    return 1
                if tensor.name not in self._degrees:
                    known = self.defined(term)
                    self._degrees[tensor.name] = 0 if known is None else self.degree(known)
                return self._degrees[tensor.name]
            case Add(args):
                return max(map(self.degree, args), default=0)
            case Mul(args):
                return min(sum(map(self.degree, args)), 2)
            case Sum(_, body):
                return self.degree(body)
        return 2 if any(map(self.degree, children(term))) else 0

    def defined(self, entry: Component) -> Term | None:
        """What the name of an inner part stands for."""
        for definition in self.definitions:
            if definition.tensor == entry.tensor:
                return rename_apart(
                    definition.body, dict(zip(definition.indices, entry.indices, strict=True))
                )
        return None

    def of(self, term: Term) -> Term:
        """The derivative, with those of affine parts not yet taken."""
        degree = self.degree(term)
        if degree == 0:
            return ZERO
        if degree == 1 and not isinstance(term, Mul):
            return Partial(term, self.wrt)
        match term:
            case Component():
                return self._named(term)
            case Add(args):
                return addition([self.of(arg) for arg in args])
            case Mul(args):
                return addition(
                    [product([*args[:k], self.of(arg), *args[k + 1 :]]) for k, arg in enumerate(args)]
                )
            case Power(base, exponent):
                outer = base if exponent == 2 else Power(base, exponent - 1)
                return product([Number(exponent), outer, self.of(base)])
            case Sum(index, body):
                index, body = _apart(index, body, self.wrt.indices)
                return Sum(index, self.of(body))
            case Apply():
                return self._call(term)
        return derivative(unfold(term, self.definitions), self.wrt)

    def _named(self, entry: Component) -> Term:
        body = self.defined(entry)
        assert body is not None
        inside = softmax_of(body)
        if inside is None:
            return self.of(body)
        axis, argument = inside
        place = self._axis(entry)
        own = entry.indices[place]
        index = fresh(axis, [*entry.indices, *self.wrt.indices, axis])
        there = Component(
            entry.tensor, tuple(index if k == place else i for k, i in enumerate(entry.indices))
        )
        inner = self.of(rename(argument, {axis: index}))
        return Sum(index, product([entry, Add((Delta(own, index), -there)), inner]))

    def _axis(self, entry: Component) -> int:
        """Along which axis a softmax is taken."""
        (known,) = (d for d in self.definitions if d.tensor == entry.tensor)
        match known.body:
            case Mul((Apply("exp", (above,)), Power(Sum(index, Apply("exp", (below,))), _))):
                for place, own in enumerate(known.indices):
                    if own.dim == index.dim and rename(above, {own: index}) == below:
                        return place
        raise ValueError(f"{entry.tensor.name} is no softmax")

    def _call(self, call: Apply) -> Term:
        if call.function == "log" and isinstance(call.args[0], Sum):
            found = self._log_sum_exp(call.args[0])
            if found is not None:
                return found
        if function(call.function).name == "step":
            return ZERO
        outer = TEXTBOOK.get(call.function)
        slopes = [
            outer(argument, call) if outer else slope_of(call, position)
            for position, argument in enumerate(call.args)
        ]
        return addition(
            [product([s, self.of(arg)]) for s, arg in zip(slopes, call.args, strict=True) if self.degree(arg)]
        )

    def _log_sum_exp(self, body: Sum) -> Term | None:
        """sum_l s_l dz_l, if the softmax of the same logits has a name."""
        match body:
            case Sum(index, Apply("exp", (inner,))):
                for known in self.definitions:
                    if softmax_of(known.body) is None:
                        continue
                    names = _matched(known, inner)
                    if names is not None:
                        new, moved = _apart(index, inner, self.wrt.indices)
                        own = tuple(new if names[i] == index else names[i] for i in known.indices)
                        return Sum(new, product([Component(known.tensor, own), self.of(moved)]))
        return None


def softmax_of(body: Term) -> tuple[Index, Term] | None:
    """For e^{z_k} / sum_l e^{z_l}: the index l and z_l."""
    match body:
        case Mul((Apply("exp", (_,)), Power(Sum(index, Apply("exp", (below,))), exponent))) if exponent == -1:
            return index, below
    return None


def _matched(known: Definition, inner: Term) -> dict[Index, Index] | None:
    """For each index of a softmax, the index that stands in its place in other logits of the same form."""
    match known.body:
        case Mul((Apply("exp", (pattern,)), *_)):
            names: dict[Index, Index] = {}
            if _match(pattern, inner, names) and set(known.indices) <= set(names):
                return names
    return None


def _match(pattern: Term, term: Term, names: dict[Index, Index]) -> bool:
    if isinstance(pattern, Component) and isinstance(term, Component):
        pairs = zip(pattern.indices, term.indices, strict=False)
        return pattern.tensor == term.tensor and all(names.setdefault(i, j) == j for i, j in pairs)
    first, second = children(pattern), children(term)
    return (
        type(pattern) is type(term)
        and len(first) == len(second)
        and (bool(first) or pattern == term)
        and all(_match(a, b, names) for a, b in zip(first, second, strict=True))
        and not free_indices(pattern) - set(names)
        and _same_head(pattern, term)
    )


def _same_head(pattern: Term, term: Term) -> bool:
    match pattern, term:
        case Apply(f, _), Apply(g, _):
            return f == g
        case Power(_, d), Power(_, e):
            return d == e
    return not isinstance(pattern, Sum)


def _apart(index: Index, body: Term, taken: Sequence[Index]) -> tuple[Index, Term]:
    if index not in taken:
        return index, body
    other = fresh(index, [*taken, *free_indices(body), index])
    return other, rename(body, {index: other})


def take(term: Term, definitions: Sequence[Definition]) -> Term:
    """Every derivative that still stands in the line, taken."""
    if isinstance(term, Partial):
        return derivative(unfold(term.body, definitions), term.wrt)
    match term:
        case Mul(args):
            return product([take(arg, definitions) for arg in args])
        case Add(args):
            return addition([take(arg, definitions) for arg in args])
        case Sum(index, body):
            inner = take(body, definitions)
            return ZERO if inner == ZERO else Sum(index, inner)
    parts = children(term)
    return with_children(term, [take(part, definitions) for part in parts]) if parts else term
