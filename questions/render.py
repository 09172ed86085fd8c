"""Prints: the words of a prompt file, and the files of a sheet in every format that has a folder of templates.

A problem sheet is rendered from `Question`, a type without answers; only `solutions.*` get the keys. Templates
print and decide nothing: what they need is computed here or stands in the model.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import jinja2

from questions import catalogue, compiled, figures, lettering, marks, places, practice, printable, typeset
from questions.errors import BadCall, CheckFailed, quoted, unknown
from questions.escape import WRITINGS, latex_text, typst_code
from questions.formula import formula
from questions.markup import MarkupError, inlines, parse
from questions.model import KINDS, LABELLED, Part, Question, Sheet
from questions.rounding import decimal_latex
from questions.skeletons import Skeletons
from questions.solutions import verified, worked

EXPRESSES = (
    "answers.toml"  # of a format: the kinds of answers that it can hold; without this file, all of them
)
WITH_KEYS = (
    "solutions",
    "practice",
)  # the file stems whose templates see answers; others get questions alone
HOUSE = "house"  # before the name of a template of ours that one of the lecturer's replaces
DELIMITERS: dict[str, Any] = {
    "block_start_string": "<%", "block_end_string": "%>", "variable_start_string": "<<",
    "variable_end_string": ">>", "comment_start_string": "<#", "comment_end_string": "#>",
}  # fmt: skip
_MACRO = re.compile(r"<%-?\s*macro\s+(\w+)")
_FRONT_MATTER = re.compile(r"\A\+\+\+\n.*?^\+\+\+[ \t]*\n", re.DOTALL | re.MULTILINE)


class RenderError(CheckFailed):
    """A template or what it prints is at fault: the message names the file."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a sheet says of itself on every page."""

    title: str
    seed: int
    version: str
    questions: int
    points: int
    figures: bool


def words(slug: str, topic: str, block: str, context: Mapping[str, Any]) -> str:
    """One block of the prompt of `slug`, as neutral markup; `context` is what its template may print."""
    name = f"{topic}/{slug}.j2"
    environment = _prompts(catalogue.templates(), places.templates(), places.banks())
    template = _template(environment, name)
    inherited = template.new_context(dict(context))
    _inherit(environment, name, inherited)
    file = template.filename or name
    place = f"templates/prompts/{name}" if str(catalogue.prompts()) in file else file
    if block not in inherited.blocks:
        raise RenderError(f"{place} has no block {block!r}: it has {', '.join(inherited.blocks)}")
    place = f"{place}, block {block!r}"
    try:
        text = "".join(inherited.blocks[block][0](inherited)).strip()
        parse(text)
    except jinja2.UndefinedError as error:
        raise RenderError(f"{place}: {error.message}; there are {', '.join(sorted(context))}") from None
    except (MarkupError, RenderError) as error:
        raise RenderError(f"{place}: {error}") from None
    return text


def _inherit(environment: jinja2.Environment, name: str, context: jinja2.runtime.Context) -> None:
    """Put the blocks of all templates that this one extends behind its own, without printing what is around them."""
    seen = [name]
    while parent := _extended(environment, seen[-1]):
        if parent in seen:
            raise RenderError(f'the template {name} extends itself: expected <% extends "{HOUSE}/{name}" %>')
        seen.append(parent)
        for block, render_block in _template(environment, parent).blocks.items():
            context.blocks.setdefault(block, []).append(render_block)


def _extended(environment: jinja2.Environment, name: str) -> str | None:
    """The name of the template that this one extends."""
    assert environment.loader is not None
    source, _, _ = environment.loader.get_source(environment, name)
    if "extends" not in source:
        return None
    found = environment.parse(source).find(jinja2.nodes.Extends)
    return str(found.template.value) if found and isinstance(found.template, jinja2.nodes.Const) else None


def formats() -> tuple[str, ...]:
    """The output formats: the folders of templates/sheets, in alphabetical order."""
    folder = catalogue.templates() / "sheets"
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir() and _outputs(entry)))


