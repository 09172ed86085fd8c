"""Recurrent layers: one step of an RNN and of an LSTM, and what is passed on through time.

An RNN step is y = tanh(a), a = W h + U x + b; its upstream gradient is g. An LSTM cell is treated unit by unit: the
gates are forget f, input i and output o, sigmoids of their pre-activations; the candidate m is a tanh; the new cell is
C = f c + i m and the output H = o tanh(C). The cell gets a gradient s from the next step, besides g from the output.
Each gate is an affine layer below its pre-activation, so its weights get the gradient of an affine layer.
"""

from __future__ import annotations

from collections.abc import Callable

from ..derivation import Derivation, Statement, begin
from ..terms.index import indices
from ..terms.matrix import Diag, Gradient, Map, Matrix, MatrixSymbol, define, matrices
from ..terms.tensors import Tensor
from ..terms.terms import Apply, Component, Definition, Delta, Partial, Sum, Term, component, total
from . import Result

L = Component(Tensor("L"))
Line = tuple[Statement, str] | tuple[Statement, str, str]


def chain(
    title: str, wrt: Component | MatrixSymbol, definitions: tuple[Definition, ...], *lines: Line
) -> Derivation:
    """The gradient of L with respect to one entry, or to a whole matrix."""
    start = Partial(L, wrt) if isinstance(wrt, Component) else Gradient(L, wrt)
    derivation = begin(title, start, definitions)
    for line in lines:
        derivation = derivation.then(*line)
    return derivation


# -------------------------------------------------------------------------------------------------- one step of an RNN

k, j = indices("k:H j:H")
h, x, g, W, U, b, a, y, delta = matrices("h:H x:D g:H W:H,H U:H,D b:H a:H y:H delta:H")
upstream, state, argument = (component(one.tensor) for one in (g, y, a))

LOSS = Definition(L.tensor, (), Sum(k, upstream(k) * state(k)))
STATE = define(y, Map("tanh", a))
ARGUMENT = define(a, W @ h + U @ x + b)
ERROR = Definition(delta.tensor, (j,), (1 - state(j) ** 2) * upstream(j))
ONE_STEP = (ARGUMENT, STATE, LOSS, ERROR)
RNN = "RNN step: gradient with respect to "


def rnn_preactivations() -> Derivation:
    slope = (1 - state(k) ** 2) * Delta(k, j)
    return chain(
        RNN + "the pre-activations",
        argument(j),
        (STATE, LOSS),
        (Sum(k, upstream(k) * Partial(state(k), argument(j))), "chain rule"),
        (Sum(k, upstream(k) * slope), "derivative of the hyperbolic tangent", "tanh"),
        ((1 - state(j) ** 2) * upstream(j), "contract the Kronecker delta"),
    )


def rnn(what: str, wrt: MatrixSymbol, result: Matrix, lemma: str) -> Callable[[], Derivation]:
    def build() -> Derivation:
        return chain(
            RNN + what,
            wrt,
            ONE_STEP,
            (Gradient(LOSS.body, wrt), "definition"),
            (result, "backward through the affine layer", lemma),
        )

    return build


# ------------------------------------------------------------------------------------------------------- through time

t = indices("t:T")[0]
p, q, r = indices("p:H q:H r:H")
errors, states = component(Tensor("Delta", ("T", "H"))), component(Tensor("S", ("T", "H")))
weights = component(W.tensor)
THROUGH_TIME = "Back-propagation through time: "


def shared_weights() -> Derivation:
    """Over all T steps, with the state S_t before a step and the gradient Delta_t of its pre-activations."""
    start = total([t, p], errors(t, p) * Partial(Sum(q, weights(p, q) * states(t, q)), weights(r, k)))
    return (
        begin(THROUGH_TIME + "the shared weights collect the gradients of all steps", start)
        .then(total([t, p], errors(t, p) * Sum(q, Delta(p, r) * Delta(q, k) * states(t, q))), "differentiate")
        .then(Sum(t, errors(t, r) * states(t, k)), "contract the Kronecker delta")
    )


