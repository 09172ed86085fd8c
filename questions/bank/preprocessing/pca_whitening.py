"""PCA and whitening of two features: eigenvalues, explained variance, and the symmetric whitening matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isqrt

from questions import claims, exact_matrices, precise, typeset
from questions.claims import Claim
from questions.exact_matrices import Matrix
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

AXES = {"equal_variances": ((1, 1),), "different_variances": ((2, 1), (1, 2), (3, 1), (1, 3))}


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    """The covariance with eigenvalues on an axis (p, q) and the one across it; its entries are whole numbers."""
    p, q = stream.choice(AXES[case])
    square = p * p + q * q
    small = stream.integer(1, 6)
    large = small + square * stream.integer(1, 3) if square > 2 else small + 2 * stream.integer(1, 4)
    along, across = stream.shuffle((small, large))
    sign = stream.sign()
    return {
        "covariance": [
            [(along * p * p + across * q * q) // square, sign * (along - across) * p * q // square],
            [sign * (along - across) * p * q // square, (along * q * q + across * p * p) // square],
        ],
        "claims": claims.drawn(POOL, stream, 4),
    }


def case_of(params: Params) -> str:
    (a, _), (_, d) = params["covariance"]
    return "equal_variances" if a == d else "different_variances"


def ill_posed(params: Params) -> str | None:
    (a, b), (c, d) = params["covariance"]
    if b != c:
        return "a covariance matrix is symmetric"
    if b == 0:
        return "the features are not correlated, and there is nothing to rotate"
    if a * d - b * b <= 0:
        return "the matrix is not positive definite"
    if isqrt((a - d) ** 2 + 4 * b * b) ** 2 != (a - d) ** 2 + 4 * b * b or sum(eigenvalues(params)) != a + d:
        return "the eigenvalues are no whole numbers"
    if 1 in (a, d) and a == d:
        return "the features have unit variance already"
    return claims.all_alike(POOL, params)


def eigenvalues(params: Params) -> tuple[int, int]:
    """From small to large: half of trace minus or plus the root of the discriminant."""
    (a, b), (_, d) = params["covariance"]
    root = isqrt((a - d) ** 2 + 4 * b * b)
    return (a + d - root) // 2, (a + d + root) // 2


def projections(params: Params) -> tuple[Matrix, Matrix]:
    """The projections on the eigenvectors: (S - l2)/(l1 - l2) and (S - l1)/(l2 - l1)."""
    small, large = eigenvalues(params)
    cov, gap = exact_matrices.matrix(params["covariance"]), Fraction(large - small)
    below = exact_matrices.combined(cov, -large, exact_matrices.diagonal([1, 1]))
    above = exact_matrices.combined(cov, -small, exact_matrices.diagonal([1, 1]))
    return tuple(tuple(-e / gap for e in row) for row in below), tuple(
        tuple(e / gap for e in row) for row in above
    )


def function_of(params: Params, values: Sequence[Decimal | Fraction]) -> tuple[tuple[Decimal, ...], ...]:
    """The symmetric matrix with the same eigenvectors and other eigenvalues."""
    first, second = projections(params)
    return tuple(
        tuple(
            precise.total([precise.product(values[0], p), precise.product(values[1], q)])
            for p, q in zip(*rows, strict=True)
        )
        for rows in zip(first, second, strict=True)
    )


def whitening(params: Params) -> tuple[tuple[Decimal, ...], ...]:
    return function_of(params, [precise.quotient(1, precise.root(value)) for value in eigenvalues(params)])


def share(params: Params) -> Fraction:
    small, large = eigenvalues(params)
    return Fraction(large, small + large)


# -- the statements, for a covariance S = U L U^T that is not diagonal --------------------------------------

POOL: Mapping[str, Claim] = {
    "rotation_keeps_total": Claim(
        "The rotation keeps the sum of the variances.",
        r"The trace of $U^\top \Sigma U$ is that of $\Sigma$.",
        lambda p: sum(eigenvalues(p)) == p["covariance"][0][0] + p["covariance"][1][1],
    ),
    "rotation_gives_identity": Claim(
        "After the rotation alone, the covariance is the identity matrix.",
        "It is diagonal, with the eigenvalues on the diagonal; whitening also divides by their roots.",
        lambda p: eigenvalues(p) == (1, 1),
    ),
    "rotation_uncorrelates": Claim(
        "After the rotation, the two features are uncorrelated.",
        r"$U^\top \Sigma U$ is diagonal.",
        lambda p: True,
    ),
    "pca_identity": Claim(
        r"$X U \Lambda^{-1/2}$ has the identity matrix as its covariance.",
        r"$\Lambda^{-1/2} U^\top \Sigma U \Lambda^{-1/2} = \Lambda^{-1/2} \Lambda \Lambda^{-1/2} = I$.",
        lambda p: True,
    ),
    "zca_identity": Claim(
        r"$X U \Lambda^{-1/2} U^\top$ has the identity matrix as its covariance.",
        "Rotating white data back leaves them white.",
        lambda p: True,
    ),
    "inverse_identity": Claim(
        r"$X \Sigma^{-1}$ has the identity matrix as its covariance.",
        r"Its covariance is $\Sigma^{-1} \Sigma\, \Sigma^{-1} = \Sigma^{-1}$: it takes the square root of the inverse.",
        lambda p: exact_matrices.matrix(p["covariance"]) == exact_matrices.diagonal([1, 1]),
    ),
    "scaling_identity": Claim(
        "Dividing each feature by its standard deviation gives the identity matrix as covariance.",
        "That makes the diagonal 1, but the correlation stays.",
        lambda p: p["covariance"][0][1] == 0,
    ),
    "scaling_unit_diagonal": Claim(
        "Dividing each feature by its standard deviation makes both variances 1.",
        "So it does; only the correlation stays.",
        lambda p: True,
    ),
    "rotated_again": Claim(
        "White data stay white under every rotation.",
        r"$U^\top I\, U = I$: the whitening matrix is not unique.",
        lambda p: True,
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    (a, b), (_, d) = params["covariance"]
    small, large = eigenvalues(params)
    first, second = projections(params)
    factors = [typeset.about(precise.quotient(1, precise.root(value)), 5) for value in (small, large)]
    facts = {
        "small": small,
        "large": large,
        "trace": a + d,
        "determinant": a * d - b * b,
        "characteristic": rf"\lambda^2 - {a + d} \lambda + {a * d - b * b}",
        "share": typeset.quotient(share(params)),
        "spectral": f"{'' if small == 1 else small} P + {large} Q".strip(),
        "P": typeset.matrix(first),
        "Q": typeset.matrix(second),
        "factors": factors,
        "root": rf"{'' if small == 1 else factors[0]} P + {factors[1]} Q".strip(),
    }
    return {
        "a": Solved(Exact("array", (small, large)), facts),
        "b": Solved(Exact("rational", share(params), 4), facts),
        "c": Solved(Exact("array", whitening(params), 4), facts),
        "d": claims.all_that_hold(POOL, params, facts),
    }


# -- what goes wrong ---------------------------------------------------------------------------------------


def sorted_diagonal(params: Params) -> tuple[int, int]:
    (a, _), (_, d) = params["covariance"]
    return min(a, d), max(a, d)


MISTAKES = (
    Mistake(
        "a",
        "the diagonal entries",
        sorted_diagonal,
        "The diagonal entries are the variances along the old axes; the rotation leads to the eigenvalues.",
    ),
    Mistake(
        "b",
        "of the diagonal entries",
        lambda p: Fraction(max(sorted_diagonal(p)), sum(sorted_diagonal(p))),
        "The variance along the first principal component is the largest eigenvalue.",
    ),
    Mistake(
        "c",
        "the square root itself",
        lambda p: function_of(p, [precise.root(value) for value in eigenvalues(p)]),
        r"$\Lambda^{1/2}$ stretches where the data are stretched already; whitening divides.",
    ),
    Mistake(
        "c",
        "the inverse covariance",
        lambda p: function_of(p, [Fraction(1, value) for value in eigenvalues(p)]),
        "The matrix acts from both sides on the covariance, so the root of the inverse is needed.",
    ),
    Mistake(
        "c",
        "entry by entry",
        lambda p: tuple(tuple((1 if e > 0 else -1) / abs(e) ** 0.5 for e in row) for row in p["covariance"]),
        "A power of a matrix is not taken entry by entry, but of its eigenvalues.",
    ),
)

family = Family(
    cases=tuple(AXES),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "covariance": {
            "type": "array",
            "items": {
                "type": "array",
                "items": {"type": "integer", "minimum": -1000, "maximum": 1000},
                "minItems": 2,
                "maxItems": 2,
            },
            "minItems": 2,
            "maxItems": 2,
            "description": "the covariance matrix of two features, with whole eigenvalues, e.g. [[2, 1], [1, 2]]",
        },
        "claims": claims.schema(POOL, 2),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
