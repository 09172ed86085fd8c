r"""LaTeX of a term, in the order in which its author wrote it. `reader.py` reads it back.

A sum, a maximum and a bare \log or \frac{d}{dx} reach to the end of the product that they stand in; so one that is not
the last factor is put in parentheses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from .functions import function
from .index import Index
from .layout import distinct, fractions, names_its_dimension, orders, product, split_sign, straight_variables
from .letters import FUNCTION_LETTERS, braced, dim_letter, head, index_letters
from .terms import (
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
)

# How tightly a piece of LaTeX holds together.
PIECES, ADDITION, SLASH, PRODUCT, FACTOR, ATOM = range(6)
LONG = 60  # characters of an exponent beyond which e^{...} becomes \exp(...)


@dataclass(frozen=True, slots=True)
class Piece:
    """LaTeX with what its surroundings must know.

    tall    needs large parentheses
    open    reaches to the right: nothing may follow it in a product
    closed  the same without reaching to the right, if there is a better way than parentheses
    begins  with the bar of a fraction
    ends    with the bar of a fraction
    name    a bare letter that also names a function: a parenthesis behind it would look like its argument
    """

    tex: str
    level: int = ATOM
    tall: bool = False
    open: bool = False
    closed: str = ""
    begins: bool = False
    ends: bool = False
    name: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a term is printed.

    inline     in an exponent, where a fraction is a slash
    straight   the variables whose derivatives are printed with d, the others with the round one
    """

    inline: bool = False
    straight: tuple[Component, ...] = ()

    def raised(self) -> Setting:
        return replace(self, inline=True)

    def on_the_line(self) -> Setting:
        return replace(self, inline=False)


PLAIN = Setting()


def settled(term: Term, definitions: Iterable[Definition] = ()) -> Piece:
    """A whole term, with distinct names of indices and one sign for all derivatives with respect to one variable."""
    return piece(distinct(term), Setting(straight=straight_variables(term, tuple(definitions))))


def piece(term: Term, setting: Setting = PLAIN) -> Piece:
    return PRINT[type(term)](term, setting)


def parentheses(tex: str, tall: bool, marks: str = "()") -> str:
    return rf"\left{marks[0]} {tex} \right{marks[1]}" if tall else f"{marks[0]}{tex}{marks[1]}"


def argument(tex: str, tall: bool) -> str:
    """The parentheses behind the name of a function; large ones would stand off without the negative space."""
    return (r"\!" if tall else "") + parentheses(tex, tall)


def guard(inner: Piece, level: int, may_reach: bool = True) -> str:
    """The piece, in parentheses if it holds together less tightly than `level` or reaches where it may not."""
    reaches = inner.open and not may_reach
    if inner.closed and (reaches or inner.level < level):
        return inner.closed
    return parentheses(inner.tex, inner.tall) if reaches or inner.level < level else inner.tex


def _number(term: Number, setting: Setting) -> Piece:
    value = term.value
    if value < 0:
        return _minus(Number(-value), setting)
    if value.denominator == 1:
        return Piece(str(value))
    if setting.inline:
        return Piece(f"{value.numerator}/{value.denominator}", SLASH)
    return Piece(
        rf"\frac{{{value.numerator}}}{{{value.denominator}}}", FACTOR, tall=True, begins=True, ends=True
    )


def _minus(rest: Term, setting: Setting) -> Piece:
    body = piece(rest, setting)
    return Piece("-" + guard(body, SLASH), ADDITION, body.tall, body.open)


def _component(term: Component) -> Piece:
    own = head(term.tensor)
    below = "_" + braced(index_letters(term.indices)) if term.indices else ""
    level = FACTOR if "^" in own or "'" in own else ATOM
    return Piece(own + below, level, name=not below and own in FUNCTION_LETTERS)


def _add(term: Add, setting: Setting) -> Piece:
    if not term.args:
        return Piece("0")
    tex, tall, last = "", False, Piece("")
    for k, arg in enumerate(term.args):
        minus, body = split_sign(arg)
        last = piece(body, setting)
        sign = ("-" if minus else "") if k == 0 else (" - " if minus else " + ")
        tex += sign + guard(last, SLASH)
        tall = tall or last.tall
    return Piece(tex, ADDITION, tall, last.open)


def _mul(term: Term, setting: Setting) -> Piece:
    minus, rest = split_sign(term)
    if minus:
        return _minus(rest, setting)
    runs = fractions(term.args if isinstance(term, Mul) else [term])
    if setting.inline and len(runs) == 1 and runs[0][1]:
        return _slash(*runs[0], setting)
    factors: list[Piece] = []
    for above, below in runs:
        factors += (
            [_bar(above, below, setting.on_the_line())]
            if below
            else [piece(factor, setting) for factor in above]
        )
    return _join(factors) if len(factors) > 1 else factors[0] if factors else Piece("1")