def one_step_back() -> Derivation:
    """One factor diag(f') W^T for each step: products of many such factors vanish or explode."""
    return chain(
        THROUGH_TIME + "the error one step before",
        a,
        (Definition(L.tensor, (), (g.T @ (W @ Map("f", a))).scalar),),
        (Map("f'", a) * (W.T @ g), "backward through the activation", "affine_input_columns_matrix"),
        (Diag(Map("f'", a)) @ W.T @ g, "a diagonal matrix multiplies entry by entry"),
    )


# ----------------------------------------------------------------------------------------------- two steps of an RNN

# From the state h to y1 and on to y2, with one W for both steps; f is any activation, g the gradient of y2.
x1, x2, a1, a2, y1, y2, delta1, delta2 = matrices("x1:D x2:D a1:H a2:H y1:H y2:H delta1:H delta2:H")
before, middle, error1, error2 = (component(one.tensor) for one in (h, y1, delta1, delta2))
UNROLLED = (
    define(a1, W @ h + U @ x1 + b),
    define(y1, Map("f", a1)),
    define(a2, W @ y1 + U @ x2 + b),
    define(y2, Map("f", a2)),
    define(delta2, Map("f'", a2) * g),
    define(delta1, Map("f'", a1) * (W.T @ delta2)),
    Definition(L.tensor, (), (g.T @ y2).scalar),
)


def two_steps() -> Derivation:
    """The gradients of both steps are added: W is the same in both."""
    wrt = weights(r, p)
    inside = Sum(j, weights(k, j) * middle(j))
    back = Sum(k, weights(k, j) * error2(k)) * Partial(middle(j), wrt)
    return chain(
        THROUGH_TIME + "the recurrent weights over two steps",
        wrt,
        UNROLLED,
        (Sum(k, error2(k) * Partial(inside, wrt)), "chain rule"),
        (
            Sum(k, error2(k) * (Delta(k, r) * middle(p) + Sum(j, weights(k, j) * Partial(middle(j), wrt)))),
            "product rule",
        ),
        (error2(r) * middle(p) + Sum(j, back), "exchange the sums"),
        (error2(r) * middle(p) + error1(r) * before(p), "chain rule"),
    )


def through_two_steps(
    what: str, wrt: MatrixSymbol, result: Matrix, lemma: str = ""
) -> Callable[[], Derivation]:
    def build() -> Derivation:
        return chain(
            f"{THROUGH_TIME}{what} over two steps as a {'column' if len(wrt.tensor.dims) == 1 else 'matrix'}",
            wrt,
            UNROLLED,
            (Gradient(UNROLLED[-1].body, wrt), "definition"),
            (result, "backward through the affine layer", lemma),
        )

    return build


# ---------------------------------------------------------------------------------------------------------------- LSTM


def scalar(name: str, latex: str = "") -> Component:
    return Component(Tensor(name, (), latex=latex))


u, v, w, z = (scalar(name) for name in "uvwz")  # pre-activations of f, i, o and m
f, i, o, m = (scalar(name) for name in "fiom")
c, C, H, s, up = (scalar(name) for name in ("c", "C", "H", "s", "g"))
error = scalar("delta")  # the gradient with respect to the new cell


def sigmoid(of: Term) -> Term:
    return Apply("sigmoid", (of,))


def tanh(of: Term) -> Term:
    return Apply("tanh", (of,))


GATES = tuple(
    Definition(gate.tensor, (), value)
    for gate, value in ((f, sigmoid(u)), (i, sigmoid(v)), (o, sigmoid(w)), (m, tanh(z)))
)
CELL = Definition(C.tensor, (), f * c + i * m)
OUT = Definition(H.tensor, (), o * tanh(C))
TOTAL = Definition(L.tensor, (), up * H + s * C)
CELL_ERROR = Definition(error.tensor, (), up * o * (1 - tanh(C) ** 2) + s)
WHOLE = (*GATES, CELL, OUT, TOTAL, CELL_ERROR)
LSTM = "LSTM step: gradient with respect to "


def cell() -> Derivation:
    return chain(
        LSTM + "the new cell",
        C,
        (OUT, TOTAL),
        (Partial(up * H, C) + Partial(s * C, C), "sum rule"),
        (up * Partial(o * tanh(C), C) + s, "constant factor"),
        (up * (o * (1 - tanh(C) ** 2)) + s, "derivative of the hyperbolic tangent", "tanh"),
    )