def render_sheet(sheet: Sheet, format_: str) -> dict[str, str]:
    """The files of `sheet` in one format: file name to text, LF line ends and a final newline."""
    if format_ not in formats():
        raise unknown("format", format_, formats(), "formats", "backproof generate --help")
    folder = catalogue.templates() / "sheets" / format_
    _refuse_answers(sheet, folder)
    sheet = lettering.sheet_in(sheet)
    files = {name.removesuffix(".j2"): _render(folder, name, sheet) for name in _outputs(folder)}
    return files | _pictures(sheet.questions, "".join(files.values()))


def render_from(sheet: Sheet, engine: str) -> dict[str, str]:
    """The sources of a sheet for an engine that sets it: the templates of templates/engines."""
    folder = catalogue.templates() / "engines" / engine
    sheet = lettering.sheet_in(sheet)
    return {name.removesuffix(".j2"): _render(folder, name, sheet) for name in _outputs(folder)}


def render_key(sheet: Sheet, rows: Sequence[Any], format_: str) -> dict[str, str]:
    """The page with all answers, from the templates of templates/keys; no page where a format has none.

    `rows` are answers with their edition, student, question, part and points, those of an edition beside each other.
    """
    folder = catalogue.templates() / "keys" / format_
    groups = [(row.student or f"Version {row.edition}", row) for row in rows]
    editions = [(name, [row for _, row in group]) for name, group in groupby(groups, key=itemgetter(0))]
    files = {}
    for name in _outputs(folder):
        template = _template(
            _sheets(folder, name.removesuffix(".j2").rpartition(".")[2], places.templates()), name
        )
        text = template.render(sheet=sheet, cover=sheet.cover, editions=editions)
        files[name.removesuffix(".j2")] = _tidy(text)
    return files


def _outputs(folder: Path) -> list[str]:
    """The templates of a format that become files; a name that begins with an underscore is shared by them."""
    return sorted(path.name for path in folder.glob("*.j2") if not path.name.startswith("_"))


def _render(folder: Path, name: str, sheet: Sheet) -> str:
    """One file of the sheet. The context of a problem sheet is built without touching a key."""
    questions = sheet.questions
    header = Header(
        sheet.title,
        sheet.seed,
        sheet.version,
        len(questions),
        sum(question.points for question in questions),
        any(part.figures for question in questions for part in question.parts),
    )
    context: dict[str, Any] = {
        "sheet": header,
        "cover": sheet.cover,
        "questions": questions,
        "grade_rows": 1 + len(questions) // 10,
    }
    if name.split(".", maxsplit=1)[0] in WITH_KEYS:
        context["variants"] = sheet.variants
    suffix = name.removesuffix(".j2").rpartition(".")[2]
    template = _template(_sheets(folder, suffix, places.templates()), name)
    _check_title(sheet.title, suffix)
    try:
        return _tidy(template.render(context))
    except jinja2.UndefinedError as error:
        raise RenderError(f"templates/sheets/{folder.name}/{name}: {error.message}") from None


def _check_title(title: str, suffix: str) -> None:
    """The title comes from the caller; raises BadCall if it holds a character that cannot be written."""
    try:
        WRITINGS[suffix].text(title)
    except MarkupError as error:
        raise BadCall(f"the title cannot be printed: {error}") from None


def expressed(folder: Path) -> tuple[str, ...]:
    """The kinds of answers that a format can hold: `kinds` in its answers.toml, all if it has none."""
    path = folder / EXPRESSES
    if not path.is_file():
        return KINDS
    found = tomllib.loads(path.read_text(encoding="utf-8")).get("kinds")
    if not isinstance(found, list) or not set(found) <= set(KINDS):
        raise RenderError(
            f"templates/sheets/{folder.name}/{EXPRESSES}: the field 'kinds' is {quoted(found)}: "
            f"expected a list of some of {', '.join(KINDS)}"
        )
    return tuple(found)


