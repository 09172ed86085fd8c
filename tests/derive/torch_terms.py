"""Terms in PyTorch, entry by entry in float64: a derivative that is not yet taken is asked of autograd.

The functions are PyTorch's own, not the rows of `functions.py`, so a wrong row and a wrong rule of differentiation are
both found out. A defined name is a node of PyTorch's graph; nothing of the kernel is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from derive.terms.index import Index
from derive.terms.terms import (
    Add,
    Apply,
    Cases,
    Component,
    Constant,
    Definition,
    Delta,
    Dim,
    Inverse,
    Maximum,
    Mul,
    Number,
    Partial,
    Power,
    Sum,
    Term,
    Winner,
    free_indices,
)

At = dict[Index, int]
Position = tuple[int, ...]


class Torch:
    """The values of terms at given sizes and entries, with their graph.

    torch    the module
    sizes    of the symbolic dimensions
    entries  tensor name -> position, counted from 0 -> number
    """

    def __init__(
        self,
        torch: Any,
        sizes: Mapping[str, int],
        entries: Mapping[str, Mapping[Position, Any]],
        definitions: Iterable[Definition] = (),
    ) -> None:
        self.torch, self.sizes = torch, sizes
        self.leaves = {
            name: {place: self.number(value, grad=True) for place, value in places.items()}
            for name, places in entries.items()
        }
        self.definitions = {d.tensor: d for d in definitions}
        self.known: dict[tuple[int, tuple[int, ...]], Any] = {}
        self.alive: list[Term] = []  # what is remembered by its id must not be freed
        self.order: dict[int, tuple[Index, ...]] = {}
        self.functions = functions(torch)

    def number(self, value: Any, grad: bool = False) -> Any:
        return self.torch.tensor(float(value), dtype=self.torch.float64, requires_grad=grad)

    def size(self, dim: str) -> int:
        return int(dim) if dim.isdigit() else self.sizes[dim]

    def __call__(self, term: Term, at: At) -> Any:
        name = id(term)
        if name not in self.order:
            self.order[name] = tuple(sorted(free_indices(term)))
            self.alive.append(term)
        key = (name, tuple(at[i] for i in self.order[name]))
        if key not in self.known:
            self.known[key] = self.value(term, at)
        return self.known[key]

    def over(self, index: Index, body: Term, at: At) -> Any:
        return self.torch.stack([self(body, {**at, index: k}) for k in range(self.size(index.dim))])

    def value(self, term: Term, at: At) -> Any:
        match term:
            case Number(number):
                return self.number(number)
            case Dim(name):
                return self.number(self.size(name))
            case Constant():
                return self.number(math.pi)
            case Component():
                return self.entry(term, at)
            case Delta(i, j):
                return self.number(at[i] == at[j])
            case Add(args):
                return self.torch.stack([self(part, at) for part in args]).sum()
            case Mul(args):
                return self.torch.stack([self(part, at) for part in args]).prod()
            case Power(base, exponent):
                return self.torch.pow(self(base, at), float(exponent))
            case Sum(index, body):
                return self.over(index, body, at).sum()
            case Maximum(index, body):
                return self.over(index, body, at).max()
            case Winner(index, body, place):
                return self.number(int(self.over(index, body, at).argmax()) == at[place])
            case Apply(function, args):
                return self.functions[function](*(self(arg, at) for arg in args))
            case Cases(subject, breaks, pieces, _):
                return self.cases(self(subject, at), breaks, [self(piece, at) for piece in pieces])
            case Inverse():
                return self.inverse(term, at)[at[term.i], at[term.j]]
            case Partial(body, wrt):
                return self.slope(self(body, at), wrt, at)
        raise TypeError(f"no value in PyTorch for {type(term).__name__}")

    def inverse(self, term: Inverse, at: At) -> Any:
        rows = [
            self.over(term.column, term.body, {**at, term.row: k}) for k in range(self.size(term.row.dim))
        ]
        return self.torch.linalg.inv(self.torch.stack(rows))

    def entry(self, term: Component, at: At) -> Any:
        place = tuple(at[i] for i in term.indices)
        definition = self.definitions.get(term.tensor)
        if definition is None:
            return self.leaves[term.tensor.name][place]
        return self(definition.body, dict(zip(definition.indices, place, strict=True)))

    def cases(self, subject: Any, breaks: Iterable[Fraction], pieces: list[Any]) -> Any:
        return pieces[sum(subject.item() > float(point) for point in breaks)]

    def slope(self, value: Any, wrt: Component, at: At) -> Any:
        leaf = self.leaves[wrt.tensor.name][tuple(at[i] for i in wrt.indices)]
        if not value.requires_grad:
            return self.number(0)
        (found,) = self.torch.autograd.grad(value, leaf, create_graph=True, allow_unused=True)
        return self.number(0) if found is None else found


def functions(torch: Any) -> dict[str, Callable[..., Any]]:
    """Every row of `functions.py` by PyTorch's own function, as far as there is one."""
    nn = torch.nn.functional

    def leaky(x: Any, slope: Any) -> Any:
        return nn.prelu(x.reshape(1, 1), slope.reshape(1)).reshape(())

    def elu(x: Any, alpha: Any) -> Any:
        return torch.where(x > 0, x, alpha * torch.expm1(x))

    return {
        "exp": torch.exp,
        "log": torch.log,
        "erf": torch.erf,
        "step": lambda x: (x > 0).to(torch.float64),
        "cosh": torch.cosh,
        "sinh": torch.sinh,
        "abs": torch.abs,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "leaky_relu": leaky,
        "prelu": leaky,
        "elu": elu,
        "selu": lambda x, scale, alpha: scale * elu(x, alpha),
        "silu": nn.silu,
        "softplus": nn.softplus,
        "softsign": nn.softsign,
        "Phi": torch.special.ndtr,
        "phi": lambda x: torch.exp(torch.distributions.Normal(0 * x, 0 * x + 1).log_prob(x)),
        "gelu": nn.gelu,
        "gelu_tanh": lambda x: nn.gelu(x, approximate="tanh"),
        "mish": nn.mish,
        "hard_sigmoid": lambda x: nn.relu6(x + 3) / 6,  # the slope of nn.hardsigmoid is a 1/6 of 7 digits
        "hard_tanh": nn.hardtanh,
        # the generic functions: any would do, if it is neither odd nor even and has three derivatives
        "f": lambda x: torch.sin(x) + x**2 / 4,
        "f'": lambda x: torch.cos(x) + x / 2,
        "f''": lambda x: -torch.sin(x) + 0.5,
        "f'''": lambda x: -torch.cos(x),
        "g": lambda x: torch.exp(x / 2) - x**3 / 5,
        "g'": lambda x: torch.exp(x / 2) / 2 - 3 * x**2 / 5,
        "g''": lambda x: torch.exp(x / 2) / 4 - 6 * x / 5,
        "g'''": lambda x: torch.exp(x / 2) / 8 - 6 / 5,
    }
