"""The mark scheme of a part: its points split over the lines of the worked solution, always summing to the points.

A family may say its own split (`rubric` of `Solved`). Otherwise this rule holds, in whole points:

    labels of options, prose          all on the answer: there is no working to be read
    a proof                           one point on its last line, the others on the lines before it
    an expression, a number, an array a third of the points, rounded up, on the answer; the others on the working

The working of an expression are the lines of its derivation; of a number its intermediates, after the formula that
the solution sets up; else the formulas and tables of the solution. Where there are fewer points than lines, lines that
follow each other share a point; where there are more, the first lines have more. Marked as examiners do it: M for
method, A for the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questions.formula import MarkupError, formula
from questions.markup import MARKS, Code, Display, Emphasis, Inline, Math, Paragraph, Strong, Table, parse
from questions.model import LABELLED, Criterion, FollowThrough, Key, Variant
from questions.rounding import decimal_latex

METHOD, ANSWER = "method", "answer"
FOLLOWED = "ft"  # the mark of a line that says what follows from a wrong answer
LETTERS = {METHOD: "M", ANSWER: "A", "": ""}  # before the points, in print
WHOLE = (*LABELLED, "prose")  # kinds of answers without working
LONGEST = 90  # characters of a formula in a scheme; a longer one is named, not printed again
UNNAMED = "a way that leads to it, written down"

_TOKEN = re.compile(r"\\begin\{\w+\*?\}|\\end\{\w+\*?\}|\\[a-zA-Z]+|\\.|[\s\S]")
_OPENS = ("{", "(", "[", r"\{")
_CLOSES = ("}", ")", "]", r"\}")
_RELATIONS = ("=", r"\approx")
_GAPS = (r"\quad", r"\qquad")
_WORKING = re.compile(
    r"[-+/(]|\\cdot|\\frac|\\sum|\\log|\\sqrt"
)  # a side of a formula that is more than a name
_NUMBER = re.compile(r"[-+]?[\d.,\s]+|\\left\([-+\d.,\s\\]+\\right\)|[\d.]+\s*\\cdot\s*10\^\{-?\d+\}")


def scheme(points: int, key: Key) -> tuple[Criterion, ...]:
    """The lines of the scheme for a part of so many points; of `key.rubric`, if the family says its own split."""
    if own := [line for line in key.rubric if not line.mark]:
        return fitted(own, points)
    if points == 0:
        return ()
    working = _working(key)
    proof = key.answer.kind == "proof"
    whole = key.answer.kind in WHOLE or (proof and not working)
    share = points if whole else 1 if proof else -(-points // 3)
    lines = _shared(working or [UNNAMED], points - share)
    last = Criterion(share, _last(key, share == points), ANSWER)
    return (*(Criterion(each, text, METHOD) for each, text in lines), last)


def fitted(lines: Sequence[Criterion], points: int) -> tuple[Criterion, ...]:
    """The same lines with points that sum to `points`, as near to their shares as whole numbers can be."""
    total = sum(line.points for line in lines)
    if total in (points, 0):
        return tuple(lines)
    shares = [divmod(line.points * points, total) for line in lines]
    missing = points - sum(whole for whole, _ in shares)
    first = sorted(range(len(lines)), key=lambda k: (-shares[k][1], k))[:missing]
    return tuple(
        Criterion(whole + (k in first), line.text, line.mark)
        for k, (line, (whole, _)) in enumerate(zip(lines, shares, strict=True))
    )


def code(line: Criterion) -> str:
    """As printed: "M1", "A2", or the points alone."""
    return f"{LETTERS[line.mark]}{line.points}"


def _last(key: Key, alone: bool) -> str:
    kind = key.answer.kind
    if kind == "proof":
        return "the derivation, every line of it" if alone else "the last line, reached without a gap"
    if kind in LABELLED and kind != "choice":
        return "every item as in the answer; a point less for each that is not, down to 0"
    if kind == "prose":
        return "the answer, in words of its own"
    return "the answer, every entry of it" if kind == "array" else "the answer"


def _shared(lines: Sequence[str], points: int) -> Iterator[tuple[int, str]]:
    """The points over the lines; lines that follow each other share one where there are more lines."""
    if points <= 0:
        return
    count = min(points, len(lines))
    whole, more = divmod(points, count)
    cuts = [k * len(lines) // count for k in range(count + 1)]
    for k in range(count):
        yield whole + (k < more), "; ".join(lines[cuts[k] : cuts[k + 1]])


# -- the lines of the working ------------------------------------------------------------------------------


def _working(key: Key) -> list[str]:
    if key.answer.kind in ("proof", "expression"):
        return [f"line {k}, {step['rule']}" for k, step in enumerate(key.steps[:-1], start=1)]
    shown = list(_shown(key.solution))
    values = [
        f"{plain(step.name)}, ${step.latex} = {decimal_latex(str(step.value))}$" for step in key.intermediates
    ]
    found = [*shown[:1], *values] if values else shown
    return list(dict.fromkeys(found))


def _shown(solution: str) -> Iterator[str]:
    """The formulas and tables of a solution; where there is neither, the first equation within a line."""
    blocks = parse(solution)
    found = False
    for block in blocks:
        if isinstance(block, Display):
            for tex in _pieces(block.tex):
                found = True
                yield _approach(tex)
        elif isinstance(block, Table):
            found = True
            yield f"the table: {', '.join(_cell(cell) for cell in block.header[1:])}"
    if not found:
        runs = [block.inlines for block in blocks if isinstance(block, Paragraph)]
        inline = [
            piece.tex
            for run in runs
            for piece in run
            if isinstance(piece, Math) and len(_split(piece.tex, _RELATIONS)) > 1
        ]
        yield from (_approach(tex) for tex in inline[:1])


def _cell(run: Sequence[Inline]) -> str:
    """A run as neutral markup again."""

    def written(piece: Inline) -> str:
        if isinstance(piece, Math):
            return f"${piece.tex}$"
        if isinstance(piece, Strong | Emphasis):
            return _cell(piece.inlines)
        return f"`{piece.text}`" if isinstance(piece, Code) else plain(piece.text)

    return "".join(map(written, run))


def plain(text: str) -> str:
    """Words as neutral markup that prints them as they are."""
    return "".join("\\" + letter if letter in MARKS else letter for letter in text)


def _approach(tex: str) -> str:
    """A formula as it is set up: a = b of a = b = 2.1, and a + b of a + b = 3."""
    chain = _split(tex, _RELATIONS)
    if len(chain) > 2:
        kept = "".join(chain[0] + chain[1])
    elif len(chain) == 2 and _NUMBER.fullmatch(chain[1][1].strip()) and _WORKING.search(chain[0][1]):
        kept = chain[0][1]
    else:
        kept = tex
    kept = " ".join(kept.split())
    try:
        return f"${formula(kept)}$" if len(kept) <= LONGEST else "the formula with its numbers"
    except MarkupError:
        return "the formula with its numbers"


def _pieces(tex: str) -> Iterator[str]:
    """What stands beside and below each other in a display; a row that begins with a relation goes on the one above."""
    inner = re.fullmatch(r"\s*\\begin\{(aligned|gathered)\}([\s\S]*)\\end\{\1\}[.,;\s]*", tex)
    rows = [row for _, row in _split(inner[2], (r"\\",))] if inner else [tex]
    joined: list[str] = []
    for row in rows:
        clean = "".join(" " if token == "&" else token for token in _TOKEN.findall(row)).strip()
        if joined and clean.startswith(_RELATIONS):
            joined[-1] += " " + clean
        elif clean:
            joined.append(clean)
    for row in joined:
        for _, piece in _split(row, _GAPS):
            kept = re.sub(r"(?:[.,;\s]|\\[,;]|\\text\{\s*and\s*\})+$", "", piece.strip())
            if kept and not _NUMBER.fullmatch(kept):
                yield kept


def _split(tex: str, at: Sequence[str]) -> list[tuple[str, str]]:
    """The pieces between such tokens outside of every bracket and environment, each with the token before it."""
    found, sign, piece, depth = [], "", "", 0
    for token in _TOKEN.findall(tex):
        depth += (token in _OPENS or token.startswith(r"\begin")) - (
            token in _CLOSES or token.startswith(r"\end")
        )
        if depth == 0 and token in at:
            found.append((sign, piece))
            sign, piece = token, ""
        else:
            piece += token
    return [*found, (sign, piece)]


# -- in print ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """A line of the mark scheme of a question: the part (empty where there is one alone), "M1", and for what."""

    part: str
    mark: str
    text: str


def in_print(variant: Variant) -> tuple[SchemeLine, ...]:
    """The scheme of a question, part by part; what follows from a wrong answer stands below the part it is for."""
    found = []
    for key in variant.keys:
        part = f"({key.label})" if len(variant.keys) > 1 else ""
        rows = [(code(line), line.text) for line in key.rubric]
        rows += [(FOLLOWED, followed(led)) for led in key.follow]
        found += [SchemeLine("" if k else part, *row) for k, row in enumerate(rows)]
    return tuple(found)


def followed(led: FollowThrough) -> str:
    """In neutral markup, what is right in a part for whom went on from a wrong answer."""
    span = interval(led.accepts)
    range_ = f" ({' to '.join(span)})" if span else ""
    return f"if ({led.part}) is {plain(led.value)} (*{led.mistake}*): {plain(led.text)}{range_}"


def interval(accepts: Mapping[str, Any]) -> tuple[str, ...]:
    """The ends of what is accepted, where that is an interval of a single number."""
    low, high = accepts.get("low"), accepts.get("high")
    return () if low is None or isinstance(low, list) or low == high else (str(low), str(high))
