r"""Formulas as people write them, LaTeX or plain text, read to terms of `derive`. Nothing is ever evaluated.

sum       [-] product {(+ | -) product}       factor    primary [^ number]
product   factor {[* | /] factor}             primary   number | letter with subscript | function | \frac{}{} | ( )
                                                        | \sum_k product | |u| | 1[...] | cases | delta_ij

Letters, dimensions and free indices are those of the right answer: what it does not speak of cannot be read, nor can a
derivative. A reply of the same value in other letters has rewritten the question, not answered it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from derive.terms.functions import FUNCTIONS
from derive.terms.index import Index
from derive.terms.letters import dim_letter, tensor_letter
from derive.terms.tensors import Tensor
from derive.terms.terms import (
    Add,
    Apply,
    Component,
    Constant,
    Delta,
    Dim,
    Mul,
    Number,
    Power,
    Sum,
    Term,
    Winner,
    dimensions_of,
    free_indices,
    negative,
    subterms,
    tensors_of,
)

LONGEST, PARTS, DEEPEST, SUMS = 1_000, 300, 40, 4
LARGEST, FINEST, EXPONENT = 10**9, 10**12, 8  # of a number; of its denominator; of a power
ONE = Number(Fraction(1))

TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)|(?P<command>\\(?:[A-Za-z]+|[{}|\\]))|(?P<word>[A-Za-z]+)"
    r"|(?P<sign>\*\*|<=|>=|==|[-+*/^_(){}\[\]|=<>&;,']))"
)
# A second way to write a function; every row of derive's table goes by its own name.
SYNONYMS = {
    "ln": "log", "σ": "sigmoid", "sigma": "sigmoid", "operatornamesigmoid": "sigmoid", "varphi": "phi",
    "arctanh": "", "sqrt": "sqrt", "max": "max", "min": "min", "sum": "sum", "where": "where", "ReLU": "relu",
    "LeakyReLU": "leaky_relu", "SiLU": "silu", "GELU": "gelu", "ELU": "elu", "expit": "sigmoid",
}  # fmt: skip
LETTERS = {
    "lambda": ("lam", "lamda"), "epsilon": ("eps",), "varepsilon": ("eps", "epsilon"), "varphi": ("phi",),
}  # fmt: skip
ACCENTS = ("hat", "bar", "tilde")
STYLES = ("mathbf", "boldsymbol", "mathcal", "bm", "vec", "mathbb")
CALLS = {name for name in FUNCTIONS if name.isalpha() and not FUNCTIONS[name].stand_in}


class Unread(ValueError):
    """A text that is no formula in the letters of the answer."""


@dataclass(frozen=True, slots=True)
class Token:
    sort: str  # "number", "word", "command", "sign" or "end"
    text: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a reply may speak of: all that occurs in the terms of the right answer."""

    tensors: Mapping[str, Tensor]
    dims: frozenset[str]
    free: Mapping[str, Index]
    functions: frozenset[str]

    @classmethod
    def of(cls, answer: Term, *further: Term) -> Vocabulary:
        """The letters of `answer`, and those of `further` terms that it is made of."""
        terms = (answer, *further)
        tensors = {name: tensor for tensor in tensors_of(*terms) for name in _names(tensor)}
        dims = {name: None for dim in dimensions_of(*terms) if not dim.isdigit() for name in (dim, dim_letter(dim))}
        used = {part.function for term in terms for part in subterms(term) if isinstance(part, Apply)}
        return cls(
            tensors,
            frozenset(dims),
            {index.name: index for index in free_indices(answer)},
            frozenset(used | CALLS) - tensors.keys(),
        )


def _names(tensor: Tensor) -> set[str]:
    """How a tensor may be called: by its name, or by its letter without marks of LaTeX (yhat, w_1)."""
    letter = re.sub(r"\\(hat|bar|tilde)\{([^{}]*)\}", r"\2\1", tensor.latex or tensor_letter(tensor))
    letter = re.sub(r"\\(?:text|mathit|mathbf|boldsymbol|mathcal|mathrm)\b|[\\{} ]", "", letter)
    return {tensor.name, letter}


def read(text: str, vocabulary: Vocabulary) -> Term:
    """The term that a tidy text stands for; raises Unread for what is no formula in these letters."""
    if len(text) > LONGEST:
        raise Unread("too long")
    reader = Reader(_tokens(text, vocabulary), vocabulary)
    term = reader.top()
    if reader.token.sort != "end":
        reader.wrong()
    return term


