r"""Formulas carried over from the notation of the house to that of a course, when they are printed.

Each letter of a question is replaced wherever it stands, as a name and as an index, and two letters of a question never
become one: so what a formula says is unchanged. Words in \text{}, names of functions, code, and the signs e, d and
\pi are left alone. A letter is known to be a vector or a matrix where the formulas of the question say so themselves
(bold, transposed, in \mathbb{R}^n, equal to a matrix); a letter of which nothing is known stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from questions import catalogue
from questions.errors import BadCall
from questions.formula import COMMANDS, GREEK, SIGNS
from questions.model import JSON, LABELLED, Answer, Choice, Key, Question, Sheet, Variant
from questions.notation import ACCENTS, FIXED, LETTERS, Notation

Rewrite = Callable[[str], str]  # a formula -> the formula in the other notation

OPAQUE = ("text", "textbf", "textit", "texttt", "mbox", "operatorname", "mathrm", "mathit", "begin", "end")
HEAVY = ("mathbf", "boldsymbol")
ALPHABETS = ("mathcal", "mathbb")

_TOKEN = re.compile(r"\\[a-zA-Z]+\*?|\\.|\s+|.", re.DOTALL)
_PIECES = re.compile(r"```.*?```|`[^`]+`|\$\$.*?\$\$|\\[^a-zA-Z]|\$(?:\\.|[^$\\])+\$", re.DOTALL)
_ARRAY = re.compile(
    r"(?P<below>_[A-Za-z0-9])?(?:\^\{?\\top|\s*=\s*\\begin\{[bp]matrix\}|\s*\\in\s*\\mathbb\{R\}\s*\^)"
)


@dataclass(frozen=True, slots=True)
class Sign:
    r"""A run of a formula: `letter` is W, \theta or \mathcal{L}, or "" where the run is no letter of the question."""

    source: str
    letter: str = ""
    accent: str = ""
    heavy: bool = False

    @property
    def name(self) -> str:
        r"""What it is called: the letter with its accent, \hat{y}."""
        return rf"\{self.accent}{{{self.letter}}}" if self.accent else self.letter


# -- reading a formula -------------------------------------------------------------------------------------


@lru_cache(maxsize=16384)
def signs(tex: str) -> tuple[Sign, ...]:
    """The runs of a formula in order; together they are the formula, its Unicode letters as commands."""
    for character in set(tex) & (GREEK.keys() | SIGNS.keys()):
        tex = tex.replace(character, rf"\{COMMANDS[character]} ")
    return tuple(_signs(_TOKEN.findall(tex)))


def _signs(tokens: list[str]) -> Iterator[Sign]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        command = token[1:].rstrip("*") if re.match(r"\\[a-zA-Z]", token) else ""
        end = at + 1
        if command in (*OPAQUE, *HEAVY, *ALPHABETS, *ACCENTS):
            end = _after_argument(tokens, at + 1)
            yield from _styled(command, tokens[at:end])
        elif token in LETTERS or re.fullmatch("[A-Za-z]", token):
            yield Sign(token) if token in FIXED else Sign(token, letter=token)
        else:
            yield Sign(token)
        at = end


def _after_argument(tokens: list[str], at: int) -> int:
    """Where the argument of a command ends: a group, or the one token that follows; blanks before it belong to it."""
    while at < len(tokens) and tokens[at].isspace():
        at += 1
    depth = 0
    while at < len(tokens):
        depth += (tokens[at] == "{") - (tokens[at] == "}")
        at += 1
        if depth <= 0:
            return at
    return at


def _styled(command: str, tokens: list[str]) -> Iterator[Sign]:
    """A command with its argument: one sign where that is a single letter, else all that stands inside."""
    source = "".join(tokens)
    if command in OPAQUE:
        yield Sign(source)
        return
    inside = [token for token in tokens[1:] if not token.isspace()]
    inside = inside[1:-1] if inside[:1] == ["{"] else inside
    inner = list(_signs(inside))
    if (
        len(inner) != 1
        or not inner[0].letter
        or (command in ALPHABETS and inner[0].source != inner[0].letter)
    ):
        yield Sign(tokens[0])
        yield from _signs(tokens[1:])
    elif command in HEAVY:
        yield replace(inner[0], source=source, heavy=True)
    elif command in ALPHABETS:
        letter = rf"\{command}{{{inner[0].letter}}}"
        # \mathbb{R}, \mathbb{E}: a set, an expectation
        yield Sign(source) if command == "mathbb" else Sign(source, letter=letter)
    elif inner[0].accent:
        yield Sign(tokens[0])
        yield from _signs(tokens[1:])
    else:
        yield replace(inner[0], source=source, accent=command)


def formulas(markup: str) -> Iterator[str]:
    """The formulas in a text of neutral markup."""
    for found in _PIECES.finditer(markup):
        if found[0].startswith("$"):
            yield found[0].strip("$")


def carried(markup: str, rewrite: Rewrite) -> str:
    """A text of neutral markup with its formulas rewritten; code and words are left alone."""

    def one(found: re.Match[str]) -> str:
        text = found[0]
        if not text.startswith("$"):
            return text
        fence = "$$" if text.startswith("$$") else "$"
        return fence + rewrite(text[len(fence) : -len(fence)]) + fence

    return _PIECES.sub(one, markup)


# -- which letters are vectors or matrices -----------------------------------------------------------------


def arrays(texts: Iterable[str], declared: Iterable[str] = ()) -> frozenset[str]:
    r"""The names that some of these formulas show to be vectors or matrices, and those that are declared to be.

    A name is one where it is transposed, lies in \mathbb{R}^n, or is equal to a written matrix. Where some letters are
    bold already, the others are meant to be plain: nothing is found.
    """
    found: set[str] = set(declared)
    for tex in texts:
        runs = signs(tex)
        if any(sign.heavy for sign in runs):
            return frozenset()
        for at, (sign, script) in enumerate(zip(runs, in_scripts(runs), strict=True)):
            rest = "".join(run.source for run in runs[at + 1 : at + 16])
            shown = _ARRAY.match(rest) if sign.letter and not script else None
            if shown:
                found.add(sign.name + (shown["below"] or ""))
    return frozenset(found)


def in_scripts(runs: tuple[Sign, ...]) -> list[bool]:
    """For each run whether it stands in an index or an exponent."""
    found: list[bool] = []
    depth, opened, coming = 0, 0, False
    for run in runs:
        if run.source == "{":
            depth += 1
            opened = opened or (depth if coming else 0)
        found.append(coming or bool(opened))
        if run.source == "}":
            opened = 0 if depth == opened else opened
            depth -= 1
        if not run.source.isspace():
            coming = run.source in ("_", "^")
    return found


# -- writing it --------------------------------------------------------------------------------------------


def rewriter(notation: Notation, known: frozenset[str]) -> Rewrite:
    """How a formula of a question is written, of which the names `known` are vectors or matrices."""

    @lru_cache(maxsize=4096)
    def rewrite(tex: str) -> str:
        runs = signs(tex)
        pieces: list[str] = []
        for at, (sign, script) in enumerate(zip(runs, in_scripts(runs), strict=True)):
            rest = "".join(run.source for run in runs[at + 1 : at + 4])
            before = runs[at - 1].source if at else ""
            _join(pieces, _written(sign, rest, before, notation, frozenset() if script else known))
        return "".join(pieces)

    return rewrite


def _join(pieces: list[str], piece: str) -> None:
    """Add a piece; a blank ends a command before a letter."""
    if pieces and re.match("[A-Za-z]", piece) and re.search(r"\\[A-Za-z]+$", pieces[-1]):
        pieces.append(" ")
    pieces.append(piece)


def _written(sign: Sign, rest: str, before: str, notation: Notation, known: frozenset[str]) -> str:
    if sign.source == r"\top" and notation.transpose:
        return {"'": r"\prime", "T": "T"}.get(notation.transpose, r"\top")
    if sign.source in (r"\log", r"\ln") and notation.log and not rest.lstrip().startswith("_"):
        return "\\" + notation.log
    if not sign.letter:
        return sign.source
    weight = _weight(sign, rest, notation, known)
    if sign.name not in notation.symbols and sign.letter not in notation.symbols and weight == "":
        return sign.source
    written = _in_letters(sign, notation, weight)
    if sign.accent and "{" not in sign.source:  # \hat y, as the author writes it
        written = re.sub(r"^(\\[a-z]+)\{([A-Za-z])\}$", r"\1 \2", written)
    return (
        f"{{{written}}}" if before in ("_", "^") and not re.fullmatch(r"\\?[A-Za-z]+", written) else written
    )


def _weight(sign: Sign, rest: str, notation: Notation, known: frozenset[str]) -> str:
    """bold, plain or arrow where the notation changes the look of this letter; "" where it stays.

    With an index it is an entry, unless the name with this index is known: x_i of a vector x, but W_1 a matrix.
    """
    if not notation.vectors:
        return ""
    if sign.heavy:
        return notation.vectors if notation.vectors != "bold" else ""
    whole = "" if rest.startswith("_{") else rest[:2] if rest.startswith("_") else ""
    entry = rest.startswith(("_", "'")) and not whole
    if notation.vectors == "plain" or entry or sign.name + whole not in known:
        return ""
    return notation.vectors


def _in_letters(sign: Sign, notation: Notation, weight: str) -> str:
    """A letter with its accent and its font in the new notation."""
    accent, letter = sign.accent, sign.letter
    new = notation.symbols.get(sign.name)
    if new is None:
        new = notation.symbols.get(letter, letter)
    elif accent:
        accent = ""
    heavy = weight == "bold" or (weight == "" and sign.heavy)
    lower = new in LETTERS or new.islower()
    if heavy and re.fullmatch("[A-Za-z]", new):
        new = rf"\mathbf{{{new}}}"
    elif heavy and "\\math" not in new and "\\bold" not in new:
        new = rf"\boldsymbol{{{new}}}"
    elif weight == "arrow" and lower and not accent:
        new = rf"\vec{{{new}}}"
    return rf"\{accent}{{{new}}}" if accent else new


# -- no two letters become one -----------------------------------------------------------------------------


def _refuse_collisions(slug: str, texts: Iterable[str], notation: Notation) -> None:
    """Raise BadCall where two names of a question would be printed alike."""
    used = {(sign.name, sign.heavy): sign for tex in texts for sign in signs(tex) if sign.letter}
    owner: dict[str, str] = {}
    for sign in used.values():
        new = _in_letters(replace(sign, heavy=False), notation, "")
        if owner.setdefault(new, sign.name) != sign.name:
            raise BadCall(
                f"notation, symbols: in {slug} the letters {owner[new]} and {sign.name} would both be printed {new}: "
                f"give {sign.name if sign.name == new else owner[new]} another letter too, or leave the question out"
            )
    letters = {re.sub(r"^\\\w+\{(.*)\}$", r"\1", new) for new in owner}
    if notation.transpose == "T" and "T" in letters and any(r"\top" in tex for tex in texts):
        raise BadCall(
            f"notation, transpose: in {slug} the letter T has a meaning of its own, so it cannot be the transpose: "
            "give it another letter, as in symbols = { T = 'n' }, or leave the question out"
        )
    if (
        notation.transpose == "'"
        and any(r"\top" in tex for tex in texts)
        and any("'" in tex for tex in texts)
    ):
        raise BadCall(
            f"notation, transpose: in {slug} a prime is a derivative, so it cannot be the transpose: "
            "expected \\top or T, or leave the question out"
        )


def _refuse_mixed(slug: str, texts: Iterable[str], notation: Notation) -> None:
    """Raise BadCall where a bold letter would become plain beside the same letter, plain, with another meaning."""
    if notation.vectors not in ("plain", "arrow"):
        return
    heavy: set[str] = set()
    plain: set[str] = set()
    for tex in texts:
        runs = signs(tex)
        for sign, after, script in zip(runs, (*runs[1:], Sign("")), in_scripts(runs), strict=True):
            if sign.letter and sign.heavy:
                heavy.add(sign.name)
            elif sign.letter and not script and after.source not in ("_", "'"):
                plain.add(sign.name)
    for name in sorted(heavy & plain):
        if notation.vectors == "plain" or name.isupper():
            raise BadCall(
                f"notation, vectors: in {slug} the letter {name} means two things, one of them bold, so it cannot be "
                'plain: expected vectors = "bold", or leave the question out'
            )


# -- a question in the notation ----------------------------------------------------------------------------


def sheet_in(sheet: Sheet) -> Sheet:
    """The sheet as it is printed: all its formulas in its notation. Raises BadCall where two letters would meet."""
    if not sheet.notation.of_formulas:
        return sheet
    return replace(sheet, variants=tuple(variant_in(variant, sheet.notation) for variant in sheet.variants))


def variant_in(variant: Variant, notation: Notation) -> Variant:
    """A variant as it is printed. What the question looks like depends on the question alone, not on its key."""
    if not notation.of_formulas:
        return variant
    asked = list(_asked(variant.question))
    told = [tex for key in variant.keys for tex in _told(key)]
    proved = [tex for key in variant.keys for tex in _proved(key)]
    slug = variant.question.slug
    _refuse_collisions(slug, [*asked, *told, *proved], notation)
    _refuse_mixed(slug, [*asked, *told], notation)
    declared = _declared(slug)
    of_question = rewriter(notation, arrays(asked, declared))
    of_words = rewriter(notation, arrays([*asked, *told], declared))
    of_proofs = rewriter(
        notation, frozenset()
    )  # a line of a derivation is bold where it is of whole matrices
    keys = tuple(_key(key, of_question, of_words, of_proofs, notation) for key in variant.keys)
    return replace(variant, question=_question(variant.question, of_question), keys=keys)


def _asked(question: Question) -> Iterator[str]:
    """The formulas of a question."""
    for text in (question.prompt, *(part.prompt for part in question.parts)):
        yield from formulas(text)
    for part in question.parts:
        for row in (*part.options, *part.items):
            yield from formulas(row.text)
        for figure in part.figures:
            yield from _labels(figure)


def _told(key: Key) -> Iterator[str]:
    """The formulas in the words of a key."""
    texts = (
        key.solution,
        *(row.text for row in key.rubric),
        *(row.feedback for row in key.options),
        *(row.feedback for row in key.items),
    )
    for text in (*texts, *(row.feedback for row in key.mistakes)):
        yield from formulas(text)


def _proved(key: Key) -> Iterator[str]:
    """The formulas that are printed from terms and values."""
    yield key.answer.latex if key.answer.kind not in LABELLED else ""
    yield from (value.latex for value in key.intermediates)
    for step in key.steps:
        yield step["start"]
        yield step["latex"]
    yield from _definitions(key.steps).values()


def _declared(slug: str) -> tuple[str, ...]:
    """The vectors and matrices that the front matter of a question names; none of a question that is not there."""
    return next((entry.arrays for entry in catalogue.entries() if entry.slug == slug), ())


def _question(question: Question, rewrite: Rewrite) -> Question:
    parts = tuple(
        replace(
            part,
            prompt=carried(part.prompt, rewrite),
            options=tuple(Choice(row.label, carried(row.text, rewrite)) for row in part.options),
            figures=tuple(_figure(figure, rewrite) for figure in part.figures),
            items=tuple(Choice(row.label, carried(row.text, rewrite)) for row in part.items),
        )
        for part in question.parts
    )
    return replace(question, prompt=carried(question.prompt, rewrite), parts=parts)


def _key(key: Key, of_question: Rewrite, rewrite: Rewrite, of_proofs: Rewrite, notation: Notation) -> Key:
    words = (lambda text: in_words(text, notation)) if key.answer.kind in ("expression", "proof") else str
    return replace(
        key,
        answer=_answer(key.answer, of_proofs, words),
        intermediates=tuple(replace(row, latex=of_proofs(row.latex)) for row in key.intermediates),
        options=tuple(
            replace(row, text=carried(row.text, of_question), feedback=carried(row.feedback, rewrite))
            for row in key.options
        ),
        items=tuple(
            replace(row, text=carried(row.text, of_question), feedback=carried(row.feedback, rewrite))
            for row in key.items
        ),
        rubric=tuple(replace(row, text=carried(row.text, rewrite)) for row in key.rubric),
        solution=carried(key.solution, rewrite),
        steps=_steps(key.steps, of_proofs, notation),
        mistakes=tuple(
            replace(row, value=words(row.value), feedback=carried(row.feedback, rewrite))
            for row in key.mistakes
        ),
    )


def _answer(answer: Answer, rewrite: Rewrite, words: Callable[[str], str]) -> Answer:
    if answer.kind in LABELLED:  # its LaTeX is a label
        return answer
    return replace(answer, latex=rewrite(answer.latex), text=words(answer.text))


# -- derivations -------------------------------------------------------------------------------------------


def _definitions(steps: Iterable[Mapping[str, JSON]]) -> dict[str, str]:
    """By their stored form, as text, the definitions that some steps use, in LaTeX."""
    import json

    found: dict[str, str] = {}
    for step in steps:
        for definition in step.get("definitions", ()):
            name = json.dumps(definition, sort_keys=True)
            if name not in found:
                found[name] = definition["latex"] if "latex" in definition else _printed(name)
    return found


@lru_cache(maxsize=512)
def _printed(definition: str) -> str:
    import json

    from derive.terms.latex import latex
    from derive.terms.serialise import from_json

    return str(latex(from_json(json.loads(definition))))


def _text(step: Mapping[str, JSON]) -> str:
    """The line from which a step starts, as plain text."""
    if "start_text" in step:
        return str(step["start_text"])
    from derive.terms.text import text
    from questions import proofs

    return text(proofs.read(step["before"]))


def _steps(
    steps: tuple[Mapping[str, JSON], ...], rewrite: Rewrite, notation: Notation
) -> tuple[Mapping[str, JSON], ...]:
    """Steps as they are printed; terms stay as they were proved, and a definition has its formula beside it."""
    import json

    printed = _definitions(steps)
    found = []
    for step in steps:
        definitions = [
            {**row, "latex": rewrite(printed[json.dumps(row, sort_keys=True)])}
            for row in step.get("definitions", ())
        ]
        found.append(
            {
                **step,
                "start": rewrite(step["start"]),
                "latex": rewrite(step["latex"]),
                "text": in_words(step["text"], notation),
                "start_text": in_words(_text(step), notation),
                **({"definitions": definitions} if definitions else {}),
            }
        )
    return tuple(found)


# -- figures -----------------------------------------------------------------------------------------------

_LETTERED = ("names", "labels", "name", "label", "above", "below")


def _labels(figure: Any) -> Iterator[str]:
    """The formulas that a figure is lettered with."""
    if isinstance(figure, Mapping):
        for key, value in figure.items():
            if key == "edges":
                yield from (edge[2] for edge in value if len(edge) > 2)
            elif key in _LETTERED and not (key == "name" and "label" in figure):
                yield from value if isinstance(value, list | tuple) else [value]
            else:
                yield from _labels(value)
    elif isinstance(figure, list | tuple):
        for row in figure:
            yield from _labels(row)


def _figure(figure: Any, rewrite: Rewrite) -> Any:
    """A figure with its letters rewritten; the name of a node joins edges and is not printed."""
    if isinstance(figure, Mapping):
        found: dict[str, Any] = {}
        for key, value in figure.items():
            if key == "edges":
                found[key] = [[*edge[:2], *map(rewrite, edge[2:])] for edge in value]
            elif key in _LETTERED and not (key == "name" and "label" in figure):
                found[key] = (
                    [rewrite(one) for one in value] if isinstance(value, list | tuple) else rewrite(value)
                )
            else:
                found[key] = _figure(value, rewrite)
        return found
    return [_figure(row, rewrite) for row in figure] if isinstance(figure, list | tuple) else figure


# -- plain text --------------------------------------------------------------------------------------------

_WORD = re.compile(r"(?P<below>_\[[^\]]*\]|_[A-Za-z']+)|(?P<name>[A-Za-z]+)(?=(?P<call>\(?))")
_ACCENT = re.compile(r"(?P<base>[A-Za-z]+?)(?P<accent>hat|bar|tilde|dot)")
_WORDS = {"lam": "lambda", "lamda": "lambda", "eps": "varepsilon", "epsilon": "varepsilon", "phi": "varphi"}
_OPERATORS = frozenset(
    ("sum", "max", "argmax", "inverse", "if", "for", "all", "ones", "zeros", "identity", "diag")
)


def in_words(text: str, notation: Notation) -> str:
    """A term as plain text, `sum_k y_k*log(s_k)`, in the notation."""
    if not (notation.symbols or notation.log):
        return text

    def one(found: re.Match[str]) -> str:
        if found["below"]:
            return "".join(
                _word(piece, notation) if piece.isalpha() else piece
                for piece in re.findall(r"[A-Za-z]+|." if "[" in found[0] else ".", found[0])
            )
        name = found["name"]
        if found["call"] and len(name) > 1:
            return notation.log if name in ("log", "ln") and notation.log else name
        if name in _OPERATORS:
            return name
        beside = text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 40]
        if len(name) > 1 and name[0] == "d" and "/" in beside and _word(name, notation) == name:
            return "d" + _word(name[1:], notation)
        return _word(name, notation)

    return _WORD.sub(one, text)


def _word(name: str, notation: Notation) -> str:
    r"""The word of a letter, as `Theta` of \Theta and `yhat` of \hat{y}."""
    accented = _ACCENT.fullmatch(name)
    base = _tex(accented["base"] if accented else name)
    whole = rf"\{accented['accent']}{{{base}}}" if accented else base
    if whole in notation.symbols:
        return _spoken(notation.symbols[whole])
    if base in notation.symbols:
        return _spoken(notation.symbols[base]) + (accented["accent"] if accented else "")
    return name


def _tex(word: str) -> str:
    return word if len(word) == 1 else "\\" + _WORDS.get(word, word)


def _spoken(tex: str) -> str:
    accents = re.findall(rf"\\({'|'.join(ACCENTS)})\s*\{{", tex)
    letter = re.sub(r"\\(?:[a-z]+)\{|\}|\\(?:var)?", "", tex)
    return letter + "".join(accents)
