"""Depth: what a chain of layers does to a slope, and what it costs to compute all gradients.

One unit in each layer: h_[k+1] = f(w h_k + b). The slope of the output is a product with one factor w f'(z) for each
layer, so it vanishes or explodes as a power of the number of layers does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce

from ..claims import Count, InductiveBound, Iterate, Recurrence, multiple, power
from ..claims.counts import Counted
from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.tensors import POSITIVE_REAL, Tensor
from ..terms.terms import Apply, Component, Definition, Delta, Dim, Mul, Partial, Sum, Term, lift, total
from . import Result

x, w, b = (Component(Tensor(name)) for name in ("x", "w", "b"))
Z = Tensor("z_[k+1]", latex="z_{k+1}")  # what goes into the activation of the next layer
z, r = Component(Z), Component(Tensor("r_k"))
a = Component(Tensor("a", (), POSITIVE_REAL))  # the absolute value of the weight
HALF, QUARTER = lift(Fraction(1, 2)), lift(Fraction(1, 4))


def call(name: str, of: Term) -> Term:
    return Apply(name, (of,))


# ------------------------------------------------------------------------------------------- products of slopes


def layer_slope() -> Derivation:
    """One layer more on top of any network g."""
    inner = w * call("g", x) + b
    return (
        begin("Derivative of one layer more", Partial(call("f", inner), x))
        .then(call("f'", inner) * Partial(inner, x), "chain rule")
        .then(call("f'", inner) * (w * Partial(call("g", x), x)), "differentiate")
        .then(w * call("f'", inner) * Partial(call("g", x), x), "rearrange")
    )


def chain_of_layers() -> Recurrence:
    slope = Component(Tensor("D_k"))
    weights = power("p_k", w)
    product = Component(Tensor("q_k"))
    slopes = Iterate(product, lift(1), call("f'", z) * product)
    form, following = weights.name * product, w * call("f'", z) * slope
    title = "The derivative of a chain of layers"
    return Recurrence(
        title=title,
        variable="k",
        output=slope,
        varying=(Z,),
        start=Partial(x, x),
        following=following,
        form=form,
        parts=(weights, slopes),
        base=begin(f"{title}: base case", Partial(x, x)).then(lift(1), "differentiate"),
        step=begin(f"{title}: step", following, (Definition(slope.tensor, (), form),))
        .then(w * call("f'", z) * (weights.name * product), "induction hypothesis")
        .then(Mul((w * weights.name, call("f'", z) * product)), "rearrange"),
    )


def vanishing_sigmoid() -> InductiveBound:
    """The factor of a layer is |w| sigma' with sigma' = sigma(z) sigma(-z), at most |w| / 4."""
    own, mirrored = call("sigmoid", z), call("sigmoid", -z)
    upper = power("u_k", a / 4, POSITIVE_REAL)
    p = Component(Tensor("p_k", (), POSITIVE_REAL))
    lower = Iterate(p, lift(1), a * own * mirrored * p)
    return product_bound(
        "Sigmoid layers: the slope is at most (|w| / 4)^k",
        upper,
        lower,
        (a / 4 * (p + r**2) - a * own * (1 - own) * p, "mirror the sigmoid"),
        (a * p * (QUARTER - own * (1 - own)) + a / 4 * r**2, "collect terms"),
        (a * p * (own - HALF) ** 2 + a / 4 * r**2, "complete the square"),
    )


def vanishing_tanh() -> InductiveBound:
    """The factor of a layer is |w| tanh' with tanh' = 1 / cosh^2 = 1 - tanh^2, at most |w|."""
    upper = power("u_k", a, POSITIVE_REAL)
    p = Component(Tensor("p_k", (), POSITIVE_REAL))
    lower = Iterate(p, lift(1), a * call("cosh", z) ** -2 * p)
    return product_bound(
        "Tanh layers: the slope is at most |w|^k",
        upper,
        lower,
        (a * (p + r**2) - a * (1 - call("tanh", z) ** 2) * p, "derivative of tanh"),
        (a * p * call("tanh", z) ** 2 + a * r**2, "collect terms"),
    )


def exploding() -> InductiveBound:
    """A factor of at least g is g + c^2 for some c, another one in each layer."""
    g, c = Component(Tensor("g", (), POSITIVE_REAL)), Component(Tensor("c_[k+1]", latex="c_{k+1}"))
    lower = power("p_k", g, POSITIVE_REAL)
    u, p = Component(Tensor("u_k", (), POSITIVE_REAL)), lower.name
    upper = Iterate(u, lift(1), (g + c**2) * u)
    return product_bound(
        "Factors of at least g: the slope is at least g^k",
        upper,
        lower,
        ((g + c**2) * (p + r**2) - g * p, "induction hypothesis"),
        (c**2 * p + (g + c**2) * r**2, "collect terms"),
    )


def product_bound(title: str, upper: Iterate, lower: Iterate, *lines: tuple[Term, str]) -> InductiveBound:
    """Products that start at 1, factor by factor."""
    hypothesis = Definition(upper.name.tensor, (), lower.name + r**2)
    step = begin(f"{title}: step", upper.following - lower.following, (hypothesis,))
    for line in lines:
        step = step.then(*line)
    return InductiveBound(
        title=title,
        variable="k",
        upper=upper,
        lower=lower,
        gap=r,
        base=begin(f"{title}: base case", lift(1) - lift(1)).then(lift(0), "cancel"),
        step=step,
        varying=(Z, Tensor("c_[k+1]", latex="c_{k+1}")),
    )


# ------------------------------------------------------------------------------------------- growth of a power

RATE = Component(Tensor("c", (), POSITIVE_REAL))


def compound_growth() -> Recurrence:
    """Interest on interest: g_[k+1] = (1 + c) g_k + c, from 0."""
    gain, powers = Component(Tensor("g_k")), power("p_k", 1 + RATE)
    p = powers.name
    form, following = p - 1, (1 + RATE) * gain + RATE
    title = "What k steps of growth by a factor 1 + c add to 1"
    return Recurrence(
        title=title,
        variable="k",
        output=gain,
        start=lift(0),
        following=following,
        form=form,
        parts=(powers,),
        base=begin(f"{title}: base case", lift(0)),
        step=begin(f"{title}: step", following, (Definition(gain.tensor, (), form),))
        .then((1 + RATE) * (p - 1) + RATE, "induction hypothesis")
        .then((1 + RATE) * p - 1, "distribute"),
    )


def bernoulli() -> InductiveBound:
    """So (1 + c)^k is at least 1 + k c and grows beyond every bound, and its inverse falls below every bound."""
    g, m = Component(Tensor("g_k", (), POSITIVE_REAL)), multiple("m_k", RATE, POSITIVE_REAL)
    gain = Iterate(g, RATE, (1 + RATE) * g + RATE)
    title = "Bernoulli's inequality: growth by a factor 1 + c adds at least k c"
    start = gain.following - m.following
    return InductiveBound(
        title=title,
        variable="k",
        upper=gain,
        lower=m,
        gap=r,
        base=begin(f"{title}: base case", RATE - RATE).then(lift(0), "cancel"),
        step=begin(f"{title}: step", start, (Definition(g.tensor, (), m.name + r**2),))
        .then((1 + RATE) * (m.name + r**2) + RATE - (m.name + RATE), "induction hypothesis")
        .then(RATE * m.name + (1 + RATE) * r**2, "collect terms"),
        first_at=1,
    )


# -------------------------------------------------------------------------------------------------------- costs

Matrix = list[list[Counted]]
Maker = Callable[[], Counted]
Sizes = Mapping[str, int]


def matrix(rows: int, columns: int, number: Maker) -> Matrix:
    return [[number() for _ in range(columns)] for _ in range(rows)]


def product_of(left: Matrix, right: Matrix) -> Matrix:
    """The matrix product by its definition."""
    return [
        [
            reduce(lambda a, b: a + b, [x * y for x, y in zip(row, column, strict=True)])
            for column in zip(*right, strict=True)
        ]
        for row in left
    ]


def multiply(sizes: Sizes, number: Maker) -> Matrix:
    return product_of(matrix(sizes["N"], sizes["D"], number), matrix(sizes["D"], sizes["H"], number))


def forward_mode(sizes: Sizes, number: Maker) -> Matrix:
    """The Jacobian of the output by the input, from the input on: a matrix, times the Jacobian of each layer."""
    width = sizes["H"]
    found = matrix(width, width, number)
    for _ in range(sizes["L"]):
        found = product_of(matrix(width, width, number), found)
    return found


def reverse_mode(sizes: Sizes, number: Maker) -> Matrix:
    """The gradient of a loss, from the output on: a row, times the Jacobian of each layer."""
    width = sizes["H"]
    found = matrix(1, width, number)
    for _ in range(sizes["L"]):
        found = product_of(found, matrix(width, width, number))
    return found


def chain_rule_for_each_layer(sizes: Sizes, number: Maker) -> list[Matrix]:
    """The gradient at every layer, each from the output on by itself."""
    width, found = sizes["H"], []
    for layer in range(sizes["L"]):
        gradient = matrix(1, width, number)
        for _ in range(sizes["L"] - 1 - layer):
            gradient = product_of(gradient, matrix(width, width, number))
        found.append(gradient)
    return found


def backpropagation(sizes: Sizes, number: Maker) -> list[Matrix]:
    """The gradient at every layer, each from that of the layer above."""
    width, found = sizes["H"], [matrix(1, sizes["H"], number)]
    for _ in range(sizes["L"] - 1):
        found.append(product_of(found[-1], matrix(width, width, number)))
    return found


def affine_backward(sizes: Sizes, number: Maker) -> tuple[Matrix, Matrix]:
    """Given the gradient G by the output X W: X^T G by the weights and G W^T by the input."""
    n, d, h = sizes["N"], sizes["D"], sizes["H"]
    upstream = matrix(n, h, number)
    return product_of(matrix(d, n, number), upstream), product_of(upstream, matrix(h, d, number))


n, d, h, i, layer, above = indices("n:N d:D h:H i:H l:L m:L")
g = indices("g:H")[0]
ONE = lift(1)
N, D, H, L = (Dim(name) for name in "NDHL")
LAYER = total([g, h], ONE)  # a row times a Jacobian


def product_count() -> Count:
    chain = begin("Multiplications of a matrix product", total([n, h, d], ONE)).then(
        N * H * D, "sum of equal terms"
    )
    return Count("Multiplications of a matrix product", multiply, chain)


def forward_count() -> Count:
    title = "Multiplications of forward mode"
    chain = (
        begin(title, Sum(layer, total([g, i, h], ONE)))
        .then(Sum(layer, H**3), "sum of equal terms")
        .then(L * H**3, "sum of equal terms")
    )
    return Count(title, forward_mode, chain)


def reverse_count() -> Count:
    title = "Multiplications of reverse mode"
    chain = (
        begin(title, Sum(layer, LAYER))
        .then(Sum(layer, H**2), "sum of equal terms")
        .then(L * H**2, "sum of equal terms")
    )
    return Count(title, reverse_mode, chain)


def forward_against_reverse() -> Derivation:
    return (
        begin("Forward mode against reverse mode", Sum(layer, total([g, i, h], ONE)) / Sum(layer, LAYER))
        .then(L * H**3 / (L * H**2), "sum of equal terms", "forward_mode_cost")
        .then(H, "cancel")
    )


def naive_count() -> Count:
    """A pair of layers l < m is one product: half of all pairs of different layers."""
    title = "Multiplications of the chain rule for each layer by itself"
    chain = (
        begin(title, HALF * total([layer, above], (1 - Delta(layer, above)) * LAYER))
        .then(HALF * total([layer, above], (1 - Delta(layer, above)) * H**2), "sum of equal terms")
        .then(HALF * (L**2 - L) * H**2, "contract the Kronecker delta")
        .then(L * (L - 1) / 2 * H**2, "factor out")
    )
    return Count(title, chain_rule_for_each_layer, chain, up_to=4)


def backpropagation_count() -> Count:
    title = "Multiplications of back-propagation"
    chain = (
        begin(title, Sum(layer, LAYER) - LAYER)
        .then(L * H**2 - H**2, "sum of equal terms")
        .then((L - 1) * H**2, "factor out")
    )
    return Count(title, backpropagation, chain, up_to=4)


def backward_count() -> Count:
    """Twice that of the forward pass."""
    title = "Multiplications of the backward pass of an affine layer"
    chain = (
        begin(title, total([d, h, n], ONE) + total([n, d, h], ONE))
        .then(D * H * N + N * D * H, "sum of equal terms")
        .then(2 * (N * D * H), "collect terms")
    )
    return Count(title, affine_backward, chain)


TOPIC = "depth"

RESULTS: tuple[Result, ...] = (
    Result("layer_slope", "Derivative of one layer more", TOPIC, layer_slope),
    Result("chain_slope", "The derivative of a chain of layers", TOPIC, chain_of_layers),
    Result("vanishing_sigmoid", "Sigmoid layers: the slope is at most (|w| / 4)^k", TOPIC, vanishing_sigmoid),
    Result("vanishing_tanh", "Tanh layers: the slope is at most |w|^k", TOPIC, vanishing_tanh),
    Result("exploding_product", "Factors of at least g: the slope is at least g^k", TOPIC, exploding),
    Result("compound_growth", "What k steps of growth by a factor 1 + c add to 1", TOPIC, compound_growth),
    Result(
        "bernoulli", "Bernoulli's inequality: growth by a factor 1 + c adds at least k c", TOPIC, bernoulli
    ),
    Result("matrix_product_cost", "Multiplications of a matrix product", TOPIC, product_count),
    Result(
        "affine_backward_cost",
        "Multiplications of the backward pass of an affine layer",
        TOPIC,
        backward_count,
    ),
    Result("forward_mode_cost", "Multiplications of forward mode", TOPIC, forward_count),
    Result("reverse_mode_cost", "Multiplications of reverse mode", TOPIC, reverse_count),
    Result("forward_against_reverse", "Forward mode against reverse mode", TOPIC, forward_against_reverse),
    Result(
        "naive_chain_rule_cost",
        "Multiplications of the chain rule for each layer by itself",
        TOPIC,
        naive_count,
    ),
    Result("backpropagation_cost", "Multiplications of back-propagation", TOPIC, backpropagation_count),
)