def _bar(above: list[Term], below: list[Term], setting: Setting) -> Piece:
    tex = rf"\frac{{{piece(product(above), setting).tex}}}{{{piece(product(below), setting).tex}}}"
    return Piece(tex, FACTOR, tall=True, begins=True, ends=True)


def _slash(above: list[Term], below: list[Term], setting: Setting) -> Piece:
    top, bottom = piece(product(above), setting), piece(product(below), setting)
    return Piece(
        f"{guard(top, PRODUCT, may_reach=False)}/{guard(bottom, FACTOR)}", SLASH, top.tall or bottom.tall
    )


def _join(factors: list[Piece]) -> Piece:
    """Factors side by side, with a dot where they would run together."""
    tex = ""
    for k, factor in enumerate(factors):
        own = guard(factor, PRODUCT, may_reach=k == len(factors) - 1)
        before = factors[k - 1]
        dot = (
            own[0].isdigit()
            or (before.ends and factor.begins and own.startswith(r"\frac"))
            or (before.name and own.startswith(("(", r"\left(")))
        )
        tex += ("" if k == 0 else r" \cdot " if dot else " ") + own
    first, last = factors[0], factors[-1]
    tall = any(f.tall or f.level == SLASH for f in factors)  # no product of slashes in an exponent
    return Piece(tex, PRODUCT, tall, last.open, begins=first.begins, ends=last.ends, name=last.name)


def _power(term: Power, setting: Setting) -> Piece:
    base, exponent = term.base, term.exponent
    if exponent < 0:
        return _mul(term, setting)
    inner = piece(base, setting)
    if exponent == Fraction(1, 2):
        return Piece(rf"\sqrt{{{inner.tex}}}", FACTOR, inner.tall)
    return Piece(
        f"{guard(inner, ATOM, may_reach=False)}^{braced(str(exponent))}", FACTOR, inner.tall, name=inner.name
    )


def _reach(operator: str, body: Term, setting: Setting, tall: bool) -> Piece:
    inner = piece(body, setting)
    return Piece(f"{operator} {guard(inner, PRODUCT)}", PRODUCT, tall or inner.tall, open=True)


def _sum(term: Sum, setting: Setting) -> Piece:
    operator = rf"\sum_{{{index_letters([term.index])}=1}}^{{{dim_letter(term.index.dim)}}}"
    return _reach(operator, term.body, setting, tall=True)


def _range(index: Index, body: Term) -> str:
    r"""Below \max: k, or its range as well where no tensor tells it."""
    own = index_letters([index])
    return "_" + (
        braced(own) if names_its_dimension(index, body) else rf"{{1 \le {own} \le {dim_letter(index.dim)}}}"
    )


def _maximum(term: Maximum, setting: Setting) -> Piece:
    return _reach(r"\max" + _range(term.index, term.body), term.body, setting, tall=setting.inline)


def _winner(term: Winner, setting: Setting) -> Piece:
    best = _reach(r"\arg\max" + _range(term.index, term.body), term.body, setting, tall=setting.inline)
    return Piece(
        r"\mathbb{1}" + parentheses(f"{index_letters([term.at])} = {best.tex}", best.tall, "[]"),
        tall=best.tall,
    )


def _inverse(term: Inverse, setting: Setting) -> Piece:
    r"""\operatorname{inv}_{rc}(A_{rc})_{ij}: of the matrix of the A_{rc} the inverse, and of that the entry."""
    inner = piece(term.body, setting.on_the_line())
    head = rf"\operatorname{{inv}}_{{{index_letters([term.row, term.column])}}}"
    entry = f"_{{{index_letters([term.i, term.j])}}}"
    return Piece(head + argument(inner.tex, inner.tall) + entry, FACTOR, tall=inner.tall)


def _exp(arg: Term, setting: Setting) -> Piece:
    raised = piece(arg, setting.raised())
    if not raised.tall and len(raised.tex) <= LONG:
        return Piece(
            f"e^{{{raised.tex}}}", FACTOR, tall=setting.inline
        )  # a tower of exponents is not printed as one
    inner = piece(arg, setting)
    return Piece(r"\exp" + argument(inner.tex, inner.tall), tall=inner.tall)


