"""`backproof derive`: the results of the library, each a derivation whose steps are proved, and gradients on demand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from questions.commands.expression import expression_result, said_of
from questions.commands.options import as_json, examples, progress, table
from questions.commands.reports import counted
from questions.errors import CheckFailed, unknown

if TYPE_CHECKING:
    from derive.library import Result


@click.command(
    epilog=examples(
        "backproof derive                             the list, with what is proved",
        "backproof derive sigmoid                     one derivation, a line per step",
        "backproof derive sigmoid --format latex      for lecture notes",
        "backproof derive sigmoid --audit             with SymPy's second opinion",
        "backproof derive --expr 'sum((X@w - y)**2)/N' --wrt w --shapes 'X:N,D w:D y:N'",
        "backproof derive --expr 'y@log(p)' --wrt p --shapes 'y:C p:C' --assume 'p:positive'",
    ),
)
@click.argument("name", required=False)
@click.option(
    "--format",
    "format_",
    metavar="F",
    default="text",
    show_default=True,
    help="text, markdown, latex or json.",
)
@click.option(
    "--audit", is_flag=True, help="Also ask SymPy: it differentiates small explicit shapes on its own way."
)
@click.option("--expr", metavar="E", help="A scalar as NumPy writes it; its gradient is derived.")
@click.option("--wrt", metavar="W", help="With --expr: the tensor with respect to which it is derived.")
@click.option(
    "--shapes", metavar="S", help="With --expr: the axes of each tensor, 'X:N,D w:D t:' (t a scalar)."
)
@click.option("--assume", metavar="A", help="With --expr: what is known, 'Y:sums_to_one(1) t:positive'.")
def derive(
    name: str | None,
    format_: str,
    audit: bool,
    expr: str | None,
    wrt: str | None,
    shapes: str | None,
    assume: str | None,
) -> None:
    """Show a proved derivation, list them all, or derive the gradient of an expression of your own.

    NAME is one of the list. Every step is proved while the derivation is built, for all sizes of its
    dimensions. In JSON, second_opinion is null without --audit. Exit code 1 if a second opinion differs.
    """
    if format_ not in FORMATS:
        raise unknown("format", format_, FORMATS, "formats", "backproof derive --help")
    if expr is not None or wrt is not None or shapes is not None or assume is not None:
        row = _row(expression_result(name, expr, wrt, shapes, assume), audit)
        row |= said_of(row["result"])
        click.echo(FORMATS[format_]([row], False))
        _judge([row])
        return
    from derive import library

    if name is not None and name not in library.names():
        raise unknown("derivation", name, library.names(), "derivations", "backproof derive")
    results = [library.find(each) for each in (library.names() if name is None else (name,))]
    label = "proving" + (" and auditing" if audit else "")
    rows = [_row(result, audit) for result in progress(results, len(results), label)]
    click.echo(FORMATS[format_](rows, name is None))
    _judge(rows)


def _row(result: Result, audit: bool) -> dict[str, Any]:
    """One result as `derive --format json` lists it, with what is only printed under "result".

    What does not hold cannot be built, so `proved` is true of everything that gets here.
    """
    proof = _built(result)
    return {
        "name": result.name,
        "title": result.title,
        "claim_latex": proof.claim_latex(),
        "dimensions": list(proof.dimensions()),
        "hypotheses": list(proof.hypotheses()),
        "steps": proof.steps_json(),
        "proved": True,
        "second_opinion": _second_opinion(result) if audit else None,
        "result": proof,
    }


def _built(result: Result) -> Any:
    """The derivation or claim; raises CheckFailed where the kernel does not accept it."""
    from derive.claims import ClaimRejected
    from derive.kernel.gate import KernelContradiction, StepRejected

    try:
        return result.build()
    except (StepRejected, ClaimRejected, KernelContradiction) as error:
        raise CheckFailed(f"{result.name} is not proved: {error}") from error


def _second_opinion(result: Result) -> str:
    """What SymPy says of the result at small explicit shapes."""
    from derive import audit

    return audit.second_opinion(result)


def _judge(rows: list[dict[str, Any]]) -> None:
    """Raise CheckFailed if SymPy contradicts a result."""
    for row in rows:
        if str(row["second_opinion"]).startswith("differs"):
            raise CheckFailed(f"{row['name']}: the second opinion {row['second_opinion']}")


def _as_json(rows: list[dict[str, Any]], everything: bool) -> str:
    """A list of all, or the one object that was asked for."""
    data = [{key: value for key, value in row.items() if key != "result"} for row in rows]
    return as_json(data if everything else data[0])


def _as_text(rows: list[dict[str, Any]], everything: bool) -> str:
    if everything:
        return table([_cells(row) for row in rows], ("name", "what is proved", "title"))
    (row,) = rows
    facts = [(f"{label}:", words.text) for label, words in _facts(row)]
    return "\n".join(
        [
            row["title"],
            "",
            row["result"].text(),
            "",
            *_conditions(row),
            *([table(facts)] if facts else []),
            *(["", row["numpy"].rstrip()] if "numpy" in row else []),
        ]
    )


def _cells(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["name"], _proved(row), row["title"]


def _proved(row: dict[str, Any]) -> str:
    """How many steps are proved ("5 steps proved"), with SymPy's word if it was asked."""
    said = " ".join([counted(len(row["steps"]), "step"), "proved", getattr(row["result"], "how", "")]).strip()
    return said if row["second_opinion"] is None else f"{said}; SymPy {row['second_opinion']}"


