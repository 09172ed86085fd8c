"""Reads a NumPy-like expression from its syntax tree, by a list of what is allowed. Nothing is ever evaluated.

names        declared tensors, dimensions as numbers, pi        numbers    exact: 0.1 is 1/10
operators    + - * / @ ** (to a number), unary minus, .T        f, g       functions of which nothing is known
functions    every row of `derive/terms/functions.py`, sqrt, square; softmax, log_softmax, logsumexp, norm, trace,
             dot, outer, transpose, maximum, minimum; sum, mean, var, std (axis=..., keepdims=True)
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Mapping
from fractions import Fraction

from ..terms.functions import FUNCTIONS
from ..terms.tensors import Tensor
from ..terms.terms import Apply, Component, Constant, Definition, Dim, Mul, Number, Power, Sum, Term, negative
from .arrays import (
    Array,
    WrongShape,
    averaged,
    constant,
    elementwise,
    matmul,
    outer,
    summed,
    traced,
    transposed,
)
from .declarations import OTHERS, REDUCTIONS
from .names import Names
from .place import ExpressionError, Source

LONGEST, DEEPEST, PARTS = 400, 24, 160  # characters, nested levels and parts of an expression
EXPONENT, DIGITS = 8, 24
UNARY = {name: row for name, row in FUNCTIONS.items() if "'" not in name}
OPERATORS = "the operators are + - * / @ **, unary minus and .T"
CALLS = (*UNARY, *REDUCTIONS, *OTHERS)
PAIRS = ("dot", "outer", "maximum", "minimum")  # functions of two arrays
PLAIN = ("log", "abs")  # an argument that is a sum is written out, not named


def read(text: str, tensors: Mapping[str, Tensor]) -> tuple[Array, tuple[Definition, ...]]:
    """The array that an expression stands for, and the names that were given to its inner parts.

    Raises ExpressionError, with the place, for whatever is not in the language.
    """
    source = Source(" ".join(text.split()))
    reader = Reader(source, tensors)
    array = reader.read(_tree(source))
    return array, tuple(reader.names.definitions)


def _tree(source: Source) -> ast.expr:
    text = source.text
    if not text:
        raise ExpressionError("the expression is empty: e.g. sum((X@W - Y)**2)/N")
    if len(text) > LONGEST:
        raise source.wrong(
            f"the expression has {len(text)} characters: at most {LONGEST}", LONGEST, len(text)
        )
    strange = re.search(r"[^ -~]|#", text)
    if strange:
        raise source.wrong("this character is not in the language", *strange.span())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        start = max((error.offset or 1) - 1, 0)
        raise source.wrong(f"this cannot be read: {error.msg}", start, start + 1) from None
    except (ValueError, RecursionError, MemoryError):
        raise source.wrong("this cannot be read: it is nested too deeply", 0, len(text)) from None
    _small(source, tree.body)
    return tree.body


def _small(source: Source, tree: ast.expr) -> None:
    """Refuse what is nested too deeply or has too many parts, before anything is done with it."""
    level: list[ast.AST] = [tree]
    depth = parts = 0
    while level:
        depth, parts = depth + 1, parts + sum(isinstance(node, ast.expr) for node in level)
        if depth > DEEPEST or parts > PARTS:
            raise source.wrong(
                f"the expression is too large: at most {PARTS} parts and {DEEPEST} levels",
                0,
                len(source.text),
            )
        level = [child for node in level for child in ast.iter_child_nodes(node)]


class Reader:
    """Reads one expression; `names` holds the indices and definitions made on the way."""

    def __init__(self, source: Source, tensors: Mapping[str, Tensor]) -> None:
        self.source, self.tensors = source, tensors
        self.dims = {dim for tensor in tensors.values() for dim in tensor.dims if not dim.isdigit()}
        self.names = Names(tensors)

    def wrong(self, node: ast.expr, message: str) -> ExpressionError:
        return self.source.wrong(message, node.col_offset, node.end_col_offset or node.col_offset + 1)

    def read(self, node: ast.expr) -> Array:
        try:
            match node:
                case ast.Constant():
                    return constant(self._number(node))
                case ast.Name():
                    return self._name(node)
                case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                    return _signed(self.read(operand), isinstance(sign, ast.USub))
                case ast.BinOp():
                    return self._operation(node)
                case ast.Attribute(attr="T", value=value):
                    return transposed(self.read(value))
                case ast.Call():
                    return self._call(node)
        except WrongShape as error:
            raise self.wrong(node, str(error)) from None
        raise self.wrong(node, f"this is not in the language: {_hint(node)}")

    # --------------------------------------------------------------------------------------------- leaves

    def _number(self, node: ast.Constant) -> Fraction:
        """The number as it is written, exactly."""
        written = self.source.text[node.col_offset : node.end_col_offset].replace("_", "")
        if isinstance(node.value, bool) or not re.fullmatch(
            r"[0-9]*\.?[0-9]*([eE][+-]?[0-9]{1,2})?", written
        ):
            raise self.wrong(node, "this is no number of the language: write 3, 0.5 or 1e-3")
        if len(written) > DIGITS:
            raise self.wrong(node, f"a number has at most {DIGITS} digits")
        return Fraction(written)

    def _name(self, node: ast.Name) -> Array:
        name = node.id
        if name in self.tensors:
            tensor = self.tensors[name]
            axes = tuple(self.names.index(dim) for dim in tensor.dims)
            return Array(Component(tensor, axes), axes)
        if name in self.dims:
            return constant(Dim(name))
        if name == "pi":
            return constant(Constant("pi"))
        if name in CALLS:
            raise self.wrong(node, f"{name} is a function: write {name}(...)")
        raise self.wrong(node, f'{name} has no shape: say it in --shapes, e.g. "{name}:N,D" or "{name}:"')

    # ------------------------------------------------------------------------------------------ operators

    def _operation(self, node: ast.BinOp) -> Array:
        if isinstance(node.op, ast.Pow):
            return self._power(node)
        join = JOIN.get(type(node.op))
        if join is None:
            raise self.wrong(node, f"this operator is not in the language: {OPERATORS}")
        first, second = self.read(node.left), self.read(node.right)
        if isinstance(node.op, ast.Div) and second.term == Number(Fraction(0)):
            raise self.wrong(node.right, "division by zero")
        return join(first, second)

    def _power(self, node: ast.BinOp) -> Array:
        base = self.read(node.left)
        exponent = self._exponent(node.right)
        if exponent == 1:
            return base
        if base.term == Number(Fraction(0)) and exponent < 0:
            raise self.wrong(node, "division by zero")
        return Array(_raised(base.term, exponent), base.axes)

    def _exponent(self, node: ast.expr) -> Fraction:
        """A number written out: 2, -1, 0.5, 1/2; nothing is computed for it but a sign and a quotient."""
        value = self._written(node)
        if value is None or abs(value) > EXPONENT or value.denominator > EXPONENT:
            raise self.wrong(
                node,
                f"an exponent is a number from -{EXPONENT} to {EXPONENT}, e.g. 2, -1, 0.5 or 1/3; "
                "for another power of a positive number write exp(p*log(x))",
            )
        return value

    def _written(self, node: ast.expr) -> Fraction | None:
        match node:
            case ast.Constant():
                return self._number(node)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self._written(operand)
                return None if inner is None else -inner
            case ast.BinOp(op=ast.Div(), left=ast.Constant() as above, right=ast.Constant() as below):
                bottom = self._number(below)
                return self._number(above) / bottom if bottom else None
        return None

    # ---------------------------------------------------------------------------------------------- calls

    def _call(self, node: ast.Call) -> Array:
        name = self._called(node.func)
        if any(isinstance(arg, ast.Starred) for arg in node.args):
            raise self.wrong(node, "a call takes its arguments one by one")
        if name in REDUCTIONS:
            return self._reduction(name, node)
        if node.keywords:
            raise self.wrong(node, f"{name} takes no argument by name")
        arguments = [self.read(arg) for arg in node.args]
        wanted = 1 + len(UNARY[name].parameters) if name in UNARY else 2 if name in PAIRS else 1
        if len(arguments) != wanted:
            raise self.wrong(
                node, f"{name} takes {wanted} argument{'s' * (wanted > 1)}, found {len(arguments)}"
            )
        if name in UNARY:
            return self._elementwise(name, arguments, node)
        return OTHER[name](*arguments)

    def _called(self, node: ast.expr) -> str:
        """The name of a function; np. in front of it is read over."""
        match node:
            case ast.Name(id=name) if name in CALLS:
                return name
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=name) if name in CALLS:
                return name
            case ast.Attribute(
                value=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="linalg"), attr="norm"
            ):
                return "norm"
            case ast.Attribute(attr=name) if name in CALLS:
                raise self.wrong(node, f"methods are not in the language: write {name}(...)")
        raise self.wrong(node, f"this is no function of the language: there are {', '.join(CALLS)}")

    def _elementwise(self, name: str, arguments: list[Array], node: ast.Call) -> Array:
        argument, *parameters = arguments
        if any(parameter.axes for parameter in parameters):
            raise self.wrong(node, f"the parameters of {name} are scalars")
        if name == "log":
            found = self.names.log_sum_exp(argument)
            if found is not None:
                return found
        if name not in PLAIN:
            argument = self.names.named(argument)
        return Array(Apply(name, (argument.term, *(p.term for p in parameters))), argument.axes)

    def _reduction(self, name: str, node: ast.Call) -> Array:
        if len(node.args) not in (1, 2) or (len(node.args) == 2 and node.keywords):
            raise self.wrong(node, f"{name} takes an array, and axis=...")
        options: dict[str, ast.expr] = {word.arg or "**": word.value for word in node.keywords}
        if len(node.args) == 2:
            options["axis"] = node.args[1]
        if set(options) - {"axis", "keepdims"}:
            raise self.wrong(
                node, f"{name} takes axis=... and keepdims=True, found {', '.join(sorted(options))}"
            )
        array = self.read(node.args[0])
        axis = self._axis(options["axis"]) if "axis" in options else None
        keep = "keepdims" in options and self._flag(options["keepdims"])
        if name in ("softmax", "log_softmax"):
            return self._softmax(name, array, -1 if axis is None else axis)
        if name == "logsumexp":
            return self.names.logsumexp(array, axis, keep)
        if name == "norm":
            squares = summed(Array(Power(array.term, Fraction(2)), array.axes), axis, keep)
            return Array(Power(squares.term, Fraction(1, 2)), squares.axes)
        if name in ("var", "std"):
            return self._spread(name, node, axis, keep)
        return (summed if name == "sum" else averaged)(array, axis, keep)

    def _spread(self, name: str, node: ast.Call, axis: int | None, keep: bool) -> Array:
        """The mean of the squared deviations from the mean, as NumPy has it (ddof=0), and its root."""
        mean = averaged(self.read(node.args[0]), axis, keep=True)
        deviations = elementwise(self.read(node.args[0]), mean, _minus)
        found = averaged(Array(Power(deviations.term, Fraction(2)), deviations.axes), axis, keep)
        return found if name == "var" else Array(Power(found.term, Fraction(1, 2)), found.axes)

    def _softmax(self, name: str, array: Array, axis: int) -> Array:
        if not array.axes:
            raise WrongShape(f"{name} takes an array with an axis, found a scalar")
        found = self.names.softmax(array, axis)
        return found if name == "softmax" else Array(Apply("log", (found.term,)), found.axes)

    def _axis(self, node: ast.expr) -> int | None:
        if isinstance(node, ast.Constant) and node.value is None:
            return None
        value = self._written(node)
        if value is None or value.denominator != 1:
            raise self.wrong(node, "an axis is a whole number, e.g. axis=0 or axis=-1")
        return int(value)

    def _flag(self, node: ast.expr) -> bool:
        if not (isinstance(node, ast.Constant) and isinstance(node.value, bool)):
            raise self.wrong(node, "keepdims is True or False")
        return node.value


def _signed(array: Array, minus: bool) -> Array:
    if not minus:
        return array
    if isinstance(array.term, Number):
        return Array(Number(-array.term.value))
    return Array(negative(array.term), array.axes)


def _plus(a: Term, b: Term) -> Term:
    return a + b


def _minus(a: Term, b: Term) -> Term:
    return a + (Number(-b.value) if isinstance(b, Number) else negative(b))


def _times(a: Term, b: Term) -> Term:
    """A product; a sum stands last, so that it needs no brackets."""
    if isinstance(a, Sum) and not isinstance(b, Sum):
        a, b = b, a
    factors = [f for side in (a, b) for f in (side.args if isinstance(side, Mul) else (side,))]
    return Mul(tuple(factors))


def _over(a: Term, b: Term) -> Term:
    if isinstance(a, Number) and isinstance(b, Number):
        return Number(a.value / b.value)
    below: Term = Number(1 / b.value) if isinstance(b, Number) else Power(b, Fraction(-1))
    return _times(a, below)


def _larger(a: Term, b: Term) -> Term:
    """The larger of two: b + ReLU(a - b)."""
    if a == Number(Fraction(0)):
        a, b = b, a
    return Apply("relu", (a,)) if b == Number(Fraction(0)) else b + Apply("relu", (_minus(a, b),))


def _smaller(a: Term, b: Term) -> Term:
    """The smaller of two: a - ReLU(a - b)."""
    over = a if b == Number(Fraction(0)) else _minus(a, b)
    return _minus(a, Apply("relu", (over,)))


def _raised(base: Term, exponent: Fraction) -> Term:
    if isinstance(base, Power) and (base.exponent * exponent).denominator == 1 and exponent == 2:
        return base.base if base.exponent * 2 == 1 else Power(base.base, base.exponent * 2)
    return Power(base, exponent)


def _hint(node: ast.expr) -> str:
    words: dict[type[ast.expr], str] = {
        ast.Attribute: "the only attribute is .T",
        ast.Subscript: "entries and slices are not; sum(x, axis=0) and .T are",
        ast.Compare: "comparisons are not; step(x) is 1 where x > 0",
        ast.UnaryOp: OPERATORS,
    }
    return words.get(type(node), f"names, numbers and calls are; {OPERATORS}")


JOIN: dict[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: lambda a, b: elementwise(a, b, _plus),
    ast.Sub: lambda a, b: elementwise(a, b, _minus),
    ast.Mult: lambda a, b: elementwise(a, b, _times),
    ast.Div: lambda a, b: elementwise(a, b, _over),
    ast.MatMult: matmul,
}

OTHER: dict[str, Callable[..., Array]] = {
    "trace": traced,
    "dot": lambda a, b: matmul(a, b) if a.axes and b.axes else elementwise(a, b, _times),
    "outer": outer,
    "transpose": transposed,
    "sqrt": lambda a: Array(Power(a.term, Fraction(1, 2)), a.axes),
    "maximum": lambda a, b: elementwise(a, b, _larger),
    "minimum": lambda a, b: elementwise(a, b, _smaller),
    "square": lambda a: Array(Power(a.term, Fraction(2)), a.axes),
}
