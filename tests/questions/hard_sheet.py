"""A made-up sheet with whatever is hard to print: matrices, cases, long derivations, tables, awkward characters."""

from __future__ import annotations

from dataclasses import replace

from questions.model import Answer, Check, Choice, Intermediate, Key, Option, Part, Pitfall, Question, Sheet, Variant, Verdict
from questions.model import Criterion

AWKWARD = r"[0,1] costs 5 % & more: a_b #1 \$3 x^y ~ {braces} \\ back | bar < > \* star, caf\u00e9, \u201cquoted\u201d - \u03b1 \u2264 1, z_max"
AWKWARD = AWKWARD.encode().decode("unicode_escape").replace("\\", "\\\\").replace("\\\\$", "\\$").replace("\\\\*", "\\*")
WIDE = r"\begin{bmatrix}" + r" \\ ".join(" & ".join(f"{(r + c) / 10 - 1:.2f}" for c in range(14)) for r in range(3)) + r"\end{bmatrix}"
LONG = " + ".join(rf"\frac{{\partial L}}{{\partial a^{{({k})}}}} \frac{{\partial a^{{({k})}}}}{{\partial z^{{({k})}}}} x_{{{k}}}" for k in range(1, 9))
SOFTMAX = r"\frac{e^{z_{i}}}{\sum_{k=1}^{C} e^{z_{k}}}"

SOLUTION = rf"""
We want the *gradient*, and the chain rule gives it. With $p = \operatorname{{softmax}}(z)$ and
`nn.CrossEntropyLoss(reduction='mean', label_smoothing=0.0)` the loss is the mean over the batch.

$$
f(x) = \begin{{cases}} x & \text{{if }} x > 0 \\ \alpha (e^{{x}} - 1) & \text{{if }} x \le 0 \end{{cases}}
$$

- the first term is **positive**, since $p_{{i}} > 0$;
- the second is not: $[0,1] \ni p_{{i}}$ and $100 % = 1$.

| layer | shape | parameters |
|---|---|---|
| [0] `Linear(6, 32)` | $(32, 6)$ | 224 |
| `Linear(32, 4)` | $|W| = 32 \cdot 4$ | 132 |

$$
A = {WIDE}
$$
and the long one:
$$
{LONG}
$$
"""

LINES = (
    (r"\frac{\partial}{\partial z_{j}} \left( - \sum_{i=1}^{C} y_{i} \log " + SOFTMAX + r" \right)", "definition of the loss"),
    (r"\frac{\partial}{\partial z_{j}} \left( - \sum_{i=1}^{C} y_{i} z_{i} + \sum_{i=1}^{C} y_{i} \log \sum_{k=1}^{C} e^{z_{k}} \right)",
     "logarithm of a quotient"),
    (r"-y_{j} + \frac{e^{z_{j}}}{\sum_{k=1}^{C} e^{z_{k}}}",
     "y sums to one, and the sum of the exponentials does not depend on the index i of the outer sum at all"),
    (LONG, "a long row"),
    (r"\left( " + LONG + r" \right)^{2}", "a long row that cannot be broken"),
    (r"p_{j} - y_{j}", "definition of softmax"),
)  # fmt: skip
STEPS = tuple(
    {"rule": rule, "lemma": "", "relation": "=", "start": start, "latex": latex}
    for (latex, rule), start in zip(LINES, (r"\frac{\partial L}{\partial z_{j}}", *(latex for latex, _ in LINES)), strict=False)
)  # fmt: skip


def number_key(label: str, **changes: object) -> Key:
    """A key of a numeric part."""
    key = Key(
        label=label,
        answer=Answer("number", "4.605", "4.605", "4.605", 4, {"low": "4.604", "high": "4.606"}),
        intermediates=(Intermediate("the normaliser", "Z", "1105.7", 5),),
        options=(),
        rubric=(),
        solution=SOLUTION,
        steps=STEPS,
        mistakes=(Pitfall("forgot the biases", "2.3026", "Each unit has a bias $b_{i}$ of its own."),
                  Pitfall("missing 1/N", "[[1.0, 2.0], [3.0, 4.0]]", "The mean divides by $N$, the number of entries.")),
    )  # fmt: skip
    return replace(key, **changes)


def question(slug: str, title: str, prompt: str, parts: tuple[Part, ...]) -> Question:
    """A question with the given words."""
    return Question(slug, title, "losses", "numeric", 2, 6, 1, 7, 0, "plain", prompt, parts)


def verdict(*labels: str) -> Verdict:
    """Everything passed."""
    checks = [Check(label, "witness", "passed", "12 values executed with NumPy") for label in labels]
    checks += [Check(label, "proof", "passed", "5 steps proved") for label in labels]
    return Verdict("verified", (*checks, Check(None, "well-posed", "passed", "the parameters make a good question")))


def hard_sheet() -> Sheet:
    """Three questions: several parts, one part, and a choice."""
    first = question(
        "cross-entropy-gradient", "Gradient of softmax and cross-entropy, 100 % [sic]", AWKWARD + "\n\n" + SOLUTION,
        (Part("a", 2, "[0,1] is the range. Derive $\\partial L / \\partial z_{j}$ step by step."),
         Part("b", 5, "$$\nW = " + WIDE + "\n$$\nWhat is the loss at $z = (" + ", ".join(f"{k}.25" for k in range(30)) + ")$?"),
         Part("c", 1, "Which of these is right?", (Choice("A", "[0,1] is closed"), Choice("B", "$(0,1)$ is `open`")))),
    )  # fmt: skip
    second = question("expected-loss", "Loss of a fresh classifier",
                      "A network for $100$ classes is initialised so that each logit is near $0$. What loss do you expect?",
                      (Part("a", 3, ""),))  # fmt: skip
    choice = number_key(
        "c", answer=Answer("choice", "B", r"\text{B}", "B", None, {"labels": ["B"]}), steps=(), mistakes=(), solution="See the plot.",
        options=(Option("A", "[0,1] is closed", False, "It is, but the range is not."), Option("B", "$(0,1)$ is `open`", True)),
    )  # fmt: skip
    matrix = Answer("array", [["1.0"]], WIDE, "[[1.0]]", 4, {"low": [["0.9"]], "high": [["1.1"]]})
    proof = Answer("proof", {}, r"\frac{\partial L}{\partial z_{j}} = p_{j} - y_{j}", "dL/dz_j = p_j - y_j", None, {"rubric": []})
    scheme = (Criterion(1, "the definition is written out"), Criterion(1, "the hypothesis $\\sum_{i} y_{i} = 1$ is used"))
    variants = (
        Variant(first, {}, (number_key("a", answer=proof, rubric=scheme), number_key("b", answer=matrix), choice), verdict("a", "b", "c")),
        Variant(second, {}, (number_key("a", solution="All classes are alike, so $p = 1/100$ and $-\\log p = \\log 100$.", steps=()),),
                verdict("a")),
        *(Variant(question(f"more-{k}", f"Short question number {k}", "Compute $1 + 1$.", (Part("a", 1, "Once."), Part("b", 2, "Twice."))),
                  {}, (number_key("a", solution="It is $2$.", steps=()), number_key("b", solution="It is $2$.", steps=())), verdict("a", "b"))
          for k in range(12)),
    )  # fmt: skip
    return Sheet("Problem sheet 3: softmax & losses", 7, "0.1.0", variants)