def _refuse_answers(sheet: Sheet, folder: Path) -> None:
    """A format in which an answer cannot be written, or could not be marked as it must be, is refused as a whole."""
    kinds = expressed(folder)
    for variant in sheet.variants:
        for key in variant.keys:
            if key.answer.kind not in kinds:
                raise RenderError(
                    f"the format {folder.name} cannot express the answer of {variant.question.slug}, part {key.label}, "
                    f"which is of the kind {key.answer.kind!r}: it has {', '.join(kinds)}; "
                    "leave the question out, or take another format"
                )


def pictures(asked: tuple[Question, Part]) -> tuple[tuple[str, str], ...]:
    """The figures of a part as files beside the sheet: name and what they show, in words."""
    question, part = asked
    stem = f"{question.slug}-{question.copy}{part.label}"
    return tuple((f"{stem}{k or ''}.svg", figure["alt"]) for k, figure in enumerate(part.figures))


def _pictures(questions: tuple[Question, ...], printed: str) -> dict[str, str]:
    """A file for each figure that the printed files name; what is drawn in them needs none."""
    named = {
        name: figure
        for question in questions
        for part in question.parts
        for (name, _), figure in zip(pictures((question, part)), part.figures, strict=True)
        if name in printed
    }
    return {name: figures.svg(figures.draw(figure)) for name, figure in named.items()}


