"""A formula as every format prints it: the LaTeX subset of the house, in ASCII, checked before it is set.

What would break a sheet later is mended or refused here: a `%` that swallows a line, a blank line inside an
alignment, a row that begins with `[`, a brace or an environment that is not closed, a character without a command.
"""

from __future__ import annotations

import re
import unicodedata

from questions.errors import CheckFailed, quoted


class MarkupError(CheckFailed):
    """A text or a formula that cannot be printed: the message says where it is wrong and what to write."""


GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi",
    "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip

SIGNS = {
    "×": "times", "·": "cdot", "⋅": "cdot", "÷": "div", "±": "pm", "∓": "mp", "≤": "le", "≥": "ge", "≠": "ne",
    "≈": "approx", "≡": "equiv", "∼": "sim", "∝": "propto", "∞": "infty", "∂": "partial", "∇": "nabla",
    "∈": "in", "∉": "notin", "⊂": "subset", "⊆": "subseteq", "∪": "cup", "∩": "cap", "∅": "emptyset",
    "∀": "forall", "∃": "exists", "¬": "neg", "∧": "wedge", "∨": "vee", "⊙": "odot", "⊗": "otimes", "⊕": "oplus",
    "→": "to", "←": "gets", "↔": "leftrightarrow", "⇒": "Rightarrow", "⇐": "Leftarrow", "⇔": "Leftrightarrow",
    "↦": "mapsto", "∑": "sum", "∏": "prod", "∫": "int", "√": "surd", "‖": "Vert", "∥": "Vert", "…": "dots",
    "⊤": "top", "⊥": "perp", "ℓ": "ell", "∘": "circ", "′": "prime", "⌊": "lfloor", "⌋": "rfloor",
    "⌈": "lceil", "⌉": "rceil",
}  # fmt: skip

COMMANDS = GREEK | SIGNS  # one character, one command: used in formulas, and in text between \( and \)

PLAIN = {"−": "-", "–": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "’": "'", "ℝ": r"\mathbb{R}"}

FORBIDDEN = {  # environments and commands that have no place inside a formula, and what to write instead
    "eqnarray": "aligned", "align": "aligned", "equation": "a display between $$", "gather": "gathered",
    "multline": "aligned", "displaymath": "a display between $$", "math": "$...$",
}  # fmt: skip

_ROW_OPTION = re.compile(r"(\\\\\*?)(\s*)\[(?!\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in)\s*\])")
_BARE_SIGN = re.compile(r"(?<!\\)((?:\\\\)*)([%#])")
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
_CAPITALS = re.compile(r"\\math(bb|cal)\s*\{([^{}]*)\}")
_TOKEN = re.compile(r"\\(?:[a-zA-Z]+|.)|[{}$]", re.DOTALL)


def formula(source: str) -> str:
    """`source` ready to be set between math delimiters: trimmed, ASCII, balanced. Raises MarkupError."""
    tex = re.sub(r"\n\s*\n", "\n", source.strip().replace("\r\n", "\n"))
    if not tex:
        raise MarkupError("an empty formula: write what stands between the dollars, or \\$ for a dollar sign")
    tex = _BARE_SIGN.sub(r"\1\\\2", tex)
    tex = _ROW_OPTION.sub(r"\1{}\2[", tex)
    tex = "".join(_ascii(character, tex) for character in tex)
    tex = _CAPITALS.sub(_capitals, tex)
    _check_braces(tex)
    _check_environments(tex)
    return tex


def _capitals(match: re.Match[str]) -> str:
    r"""`\mathbb` and `\mathcal` of capitals; for anything else their fonts print another sign without a word."""
    if re.fullmatch("[A-Z]+", match[2]):
        return match[0]
    if match[2] == "1":  # an indicator
        return r"\mathbf{1}"
    raise MarkupError(f"{match[0]} would print another sign: \\math{match[1]} has capitals only")


def _ascii(character: str, tex: str) -> str:
    """One character of a formula as ASCII LaTeX."""
    if character.isascii():
        if character < " " and character not in "\n\t":
            raise MarkupError(f"the formula {quoted(tex)} holds the control character {quoted(character)}")
        return character
    if character in PLAIN:
        return PLAIN[character]
    if character in COMMANDS:
        return "\\" + COMMANDS[character] + " "
    name = unicodedata.name(character, "unnamed")
    raise MarkupError(
        f"the formula {quoted(tex)} holds {quoted(character)} ({name}), which has no LaTeX command here: "
        "write the command instead"
    )


def _check_braces(tex: str) -> None:
    r"""Every brace is closed, every \left has its \right, and no dollar stands inside."""
    depth = lefts = 0
    for token in _TOKEN.findall(tex):
        depth += (token == "{") - (token == "}")
        lefts += (token == r"\left") - (token == r"\right")
        if token == "$" or token in (r"\(", r"\)", r"\[", r"\]"):
            raise MarkupError(
                f"the formula {quoted(tex)} holds {token!r}: a formula has no delimiters inside"
            )
        if depth < 0 or lefts < 0:
            raise MarkupError(f"the formula {quoted(tex)} closes {token!r} before it is opened")
    if depth or lefts:
        what = "brace { is" if depth else r"\left is"
        raise MarkupError(f"the formula {quoted(tex)} is cut short: a {what} not closed")
    if re.search(r"(?<!\\)(?:\\\\)*\\$", tex):
        raise MarkupError(f"the formula {quoted(tex)} ends with a lone backslash")


def _check_environments(tex: str) -> None:
    r"""Every \begin has its \end, and only what may stand inside a formula is begun."""
    stack: list[str] = []
    for word, name in _ENVIRONMENT.findall(tex):
        if name.rstrip("*") in FORBIDDEN:
            raise MarkupError(
                f"\\begin{{{name}}} cannot stand in a formula: write {FORBIDDEN[name.rstrip('*')]}"
            )
        if word == "begin":
            stack.append(name)
        elif not stack or stack.pop() != name:
            raise MarkupError(f"the formula {quoted(tex)} has \\end{{{name}}} without its \\begin")
    if stack:
        raise MarkupError(f"the formula {quoted(tex)} has \\begin{{{stack[-1]}}} without its \\end")
