"""Binary cross-entropy of a network that is wrong and sure: clipping caps the loss and kills the gradient."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from questions import claims, derived, precise, statements, typeset
from questions.claims import Claim
from questions.model import DECIMAL, Exact, Exemption, Family, Mistake, Params, Solved
from questions.seeds import Stream

EXPONENTS = (5, 6, 7, 8)  # k of eps = 10^-k
SIGNS = {"negative_example": 1, "positive_example": -1}  # of the logit of a network that is wrong


def draw(case: str, stream: Stream) -> Params:
    return stream.until(lambda: _numbers(case, stream), lambda params: ill_posed(params) is None)


def _numbers(case: str, stream: Stream) -> Params:
    size = stream.integer(38, 80) if stream.integer(0, 1) else stream.integer(22, 60)
    return {
        "logit": str(SIGNS[case] * size),
        "label": int(SIGNS[case] < 0),
        "exponent": stream.choice(EXPONENTS),
        "claims": claims.drawn(POOL, stream, 4),
    }


def case_of(params: Params) -> str:
    return "positive_example" if params["label"] else "negative_example"


def size(params: Params) -> Fraction:
    return abs(Fraction(params["logit"]))


def cap(params: Params) -> Decimal:
    """The greatest clipped loss."""
    return precise.product(params["exponent"], precise.log(10))


def ill_posed(params: Params) -> str | None:
    z = Fraction(params["logit"])
    if (z > 0) == bool(params["label"]) or z == 0:
        return "the network is right: a logit above 0 is wrong for label 0, one below 0 for label 1"
    if size(params) < Fraction(cap(params)) + 1:
        return "the logit is not so far out that clipping is active"
    if size(params) > 80:
        return "the logit is beyond 80, where single precision overflows"
    if abs(size(params) - Fraction(cap(params)) - Fraction(precise.log(10**9))) < Fraction(1, 2):
        return "with eps a billion times smaller the logit is at the edge of clipping"
    return claims.all_alike(POOL, params)


POOL: Mapping[str, Claim] = {
    "capped": Claim(
        lambda p: (
            f"However wrong the network is, the clipped loss is never more than ${typeset.about(cap(p), 4)}$."
        ),
        "No logarithm is smaller than that of eps.",
        lambda p: True,
    ),
    "capped_too": Claim(
        lambda p: (
            f"The loss from the logit is never more than ${typeset.about(cap(p), 4)}$, however wrong the network is."
        ),
        "It grows without bound, by 1 for each 1 that the logit moves on.",
        lambda p: False,
    ),
    "stuck": Claim(
        "With the clipped loss, gradient descent cannot correct this example.",
        "Where clipping is active the loss is constant, so its gradient is 0.",
        lambda p: size(p) > Fraction(cap(p)),
    ),
    "smaller_eps": Claim(
        "With an eps a billion times smaller, the clipped loss has a gradient here that is not 0.",
        "Clipping is active where the probability of the label is below eps; that moves the border, to a larger logit.",
        lambda p: size(p) < Fraction(cap(p)) + Fraction(precise.log(10**9)),
    ),
    "agree_when_unsure": Claim(
        "At a logit of the same sign and size 2 both losses have the same first four digits.",
        "There no probability is below eps, and both are the same function.",
        lambda p: True,
    ),
    "grows_with_logit": Claim(
        "When the logit moves on by 1 in the wrong direction, the loss from the logit grows by about 1.",
        "Its slope is the probability less the label, which is nearly 1 in size here.",
        lambda p: True,
    ),
    "clipped_grows": Claim(
        "When the logit moves on by 1 in the wrong direction, the clipped loss grows by about 1.",
        "Where clipping is active the loss is constant.",
        lambda p: False,
    ),
}


# -- the worked solution -----------------------------------------------------------------------------------


def solve(params: Params) -> Mapping[str, Solved]:
    y, z = params["label"], Fraction(params["logit"])
    loss = precise.total([size(params), precise.softplus(-size(params))])
    slope = precise.total([precise.sigmoid(z), -y])
    facts = {
        "name": "p" if y else "1 - p",
        "chance": typeset.about(precise.sigmoid(-size(params)), 3),
        "eps": f"10^{{-{params['exponent']}}}",
        "size": typeset.number(size(params)),
        "top": typeset.number(max(z, Fraction(0))),
        "times": typeset.number(-z * y),
        "cap": typeset.about(cap(params), 4),
        "slope": "p - 1" if y else "p",
        "told": statements.told(claims.decided(POOL, params)),
    }
    return {
        "a": Solved(Exact("number", cap(params), 4), facts),
        "b": Solved(Exact("number", loss, 4), facts, derivation=derived.derivation("bce_stable")),
        "c": Solved(Exact("array", (0, slope), 4), facts),
        "d": claims.all_that_hold(POOL, params, facts),
    }


MISTAKES = (
    Mistake(
        "a",
        "without clipping",
        lambda p: float(size(p)),
        "The probability of the label is below eps, so eps stands in the logarithm in its place.",
    ),
    Mistake(
        "a",
        "logarithm to base 10",
        lambda p: p["exponent"],
        "The loss uses the natural logarithm.",
    ),
    Mistake(
        "b",
        "the clipped loss",
        lambda p: float(cap(p)),
        "From the logit nothing is clipped: the loss is nearly the size of the logit.",
    ),
    Mistake(
        "b",
        "the logarithm clamped at -100",
        lambda p: 100,
        "Some frameworks take -100 for the logarithm of 0; that hides the overflow, but it is not the loss.",
    ),
    Mistake(
        "c",
        "the same slope for both",
        lambda p: (float(1 - 2 * p["label"]), float(1 - 2 * p["label"])),
        "Where clipping is active the clipped loss does not change with the logit.",
    ),
    Mistake(
        "c",
        "no slope at all",
        lambda p: (0.0, 0.0),
        "The slope of the sigmoid is nearly 0, but that of the logarithm is large: their product is $p - y$.",
    ),
)

family = Family(
    cases=tuple(SIGNS),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "logit": {**DECIMAL, "description": "the logit z, of a network that is wrong and sure, e.g. 40"},
        "label": {"type": "integer", "minimum": 0, "maximum": 1, "description": "the label y, 0 or 1"},
        "exponent": {
            "type": "integer",
            "minimum": 3,
            "maximum": 12,
            "description": "k of the least value 10^-k in a logarithm, e.g. 7",
        },
        "claims": claims.schema(POOL, 2),
    },
    ill_posed=ill_posed,
    case_of=case_of,
    exempt=(
        Exemption(
            "given-away", "That the loss is nearly the size of the logit is what the part is about.", part="b"
        ),
    ),
)
