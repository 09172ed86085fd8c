"""Shapes in the gradient of a softmax layer: logits, sums, the gradient of the weights, rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from questions import claims
from questions.claims import Claim
from questions.model import JSON, Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

Text = Callable[[Params], str]


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        return {
            "convention": case,
            "hidden": stream.integer(2, 9),
            "classes": stream.integer(2, 9),
            "claims": claims.drawn(CLAIMS, stream, 5),
        }

    return stream.until(numbers, lambda p: ill_posed(p) is None)


def ill_posed(params: Params) -> str | None:
    if params["hidden"] == params["classes"]:
        return "there are as many hidden units as classes, so no shape tells which is which"
    return claims.all_alike(CLAIMS, params)


def columns(params: Params) -> bool:
    return bool(params["convention"] == "columns")


def entries(params: Params, *, transposed: bool) -> str:
    """W_11 W_21 ... W_k1, or along the first row of W."""
    last = params["classes"]
    places = [f"{k},1" if transposed else f"1,{k}" for k in (1, 2, last)]
    dots = r"\dots,\ " if last > 2 else ""
    shown = [f"W_{{{place}}}" for place in (places if last > 2 else places[:2])]
    return f"{', '.join(shown[:2])}" + (rf",\ {dots}{shown[2]}" if last > 2 else "")


CLAIMS: Mapping[str, Claim] = {
    "first_row": Claim(
        lambda p: rf"The first row of $\mathbf{{W}}^\top$ is $({entries(p, transposed=True)})$.",
        "The first row of the transpose is the first column.", lambda p: True),
    "first_row_as_printed": Claim(
        lambda p: rf"The first row of $\mathbf{{W}}^\top$ is $({entries(p, transposed=False)})$.",
        "That is a row of the matrix itself; the transpose exchanges the indices.", lambda p: False),
    "entry": Claim(r"$(\mathbf{W}^\top)_{jk} = W_{kj}$ for all $j$ and $k$.", "That is what transposing means.",
                   lambda p: True),
    "rows_of_transpose": Claim(
        lambda p: rf"$\mathbf{{W}}^\top$ has {p['classes']} rows.",
        "The transpose has a row for each column of the matrix, one for each hidden unit.",
        lambda p: p["hidden"] == p["classes"]),
    "outer_columns": Claim(r"The gradient with respect to $\mathbf{W}$ is $\boldsymbol{\delta} \mathbf{h}^\top$.",
                           "That is the outer product when both are columns; with rows it is not defined.", columns),
    "outer_rows": Claim(r"The gradient with respect to $\mathbf{W}$ is $\boldsymbol{\delta}^\top \mathbf{h}$.",
                        "That is the outer product when both are rows; with columns it is not defined.",
                        lambda p: not columns(p)),
    "weights_first": Claim(r"The product $\mathbf{W} \mathbf{h}$ is defined.",
                           "The columns of the matrix meet the rows of the second factor.", columns),
    "weights_last": Claim(r"The product $\mathbf{h} \mathbf{W}^\top$ is defined.",
                          "The columns of the first factor meet the rows of the transpose.", lambda p: not columns(p)),
    "component": Claim(
        lambda p: rf"The last logit is $\sum_j W_{{{p['classes']},j}}\, h_j + b_{{{p['classes']}}}$.",
        "A hidden unit has one index, and the sum runs over it.", lambda p: True),
    "sum_over_hidden": Claim(
        lambda p: rf"In $L = -\sum_k y_k \log \hat y_k$ the index $k$ runs from 1 to {p['hidden']}.",
        "The sum runs over the classes, not over the hidden units.", lambda p: p["hidden"] == p["classes"]),
    "gradient_is_number": Claim(
        r"The gradient of the loss with respect to $\mathbf{W}$ is a single number, because the loss is one.",
        "A gradient has an entry for each number that can be moved.", lambda p: p["hidden"] * p["classes"] == 1),
}  # fmt: skip


def vector(params: Params, length: int) -> tuple[int, int]:
    """The shape of one vector."""
    return (length, 1) if columns(params) else (1, length)


def solve(params: Params) -> Mapping[str, Solved]:
    h, k = params["hidden"], params["classes"]
    facts = {
        "product": rf"({k} \times {h})({h} \times 1)"
        if columns(params)
        else rf"(1 \times {h})({h} \times {k})",
        "outer": rf"({k} \times 1)(1 \times {h})",
        "wrong": rf"(1 \times {k})({h} \times 1)",
        "weights": h * k,
    }
    return {
        "a": Solved(Exact("array", vector(params, k)), facts),
        "b": Solved(Exact("array", (k, h)), facts),
        "c": Solved(Exact("array", (k, h)), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


def other_way(params: Params, length: int) -> tuple[int, int]:
    """The shape in the other convention."""
    first, second = vector(params, length)
    return second, first


MISTAKES = (
    Mistake("a", "the hidden units", lambda p: vector(p, p["hidden"]), "There is a logit for each class."),
    Mistake("a", "the other convention", lambda p: other_way(p, p["classes"]),
            "All vectors of this network have the same convention: mixed, the products are not defined."),
    Mistake("b", "the hidden units for the classes", lambda p: (p["hidden"], p["hidden"]),
            "The cross-entropy compares probabilities of classes, so its sum runs over the classes."),
    Mistake("b", "exchanged", lambda p: (p["hidden"], p["classes"]),
            "The loss is a sum over classes; a logit is a sum over hidden units."),
    Mistake("c", "transposed", lambda p: (p["hidden"], p["classes"]),
            "The gradient is laid out like the matrix itself, so that it can be subtracted from it."),
    Mistake("c", "the shape of the logits", lambda p: vector(p, p["classes"]),
            "There is a partial derivative for each weight, not for each logit."),
)  # fmt: skip


def size(text: str) -> JSON:
    return {"type": "integer", "minimum": 2, "maximum": 60, "description": text}


family = Family(
    cases=("columns", "rows"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "convention": {
            "type": "string",
            "enum": ["columns", "rows"],
            "description": "whether vectors are columns or rows",
        },
        "hidden": size("hidden units, e.g. 5"),
        "classes": size("classes, e.g. 3"),
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=lambda params: str(params["convention"]),
)
