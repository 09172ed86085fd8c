r"""A formula in a terminal: `\frac{1}{2} \alpha` is shown as `1/2 α`. For reading only; nothing is computed from it."""

from __future__ import annotations

import re

from questions.formula import GREEK, SIGNS

_DROPPED = re.compile(r"\\(left|right|displaystyle|bigl?|bigr?|Bigl?|Bigr?|limits|nolimits|,|;|:|!|quad|qquad|allowbreak)(?![a-zA-Z])")
_WRAPPED = re.compile(r"\\(?:mathrm|mathbf|boldsymbol|mathbb|mathcal|mathit|text|textbf|operatorname\*?|boxed|mathop)\s*\{([^{}]*)\}")
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_SCRIPT = re.compile(r"([_^])\s*\{([^{}]*)\}")
_ENVIRONMENT = re.compile(r"\\(begin|end)\{([a-z]*matrix|cases|aligned|array|split)\*?\}(\{[^{}]*\})?")
_NAMES = {name: sign for sign, name in (GREEK | SIGNS).items()} | {"mid": "|", "ldots": "…", "cdots": "…", "leq": "≤", "geq": "≥"}


def plain(tex: str) -> str:
    """The formula with Unicode signs and without commands, on one line for each row."""
    text = _DROPPED.sub(" ", tex).replace("{}", "").replace(r"\{", "\x01").replace(r"\}", "\x02").replace("~", " ")
    text = _ENVIRONMENT.sub(_edge, text)
    before = None
    while before != text:
        before = text
        text = _WRAPPED.sub(r"\1", text)
        text = _SCRIPT.sub(lambda m: m[1] + _grouped(m[2]), text)
        text = _ROOT.sub(r"sqrt(\1)", text)
        text = _FRACTION.sub(lambda m: f"{_grouped(m[1])}/{_grouped(m[2])}", text)
    text = re.sub(r"\\([a-zA-Z]+)", lambda m: _NAMES.get(m[1], m[1]), text.replace(r"\\", ";"))
    text = re.sub(r"\\(.)", r"\1", text).replace("{", "").replace("}", "").replace("&", " ")
    return re.sub(r"\s+", " ", text).replace("\x01", "{").replace("\x02", "}").replace(" ;", ";").strip()


def _edge(match: re.Match[str]) -> str:
    """Brackets for a matrix, nothing for an alignment."""
    if match[2].endswith("matrix"):
        return "[" if match[1] == "begin" else "]"
    return "\x01 "[: 1 + (match[1] == "begin")] if match[2] == "cases" and match[1] == "begin" else " "


def _grouped(text: str) -> str:
    """`text` in parentheses unless it is one name, number or bracket."""
    text = text.strip()
    return text if re.fullmatch(r"\\?[\w.']+|\(.*\)", text) else f"({text})"
