"""How plain text, code and formulas are written in each kind of file: one table, one row for each suffix.

A template calls these as the filters `text`, `code`, `math` and `cell`; which row is meant follows from its name.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from questions.errors import quoted
from questions.formula import COMMANDS, MarkupError


@dataclass(frozen=True, slots=True)
class Writing:
    """How one kind of file writes what it is given; each function takes and returns a string."""

    text: Callable[[str], str]  # plain words, wherever they stand
    code: Callable[[str], str]  # what stands between the format's marks for code
    math: Callable[[str], str]  # a formula in the line that has passed `formula`
    cell: Callable[[str], str]  # code or math once more, inside a table; in HTML, inside quotes
    display: Callable[[str], str] | None = (
        None  # a formula on a line of its own, if that is written otherwise
    )


LATEX_SIGNS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "_": r"\_", "&": r"\&", "#": r"\#", "$": r"\$", "%": r"\%",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", "[": "{[}", "]": "{]}", "`": r"\textasciigrave{}", "“": "``", "”": "''", "„": ",,",
    "‘": "`", "’": "'", "«": r"\guillemotleft{}", "»": r"\guillemotright{}", "–": "--", "—": "---", "…": r"\dots{}",
    "\u00a0": "~", "\u2009": r"\,", "\u202f": r"\,", "\u2011": "-", "−": r"\(-\)", "°": r"\textdegree{}",
    "²": r"\textsuperscript{2}", "³": r"\textsuperscript{3}", "½": r"\(\frac{1}{2}\)", "€": r"\texteuro{}",
    "§": r"\S{}", "©": r"\copyright{}", "•": r"\textbullet{}", "ß": r"\ss{}", "æ": r"\ae{}", "Æ": r"\AE{}",
    "ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}", "Ł": r"\L{}", "œ": r"\oe{}", "Œ": r"\OE{}", "ı": r"\i{}",
    "đ": r"\dj{}", "ð": r"\dh{}", "þ": r"\th{}", "¿": r"\textquestiondown{}", "¡": r"\textexclamdown{}",
    "™": r"\texttrademark{}", "®": r"\textregistered{}", "\n": " ", "\t": " ",
}  # fmt: skip

LATEX_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0308": '"', "\u0304": "=", "\u0307": ".",
    "\u0306": "u", "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0327": "c", "\u0328": "k",
}  # fmt: skip

CODE_SIGNS = LATEX_SIGNS | {
    "'": r"\textquotesingle{}",
    '"': r"\textquotedbl{}",
    "[": "[",
    "]": "]",
    "-": "-{}",
}
_BREAKS_AFTER = re.compile(r"([,(\[/=+]|\\_)(?=.)")  # where a long name may be broken at the end of a line


def latex_text(text: str) -> str:
    """Words for LaTeX, in ASCII: straight quotes become a pair, a lone hyphen a dash or a minus sign."""
    text = re.sub(r'(^|[\s(\[])"', r"\1“", text).replace('"', "”")
    text = re.sub(r"(^|[\s(\[“])'", r"\1‘", text)
    text = re.sub(r"(?<![\w-])-(?=\.?\d)", "−", text)
    text = text.replace(" - ", " – ").replace("--", "-\u200b-").replace("->", "→")
    return "".join(_latex_character(c, LATEX_SIGNS, text) for c in unicodedata.normalize("NFC", text))


def latex_code(text: str) -> str:
    r"""Code for \texttt, in ASCII, with places where a line may break."""
    written = "".join(_latex_character(c, CODE_SIGNS, text) for c in unicodedata.normalize("NFC", text))
    return _BREAKS_AFTER.sub(r"\1\\allowbreak{}", written)


def _latex_character(character: str, signs: Mapping[str, str], text: str) -> str:
    """One character of text in LaTeX. Raises MarkupError when there is no way to write it in both engines."""
    if character in signs:
        return signs[character]
    if character == "\u200b":
        return "{}"
    if " " <= character <= "~":
        return character
    if character in COMMANDS:
        return rf"\(\{COMMANDS[character]}\)"
    letter, accents = unicodedata.normalize("NFD", character)[:1], unicodedata.normalize("NFD", character)[1:]
    if len(accents) == 1 and accents in LATEX_ACCENTS and letter.isascii() and letter.isalpha():
        return rf"\{LATEX_ACCENTS[accents]}{{{letter}}}"
    name = unicodedata.name(character, "unnamed")
    raise MarkupError(
        f"{quoted(character)} ({name}) in {quoted(text)} cannot be printed by LaTeX here: "
        "write it in words or as a formula"
    )


_MATH_TOKEN = re.compile(
    r"\\(?:begin|end|left|right)(?![a-zA-Z])|,(?:\\[ ,;]| )|\\.|[{}]|[^\\{},]+|,", re.DOTALL
)


def latex_math(tex: str) -> str:
    """A formula may break after a comma outside braces and brackets that grow."""
    depth = 0
    pieces = []
    for token in _MATH_TOKEN.findall(tex):
        depth += (token in ("{", r"\begin", r"\left")) - (token in ("}", r"\end", r"\right"))
        comma = token.startswith(",") and len(token) > 1
        pieces.append(rf"{token}\allowbreak " if comma and depth == 0 else token)
    return "".join(pieces)


_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>#|~$&!{}^])")
_MARKDOWN_START = re.compile(r"^(\s*)([-+=])|^(\s*\d+)([.)])(?=\s|$)")


def markdown_text(text: str) -> str:
    """Words for GitHub's Markdown: what it would read as markup has a backslash."""
    text = _MARKDOWN_SIGNS.sub(r"\\\1", " ".join(text.split("\n")))
    return _MARKDOWN_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[3]}\\{m[4]}", text)


