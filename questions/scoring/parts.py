"""What the reader of formulas is made of: steps over tokens, numbers, letters with subscripts, indices."""

from __future__ import annotations

from fractions import Fraction
from typing import NoReturn

from derive.terms.index import Index
from derive.terms.terms import Component, Dim
from questions.scoring.vocabulary import Token, Unread, Vocabulary

LARGEST, FINEST, EXPONENT = 10**9, 10**12, 8  # of a number; of its denominator; of a power
LETTERS = {
    "lambda": ("lam", "lamda"), "epsilon": ("eps",), "varepsilon": ("eps", "epsilon"), "varphi": ("phi",),
}  # fmt: skip
ACCENTS = ("hat", "bar", "tilde")


class Parts:
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
            return sign * quotient(above, below)
        value = self.number()
        return sign * (quotient(value, self.number()) if self.takes("/") else value)

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

    def _primes(self) -> str:
        """The primes behind this token: f'' is a function of its own."""
        behind = self.place + 1
        while self.tokens[behind].text == "'":
            behind += 1
        return "'" * (behind - self.place - 1)

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

    def dimension(self) -> Dim | None:
        """A size of the answer, n_in for one, or None, and the place is where it was."""
        start = self.place
        word = self.token.text.removeprefix("\\")
        if any(dim.startswith(word) for dim in self.known.dims):
            self.place += 1
            below = "".join(self.subscript()) if self.takes("_") else ""
            name = self.known.dims.get(f"{word}_{below}" if below else word)
            if name is not None:
                return Dim(name)
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


def quotient(above: Fraction, below: Fraction) -> Fraction:
    if below == 0:
        raise Unread("a division by zero")
    return above / below