# -- tokens ------------------------------------------------------------------------------------------------


def _tokens(text: str, vocabulary: Vocabulary) -> list[Token]:
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if not match or match.lastgroup is None:
            raise Unread("a sign that is not in the language")
        place = match.end()
        word = match[match.lastgroup]
        if match.lastgroup == "word":
            before = "".join(token.text for token in found[-2:])
            below = before.endswith("_") or before == "_{"
            found.extend([Token("word", word)] if below else _words(word, vocabulary))
        else:
            found.append(Token(match.lastgroup, word))
        if len(found) > PARTS:
            raise Unread("too many parts")
    return [*found, Token("end", "")]


KEYWORDS = {"sum", "sqrt", "max", "min", "argmax", "ln", "delta", "e", "pi", "if", "else", "for", "all", "otherwise"}


def _words(run: str, vocabulary: Vocabulary) -> list[Token]:
    """A run of letters as one word, or as the known words that it is made of, the longest first: wx is w times x."""
    known = KEYWORDS | vocabulary.tensors.keys() | vocabulary.dims | vocabulary.functions | SYNONYMS.keys()
    found = []
    while run:
        length = next((k for k in range(len(run), 0, -1) if run[:k] in known), 0)
        if not length:
            length = len(run)  # an index, or nothing that is known
        found.append(Token("word", run[:length]))
        run = run[length:]
    return found


# -- the reader --------------------------------------------------------------------------------------------