def old_cell() -> Derivation:
    return chain(
        LSTM + "the old cell",
        c,
        WHOLE,
        (error * Partial(C, c), "chain rule", "lstm_cell"),
        (error * f, "differentiate"),
    )


def output_gate() -> Derivation:
    return chain(
        LSTM + "the pre-activation of the output gate",
        w,
        WHOLE,
        (up * Partial(o, w) * tanh(C), "chain rule"),
        (up * (o * (1 - o)) * tanh(C), "derivative of the sigmoid", "sigmoid"),
    )


def gate(
    what: str, wrt: Component, own: Component, slope: Term, other: Term, lemma: str
) -> Callable[[], Derivation]:
    def build() -> Derivation:
        law = "derivative of the sigmoid" if lemma == "sigmoid" else "derivative of the hyperbolic tangent"
        return chain(
            LSTM + what,
            wrt,
            WHOLE,
            (error * Partial(C, wrt), "chain rule", "lstm_cell"),
            (error * (Partial(own, wrt) * other), "constant factor"),
            (error * (slope * other), law, lemma),
        )

    return build


TOPIC = "recurrent layers"


def rnn_row(name: str, what: str, wrt: MatrixSymbol, result: Matrix, lemma: str) -> Result:
    return Result(name, RNN + what, TOPIC, rnn(what, wrt, result, lemma))


def gate_row(name: str, what: str, wrt: Component, own: Component, slope: Term, other: Term) -> Result:
    lemma = "tanh" if own == m else "sigmoid"
    what = f"the pre-activation of the {what}"
    return Result(name, LSTM + what, TOPIC, gate(what, wrt, own, slope, other, lemma))


WEIGHTS, BIASES, INPUT = (f"affine_{part}_columns_matrix" for part in ("weights", "biases", "input"))

RESULTS: tuple[Result, ...] = (
    Result("rnn_preactivations", RNN + "the pre-activations", TOPIC, rnn_preactivations),
    rnn_row("rnn_recurrent_weights", "the recurrent weights", W, delta @ h.T, WEIGHTS),
    rnn_row("rnn_input_weights", "the input weights", U, delta @ x.T, WEIGHTS),
    rnn_row("rnn_biases", "the biases", b, delta, BIASES),
    rnn_row("rnn_state", "the old state", h, W.T @ delta, INPUT),
    rnn_row("rnn_input", "the input", x, U.T @ delta, INPUT),
    Result(
        "rnn_shared_weights",
        THROUGH_TIME + "the shared weights collect the gradients of all steps",
        TOPIC,
        shared_weights,
    ),
    Result("rnn_step_back", THROUGH_TIME + "the error one step before", TOPIC, one_step_back),
    Result(
        "rnn_two_steps",
        THROUGH_TIME + "the recurrent weights over two steps",
        TOPIC,
        two_steps,
    ),
    Result(
        "rnn_two_steps_matrix",
        THROUGH_TIME + "the recurrent weights over two steps as a matrix",
        TOPIC,
        through_two_steps("the recurrent weights", W, delta2 @ y1.T + delta1 @ h.T, "rnn_two_steps"),
    ),
    Result(
        "rnn_two_steps_inputs",
        THROUGH_TIME + "the input weights over two steps as a matrix",
        TOPIC,
        through_two_steps("the input weights", U, delta2 @ x2.T + delta1 @ x1.T),
    ),
    Result(
        "rnn_two_steps_biases",
        THROUGH_TIME + "the biases over two steps as a column",
        TOPIC,
        through_two_steps("the biases", b, delta2 + delta1),
    ),
    Result(
        "rnn_two_steps_state",
        THROUGH_TIME + "the first state over two steps as a column",
        TOPIC,
        through_two_steps("the first state", h, W.T @ delta1),
    ),
    Result("lstm_cell", LSTM + "the new cell", TOPIC, cell),
    Result("lstm_old_cell", LSTM + "the old cell", TOPIC, old_cell),
    Result("lstm_output_gate", LSTM + "the pre-activation of the output gate", TOPIC, output_gate),
    gate_row("lstm_forget_gate", "forget gate", u, f, f * (1 - f), c),
    gate_row("lstm_input_gate", "input gate", v, i, i * (1 - i), m),
    gate_row("lstm_candidate", "candidate", z, m, 1 - m**2, i),
)
