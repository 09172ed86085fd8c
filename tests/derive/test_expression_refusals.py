"""What is outside the language of expressions is refused with the place; no text, however odd, gives a traceback."""

from __future__ import annotations

import re
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.expressions import ExpressionError, ExpressionGradient, gradient

SHAPES = "X:N,D W:D,M w:D y:N t: A:D,D p:D"
REFUSED = (
    # expression, the place that is pointed at, what the message says
    ("__import__('os')", "__import__", "no function of the language"),
    ("__import__('os').system('x')", "__import__('os').system", "no function of the language"),
    ("t.real", "t.real", "the only attribute is .T"),
    ("().__class__.__bases__", "().__class__.__bases__", "the only attribute is .T"),
    ("(lambda: t)()", "lambda: t", "no function of the language"),
    ("[t for t in w]", "[t for t in w]", "not in the language"),
    ("sum(t for t in w)", "(t for t in w)", "not in the language"),
    ("{t: t}", "{t: t}", "not in the language"),
    ("(t := 3)", "t := 3", "not in the language"),
    ("t if t else t", "t if t else t", "not in the language"),
    ("t > 0", "t > 0", "step(x) is 1 where x > 0"),
    ("t and t", "t and t", "not in the language"),
    ("~t", "~t", "operators are"),
    ("t % 2", "t % 2", "operators are"),
    ("t // 2", "t // 2", "operators are"),
    ("w[0]", "w[0]", "entries and slices"),
    ("w.sum()", "w.sum", "write sum(...)"),
    ("(t*w).mean(axis=0)", "(t*w).mean", "write mean(...)"),
    ("maximum(t)", "maximum(t)", "takes 2 arguments, found 1"),
    ("f'{t}'", "f'{t}'", "not in the language"),
    ("'t'", "'t'", "no number"),
    ("True*t", "True", "no number"),
    ("1j*t", "1j", "no number"),
    ("0x10*t", "0x10", "no number"),
    ("1e999*t", "1e999", "no number"),
    ("9**9**9*t", "9**9", "an exponent is a number"),
    ("t**100", "100", "an exponent is a number"),
    ("t**w", "w", "an exponent is a number"),
    ("2**t", "t", "exp(p*log(x))"),
    ("t/0", "0", "division by zero"),
    ("sum(*w)", "sum(*w)", "one by one"),
    ("exp(w, w)", "exp(w, w)", "exp takes 1 argument, found 2"),
    ("exp(x=w)", "exp(x=w)", "takes no argument by name"),
    ("sum(w, dtype=t)", "sum(w, dtype=t)", "axis=... and keepdims=True"),
    ("sum(w, axis=3)", "sum(w, axis=3)", "there is no axis 3 in the shape (D,)"),
    ("sum(w, axis=t)", "t", "an axis is a whole number"),
    ("sum(w, axis=0, keepdims=t)", "t", "keepdims is True or False"),
    ("softmax(t)", "softmax(t)", "takes an array with an axis"),
    ("eval(t)", "eval", "no function of the language"),
    ("np.load(t)", "np.load", "no function of the language"),
    ("np.linalg.inv(A)", "np.linalg.inv", "no function of the language"),
    ("exp", "exp", "write exp(...)"),
    ("sum(q)", "q", "q has no shape"),
    ("sum(X@w + w)", "X@w + w", "the shapes (N,) and (D,) do not fit: N is not D"),
    ("sum(X@X)", "X@X", "(N, D) @ (N, D) do not fit: D is not N"),
    ("sum(t@w)", "t@w", "one or two axes"),
    ("trace(X)", "trace(X)", "a square matrix, found the shape (N, D)"),
    ("outer(X, w)", "outer(X, w)", "two vectors"),
    ("leaky_relu(t, w)", "leaky_relu(t, w)", "the parameters of leaky_relu are scalars"),
    ("X@w", "X@w", "put sum(...) or mean(...) around it"),
    ("sum(y)", "sum(y)", "w does not occur"),
    ("sum(w) +", "", "cannot be read"),
    ("sum(w", "", "cannot be read"),
    ("sum(w) # x", "#", "this character"),
    ("sum(w)\u00b2", "\u00b2", "this character"),
    ("sum(log(w))", "sum(log(w))", "--assume"),
    ("sum(w**0.5)", "sum(w**0.5)", "--assume"),
    ("((w@w + t + y@y + 1)**8)**8", "((w@w + t + y@y + 1)**8)**8", "too large when it is multiplied out"),
    ("-" * 50 + "t", "-" * 50 + "t", "too large"),
    ("+".join(["t"] * 190), "", "too large"),
    ("t+" * 300 + "t", "", "at most 400"),
    ("", "", "the expression is empty"),
)


