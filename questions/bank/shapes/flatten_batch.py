"""Images as rows: what flattening makes of a batch, and the logistic regression that follows it."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

from questions import claims, typeset
from questions.claims import Claim
from questions.model import Exact, Family, Mistake, Params, Solved
from questions.seeds import Stream

MOST = 10**7  # entries of the batch that the witness really makes


def draw(case: str, stream: Stream) -> Params:
    def numbers() -> Params:
        side = stream.choice((6, 8, 10, 12, 16))
        return {
            "shape": [
                stream.choice((4, 8, 16, 20, 32)),
                stream.choice((2, 3, 4)),
                side,
                side + stream.choice((0, 0, 2, 4)),
            ],
            "classes": 2 if case == "binary" else stream.integer(3, 10),
            "claims": claims.drawn(CLAIMS, stream, 4),
        }

    return stream.until(numbers, lambda p: ill_posed(p) is None)


def case_of(params: Params) -> str:
    return "binary" if params["classes"] == 2 else "classes"


def ill_posed(params: Params) -> str | None:
    batch, *image = params["shape"]
    if max(prod(params["shape"]), features(params) * outputs(params)) > MOST:
        return "batch or weights have more than ten million entries"
    if min(batch, image[0]) == 1 or prod(image) == 1:
        return "with one example, one channel or one entry some wrong ways lead to the right shape"
    return claims.all_alike(CLAIMS, params)


def features(params: Params) -> int:
    """Numbers in one image."""
    return prod(params["shape"][1:])


def outputs(params: Params) -> int:
    return 1 if params["classes"] == 2 else int(params["classes"])


CLAIMS: Mapping[str, Claim] = {
    "image_has_batch": Claim(
        lambda p: f"Flattening turns each image into a matrix with {p['shape'][0]} rows.",
        "That is the batch; one image becomes a single vector.", lambda p: p["shape"][0] == 1),
    "image_is_vector": Claim(
        "Each image becomes a single vector.", "All its numbers, one after the other.",
        lambda p: True),
    "row_is_image": Claim("A row of the result holds the numbers of one image and of no other.",
                          "The batch axis is kept, and nothing moves along it.", lambda p: True),
    "lost": Claim("Flattening loses information: the images cannot be put together again from the rows.",
                  "It is only a new order of the same numbers; reshaping brings them back.", lambda p: False),
    "start_dim_0": Claim("PyTorch's `flatten(start_dim=0)` gives the same shape.",
                         "It flattens the batch axis too, to a single long vector.", lambda p: False),
    "batch_in_weights": Claim("With another batch size the regression has another number of parameters.",
                              "The same weights are used for each example.", lambda p: False),
    "pixel_of_image": Claim(
        "The numbers of one channel stand side by side in the row, not those of one pixel.",
        "The channel axis comes first, so one channel follows the other.", lambda p: True),
}  # fmt: skip


def solve(params: Params) -> Mapping[str, Solved]:
    batch, width, out = params["shape"][0], features(params), outputs(params)
    facts = {
        "product": typeset.product(*params["shape"][1:]),
        "width": width,
        "batch": batch,
        "outputs": out,
        "count": f"{typeset.product(width, out)} + {out}" if out > 1 else f"{width} + 1",
    }
    return {
        "a": Solved(Exact("array", (batch, width)), facts),
        "b": Solved(Exact("array", (width, out)), facts),
        "c": Solved(Exact("integer", (width + 1) * out), facts),
        "d": claims.all_that_hold(CLAIMS, params, facts),
    }


BATCH_TOO = "The batch axis is kept: a batch of vectors goes into the next layer, one row for each example."
CHANNELS = "An image has a number for each pixel in each channel, and all of them go into its vector."
TWO = "Two classes need one output only: the sigmoid of it is the probability of one class, the rest that of the other."

MISTAKES = (
    Mistake("a", "flattened the batch too", lambda p: (1, prod(p["shape"])), BATCH_TOO),
    Mistake("a", "forgot the channels", lambda p: (p["shape"][0], prod(p["shape"][2:])), CHANNELS),
    Mistake("a", "batch counted as channel", lambda p: (p["shape"][1], p["shape"][0] * prod(p["shape"][2:])),
            "The first axis is that of the examples, and the second that of the channels."),
    Mistake("b", "includes the batch", lambda p: (prod(p["shape"]), outputs(p)),
            "The weights are the same for all examples; the size of the batch does not enter."),
    Mistake("b", "two outputs", lambda p: (features(p), 2) if p["classes"] == 2 else None, TWO),
    Mistake("b", "transposed", lambda p: (outputs(p), features(p)),
            "In $\\mathbf{X} \\mathbf{W}$ the rows of the matrix meet the columns of the batch."),
    Mistake("c", "no bias", lambda p: features(p) * outputs(p), "Each output has a bias beside its weights."),
    Mistake("c", "two outputs", lambda p: 2 * features(p) + 2 if p["classes"] == 2 else None, TWO),
    Mistake("c", "includes the batch", lambda p: (prod(p["shape"]) + 1) * outputs(p),
            "The weights are the same for all examples; the size of the batch does not enter."),
)  # fmt: skip

family = Family(
    cases=("binary", "classes"),
    draw=draw,
    solve=solve,
    mistakes=MISTAKES,
    schema={
        "shape": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 1024},
            "minItems": 4,
            "maxItems": 4,
            "description": "examples, channels, height and width of the batch, e.g. [8, 3, 8, 8]",
        },
        "classes": {"type": "integer", "minimum": 2, "maximum": 1000, "description": "classes, e.g. 2"},
        "claims": claims.schema(CLAIMS),
    },
    ill_posed=ill_posed,
    case_of=case_of,
)
