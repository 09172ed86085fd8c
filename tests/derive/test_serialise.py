"""Terms are stored as plain data and read back as the same objects; what is not such data is refused."""

from __future__ import annotations

import json
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.terms import matrix, terms
from derive.terms.index import Index
from derive.terms.matrix import Matrix, MatrixSymbol, define, matrices
from derive.terms.serialise import NODES, from_json, to_json
from derive.terms.tensors import Tensor, simplex
from derive.terms.terms import Component, Definition, Number, Term, children


def through_text(thing: Any) -> Any:
    return from_json(json.loads(json.dumps(to_json(thing), allow_nan=False)))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_term_survives_storage(random_terms: ModuleType, data: st.DataObject) -> None:
    term = data.draw(random_terms.terms())
    assert through_text(term) == term


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_matrix_survives_storage(random_terms: ModuleType, data: st.DataObject) -> None:
    expression = data.draw(random_terms.matrices())
    assert through_text(expression) == expression


def test_definitions_and_domains_survive_storage() -> None:
    i = Index("i", "C")
    p = Tensor("p", ("C",), simplex(), latex=r"\hat{p}")
    assert through_text(Definition(p, (i,), Component(p, (i,)))) == Definition(p, (i,), Component(p, (i,)))
    W, x, b = matrices("W:H,D x:D b:H")
    assert through_text(define(b, W @ x)) == define(b, W @ x)


def test_every_type_of_term_and_matrix_has_a_row() -> None:
    rows = {node.__name__ for node in NODES.values()}
    assert {node.__name__ for node in (*Term.__subclasses__(), *Matrix.__subclasses__())} <= rows


def test_every_row_is_met_by_the_random_draws(random_terms: ModuleType) -> None:
    """The round trips above speak of every node type: each name stands in the source of the strategies."""
    known = vars(random_terms)
    missing = [
        node.__name__
        for node in (*Term.__subclasses__(), *Matrix.__subclasses__())
        if node.__name__ not in known
    ]
    assert not missing


def test_defaults_are_not_written() -> None:
    assert to_json(Tensor("x")) == {"is": "tensor", "name": "x"}  # type: ignore[arg-type]
    assert to_json(Number(Fraction(-1, 2))) == {"is": "number", "value": "-1/2"}
    assert to_json(Number(Fraction(3))) == {"is": "number", "value": 3}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"is": "foo"}, "no node 'foo'"),
        ({"is": "add"}, r"missing: \['args'\]"),
        ({"is": "add", "args": [], "colour": 1}, r"unknown: \['colour'\]"),
        ({"is": "add", "args": {}}, "expected a list"),
        ({"is": "add", "args": [3]}, "expected an object"),
        ({"is": "number", "value": 0.5}, "expected an integer or"),
        ({"is": "number", "value": True}, "expected an integer or"),
        ({"is": "number", "value": "2/4"}, "lowest terms"),
        ({"is": "number", "value": "1/0"}, "lowest terms"),
        ({"is": "dim", "name": 3}, "expected a string"),
        (
            {"is": "cases", "subject": {"is": "dim", "name": "C"}, "breaks": [], "pieces": [], "open": 0},
            "true or false",
        ),
        ({"is": "sum", "index": "k:C", "body": {"is": "dim", "name": "C"}}, "expected an index"),
        (
            {"is": "sum", "index": ["k", "C"], "body": {"is": "ones", "dim": "C"}},
            "found a ones, expected a term",
        ),
        ({"is": "transpose", "body": {"is": "dim", "name": "C"}}, "found a dim, expected a matrix"),
        (
            {"is": "partial", "body": {"is": "dim", "name": "C"}, "wrt": {"is": "dim", "name": "C"}},
            "expected a component",
        ),
        ({"is": "apply", "function": "foo", "args": []}, "no function 'foo'"),
        ([], "expected an object"),
        ("x", "expected an object"),
        (None, "expected an object"),
    ],
)
def test_what_is_no_stored_term_is_refused(data: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        from_json(data)


def test_a_stored_matrix_of_wrong_shape_is_refused() -> None:
    data = to_json(MatrixSymbol(Tensor("W", ("H", "D"))) @ MatrixSymbol(Tensor("x", ("D",))))
    data["right"]["tensor"]["dims"] = ["N"]
    with pytest.raises(ValueError, match="D columns do not meet N rows"):
        from_json(data)


def test_what_has_no_row_is_not_stored() -> None:
    with pytest.raises(ValueError, match="no way to store a float"):
        to_json(Component(Tensor("x", latex=0.5)))  # type: ignore[arg-type]


def test_the_modules_hold_no_node_besides_the_rows() -> None:
    for module in (terms, matrix):
        nodes = [
            v for v in vars(module).values() if isinstance(v, type) and hasattr(v, "__dataclass_fields__")
        ]
        own = [v for v in nodes if v.__module__ == module.__name__]
        assert set(own) <= set(NODES.values())
    assert children(Number(Fraction(1))) == ()
