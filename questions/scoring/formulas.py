r"""Formulas as people write them, LaTeX or plain text, read to terms of `derive`. Nothing is ever evaluated.

sum       [-] product {(+ | -) product}       factor    primary [^ number]
product   factor {[* | /] factor}             primary   number | letter with subscript | function | \frac{}{} | ( )
                                                        | \sum_k product | |u| | 1[...] | cases | delta_ij

Letters, dimensions and free indices are those of the right answer: what it does not speak of cannot be read, nor can a
derivative. A reply of the same value in other letters has rewritten the question, not answered it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from derive.terms.functions import FUNCTIONS
from derive.terms.index import Index
from derive.terms.terms import Add, Apply, Constant, Delta, Mul, Number, Power, Sum, Term, Winner, negative
from questions.scoring.parts import Parts
from questions.scoring.vocabulary import SYNONYMS, Token, Unread, Vocabulary, tokens

LONGEST, DEEPEST, SUMS = 1_000, 40, 4
ONE = Number(Fraction(1))
STYLES = ("mathbf", "boldsymbol", "mathcal", "bm", "vec", "mathbb")


def read(text: str, vocabulary: Vocabulary) -> Term:
    """The term that a tidy text stands for; raises Unread for what is no formula in these letters."""
    if len(text) > LONGEST:
        raise Unread("too long")
    reader = Reader(tokens(text, vocabulary), vocabulary)
    term = reader.top()
    if reader.token.sort != "end":
        reader.wrong()
    return term


class Reader(Parts):
    """Reads one formula; what a word begins is told by `named`."""

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
        component = self.component() or self.dimension()
        if component is not None:
            return component
        if (form := FORMS.get(word)) is not None:
            self.place += 1
            return form(self)
        name = SYNONYMS.get(word, word) + self._primes()
        if name in self.known.functions:
            self.place += 1 + name.count("'")
            return self.call(name)
        return self.wrong()

    def styled(self, word: str) -> Term:
        r"""\mathbf{x} is x; \mathbb{1}[...] and \mathbf{1}[...] are indicators."""
        self.place += 1
        self.expect("{")
        if self.takes("1"):
            self.expect("}")
            return self.indicator()
        if word == "mathbb":
            self.wrong()
        return self.closed(self.expression(), "}")

    # Functions.

    def call(self, name: str) -> Term:
        """A function with what it is applied to; tanh^2(x) is the square of tanh(x)."""
        exponent = None
        if self.takes("^"):
            exponent = self.exponent()
            if exponent < 0:
                raise Unread("an inverse function or a reciprocal")
        if FUNCTIONS[name].parameters:
            return self.with_parameters(name, len(FUNCTIONS[name].parameters))
        argument = self._primary() if self.sees("(", "{", "[") else self.bare_argument()
        term: Term = Apply(name, (argument,))
        return term if exponent is None else Power(term, exponent)

    def with_parameters(self, name: str, count: int) -> Term:
        r"""elu(x, alpha), or \operatorname{ELU}_{\alpha}(x)."""
        below = self.listed() if self.takes("_") else []
        arguments = [*self.listed(), *below]
        if len(arguments) != 1 + count:
            self.wrong()
        return Apply(name, tuple(arguments))

    def listed(self) -> list[Term]:
        """Formulas with commas between them, in parentheses or braces."""
        closing = {"(": ")", "{": "}"}[self.expect("(", "{")]
        found = [self.expression()]
        while self.takes(","):
            found.append(self.expression())
        self.expect(closing)
        return found

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
        if (
            self.tokens[self.place + 1].text in ("=", "==")
            and self.token.text.removeprefix("\\") in self.scope
        ):
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
