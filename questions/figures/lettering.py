r"""The letters of a formula in a figure where no TeX is at hand: a few commands, indices and exponents.

Figures have short labels: `x_1`, `\sigma(a)`, `\partial L/\partial q`, `w_{21}`, `-0.5`. What is not understood is
refused, so that no label is printed as its source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from questions.formula import COMMANDS, MarkupError

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\[,;{}]|[{}_^]|[^\\{}_^\s]")
_SIGNS = {name: sign for sign, name in COMMANDS.items()} | {"lt": "<", "gt": ">"}
_NAMES = ("max", "min", "exp", "log", "ln", "tanh", "sin", "cos")
_SPACES = {",": "\u2009", ";": "\u2009"}
_ACCENTS = {"hat": "\u0302", "tilde": "\u0303", "bar": "\u0304", "dot": "\u0307", "vec": "\u20d7"}
_FONTS = ("mathbf", "boldsymbol", "mathcal")  # a figure has one font: the letter stands for itself
_LEVELS = {"_": -1, "^": 1}


@dataclass(frozen=True, slots=True)
class Run:
    """Letters at one height: -1 for an index, 1 for an exponent; italic unless upright."""

    text: str
    level: int = 0
    italic: bool = False


def letters(tex: str) -> tuple[Run, ...]:
    """The runs of a formula, in order; raises MarkupError for what a figure cannot letter."""
    tokens = _TOKEN.findall(tex)
    if "".join(tokens) != re.sub(r"\s+", "", tex) or tokens.count("{") != tokens.count("}"):
        raise MarkupError(f"the label {tex!r} of a figure is no formula: a brace or a command is cut short")
    runs: list[Run] = []
    level, accent, open_ = 0, "", 0
    for token in tokens:
        if token in _LEVELS:
            level = _LEVELS[token]
        elif token == "{":
            open_ += 1
        elif token == "}":
            open_ -= 1
            level = 0 if not open_ else level
        elif token[1:] in _FONTS and token.startswith("\\"):
            continue
        elif token[1:] in _ACCENTS and token.startswith("\\"):
            accent = _ACCENTS[token[1:]]
        else:
            runs.append(_run(token, level, accent, tex))
            accent = ""
            level = level if open_ else 0
    return tuple(runs)


def _run(token: str, level: int, accent: str, tex: str) -> Run:
    """One letter, sign or name."""
    if not token.startswith("\\"):
        return Run("\u2212" if token == "-" else token + accent, level, token.isalpha())
    name = token[1:]
    if name in _NAMES:
        return Run(name, level)
    sign = name if name in "{}" else _SPACES.get(name) or _SIGNS.get(name)
    if sign is None:
        raise MarkupError(f"a figure has no letters for {token} in the label {tex!r}")
    return Run(sign + accent, level, sign.isalpha() and sign.islower())