def _as_markdown(rows: list[dict[str, Any]], everything: bool) -> str:
    """A heading, the chain of lines and its hypotheses for each, in GitHub's Markdown."""
    from questions.escape import markdown_math, markdown_text
    from questions.formula import formula

    def section(row: dict[str, Any]) -> Iterator[str]:
        yield f"{'##' if everything else '#'} {markdown_text(row['title'])}"
        yield f"```math\n{markdown_math(formula(row['result'].latex()))}\n```"
        yield from (markdown_text(words) for words in _conditions(row))
        facts = [
            f"- {markdown_text(label)}: $`{markdown_math(formula(words.latex))}`$"
            for label, words in _facts(row)
        ]
        yield from ["\n".join(facts)] if facts else []
        yield from [f"```python\n{row['numpy'].rstrip()}\n```"] if "numpy" in row else []

    return "\n\n".join(block for row in rows for block in section(row))


def _as_latex(rows: list[dict[str, Any]], _everything: bool) -> str:
    """The same for a LaTeX document that loads amsmath: paragraphs and displayed formulas."""
    from questions.escape import latex_math, latex_text
    from questions.formula import formula

    def section(row: dict[str, Any]) -> Iterator[str]:
        yield rf"\paragraph{{{latex_text(row['title'])}}}"
        yield f"\\[\n{latex_math(formula(row['result'].latex()))}\n\\]"
        yield from (latex_text(words) for words in _conditions(row))
        for label, words in _facts(row):
            yield rf"\par {latex_text(label)}: \({latex_math(formula(words.latex))}\)"
        if "numpy" in row:
            yield f"\\begin{{verbatim}}\n{row['numpy'].rstrip()}\n\\end{{verbatim}}"

    return "\n".join(block for row in rows for block in section(row))


def _conditions(row: dict[str, Any]) -> Iterator[str]:
    """For which sizes and under which hypotheses it holds, and that it is proved."""
    if row["dimensions"]:
        yield f"For all sizes {', '.join(row['dimensions'])}."
    if row["hypotheses"]:
        yield f"Where {'; '.join(row['hypotheses'])}."
    yield f"{_proved(row)}."
    if "layout" in row:
        yield row["layout"]


def _facts(row: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """What else is to be said of an activation, a label and a statement each: kinks, range, limits, zero-centred."""
    from derive import facts

    return facts.about(row["name"]) if row["name"] in (*facts.ACTIVATIONS, "maxout") else ()


FORMATS = {"text": _as_text, "markdown": _as_markdown, "latex": _as_latex, "json": _as_json}
