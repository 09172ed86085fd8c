"""A made-up sheet with whatever is hard to print: matrices, cases, long derivations, tables, awkward characters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from questions.model import (
    Answer,
    Check,
    Choice,
    Criterion,
    Intermediate,
    Key,
    Option,
    Part,
    Pitfall,
    Question,
    Sheet,
    Variant,
    Verdict,
)

AWKWARD = (
    r"[0,1] costs 5 % & more: a_b #1 \$3 x^y ~ {braces} \\ back | bar < > \* star, café, “quoted” - α ≤ 1, "
    r"“[0,1]” z_max --seed -> é Ş Ø ß … ’ €"
)


def matrix(rows: int, columns: int) -> str:
    """A matrix of decimals."""
    body = r" \\ ".join(" & ".join(f"{(r + c) / 10 - 1:.2f}" for c in range(columns)) for r in range(rows))
    return rf"\begin{{bmatrix}}{body}\end{{bmatrix}}"


WIDE = matrix(3, 14)
CHAIN = r"\frac{\partial L}{\partial a^{(K)}} \frac{\partial a^{(K)}}{\partial z^{(K)}} x_{K}"
LONG = " + ".join(CHAIN.replace("K", str(k)) for k in range(1, 9))
SOFTMAX = r"\frac{e^{z_{i}}}{\sum_{k=1}^{C} e^{z_{k}}}"
VECTOR = ", ".join(f"{k}.25" for k in range(30))

SOLUTION = rf"""
We want the *gradient*, and the chain rule gives it. With $p = \operatorname{{softmax}}(z)$ and
`nn.CrossEntropyLoss(reduction='mean', label_smoothing=0.0)` the loss is the mean over the batch.

$$
f(x) = \begin{{cases}} x & \text{{if }} x > 0 \\ \alpha (e^{{x}} - 1) & \text{{if }} x \le 0 \end{{cases}}
$$

```
for x in X:  # 5 % of $3 & #1 ^ {{}} \\ ~
    y[x] *= 2 - "1"
```

- the first term is **positive**, since $p_{{i}} > 0$;
- the second is not: $[0,1] \ni p_{{i}}$ and $100 % = 1$;
- [0,1] begins an item.

| layer | shape | parameters |
|---|---|---|
| [0] `Linear(6, 32)` | $(32, 6)$ | 224 |
| `Linear(32, 4)` | $|W| = 32 \cdot 4$ | 132 |

$$
\begin{{aligned}} a &= b \\ [0,1] &\ni c \end{{aligned}}
$$