class Reader:
    """One pass over the tokens; `scope` holds the dimension of each index in use, "" while it is not known."""

    def __init__(self, tokens: list[Token], vocabulary: Vocabulary) -> None:
        self.tokens, self.place, self.depth, self.sums = tokens, 0, 0, 0
        self.known = vocabulary
        self.scope = {name: index.dim for name, index in vocabulary.free.items()}

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    def wrong(self) -> NoReturn:
        raise Unread(f"unexpected {self.token.text!r}")

    def sees(self, *texts: str) -> bool:
        return self.token.text in texts and self.token.sort != "end"

    def takes(self, *texts: str) -> str:
        """The token, if it is one of these, and the place moves behind it; else ""."""
        if not self.sees(*texts):
            return ""
        self.place += 1
        return self.tokens[self.place - 1].text

    def expect(self, *texts: str) -> str:
        return self.takes(*texts) or self.wrong()

    # Sums and products.

    def top(self) -> Term:
        """A formula, or cases: rows of LaTeX, {x if x <= 0; 0 if x > 0}, x if x <= 0 else 0."""
        if self.sees("\\begin") or (self.sees("{") and self._has("if")):
            return self.cases()
        term = self.expression()
        if not self.takes("if"):
            return term
        holds = self.condition()
        self.expect("else")
        return Add((Mul((holds, term)), Mul((_not(holds), self.top()))))

    def _has(self, word: str) -> bool:
        return any(token.text == word for token in self.tokens[self.place :])

    def expression(self) -> Term:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unread("nested too deeply")
        sign = self.takes("-", "+")
        terms = [negative(self.product()) if sign == "-" else self.product()]
        while sign := self.takes("-", "+"):
            terms.append(negative(self.product()) if sign == "-" else self.product())
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Add(tuple(terms))

    def product(self) -> Term:
        factors = [self.factor()]
        while True:
            if self.takes("*"):
                factors.append(self.signed_factor())
            elif self.takes("/"):
                factors.append(_inverse(self.signed_factor()))
            elif self.begins_factor():
                factors.append(self.factor())
            else:
                return factors[0] if len(factors) == 1 else Mul(tuple(factors))

    def begins_factor(self) -> bool:
        token = self.token
        if token.sort == "number":
            return True
        if token.sort == "word":
            return token.text not in ("if", "else", "for", "otherwise")
        if token.sort == "command":
            return token.text not in ("\\\\", "\\end", "\\rvert", "\\}", "\\mid")
        return token.text in ("(", "{", "[")

    def signed_factor(self) -> Term:
        return negative(self.factor()) if self.takes("-") else self.factor()

    def factor(self) -> Term:
        term = self.primary()
        while self.sees("^", "**"):
            term = self.raised(term)
        return term

    def raised(self, term: Term) -> Term:
        self.expect("^", "**")
        return Power(term, self.exponent())

    def exponent(self) -> Fraction:
        """A number from -8 to 8 in braces or parentheses, or a single one."""
        if closing := {"{": "}", "(": ")"}.get(self.takes("{", "(")):
            value = self.written()
            self.expect(closing)
        else:
            value = self.written()
        if abs(value) > EXPONENT or value.denominator > EXPONENT:
            raise Unread("a power that is not in the language")
        return value

    def written(self) -> Fraction:
        sign = -1 if self.takes("-") else 1
        if self.takes("\\frac"):
            above, below = self._one_digit_group(), self._one_digit_group()
            return sign * _over(above, below)
        value = self.number()
        return sign * (_over(value, self.number()) if self.takes("/") else value)

    def _one_digit_group(self) -> Fraction:
        braces = self.takes("{")
        value = self.number()
        if braces:
            self.expect("}")
        return value

    def number(self) -> Fraction:
        if self.token.sort != "number" or len(self.token.text) > 24:
            self.wrong()
        value = Fraction(self.token.text)
        if value > LARGEST or value.denominator > FINEST:
            raise Unread("a number beyond those of the language")
        self.place += 1
        return value

    # What stands by itself.

    def primary(self) -> Term:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unread("nested too deeply")
        term = self._primary()
        self.depth -= 1
        return term

    def _primary(self) -> Term:
        token = self.token
        if token.sort == "number":
            return self.indicator_or_number()
        if closing := {"(": ")", "{": "}", "[": "]", "\\{": "\\}"}.get(self.takes("(", "{", "[", "\\{")):
            return self.closed(self.expression(), closing)
        if bar := self.takes("|", "\\lvert"):
            return Apply("abs", (self.closed(self.expression(), "|" if bar == "|" else "\\rvert"),))
        if token.sort not in ("word", "command"):
            self.wrong()
        return self.named(token.text.removeprefix("\\"))

    def closed(self, term: Term, closing: str) -> Term:
        self.expect(closing)
        return term

    def indicator_or_number(self) -> Term:
        if self.token.text == "1" and self.tokens[self.place + 1].text == "[":
            self.place += 1
            return self.indicator()
        return Number(self.number())

    def named(self, word: str) -> Term:
        """What begins with a word: a letter of the answer first, then a form of the language, then a function."""
        if word in STYLES:
            return self.styled(word)
        component = self.component()
        if component is not None:
            return component
        if (form := FORMS.get(word)) is not None:
            self.place += 1
            return form(self)
        name = SYNONYMS.get(word, word) + self._primes()
        if name in self.known.functions:
            self.place += 1 + name.count("'")
            return self.call(name)
        if word in self.known.dims:
            self.place += 1
            return Dim(word)
        self.wrong()

    def _primes(self) -> str:
        """The primes behind this token: f'' is a function of its own."""
        behind = self.place + 1
        while self.tokens[behind].text == "'":
            behind += 1
        return "'" * (behind - self.place - 1)

    def styled(self, word: str) -> Term:
        """\\mathbf{x} is x; \\mathbb{1}[...] and \\mathbf{1}[...] are indicators."""
        self.place += 1
        self.expect("{")
        if self.takes("1"):
            self.expect("}")
            return self.indicator()
        if word == "mathbb":
            self.wrong()
        return self.closed(self.expression(), "}")

    def component(self) -> Component | None:
        """An entry of a tensor of the answer, or None, and the place is where it was."""
        start = self.place
        for base in self.bases():
            after = self.place
            if not any(name.startswith(base) for name in self.known.tensors):
                continue
            for name, indices in self._subscripted(base):
                tensor = self.known.tensors.get(name)
                if tensor is not None and len(indices) == len(tensor.dims):
                    return Component(tensor, tuple(map(self.index, indices, tensor.dims)))
            self.place = after
        self.place = start
        return None

    def bases(self) -> tuple[str, ...]:
        """The letter that stands here under all its names, the place behind it."""
        word = self.token.text.removeprefix("\\")
        self.place += 1
        if word in ACCENTS and self.tokens[self.place - 1].sort == "command":
            braces = self.takes("{")
            (base, *_) = self.bases()
            if braces:
                self.expect("}")
            return (f"{base}{word}",)
        primes = ""
        while self.sees("'"):
            self.place += 1
            primes += "'"
        return tuple(f"{name}{primes}" for name in (word, *LETTERS.get(word, ())))

    def _subscripted(self, base: str) -> list[tuple[str, list[str]]]:
        """The readings of a letter and its subscript: w_1 as a name of its own, w_{1,k}, w_k as an entry."""
        if not self.takes("_"):
            return [(base, [])]
        below = self.subscript()
        whole = "".join(below)
        return [(f"{base}_{whole}", []), (f"{base}{whole}", []), (base, self._split(below))]

    def subscript(self) -> list[str]:
        if not self.takes("{", "("):
            token = self.token
            if token.sort not in ("word", "number", "command"):
                self.wrong()
            self.place += 1
            return [token.text.removeprefix("\\")]
        found = []
        while not self.takes("}", ")"):
            if self.takes(","):
                continue
            if self.token.sort not in ("word", "number", "command"):
                self.wrong()
            found.append(self.token.text.removeprefix("\\"))
            self.place += 1
        return found

    def _split(self, below: list[str]) -> list[str]:
        """The names of the indices in a subscript: ij is i and j, unless there is an index ij."""
        return [name for word in below for name in ([word] if word in self.scope else word)]

    def index(self, name: str, dim: str) -> Index:
        known = self.scope.get(name)
        if known is None or known not in ("", dim):
            raise Unread(f"no index {name} over {dim}")
        self.scope[name] = dim
        return Index(name, dim)

    # Functions.

    def call(self, name: str) -> Term:
        """A function with what it is applied to; tanh^2(x) is the square of tanh(x)."""
        exponent = None
        if self.takes("^"):
            exponent = self.exponent()
            if exponent < 0:
                raise Unread("an inverse function or a reciprocal")
        row = FUNCTIONS[name]
        if row.parameters:
            self.wrong()
        if self.sees("(", "{", "["):
            argument = self._primary()
        else:
            argument = self.bare_argument()
        term: Term = Apply(name, (argument,))
        return term if exponent is None else Power(term, exponent)

    def bare_argument(self) -> Term:
        r"""What \log x is taken of: one factor, or a number and letters, as in \tanh 2x."""
        factors = [self.factor()]
        while self.token.sort == "word" and isinstance(factors[-1], Number) and self.begins_factor():
            factors.append(self.factor())
        return factors[0] if len(factors) == 1 else Mul(tuple(factors))

    def exponential(self) -> Term:
        if not self.takes("^", "**"):
            self.wrong()
        if self.sees("{", "("):
            return Apply("exp", (self._primary(),))
        minus = self.takes("-")
        term = self._primary()
        return Apply("exp", (negative(term) if minus else term,))

    def root(self) -> Term:
        return Power(self._primary(), Fraction(1, 2))

    def fraction(self) -> Term:
        above, below = self.group(), self.group()
        return Mul((above, _inverse(below)))

    def group(self) -> Term:
        if self.sees("{"):
            return self._primary()
        if self.token.sort == "number" and len(self.token.text) > 1:  # \frac12
            text = self.token.text
            self.tokens[self.place : self.place + 1] = [Token("number", sign) for sign in text]
        return self._primary()

    def extreme(self, greatest: bool) -> Term:
        """max(0, x) and min(0, x)."""
        closing = {"(": ")", "{": "}", "\\{": "\\}"}[self.expect("(", "{", "\\{")]
        first = self.expression()
        self.expect(",")
        second = self.closed(self.expression(), closing)
        ahead = Add((first, negative(second)))
        if greatest:
            return Add((second, Apply("relu", (ahead,))))
        return Add((first, negative(Apply("relu", (ahead,)))))

    # What binds an index.

    def sum(self) -> Term:
        self.sums += 1
        if self.sums > SUMS:
            raise Unread("too many sums")
        self.expect("_")
        braces = self.takes("{", "(")
        name = self.token.text.removeprefix("\\")
        if self.token.sort not in ("word", "command") or name in self.scope:
            self.wrong()
        self.place += 1
        if self.takes("="):
            self.expect("1")
        if braces:
            self.expect("}", ")")
        dim = self.upper_limit()
        return Sum(*self.bound(name, dim))

    def upper_limit(self) -> str:
        if not self.takes("^"):
            return ""
        braces = self.takes("{")
        dim = self.token.text.removeprefix("\\")
        if dim not in self.known.dims and self.token.sort != "number":
            self.wrong()
        self.place += 1
        if braces:
            self.expect("}")
        return dim

    def bound(self, name: str, dim: str) -> tuple[Index, Term]:
        """The index and the product behind it."""
        self.scope[name] = dim
        body = self.product()
        found = self.scope.pop(name)
        if not found:
            raise Unread(f"nothing tells what {name} runs over")
        return Index(name, found), body

    def kronecker(self) -> Term:
        self.expect("_")
        below = self._split(self.subscript())
        if len(below) != 2:
            self.wrong()
        return self.same(*below)

    def same(self, i: str, j: str) -> Term:
        """1 where two indices are the same, else 0."""
        dim = self.scope.get(i) or self.scope.get(j)
        if not dim:
            self.wrong()
        return Delta(self.index(i, dim), self.index(j, dim))

    # Conditions.

    def indicator(self) -> Term:
        """1[u > 0], 1[i = j], 1[k = argmax_m u_m]."""
        closing = {"[": "]", "(": ")", "{": "}", "\\{": "\\}"}[self.expect("[", "(", "{", "\\{")]
        return self.closed(self.condition(), closing)

    def condition(self) -> Term:
        if self.tokens[self.place + 1].text in ("=", "==") and self.token.text.removeprefix("\\") in self.scope:
            return self.equal_indices()
        first = self.expression()
        holds: list[Term] = []
        while sign := self.takes("<", ">", "<=", ">="):
            second = self.expression()
            low, high = (first, second) if sign[0] == "<" else (second, first)
            holds.append(_positive(high, low) if len(sign) == 1 else _not(_positive(low, high)))
            first = second
        if not holds or len(holds) > 2:
            self.wrong()
        return holds[0] if len(holds) == 1 else Mul(tuple(holds))

    def equal_indices(self) -> Term:
        name = self.token.text.removeprefix("\\")
        self.place += 1
        self.expect("=", "==")
        if self.takes("\\arg"):
            self.expect("\\max", "max")
        elif not self.takes("argmax", "\\argmax"):
            other = self.token.text.removeprefix("\\")
            self.place += 1
            return self.same(name, other)
        self.expect("_")
        (best,) = self.subscript()
        if best in self.scope:
            self.wrong()
        inner, body = self.bound(best, "")
        return Winner(inner, body, self.index(name, inner.dim))

    def cases(self) -> Term:
        """Rows of a value and its condition; one row may be "otherwise"."""
        latex = self.takes("\\begin")
        if latex:
            for part in ("{", "cases", "}"):
                self.expect(part)
        else:
            self.expect("{")
        terms: list[Term] = []
        left: Term = ONE
        while True:
            value = self.expression()
            self.takes(",")
            self.takes("&")
            if self.takes("otherwise", "else"):
                holds = left
            else:
                self.takes("if", "for")
                holds = self.condition()
                left = Add((left, negative(holds)))
            terms.append(Mul((holds, value)))
            self.takes(",")
            if not self.takes("\\\\", ";"):
                break
            if self.sees("\\end"):
                break
        for part in ("\\end", "{", "cases", "}") if latex else ("}",):
            self.expect(part)
        return terms[0] if len(terms) == 1 else Add(tuple(terms))


def _inverse(term: Term) -> Term:
    if isinstance(term, Number) and term.value == 0:
        raise Unread("a division by zero")
    return Power(term, Fraction(-1))


def _over(above: Fraction, below: Fraction) -> Fraction:
    if below == 0:
        raise Unread("a division by zero")
    return above / below


def _positive(high: Term, low: Term) -> Term:
    """1 where low < high, else 0."""
    zero = isinstance(low, Number) and low.value == 0
    return Apply("step", (high if zero else Add((high, negative(low))),))


def _not(holds: Term) -> Term:
    return Add((ONE, negative(holds)))


FORMS: Mapping[str, Callable[[Reader], Term]] = {
    "frac": Reader.fraction,
    "sqrt": Reader.root,
    "e": Reader.exponential,
    "pi": lambda _: Constant("pi"),
    "sum": Reader.sum,
    "delta": Reader.kronecker,
    "max": lambda reader: reader.extreme(greatest=True),
    "min": lambda reader: reader.extreme(greatest=False),
}