_OPERATOR = re.compile(r"\\operatorname(\*?)\s*\{([^{}]*)\}")


def markdown_math(tex: str) -> str:
    r"""A formula for GitHub, which refuses \operatorname, \mbox and \phantom and cuts inline formulas at a backtick."""
    if "`" in tex:
        raise MarkupError(f"the formula {quoted(tex)} holds a backtick, at which GitHub would cut it")
    tex = _OPERATOR.sub(lambda m: rf"\mathop{{\mathrm{{{m[2]}}}}}\{'limits' if m[1] else 'nolimits'} ", tex)
    return tex.replace(r"\mbox", r"\text")


def markdown_cell(written: str) -> str:
    r"""Code or a formula in a table of GitHub's Markdown, which would divide the row at a bar."""
    return re.sub(r"\\\|", r"\\Vert ", written).replace("|", r"\|")


def html_text(text: str) -> str:
    """Words for HTML, with typographic signs."""
    return html.escape(unicodedata.normalize("NFC", " ".join(text.split("\n"))), quote=False)


@cache
def _mathml() -> Any:
    """The converter of formulas to MathML; imported when the first formula is written."""
    from math_core import LatexToMathML

    return LatexToMathML()


_RELATION = re.compile(r"=|\\(?:approx|mapsto|le|ge|to|equiv|iff|Rightarrow)(?![a-zA-Z])")
SHORT = 24  # letters of a formula in the line that is never broken


def html_math(tex: str) -> str:
    """A formula in the line as MathML, a long one in pieces, so that a line can end before a relation.

    Raises MarkupError for what has no MathML.
    """
    return "<wbr>".join(_as_mathml(piece, displayed=False) for piece in broken(tex))


def broken(tex: str) -> list[str]:
    """A long formula in pieces that each begin with a relation, as far as it has some outside all brackets."""
    depth, start, pieces = 0, 0, []
    for token in re.finditer(r"\\[a-zA-Z]+|\\.|.", tex, re.DOTALL):
        word = token[0]
        depth += (word in ("{", "(", "[", r"\begin", r"\left")) - (
            word in ("}", ")", "]", r"\end", r"\right")
        )
        if len(tex) > SHORT and depth == 0 and token.start() > start and _RELATION.fullmatch(word):
            pieces.append(tex[start : token.start()])
            start = token.start()
    return [piece if k == 0 else "{} " + piece for k, piece in enumerate([*pieces, tex[start:]])]


def html_display(tex: str) -> str:
    """A formula on a line of its own as MathML. Raises MarkupError for what has no MathML."""
    return _as_mathml(tex, displayed=True)


def _as_mathml(tex: str, *, displayed: bool) -> str:
    from math_core import LatexError

    try:
        mathml = str(_mathml().convert_with_local_state(tex, displaystyle=displayed))
    except LatexError as error:
        raise MarkupError(f"the formula {quoted(tex)} has no MathML: {error}") from error
    # MathML Core has the attribute on every element, the validator of the W3C not on this one; its meaning is this.
    return mathml.replace(' scriptlevel="0">', ' style="math-depth: 0">')


_TYPST_SIGNS = re.compile(r"([\\\\*_$#@<>\[\]~`\"'/=+\-])")


def typst_text(text: str) -> str:
    """Words for Typst: every sign that it could read as markup has a backslash."""
    text = re.sub(r"(?<![\w-])-(?=\.?\d)", "−", " ".join(text.split("\n")))
    return _TYPST_SIGNS.sub(r"\\\1", text)


def typst_code(text: str) -> str:
    """What stands between the quotes of a string of Typst."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def typst_math(tex: str) -> str:
    """A formula as Typst writes it; Typst itself refuses what does not survive the way there."""
    from tylax import latex_to_typst

    return str(latex_to_typst(re.sub(r"(?<=[}\w])(?=\\[a-zA-Z])", " ", tex)))


def unchanged(written: str) -> str:
    """What needs no further escape."""
    return written


WRITINGS: Mapping[str, Writing] = {
    "tex": Writing(latex_text, latex_code, latex_math, unchanged),
    "md": Writing(markdown_text, unchanged, markdown_math, markdown_cell),
    "typ": Writing(typst_text, typst_code, typst_math, unchanged),
    "html": Writing(html_text, html.escape, html_math, html.escape, html_display),
}
