"""One task of one generator, timed in its own environment: `peers.py` runs this file, and it imports nothing of ours.

    python peer_tasks.py TASK SECONDS      questions for so many seconds, after the first one
    python peer_tasks.py TASK 0            the first question only

Prints a line of JSON: how many questions, seconds of the processor (child processes counted), what the first one cost.
"""

from __future__ import annotations

import itertools
import json
import logging
import random
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

Make = Callable[[], list[str]]  # the texts of the next questions, with their answers


def backproof(slug: str) -> Make:
    """Ours: drawn, solved, proved, executed, and rendered in LaTeX with its solution; a sheet holds ten."""
    from questions import assemble, record, render
    from questions.model import Sheet

    def texts() -> Iterator[list[str]]:
        for first in itertools.count(step=10):
            made = tuple(assemble.variant(slug, 1, first + k) for k in range(10 if first else 1))
            files = render.render_sheet(Sheet("Sheet", 1, record.version(), made), "latex")
            yield [files["problems.tex"] + files["solutions.tex"]] * len(made)

    return texts().__next__


def quizgenerator(name: str, latex: bool = False) -> Make:
    """QuizGenerator: built, or with question and explanation in LaTeX."""
    from QuizGenerator.generation.question import QuestionRegistry

    logging.disable(logging.CRITICAL)
    QuestionRegistry.load_premade_questions()
    family = QuestionRegistry._registry[name](name=name, points_value=1)  # noqa: SLF001  there is no public way to a family
    seeds = itertools.count(1000)

    def make() -> list[str]:
        one = family.instantiate(rng_seed=next(seeds))
        if not latex:
            return [f"{one.body} {[answer.value for answer in one.answers]}"]
        return [one.body.render("latex") + one.explanation.render("latex")]

    return make


def mathematics_dataset(name: str) -> Make:
    """mathematics_dataset: at its full range of difficulty, with the lengths that its own script allows."""
    import numpy as np
    from mathematics_dataset.modules import modules

    random.seed(1)
    np.random.seed(1)  # noqa: NPY002  the generator draws from it
    family = modules.train(lambda entropy: entropy)["calculus"][name]

    def make() -> list[str]:
        while True:
            problem = family()
            question, answer = str(problem.question), str(problem.answer)
            if len(question) <= 160 and len(answer) <= 30:
                return [f"{question} {answer}"]

    return make


def reasoning_gym(name: str) -> Make:
    """reasoning-gym: item after item of one dataset."""
    import reasoning_gym as gym

    items = iter(gym.create_dataset(name, size=10**6, seed=1))
    return lambda: ["{question} {answer}".format(**next(items))]


TASKS: dict[str, Callable[[], Make]] = {
    "backproof: parameter count": lambda: backproof("network_parameters"),
    "backproof: derivative": lambda: backproof("scalar_network"),
    "backproof: backprop": lambda: backproof("mlp_gradients"),
    "QuizGenerator: parameter count": lambda: quizgenerator("parametercountingquestion"),
    "QuizGenerator: parameter count, LaTeX": lambda: quizgenerator("parametercountingquestion", latex=True),
    "QuizGenerator: derivative": lambda: quizgenerator("derivativechain"),
    "QuizGenerator: derivative, LaTeX": lambda: quizgenerator("derivativechain", latex=True),
    "QuizGenerator: backprop": lambda: quizgenerator("backpropgradientquestion"),
    "QuizGenerator: backprop, LaTeX": lambda: quizgenerator("backpropgradientquestion", latex=True),
    "mathematics_dataset: derivative": lambda: mathematics_dataset("differentiate"),
    "mathematics_dataset: derivative of a composition": lambda: mathematics_dataset("differentiate_composed"),
    "reasoning-gym: simple integration": lambda: reasoning_gym("simple_integration"),
}  # fmt: skip


def cpu() -> float:
    """Seconds of the processor so far, child processes counted."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def timed(task: str, seconds: float) -> dict[str, Any]:
    """What a task cost; the first question is not among the counted ones."""
    start = time.perf_counter()
    make = TASKS[task]()
    (text,) = make()
    first = {"first_wall": time.perf_counter() - start, "first_cpu": cpu(), "characters": len(text)}
    begun, before, count = time.perf_counter(), cpu(), 0
    while time.perf_counter() - begun < seconds:
        count += len(make())
    return {**first, "count": count, "cpu": cpu() - before}


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps(timed(sys.argv[1], float(sys.argv[2]))))
