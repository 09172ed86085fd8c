"""The letters of a right answer, and a reply cut into the tokens that can be made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from derive.terms.functions import FUNCTIONS
from derive.terms.index import Index
from derive.terms.letters import dim_letter, tensor_letter
from derive.terms.tensors import Tensor
from derive.terms.terms import Apply, Term, dimensions_of, free_indices, subterms, tensors_of

PARTS = 300  # tokens
TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
    r"|(?P<command>\\(?:[A-Za-z]+|[{}|\\]))|(?P<word>[A-Za-z]+)"
    r"|(?P<sign>\*\*|<=|>=|==|[-+*/^_(){}\[\]|=<>&;,']))"
)
# A second way to write a function; every row of derive's table goes by its own name. "": no function of the language.
SYNONYMS = {
    "ln": "log", "sigma": "sigmoid", "expit": "sigmoid", "varphi": "phi", "ReLU": "relu", "LeakyReLU": "leaky_relu",
    "PReLU": "prelu", "ELU": "elu", "SELU": "selu", "SiLU": "silu", "GELU": "gelu", "arctanh": "",
}  # fmt: skip
CALLS = {name for name in FUNCTIONS if name.isalpha() and not FUNCTIONS[name].stand_in}
KEYWORDS = frozenset(
    ("sum", "sqrt", "max", "min", "argmax", "ln", "delta", "e", "pi", "if", "else", "for", "all", "otherwise")
)


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
    dims: Mapping[str, str]
    free: Mapping[str, Index]
    functions: frozenset[str]

    @classmethod
    def of(cls, answer: Term, *further: Term) -> Vocabulary:
        """The letters of `answer`, and those of `further` terms that it is made of."""
        terms = (answer, *further)
        tensors = {name: tensor for tensor in tensors_of(*terms) for name in _names(tensor)}
        sizes = [dim for dim in dimensions_of(*terms) if not dim.isdigit()]
        used = {part.function for term in terms for part in subterms(term) if isinstance(part, Apply)}
        return cls(
            tensors,
            {name: dim for dim in sizes for name in (dim, _plain(dim_letter(dim)))},
            {index.name: index for index in free_indices(answer)},
            frozenset(used | CALLS) - tensors.keys(),
        )


def _names(tensor: Tensor) -> set[str]:
    """How a tensor may be called: by its name, or by its letter without marks of LaTeX (yhat, w_1)."""
    return {tensor.name, _plain(tensor_letter(tensor))}


def _plain(letter: str) -> str:
    letter = re.sub(r"\\(hat|bar|tilde)\{([^{}]*)\}", r"\2\1", letter)
    return re.sub(r"\\(?:text|mathit|mathbf|boldsymbol|mathcal|mathrm)\b|[\\{} ]", "", letter)


def tokens(text: str, vocabulary: Vocabulary) -> list[Token]:
    found: list[Token] = []
    place, text = 0, text.rstrip()
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


def _words(run: str, vocabulary: Vocabulary) -> list[Token]:
    """A run of letters as one word, or as the known words that it is made of, the longest first: wx is w times x."""
    known = (
        KEYWORDS | vocabulary.tensors.keys() | vocabulary.dims.keys() | vocabulary.functions | SYNONYMS.keys()
    )
    found = []
    while run:
        length = next((k for k in range(len(run), 0, -1) if run[:k] in known), 0)
        if not length:
            length = len(run)  # an index, or nothing that is known
        found.append(Token("word", run[:length]))
        run = run[length:]
    return found