def _log(arg: Term, setting: Setting) -> Piece:
    inner = piece(arg, setting)
    closed = r"\log" + argument(inner.tex, inner.tall)
    if isinstance(arg, Component | Dim) or (isinstance(arg, Number) and inner.tex.isdigit()):
        return Piece(rf"\log {inner.tex}", PRODUCT, open=True, closed=closed)
    return Piece(closed, tall=inner.tall)


def _step(arg: Term, setting: Setting) -> Piece:
    inner = piece(arg, setting)
    return Piece(r"\mathbb{1}" + parentheses(f"{inner.tex} > 0", inner.tall, "[]"), tall=inner.tall)


def _abs(arg: Term, setting: Setting) -> Piece:
    inner = piece(arg, setting)
    left, right = (r"\left\lvert", r"\right\rvert") if inner.tall else (r"\lvert", r"\rvert")
    return Piece(f"{left} {inner.tex} {right}", tall=inner.tall)


SPECIAL: dict[str, Callable[[Term, Setting], Piece]] = {"exp": _exp, "log": _log, "step": _step, "abs": _abs}


def function_head(name: str, parameters: tuple[Term, ...]) -> str:
    """The name of a function with its parameters as subscripts."""
    below = ", ".join(piece(p, PLAIN.raised()).tex for p in parameters)
    return function(name).latex + (f"_{{{below}}}" if below else "")


def _apply(term: Apply, setting: Setting) -> Piece:
    if term.function in SPECIAL:
        return SPECIAL[term.function](term.args[0], setting)
    inner = piece(term.args[0], setting)
    return Piece(
        function_head(term.function, term.args[1:]) + argument(inner.tex, inner.tall), tall=inner.tall
    )


def _cases(term: Cases, setting: Setting) -> Piece:
    setting = setting.on_the_line()
    subject = piece(term.subject).tex
    conditions = conditions_of(subject, [piece(Number(b)).tex for b in term.breaks], term.open)
    rows = [
        rf"{piece(p, setting).tex} & {condition}"
        for p, condition in zip(term.pieces, conditions, strict=True)
    ]
    return Piece(r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", PIECES, tall=True)


def conditions_of(subject: str, breaks: list[str], is_open: bool) -> list[str]:
    """Where each piece holds, from left to right."""
    if not breaks:
        return [rf"\text{{for all }} {subject}"]
    below = "<" if is_open else r"\le"
    lefts = [
        f"{{{b}}}" if b.startswith("-") else b for b in breaks
    ]  # in braces the sign is not set as a difference
    between = [rf"\text{{if }} {a} < {subject} {below} {b}" for a, b in zip(lefts, breaks[1:], strict=False)]
    first, last = rf"\text{{if }} {subject} {below} {breaks[0]}", rf"\text{{if }} {subject} > {breaks[-1]}"
    return [first, *between, last]


def _partial(term: Partial, setting: Setting) -> Piece:
    body, wrt = orders(term)
    sign = "d" if wrt[0] in setting.straight else r"\partial "
    times = "^" + braced(str(len(wrt))) if len(wrt) > 1 else ""
    same = all(other == wrt[0] for other in wrt)
    below = [sign + guard(replace(piece(w), level=ATOM), ATOM) for w in ([wrt[0]] if same else wrt)]
    bottom = " ".join(below) + (times if same else "")
    top = sign.strip() + times
    if isinstance(body, Component):
        return Piece(rf"\frac{{{_differential(top, piece(body).tex)}}}{{{bottom}}}", FACTOR, tall=True)
    inner = piece(body, setting)
    alone = inner.level >= FACTOR or isinstance(body, Sum | Maximum | Cases)
    shown = inner.tex if alone else inner.closed or parentheses(inner.tex, inner.tall)
    return Piece(rf"\frac{{{top}}}{{{bottom}}} {shown}", PRODUCT, tall=True, open=True)


def _differential(sign: str, tex: str) -> str:
    return sign + tex if sign == "d" else f"{sign} {tex}"


PRINT: dict[type[Term], Callable[[Any, Setting], Piece]] = {
    Number: _number,
    Dim: lambda t, setting: Piece(dim_letter(t.name)),
    Constant: lambda t, setting: Piece(r"\pi"),
    Component: lambda t, setting: _component(t),
    Delta: lambda t, setting: Piece(rf"\delta_{{{index_letters([t.i, t.j])}}}"),
    Add: _add,
    Mul: _mul,
    Power: _power,
    Sum: _sum,
    Apply: _apply,
    Cases: _cases,
    Partial: _partial,
    Maximum: _maximum,
    Winner: _winner,
    Inverse: _inverse,
}