def _tidy(text: str) -> str:
    """No blanks at line ends, at most one empty line in a row, one newline at the end."""
    text = re.sub(r"[ \t]+\n", "\n", text.replace("\r\n", "\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


# -- environments ------------------------------------------------------------------------------------------


@cache
def _prompts(folder: Path, overrides: Path | None = None, banks: tuple[Path, ...] = ()) -> jinja2.Environment:
    """The environment of the prompts: front matter blanked, so that line numbers stay true.

    Its filters print nested lists of given numbers: `params.W | matrix`, `params.b | column`, `params.x | row`, and
    `[[3, [2, 0]], [1, [0, 1]]] | polynomial("x", "y")`; and single ones: `params.alpha | coefficient`,
    `params.b | shift`, `params.a | multiple("x")`, `params.label | ordinal` or `letter`, `params.count | times`,
    `params.layers | steps`.

    A prompt of the lecturer's, below `overrides`, stands for the one of its name; that one is still there under the
    name house/<topic>/<slug>.j2, to be extended. Private banks have prompts of their own.
    """
    house = [folder / "prompts", *(bank / "prompts" for bank in banks)]

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        own = [] if overrides is None or name.startswith(HOUSE + "/") else [overrides / "prompts"]
        paths = (place / name.removeprefix(HOUSE + "/") for place in (*own, *house))
        path = next((path for path in paths if path.is_file()), None)
        if path is None:
            return None
        text = path.read_text(encoding="utf-8")
        return _FRONT_MATTER.sub(lambda front: "\n" * front[0].count("\n"), text), str(path), lambda: True

    environment = _environment(jinja2.FunctionLoader(load), finalize=_printable)
    environment.filters |= {
        "matrix": typeset.matrix, "column": typeset.column, "row": typeset.row, "polynomial": typeset.polynomial,
        "coefficient": typeset.coefficient, "shift": typeset.shift, "multiple": typeset.multiple,
        "ordinal": typeset.ordinal, "letter": typeset.letter, "times": typeset.times,
        "steps": lambda values: len(values) - 1,  # from one to the next
    }  # fmt: skip
    return environment


@cache
def _sheets(folder: Path, suffix: str, overrides: Path | None = None) -> jinja2.Environment:
    """The environment of one format's files with this suffix.

    A template of the lecturer's, in the same folder below `overrides`, stands for the one of its name; that one is
    still there under the name house/<name>.
    """
    if suffix not in WRITINGS:
        raise RenderError(f"no way to write .{suffix} files: questions/escape.py has {', '.join(WRITINGS)}")
    writing = WRITINGS[suffix]
    house = jinja2.FileSystemLoader(folder)
    loaders: list[jinja2.BaseLoader] = [house, jinja2.PrefixLoader({HOUSE: house})]
    if overrides is not None:
        own = overrides / folder.parent.name / folder.name
        loaders.insert(0, jinja2.FunctionLoader(partial(_own, own, folder)))
    environment = _environment(jinja2.ChoiceLoader(loaders))
    environment.filters |= {
        "text": writing.text, "code": writing.code, "cell": writing.cell,
        "math": lambda source: writing.math(formula(str(source))),
        "display": lambda source: (writing.display or writing.math)(formula(str(source))),
        "wordless": lambda run: all(piece.kind == "math" for piece in run),
        "quoted": typst_code, "svg": lambda figure: figures.svg(figures.draw(figure)),
        "padded": lambda line: " " * line.indent + line.text,
        "drawn": lambda asked: [
            figures.svg(figures.draw(figure), name.partition(".")[0])
            for (name, _), figure in zip(pictures(asked), asked[1].figures, strict=True)
        ],
        "practice": lambda one: practice.knowledge(one.key), "fields": lambda one: practice.fields(one.key),
        "blocks": parse, "inlines": inlines, "worked": worked, "verified": verified, "scheme": marks.in_print,
        "in_math": latex_text, "in_words": lambda answer: answer.kind in ("prose", *LABELLED),
        "shared": _shared(Skeletons()),
        "tikz": lambda figure: figures.tikz(figures.draw(figure)), "pictures": pictures,
        "number": lambda value: decimal_latex(str(value)),
    }  # fmt: skip
    return environment


def _shared(known: Skeletons) -> Callable[[Any, Callable[..., str]], str]:
    """A filter `(x, y) | shared(macro)`: what the macro prints of these, learnt once for all that differ in numbers.

    The macro sees its arguments alone, and of them what `printable` names.
    """
    missing = jinja2.StrictUndefined(name="a field that questions/printable.py does not name")

    def printed(given: tuple[Any, ...], macro: Callable[..., str]) -> str:
        shape, texts = printable.apart(given)

        def write(others: Sequence[str]) -> str:
            return str(macro(*printable.together(given, others, missing)))

        return known.printed((macro._func.__code__, shape), texts, write)  # type: ignore[attr-defined]  # noqa: SLF001  a template may be read again

    return printed


def _own(folder: Path, house: Path, name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """A sheet template of the lecturer's; of a file of macros, those that it leaves out are the house's."""
    path = folder / name
    if name.startswith(HOUSE + "/") or not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    if name.startswith("_") and (house / name).is_file():
        theirs = set(_MACRO.findall(text))
        ours = [
            one for one in _MACRO.findall((house / name).read_text(encoding="utf-8")) if one not in theirs
        ]
        text = "".join(
            [
                f'<% import "{HOUSE}/{name}" as {HOUSE} %>',
                *(f"<% set {one} = {HOUSE}.{one} %>" for one in ours),
                text,
            ]
        )
    return text, str(path), lambda: True


def _environment(
    loader: jinja2.BaseLoader, finalize: Callable[[Any], Any] | None = None
) -> jinja2.Environment:
    """Jinja2 with the house's delimiters; a name that is not there is an error."""
    return jinja2.Environment(
        loader=loader,
        bytecode_cache=compiled.Kept(),
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        autoescape=False,  # noqa: S701  a filter for each suffix escapes what is printed (questions/escape.py)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
        **DELIMITERS,
    )


def _template(environment: jinja2.Environment, name: str) -> jinja2.Template:
    """A template by name; a fault in it is told with its file and line."""
    try:
        return environment.get_template(name)
    except jinja2.TemplateNotFound:
        raise RenderError(f"no template {name}") from None
    except jinja2.TemplateSyntaxError as error:
        raise RenderError(f"{error.filename}, line {error.lineno}: {error.message}") from None


def _printable(value: Any) -> Any:
    """What a prompt may print as it stands: words and whole numbers; anything else would print as Python."""
    if isinstance(value, str | jinja2.Undefined) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise RenderError(
        f"a prompt prints words and whole numbers, found {value!r}: make it a string in `solve`"
    )
