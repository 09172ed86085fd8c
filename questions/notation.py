r"""The notation of a course: how layers are written, which letters are used, and how vectors and transposes look.

It is read from TOML, a table `[notation]` of a blueprint or a file of its own. The bank is written in one notation
(the house's); `lettering` carries formulas over when they are printed. What is proved and executed is the term and
not its letters, so records keep the house's formulas and, beside them, the notation in which a sheet is printed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from questions.errors import BadCall, listed, quoted
from questions.formula import GREEK

LARGEST = 2**16  # bytes of a file
LAYERS = ("rows", "columns")
GRADIENTS = ("numerator", "denominator")
LOGS = ("log", "ln")
VECTORS = ("plain", "bold", "arrow")
TRANSPOSES = (r"\top", "T", "'")
ACCENTS = ("hat", "bar", "tilde", "dot")
FONTS = ("mathbf", "boldsymbol", "mathcal", "mathbb")
FIXED = (
    "e",
    "d",
    r"\pi",
)  # the exponential, the sign of a derivative, the number: their letters are not given away
LETTERS = frozenset(
    "\\" + name for name in (*GREEK.values(), "epsilon", "phi", "ell", "vartheta", "varsigma")
)

_ACCENTED = re.compile(rf"\\({'|'.join(ACCENTS)})\s*\{{\s*(.*?)\s*\}}", re.DOTALL)
_FONT = re.compile(r"\\(mathbf|boldsymbol|mathcal|mathbb)\s*\{\s*([A-Za-z]|\\[A-Za-z]+)\s*\}")


class BadNotation(ValueError):
    """A field of a notation is not as it must be: `key` names it, the text says what was found and is expected."""

    def __init__(self, key: str, said: str) -> None:
        super().__init__(said)
        self.key = key


@dataclass(frozen=True, slots=True)
class Notation:
    r"""A notation; a field that is empty leaves what it speaks of as the house writes it.

    layers     "rows" (XW + 1b') or "columns" (Wx + b): a family that has both cases is asked in this one
    gradients  "numerator" or "denominator": the layout of derivatives, likewise
    log        "ln" or "log": how the natural logarithm is written; a logarithm with a base stays
    vectors    "bold", "plain" or "arrow": letters of vectors and matrices
    transpose  "\top", "T" or "'"
    symbols    by a letter of the house the letter to be printed, as in {"W": "\Theta", "\hat{y}": "p"}
    """

    layers: str = ""
    gradients: str = ""
    log: str = ""
    vectors: str = ""
    transpose: str = ""
    symbols: Mapping[str, str] = field(default_factory=dict)

    @property
    def of_formulas(self) -> bool:
        """Whether it changes how a formula is printed."""
        return bool(self.log or self.vectors or self.transpose or self.symbols)


HOUSE = Notation()


def notation_json(notation: Notation) -> dict[str, Any]:
    """The fields that say something, as they stand in a record and in TOML."""
    said = {name: value for name, value in asdict(notation).items() if value}
    return said | ({"symbols": dict(notation.symbols)} if notation.symbols else {})


# -- reading -----------------------------------------------------------------------------------------------


def _one_of(names: tuple[str, ...]) -> tuple[str, Callable[[Any], bool]]:
    return f"one of {', '.join(names)}", lambda found: isinstance(found, str) and found in names


_SYMBOLS = r"a table of letters with their new letters, e.g. { W = '\Theta', '\hat{y}' = 'p' }"
FIELDS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "layers": _one_of(LAYERS),
    "gradients": _one_of(GRADIENTS),
    "log": _one_of(LOGS),
    "vectors": _one_of(VECTORS),
    "transpose": _one_of(TRANSPOSES),
    "symbols": (_SYMBOLS, lambda found: isinstance(found, dict)),
}


def read(data: Any) -> Notation:
    """The notation of a table; raises BadNotation with the key, what was found and what is expected."""
    if not isinstance(data, dict):
        raise BadNotation("", f"is {quoted(data)}: expected a table with some of {listed(FIELDS)}")
    for key, found in data.items():
        if key not in FIELDS:
            raise BadNotation(key, f"this key is not known: expected one of {listed(FIELDS)}")
        meaning, fits = FIELDS[key]
        if not fits(found):
            raise BadNotation(key, f"is {quoted(found)}: expected {meaning}")
    return Notation(**{**data, "symbols": _symbols(data.get("symbols", {}))})


def _symbols(found: Mapping[str, Any]) -> dict[str, str]:
    taken: dict[str, str] = {}
    for old, new in found.items():
        if not isinstance(new, str):
            raise BadNotation("symbols", f"gives {old} the letter {quoted(new)}: expected LaTeX in quotes")
        name, letter = _letter(old, old=True), _letter(new)
        if name in taken:
            raise BadNotation("symbols", f"names {name} twice: expected each letter once")
        if letter in taken.values():
            raise BadNotation(
                "symbols", f"gives two letters the same new letter {letter}: expected one for each"
            )
        taken[name] = letter
    return {old: new for old, new in taken.items() if old != new}


def _letter(tex: str, old: bool = False) -> str:
    r"""A letter as `lettering` names it: W, \theta, \hat{y}, \mathcal{L}."""
    text = tex.strip()
    accented = _ACCENTED.fullmatch(text)
    base = accented[2] if accented else text
    styled = _FONT.fullmatch(base)
    letter = styled[2] if styled else base
    if letter in FIXED:
        raise BadNotation("symbols", f"holds {letter}, which has a fixed meaning: expected another letter")
    if letter not in LETTERS and not re.fullmatch("[A-Za-z]", letter):
        raise BadNotation(
            "symbols",
            f"holds {quoted(tex)}: expected one Latin or Greek letter, as W or \\theta, which may have an accent or a "
            f"font, as \\hat{{y}} or \\mathcal{{L}} ({', '.join((*ACCENTS, *FONTS))}); indices are not part of it",
        )
    if styled and styled[1] in ("mathcal", "mathbb") and not re.fullmatch("[A-Z]", letter):
        raise BadNotation("symbols", f"holds {quoted(tex)}: \\{styled[1]} has capital Latin letters only")
    bare = styled is None or (
        old and styled[1] in ("mathbf", "boldsymbol")
    )  # the house writes W in both weights
    core = letter if styled is None or bare else f"\\{styled[1]}{{{letter}}}"
    return f"\\{accented[1]}{{{core}}}" if accented else core


def read_file(path: Path) -> Notation:
    """The notation of a TOML file, its whole content or its table `notation`; raises BadCall with file and key."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise BadCall(f"{path} has more than {LARGEST} bytes: expected the notation of a course")
        data = tomllib.loads(content.decode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadCall(
            f"{path} cannot be read ({why}): expected a TOML file with some of {listed(FIELDS)}"
        ) from error
    except (ValueError, RecursionError) as error:
        raise BadCall(f"{path}: not TOML: {error}") from error
    try:
        return read(data.get("notation", data))
    except BadNotation as error:
        raise BadCall(f"{path}, {error.key or 'notation'}: {error}") from None
