r"""The usual ways to write a formula, brought to one: ASCII, no layout, `*` for a product, `-` for every minus.

>>> tidy(r"$\left( 1{,}234,\; -\tfrac{3}{4} \right)$")
'( 1,234, -\\frac{3}{4} )'
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

WRAPPERS = (
    ("$$", "$$"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"), ("```", "```"), ("``", "``"), ("`", "`"),
    ("**", "**"), ("__", "__"), ("*", "*"), ('"', '"'), ("'", "'"),
)  # fmt: skip
SIGNS = str.maketrans(
    {
        "−": "-", "×": "*", "·": "*", "⋅": "*", "∗": "*", "≈": "=", "≃": "=", "≅": "=",
        "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2002": " ", "\u2003": " ", "\n": " ", "\t": " ", "\r": " ",
        "σ": r"\sigma ", "δ": r"\delta ", "λ": r"\lambda ", "η": r"\eta ", "α": r"\alpha ", "β": r"\beta ",
        "γ": r"\gamma ", "μ": r"\mu ", "π": r"\pi ", "Φ": r"\Phi ", "φ": r"\varphi ", "θ": r"\theta ",
        "ε": r"\epsilon ",
        "Σ": r"\sum ", "∑": r"\sum ", "√": r"\sqrt ", "∂": r"\partial ", "∇": r"\nabla ", "≤": "<=", "≥": ">=",
        "ᵀ": r"^\top ", "⊤": r"\top ", "𝟙": r"\mathbb{1} ", "ŷ": r"\hat{y}", "′": "'",
    }
)  # fmt: skip
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₙₘ", "0123456789ijknm", strict=True))
REWRITTEN: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"\{,\}", ","),
        (r"(?<=[0-9])\\[,!: ](?=[0-9]{3}(?![0-9]))", ","),  # 1\,234
        (r"(?<!\\)\\[,;:!> ]|~|\\q?quad(?![A-Za-z])|\\displaystyle(?![A-Za-z])", " "),
        (r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])\s*\.?", " "),
        (r"\\[dtc]frac(?![A-Za-z])", r"\\frac"),
        (r"\\(?:times|cdot|ast)(?![A-Za-z])", "*"),
        (r"\\(?:approx|simeq|cong|doteq)(?![A-Za-z])", "="),
        (r"\\leq?(?![A-Za-z])", "<="),
        (r"\\geq?(?![A-Za-z])", ">="),
        (r"\\(?:text|mathrm|mathit|mathsf|textbf|textit|operatorname\*?|mbox)\s*\{([^{}]*)\}", r" \1 "),
        (r"\s+", " "),
    )
)


def tidy(text: str) -> str:
    """`text` in one notation; raises ValueError where signs are left that are not ASCII (other digits, for one)."""
    text = unwrapped(_scripts(text).translate(SIGNS).strip())
    for pattern, by in REWRITTEN:
        text = pattern.sub(by, text)
    text = unwrapped(text.strip())
    if not text.isascii():
        raise ValueError("a sign that stands for nothing here")
    return text


def unwrapped(text: str) -> str:
    """`text` without the marks of mathematics, code and emphasis around it, and without its full stop."""
    for _ in range(6):
        before = text
        if text.endswith(".") and not text.endswith(".."):
            text = text[:-1].rstrip()
        for first, last in WRAPPERS:
            inner = text[len(first) : -len(last)]
            around = text.startswith(first) and text.endswith(last) and len(text) > len(first) + len(last)
            if around and first not in inner and last not in inner:
                text = inner.strip()
        if text == before:
            break
    return text


def _scripts(text: str) -> str:
    """Raised and lowered digits as ^{...} and _{...}."""
    if text.isascii():
        return text
    for signs, mark in ((RAISED, "^"), (LOWERED, "_")):
        text = re.sub(f"[{''.join(signs)}]+", partial(_marked, signs, mark), text)
    return text


def _marked(signs: Mapping[str, str], mark: str, found: re.Match[str]) -> str:
    return f"{mark}{{{''.join(signs[sign] for sign in found[0])}}}"
