"""Convolutions with any stride, padding and dilation: gradients with respect to kernel, input and bias.

Which input place p meets the kernel place u when the output place o is computed is said by a pattern of zeros and ones,
U[p, o, u] = 1 where p = stride * o + dilation * u - padding: a convolution is a sum of products with this pattern. What
is proved here holds for every pattern, so for every stride, padding and dilation. In two dimensions there is a pattern
for the rows and one for the columns. That a certain pattern is the one of a certain stride is arithmetic of indices,
which is not proved here.

The number of input places is P, of output places O, of kernel places K; C channels come in, M go out.
"""

from __future__ import annotations

from ..derivation import Derivation, begin
from ..terms.index import indices
from ..terms.tensors import MASK, Tensor
from ..terms.terms import Component, Delta, Partial, Sum, component, total
from . import Result

p, q, o, u, v = indices("p:P q:P o:O u:K v:K")
c, a, m, j = indices("c:C a:C m:M j:M")
U = component(Tensor("U", ("P", "O", "K"), MASK))

# ---------------------------------------------------------------------------------------------- one channel in, one out

x, w, g = (component(Tensor(*row)) for row in (("x", ("P",)), ("w", ("K",)), ("g", ("O",))))
b = Component(Tensor("b"))
OUTPUT = total([u, p], w(u) * U(p, o, u) * x(p)) + b


def kernel() -> Derivation:
    return (
        begin("Convolution: gradient with respect to the kernel", Sum(o, g(o) * Partial(OUTPUT, w(v))))
        .then(Sum(o, g(o) * total([u, p], Delta(u, v) * U(p, o, u) * x(p))), "differentiate")
        .then(Sum(o, g(o) * Sum(p, U(p, o, v) * x(p))), "contract the Kronecker delta")
    )


def signal() -> Derivation:
    """The kernel runs over the upstream gradient the other way round: a transposed convolution."""
    return (
        begin("Convolution: gradient with respect to the input", Sum(o, g(o) * Partial(OUTPUT, x(q))))
        .then(Sum(o, g(o) * total([u, p], w(u) * U(p, o, u) * Delta(p, q))), "differentiate")
        .then(Sum(o, g(o) * Sum(u, w(u) * U(q, o, u))), "contract the Kronecker delta")
        .then(Sum(u, w(u) * Sum(o, U(q, o, u) * g(o))), "exchange the sums")
    )


def bias() -> Derivation:
    return (
        begin("Convolution: gradient with respect to the bias", Sum(o, g(o) * Partial(OUTPUT, b)))
        .then(Sum(o, g(o) * Partial(b, b)), "sum rule")
        .then(Sum(o, g(o)), "differentiate")
    )


# ---------------------------------------------------------------------------------------------------- several channels

X, W, G, R, D = (
    component(Tensor(*row))
    for row in (
        ("X", ("C", "P")),
        ("W", ("M", "C", "K")),
        ("G", ("M", "O")),
        ("R", ("C", "K", "O")),  # the patches: what the kernel place u meets at the output place o
        ("Delta", ("C", "K", "O")),  # the gradient with respect to the patches
    )
)
MIXED = total([c, u], W(m, c, u) * R(c, u, o))
PATCHES = Sum(p, U(p, o, u) * X(c, p))


def channels_kernel() -> Derivation:
    return (
        begin(
            "Convolution with channels: gradient with respect to the kernel",
            total([m, o], G(m, o) * Partial(MIXED, W(j, a, v))),
        )
        .then(
            total([m, o], G(m, o) * total([c, u], Delta(m, j) * Delta(c, a) * Delta(u, v) * R(c, u, o))),
            "differentiate",
        )
        .then(Sum(o, G(j, o) * R(a, v, o)), "contract the Kronecker delta")
    )


def channels_patches() -> Derivation:
    s = indices("s:O")[0]
    return (
        begin(
            "Convolution with channels: gradient with respect to the patches",
            total([m, o], G(m, o) * Partial(MIXED, R(a, v, s))),
        )
        .then(
            total([m, o], G(m, o) * total([c, u], W(m, c, u) * Delta(c, a) * Delta(u, v) * Delta(o, s))),
            "differentiate",
        )
        .then(Sum(m, W(m, a, v) * G(m, s)), "contract the Kronecker delta")
    )


def channels_signal() -> Derivation:
    return (
        begin(
            "Convolution with channels: from the gradient of the patches to that of the input",
            total([c, u, o], D(c, u, o) * Partial(PATCHES, X(a, q))),
        )
        .then(total([c, u, o], D(c, u, o) * Sum(p, U(p, o, u) * Delta(c, a) * Delta(p, q))), "differentiate")
        .then(total([u, o], U(q, o, u) * D(a, u, o)), "contract the Kronecker delta")
    )


Y = total([c, u], W(m, c, u) * PATCHES)  # the layer in one line


