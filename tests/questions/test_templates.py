"""Templates print and do nothing else: their syntax trees are read, and anything that computes is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from questions import catalogue
from questions.render import DELIMITERS

PRINTING = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.For,
    nodes.If, nodes.CondExpr, nodes.Macro, nodes.Call, nodes.CallBlock, nodes.Keyword, nodes.Filter, nodes.Test,
    nodes.Block, nodes.Import, nodes.FromImport, nodes.Include, nodes.Not, nodes.And, nodes.Or, nodes.Compare,
    nodes.Operand, nodes.List, nodes.Tuple,
)  # fmt: skip
PLACES = (nodes.Neg, nodes.Const)  # `row[-1]`, `row[:-1]`: which entry is printed
COMPARISONS = ("eq", "ne", "in", "notin", "gt")  # "gt" for "more than one"
COMPUTING = (
    "sum", "round", "int", "float", "abs", "sort", "groupby", "batch", "slice", "max", "min", "format", "map", "select",
    "reject", "random", "replace", "unique", "selectattr", "rejectattr", "filesizeformat",
)  # fmt: skip


def is_table(node: nodes.Node) -> bool:
    """A table of words for the cases of a question; its words may quote a value that is given."""
    words = (nodes.Pair, nodes.Const, nodes.Concat, nodes.Name, nodes.Getattr)

    def fits(part: nodes.Node) -> bool:
        return isinstance(part, words) or (isinstance(part, nodes.Filter) and part.name not in COMPUTING)

    return isinstance(node, nodes.Dict) and all(map(fits, inside(node)))


def inside(node: nodes.Node) -> list[nodes.Node]:
    """Every node below this one."""
    return list(node.find_all(nodes.Node))


def prints_again(call: nodes.Call) -> bool:
    """A macro, or another block of the same template: `self.name()`."""
    if isinstance(call.node, nodes.Getattr) and isinstance(call.node.node, nodes.Name):
        return call.node.node.name == "self" and not call.args
    return isinstance(call.node, nodes.Name)


def offences(source: str) -> Iterator[str]:
    """Whatever in a template does more than print, with its line."""
    tree = jinja2.Environment(autoescape=True, **DELIMITERS).parse(source)
    tables = [table for table in tree.find_all(nodes.Assign) if is_table(table.node)]
    allowed = {id(node) for table in tables for node in (table, *inside(table))}
    for place in tree.find_all(nodes.Getitem):
        parts = [place.arg, *inside(place.arg)]
        if all(isinstance(part, (nodes.Slice, *PLACES)) for part in parts):
            allowed |= set(map(id, parts))
    allowed |= {id(sign) for sign in tree.find_all(nodes.Neg) if isinstance(sign.node, nodes.Const)}  # -1
    for node in tree.find_all(nodes.Node):
        if id(node) in allowed:
            continue
        name = type(node).__name__
        if not isinstance(node, PRINTING):
            yield f"line {node.lineno}: {name}"
        elif isinstance(node, nodes.Operand) and node.op not in COMPARISONS:
            yield f"line {node.lineno}: comparison {node.op}"
        elif isinstance(node, nodes.Filter) and node.name in COMPUTING:
            yield f"line {node.lineno}: filter {node.name}"
        elif isinstance(node, nodes.Call) and not prints_again(node):
            yield f"line {node.lineno}: a method is called"


def without_front_matter(text: str) -> str:
    """The template of a prompt after its TOML."""
    return text.split("+++\n", 2)[2] if text.startswith("+++\n") else text


def every_template() -> list[Path]:
    """Prompts and sheets."""
    return sorted(catalogue.templates().rglob("*.j2"))


@pytest.mark.parametrize("path", every_template(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_only_prints(path: Path) -> None:
    assert list(offences(without_front_matter(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize("path", every_template(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_template_ends_its_lines_with_a_line_feed(path: Path) -> None:
    data = path.read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"\n")


def test_templates_are_there() -> None:
    assert {"latex", "markdown"} <= {path.parent.name for path in every_template()}


@pytest.mark.parametrize(
    "source",
    [
        "<< a + 1 >>", "<< a * b >>", "<< -a >>", "<< a ~ b >>", "<< a / b >>", "<< a % b >>", "<< a ** 2 >>",
        "<% set a = 1 %>", "<% set a = {'b': c + 1} %>", "<% set a = {'b': c()} %>", "<< a | sum >>",
        "<% set a = {'b': c | sum} %>",
        "<% set a %>b<% endset %>", "<% if a < b %>c<% endif %>", "<< a | round >>",
        "<< a.sort() >>", "<< a.append(b) >>", "<% with a = 1 %>b<% endwith %>", "<< {1: 2} >>",
        "<< a[b:] >>", "<< a[-b] >>", "<< a[b - 1] >>",
    ],
)  # fmt: skip
def test_a_template_that_computes_is_seen(source: str) -> None:
    assert list(offences(source)) != []


@pytest.mark.parametrize(
    "source",
    [
        "<< params.x >>",
        "<< self.table() >>",
        "<< row[-1] >> << row[1:] | join >> << row[:-1] | join >>",
        "<% set words = {'a': 'one', 'b': 'two'} %><< words[case] >>",
        "<% for row in rows %><< row | math >><% endfor %>",
        "<% if a == 'b' %>c<% else %>d<% endif %>",
    ],
)
def test_printing_is_not_seen_as_computing(source: str) -> None:
    assert list(offences(source)) == []