@pytest.mark.parametrize(("expression", "place", "says"), REFUSED, ids=[row[0][:30] for row in REFUSED])
def test_what_is_outside_the_language_is_pointed_at(expression: str, place: str, says: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        gradient(expression, "w", SHAPES)
    error = refused.value
    assert says in str(error)
    assert "\n" not in str(error)
    if place:
        assert error.expression[error.start : error.end] == place
        assert "^" in error.pointed().split("\n")[1]


@pytest.mark.parametrize(
    ("wrt", "shapes", "assume", "says"),
    [
        ("v", "w:D", "", "'v' has no shape: the gradient is taken with respect to one of w"),
        ("w", "w:D w:N", "", "w has two shapes"),
        ("w", "w:D,1", "", "leave an axis of size 1 out"),
        ("w", "w:D!", "", "a dimension is a name or a number"),
        ("w", "w:0", "", "a dimension is a name or a number"),
        ("w", "w:A,B,C,D,E", "", "5 axes: at most 4"),
        ("w", "w:w", "", "both a tensor and a dimension"),
        ("w", "w=D", "", "is no shape"),
        ("w", "w:D exp:D", "", "exp is a word of the language"),
        ("w", "w:D lambda:D", "", "lambda is a word of the language"),
        ("w", "w:D", "w:integer", "is no assumption"),
        ("w", "w:D", "q:positive", "q, which has no shape"),
        ("w", "w:D", "w:positive(0)", "positive has no axis"),
        ("w", "w:D", "w:simplex(4)", "there are 1 axes"),
        ("w", "w:D", "w:simplex", "no entry of it can vary alone"),
        ("w", "w:D e:", "", "sum"),
        ("w", "w:D " * 200, "", "at most 400 characters"),
    ],
)
def test_wrong_shapes_and_assumptions_are_refused(wrt: str, shapes: str, assume: str, says: str) -> None:
    if says == "sum":
        with pytest.raises(ExpressionError, match="fixed meaning"):
            gradient("sum(w)*e", wrt, shapes, assume)
        return
    with pytest.raises(ExpressionError, match=re.escape(says)):
        gradient("sum(w)", wrt, shapes, assume)


# ------------------------------------------------------------------------------------------------------------- fuzz

VOCABULARY = (
    "sum mean exp log softmax norm trace relu f X W w y t A N D 2 0.5 1e-3 ( ) ( ) , + - * / @ ** .T axis= = np. [ ] "
    "' \" lambda : 0 -1 True if \\ # \x00 \u00e9 { } _ __class__ . 9**9 9999999999"
)
WORDS = st.sampled_from(VOCABULARY.split(" "))
LEAVES = st.sampled_from(["X@w", "y", "w", "t", "A@w", "X", "2", "0.5", "N", "q", "W"])
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "/", "@"]), inner),
        st.builds("{}({})".format, st.sampled_from(["sum", "exp", "tanh", "softmax", "norm", "relu"]), inner),
        st.builds("({})**{}".format, inner, st.sampled_from(["2", "-1", "0.5", "t"])),
        st.builds("({}).T".format, inner),
    ),
    max_leaves=3,
)


def tried(expression: str) -> ExpressionGradient | ExpressionError:
    """The answer to an expression, whatever it is; warnings count as errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            return gradient(expression, "w", SHAPES)
        except ExpressionError as error:
            return error


def answered(expression: str) -> None:
    found = tried(expression)
    if isinstance(found, ExpressionError):
        assert "\n" not in str(found)
        assert found.pointed().count("\n") in (0, 1)
        assert found.start <= len(found.expression) + 1
    else:
        assert found.text()
        assert found.latex()
        assert compile(found.to_numpy(), "<generated>", "exec")


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=40).map("".join)))
def test_no_text_gives_a_traceback(expression: str) -> None:
    answered(expression)


@settings(max_examples=60, deadline=None)
@given(TREES)
def test_no_expression_gives_a_traceback(expression: str) -> None:
    answered(f"sum({expression})")


DEEP = ("(" * 199 + "t" + ")" * 199, "-" * 399 + "t", "f(" * 120, "[" * 390, "t.T" * 130, "t" + ".T" * 190)


@pytest.mark.parametrize("text_", DEEP)
def test_deep_and_long_texts_are_refused(text_: str) -> None:
    with pytest.raises(ExpressionError):
        gradient(text_, "w", SHAPES)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_no_shapes_give_a_traceback(shapes: str, assume: str) -> None:
    with pytest.raises(ExpressionError):
        gradient("sum(w)", "w", shapes, "!" + assume)
