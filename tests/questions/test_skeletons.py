"""What is filled into a skeleton is what would have been printed; a printer that minds its numbers gets none."""

from __future__ import annotations

import random
from collections.abc import Callable

import jinja2
import pytest

from questions import printable
from questions.escape import latex_text, markdown_text
from questions.model import Answer, Choice, Part, Question
from questions.skeletons import TIMES, Skeletons

NUMBERS = ("-1.5", "3", "0", "-0", "0.25", "12", "-7", "1000000", "0.5000")
TEXT = "gives {}, not {}; at x{}, w_{}, 3-{} or (-{}) 10 - {} -> {}, f(2)-{}, {}."


def said(chance: random.Random) -> list[str]:
    drawn = [chance.choice(NUMBERS) for _ in range(11)]
    return [TEXT.format(*drawn), drawn[-1]]


@pytest.mark.parametrize("write", [latex_text, markdown_text, lambda text: f"1{text}", lambda text: text * 2])
def test_a_filled_skeleton_is_what_is_printed(write: Callable[[str], str]) -> None:
    chance, known = random.Random(1), Skeletons()
    for _ in range(300):
        texts = said(chance)
        assert known.printed("", texts, lambda parts: write(" / ".join(parts))) == write(" / ".join(texts))


def test_a_skeleton_is_learnt_at_the_third_sight() -> None:
    known = Skeletons()
    printed = [known.printed("", [f"x = {k}"], lambda texts: f"({texts[0]})") for k in range(-5, 5)]
    assert printed == [f"(x = {k})" for k in range(-5, 5)]
    assert known.direct == TIMES


MINDING: dict[str, Callable[[str], str]] = {
    "its size": lambda text: text + ("!" if len(text) > 8 else ""),
    "its value": lambda text: text.replace("= 3", "= three"),
    "its sign": lambda text: text.replace("= -", "= minus "),
    "a decimal": lambda text: text + ("" if "." not in text else " about"),
    "zero": lambda text: "nothing" if text.endswith("= 0") else text,
    "arithmetic": lambda text: f"{text}, twice {2 * float(text.rpartition('= ')[2]):g}",
    "order": lambda text: " ".join(sorted(text.split())),
}


@pytest.mark.parametrize("what", MINDING)
def test_a_printer_that_minds_its_numbers_is_asked_each_time(what: str) -> None:
    """The sign alone may be written in another way: that is learnt."""
    known, write = Skeletons(), MINDING[what]
    for text in (f"a {k} = {n}" for n in ("3", "-3", "0", "12", "0.25", "100000", "1") for k in (1, 2, 3)):
        assert known.printed("", [text], lambda texts: write(texts[0])) == write(text), text


def question(prompt: str, copy: int = 0) -> Question:
    part = Part("a", 1, f"({prompt})", (Choice("A", prompt),))
    return Question("s", "t", "topic", "proof", 1, 1, 1, 0, copy, "case", prompt, (part,))


def test_a_value_comes_apart_and_together() -> None:
    asked, part = question("x = 3", 7), question("x = 3").parts[0]
    shape, texts = printable.apart((asked, part))
    assert {"x = 3", "7", "(x = 3)"} <= set(texts)
    again, one = printable.together((question("", 0), part), texts, None)
    assert (again.prompt, again.copy, again.points, one.options[0].text) == ("x = 3", "7", 1, "x = 3")
    assert printable.apart((question("y = 4", 8), part))[0] == shape


def test_a_template_cannot_print_what_is_not_named() -> None:
    missing = jinja2.StrictUndefined(name="it")
    asked = printable.together(question("x"), printable.apart(question("x"))[1], missing)
    with pytest.raises(jinja2.UndefinedError):
        jinja2.Template("{{ asked.seed }}").render(asked=asked)


def test_an_answer_is_printed_by_its_text_and_latex_alone() -> None:
    shape, texts = printable.apart(Answer("integer", 3, "3", "3", None, {"low": 3, "high": 3}))
    assert texts == ["integer", "3", "3"]
    assert isinstance(hash(shape), int)
