"""The elementary functions, a row each: name, print, definition.

A definition is written in SymPy's syntax, piece by piece: ("0", 0, "x") is 0 up to 0 and x beyond it. SymPy reads the
pieces and differentiates them; nothing here is a derivative. A row without a definition of its own in simpler functions
is `primitive`: the normal form keeps it as it stands.

Parameters (the slope alpha of a leaky ReLU) are further arguments: `Apply("leaky_relu", (x, alpha))`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from .tensors import Tensor
from .terms import Apply, Cases, Component, Constant, Term, children, lift, with_children

if TYPE_CHECKING:
    import sympy


@dataclass(frozen=True, slots=True)
class Function:
    """One row.

    pieces       definition, break, definition, break, ..., definition in SymPy's syntax; the argument is x
    parameters   names of the further arguments
    primitive    kept as it stands by the normal form
    stand_in     the pieces are not a definition but an example, used where a generic function must be evaluated
    slope        name of the derivative, for a generic function
    """

    name: str
    latex: str
    pieces: tuple[str | int, ...]
    parameters: tuple[str, ...] = ()
    primitive: bool = False
    stand_in: bool = False
    slope: str = ""

    @property
    def breaks(self) -> tuple[Fraction, ...]:
        return tuple(Fraction(b) for b in self.pieces[1::2])


def operator(name: str) -> str:
    return rf"\operatorname{{{name}}}"


def generic(letter: str, example: str) -> tuple[Function, ...]:
    """A function of which nothing is known, with three derivatives. Its example is neither odd nor even."""
    names = [letter + "'" * order for order in range(4)]
    return tuple(
        Function(name, name, (f"diff({example}, x, {order})",), primitive=True, stand_in=True, slope=slope)
        for order, (name, slope) in enumerate(zip(names, [*names[1:], ""], strict=True))
    )


ROWS: tuple[Function, ...] = (
    # name           print                    definition
    Function("exp", r"\exp", ("exp(x)",), primitive=True),
    Function("log", r"\log", ("log(x)",), primitive=True),
    Function("erf", operator("erf"), ("erf(x)",), primitive=True),
    Function("step", r"\mathbb{1}", ("0", 0, "1"), primitive=True),  # printed 1[x > 0]
    Function("cosh", r"\cosh", ("(exp(x) + exp(-x))/2",)),
    Function("sinh", r"\sinh", ("(exp(x) - exp(-x))/2",)),
    Function("abs", operator("abs"), ("-x", 0, "x")),
    Function("sigmoid", r"\sigma", ("1/(1 + exp(-x))",)),
    Function("tanh", r"\tanh", ("(exp(x) - exp(-x))/(exp(x) + exp(-x))",)),
    Function("relu", operator("ReLU"), ("0", 0, "x")),
    Function("leaky_relu", operator("LeakyReLU"), ("alpha*x", 0, "x"), parameters=("alpha",)),
    Function("prelu", operator("PReLU"), ("a*x", 0, "x"), parameters=("a",)),
    Function("elu", operator("ELU"), ("alpha*(exp(x) - 1)", 0, "x"), parameters=("alpha",)),
    Function(
        "selu", operator("SELU"), ("lamda*alpha*(exp(x) - 1)", 0, "lamda*x"), parameters=("lamda", "alpha")
    ),
    Function("silu", operator("SiLU"), ("x/(1 + exp(-x))",)),
    Function("softplus", operator("softplus"), ("log(1 + exp(x))",)),
    Function("softsign", operator("softsign"), ("x/(1 - x)", 0, "x/(1 + x)")),
    Function("Phi", r"\Phi", ("(1 + erf(x/sqrt(2)))/2",)),  # the normal distribution function
    Function("phi", r"\varphi", ("exp(-x**2/2)/sqrt(2*pi)",)),  # and its density
    Function("gelu", operator("GELU"), ("x*(1 + erf(x/sqrt(2)))/2",)),
    Function(
        "gelu_tanh", operator("GELU") + r"_{\tanh}", ("x/2*(1 + tanh(sqrt(2/pi)*(x + 44715*x**3/1000000)))",)
    ),
    Function("mish", operator("Mish"), ("x*tanh(log(1 + exp(x)))",)),
    Function("hard_sigmoid", operator("hardsigmoid"), ("0", -3, "(x + 3)/6", 3, "1")),
    Function("hard_tanh", operator("hardtanh"), ("-1", -1, "x", 1, "1")),
    *generic("f", "sin(x) + 3*x**2/10"),
    *generic("g", "cos(x) + x**3/7 + x/3"),
)

FUNCTIONS: dict[str, Function] = {row.name: row for row in ROWS}


def function(name: str) -> Function:
    try:
        return FUNCTIONS[name]
    except KeyError:
        raise ValueError(f"no function {name!r} in derive/terms/functions.py") from None


@cache
def symbolic(name: str) -> tuple[tuple[sympy.Symbol, ...], tuple[sympy.Expr, ...]]:
    """The argument and parameters of a row as SymPy symbols, and its pieces as SymPy expressions."""
    import sympy

    row = function(name)
    arguments = tuple(sympy.Symbol(word, real=True) for word in ("x", *row.parameters))
    names: dict[str, Any] = {symbol.name: symbol for symbol in arguments}
    pieces = tuple(sympy.sympify(source, locals=names) for source in row.pieces[::2])
    return arguments, tuple(piece.doit() for piece in pieces)


@cache
def slopes(name: str, argument: int = 0) -> tuple[sympy.Expr, ...]:
    """The derivative of each piece with respect to one of the arguments, by SymPy."""
    import sympy

    symbols, pieces = symbolic(name)
    return tuple(sympy.diff(piece, symbols[argument]) for piece in pieces)


@cache
def is_sharp(name: str, number: int) -> bool:
    """Whether the slopes of the pieces before and after a break differ there, for some value of the parameters."""
    (argument, *_), before, after = symbolic(name)[0], *slopes(name)[number : number + 2]
    point = function(name).breaks[number]
    import sympy

    return bool((before - after).subs(argument, sympy.Rational(point.numerator, point.denominator)) != 0)


def definition_of(call: Apply) -> Term:
    """What a call of a row that is not primitive stands for: its pieces, as terms of its arguments."""
    row = function(call.function)
    if row.primitive:
        raise ValueError(f"{row.name} is primitive: it has no definition in simpler functions")
    return _pieced(row, call, _piece_terms(row.name), is_open=False)


def slope_of(call: Apply, argument: int = 0) -> Term:
    """The derivative of a call with respect to one of its arguments; open at the breaks."""
    row = function(call.function)
    if row.stand_in:
        if not row.slope:
            raise ValueError(f"{row.name} is not differentiated any further")
        return Apply(row.slope, call.args)
    return _pieced(row, call, _slope_terms(row.name, argument), is_open=True)


def _pieced(row: Function, call: Apply, pieces: tuple[Term, ...], is_open: bool) -> Term:
    if len(call.args) != 1 + len(row.parameters):
        raise ValueError(f"{row.name} takes {1 + len(row.parameters)} arguments, found {len(call.args)}")
    arguments = dict(zip(("x", *row.parameters), call.args, strict=True))
    filled = tuple(_fill(piece, arguments) for piece in pieces)
    return filled[0] if len(filled) == 1 else Cases(call.args[0], row.breaks, filled, is_open)


@cache
def _piece_terms(name: str) -> tuple[Term, ...]:
    return tuple(from_sympy(piece) for piece in symbolic(name)[1])


@cache
def _slope_terms(name: str, argument: int) -> tuple[Term, ...]:
    return tuple(from_sympy(piece) for piece in slopes(name, argument))


def _fill(term: Term, arguments: dict[str, Term]) -> Term:
    """The placeholders of a row replaced by the arguments of a call; a row binds no index, so none can be captured."""
    if isinstance(term, Component):
        return arguments[term.tensor.name]
    parts = children(term)
    return with_children(term, [_fill(part, arguments) for part in parts]) if parts else term


def from_sympy(expression: sympy.Expr) -> Term:
    """A scalar SymPy expression as a term; its symbols become scalar components. Raises on anything else."""
    import sympy

    match expression:
        case sympy.Rational():
            return lift(Fraction(int(expression.p), int(expression.q)))
        case sympy.Symbol():
            return Component(Tensor(expression.name))
        case sympy.Add():
            return _fold([from_sympy(arg) for arg in expression.args], lambda a, b: a + b)
        case sympy.Mul():
            return _fold([from_sympy(arg) for arg in expression.args], lambda a, b: a * b)
        case sympy.Pow() if expression.exp.is_Rational:
            return from_sympy(expression.base) ** Fraction(int(expression.exp.p), int(expression.exp.q))
    if expression == sympy.pi:
        return Constant("pi")
    if expression.is_Function and expression.func.__name__ in FUNCTIONS:
        return Apply(expression.func.__name__, tuple(from_sympy(arg) for arg in expression.args))
    raise ValueError(f"no term for the SymPy expression {expression} ({type(expression).__name__})")


def _fold(terms: list[Term], join: Any) -> Term:
    result = terms[0]
    for term in terms[1:]:
        result = join(result, term)
    return result