$$
A = {WIDE}
$$
and the long one:
$$
{LONG}
$$
"""

LINES = (
    (
        rf"\frac{{\partial}}{{\partial z_{{j}}}} \left( - \sum_{{i=1}}^{{C}} y_{{i}} \log {SOFTMAX} \right)",
        "definition of the loss",
    ),
    (
        r"- \sum_{i=1}^{C} y_{i} \frac{\partial}{\partial z_{j}} \left( z_{i} - \log \sum_{k=1}^{C} e^{z_{k}} \right)",
        "logarithm of a quotient",
    ),
    (
        r"-y_{j} + \frac{e^{z_{j}}}{\sum_{k=1}^{C} e^{z_{k}}}",
        "y sums to one, and the sum of the exponentials does not depend on the index i of the outer sum at all",
    ),
    (LONG, "a long row"),
    (rf"\left( {LONG} \right)^{{2}}", "a long row that cannot be broken"),
    (r"p_{j} - y_{j}", "definition of softmax"),
)
STARTS = (r"\frac{\partial L}{\partial z_{j}}", *(latex for latex, _ in LINES[:-1]))
STEPS = tuple(
    {"rule": rule, "lemma": "", "relation": "=", "start": start, "latex": latex}
    for (latex, rule), start in zip(LINES, STARTS, strict=True)
)
SECOND_CHAIN = tuple(
    {"rule": rule, "lemma": "softmax-jacobian", "relation": r"\le", "start": start, "latex": latex}
    for start, latex, rule in ((LONG, LONG + "+ 1", "a start that is too long"), (LONG + "+ 1", "c", "bound"))
)


def a_key(label: str, **changes: Any) -> Key:
    """A key of a numeric part, with the given changes."""
    key = Key(
        label=label,
        answer=Answer("number", "4.605", "4.605", "4.605", 4, {"low": "4.604", "high": "4.606"}),
        intermediates=(Intermediate("the normaliser", "Z", "1105.7", 5),),
        options=(),
        rubric=(),
        solution=SOLUTION,
        steps=STEPS,
        mistakes=(
            Pitfall("forgot the biases", "2.3026", "Each unit has a bias $b_{i}$ of its own."),
            Pitfall(
                "missing 1/N", "[[1.0, 2.0], [3.0, 4.0]]", "The mean divides by $N$, the number of entries."
            ),
        ),
    )
    return replace(key, **changes)


def a_variant(slug: str, title: str, prompt: str, parts: tuple[Part, ...], keys: tuple[Key, ...]) -> Variant:
    """A verified variant of a question with these words."""
    question = Question(slug, title, "losses", "numeric", 2, 6, 1, 7, 0, "plain", prompt, parts)
    checks = [Check(key.label, "witness", "passed", "12 values executed with NumPy") for key in keys]
    checks += [Check(key.label, "proof", "passed", "5 steps proved") for key in keys]
    checks += [Check(None, "well-posed", "passed", "the parameters make a good question")]
    return Variant(question, {}, keys, Verdict("verified", tuple(checks)))


def several_parts() -> Variant:
    """A proof, a matrix and a choice, asked with awkward words."""
    parts = (
        Part("a", 2, "[0,1] is the range. Derive $\\partial L / \\partial z_{j}$ step by step."),
        Part("b", 5, f"$$\nW = {WIDE}\n$$\nWhat is the loss at $z = ({VECTOR})$?"),
        Part("c", 1, "Which is right?", (Choice("A", "[0,1] is closed"), Choice("B", "$(0,1)$ is `open`"))),
    )
    proof = Answer(
        "proof", {}, r"\frac{\partial L}{\partial z_{j}} = p_{j} - y_{j}", "p_j - y_j", None, {"rubric": []}
    )
    rubric = (
        Criterion(1, "the definition is written out"),
        Criterion(1, "the hypothesis $\\sum_{i} y_{i} = 1$ is used"),
    )
    array = Answer("array", [["1.0"]], matrix(4, 22), "[[1.0]]", 4, {"low": [["0.9"]], "high": [["1.1"]]})
    options = (
        Option("A", "[0,1] is closed", False, "It is, but the range is not."),
        Option("B", "$(0,1)$ is `open`", True),
    )
    choice = Answer("choice", "B", r"\text{B}", "B", None, {"labels": ["B"]})
    keys = (
        a_key("a", answer=proof, rubric=rubric, steps=STEPS + SECOND_CHAIN),
        a_key("b", answer=array),
        a_key(
            "c",
            answer=choice,
            steps=(),
            mistakes=(),
            intermediates=(),
            solution="See the plot.",
            options=options,
        ),
    )
    title = "Gradient of softmax & cross-entropy, 100 % [sic], with a title that is a good deal longer than a line"
    return a_variant("cross-entropy-gradient", title, f"{AWKWARD}\n\n{SOLUTION}", parts, keys)


def one_part() -> Variant:
    """A question whose only part has no words of its own."""
    prompt = "[0,1] has $100$ classes, and each logit is near $0$. What loss do you expect?"
    solution = "All classes are alike, so $p = 1/100$ and $-\\log p = \\log 100$."
    keys = (a_key("a", solution=solution, steps=()),)
    return a_variant("expected-loss", "Loss of a fresh classifier", prompt, (Part("a", 3, ""),), keys)


def many_short() -> tuple[Variant, ...]:
    """Enough questions for a grade table of two rows."""
    parts = (Part("a", 1, "Once."), Part("b", 2, "Twice."))
    keys = tuple(a_key(part.label, solution="It is $2$.", steps=()) for part in parts)
    return tuple(
        a_variant(f"more-{k}", f"Short question {k}", "Compute $1 + 1$.", parts, keys) for k in range(12)
    )


def hard_sheet() -> Sheet:
    """All of them."""
    return Sheet(
        "Problem sheet 3: softmax & losses", 7, "0.1.0", (several_parts(), one_part(), *many_short())
    )