def layer_kernel() -> Derivation:
    return (
        begin(
            "Convolution with channels: the whole layer by its kernel",
            total([m, o], G(m, o) * Partial(Y, W(j, a, v))),
        )
        .then(
            total([m, o], G(m, o) * total([c, u], Delta(m, j) * Delta(c, a) * Delta(u, v) * PATCHES)),
            "differentiate",
        )
        .then(Sum(o, G(j, o) * Sum(p, U(p, o, v) * X(a, p))), "contract the Kronecker delta")
    )


def layer_signal() -> Derivation:
    return (
        begin(
            "Convolution with channels: the whole layer by its input",
            total([m, o], G(m, o) * Partial(Y, X(a, q))),
        )
        .then(
            total(
                [m, o], G(m, o) * total([c, u], W(m, c, u) * Sum(p, U(p, o, u) * Delta(c, a) * Delta(p, q)))
            ),
            "differentiate",
        )
        .then(total([m, o], G(m, o) * Sum(u, W(m, a, u) * U(q, o, u))), "contract the Kronecker delta")
        .then(total([m, u], W(m, a, u) * Sum(o, U(q, o, u) * G(m, o))), "exchange the sums")
    )


# ------------------------------------------------------------------------------------------------------ two dimensions

# Rows have the pattern U, columns the pattern V. The sum over columns stands inside: it is the same for all rows.
A, B, F = "A", "B", "F"  # columns of the input, of the output, of the kernel
e, d, b2, f, g2 = indices("e:A d:A b:B f:F g:F")
V = component(Tensor("V", (A, B, F), MASK))
image, filter_, upstream = (
    component(Tensor(*row)) for row in (("X", ("P", A)), ("W", ("K", F)), ("G", ("O", B)))
)
PIXEL = total([u, f], filter_(u, f) * Sum(p, U(p, o, u) * Sum(e, V(e, b2, f) * image(p, e))))


def plane_kernel() -> Derivation:
    seen = Sum(p, U(p, o, u) * Sum(e, V(e, b2, f) * image(p, e)))
    return (
        begin(
            "Convolution in two dimensions: gradient with respect to the kernel",
            total([o, b2], upstream(o, b2) * Partial(PIXEL, filter_(v, g2))),
        )
        .then(
            total([o, b2], upstream(o, b2) * total([u, f], Delta(u, v) * Delta(f, g2) * seen)),
            "differentiate",
        )
        .then(
            total([o, b2], upstream(o, b2) * Sum(p, U(p, o, v) * Sum(e, V(e, b2, g2) * image(p, e)))),
            "contract the Kronecker delta",
        )
    )


def plane_signal() -> Derivation:
    """A convolution of the upstream gradient with the transposed patterns, rows and columns each for itself."""
    moved = Sum(p, U(p, o, u) * Sum(e, V(e, b2, f) * (Delta(p, q) * Delta(e, d))))
    return (
        begin(
            "Convolution in two dimensions: gradient with respect to the input",
            total([o, b2], upstream(o, b2) * Partial(PIXEL, image(q, d))),
        )
        .then(total([o, b2], upstream(o, b2) * total([u, f], filter_(u, f) * moved)), "differentiate")
        .then(
            total([o, b2], upstream(o, b2) * total([u, f], filter_(u, f) * U(q, o, u) * V(d, b2, f))),
            "contract the Kronecker delta",
        )
        .then(
            total([u, f], filter_(u, f) * Sum(o, U(q, o, u) * Sum(b2, V(d, b2, f) * upstream(o, b2)))),
            "exchange the sums",
        )
    )


TOPIC = "convolution"

RESULTS: tuple[Result, ...] = (
    Result("conv_kernel", "Convolution: gradient with respect to the kernel", TOPIC, kernel),
    Result("conv_input", "Convolution: gradient with respect to the input", TOPIC, signal),
    Result("conv_bias", "Convolution: gradient with respect to the bias", TOPIC, bias),
    Result(
        "conv_channels_kernel",
        "Convolution with channels: gradient with respect to the kernel",
        TOPIC,
        channels_kernel,
    ),
    Result(
        "conv_channels_patches",
        "Convolution with channels: gradient with respect to the patches",
        TOPIC,
        channels_patches,
    ),
    Result(
        "conv_channels_input",
        "Convolution with channels: from the gradient of the patches to that of the input",
        TOPIC,
        channels_signal,
    ),
    Result(
        "conv_layer_kernel",
        "Convolution with channels: gradient of the whole layer with respect to the kernel",
        TOPIC,
        layer_kernel,
    ),
    Result(
        "conv_layer_input",
        "Convolution with channels: gradient of the whole layer with respect to the input",
        TOPIC,
        layer_signal,
    ),
    Result(
        "conv2d_kernel",
        "Convolution in two dimensions: gradient with respect to the kernel",
        TOPIC,
        plane_kernel,
    ),
    Result(
        "conv2d_input",
        "Convolution in two dimensions: gradient with respect to the input",
        TOPIC,
        plane_signal,
    ),
)
