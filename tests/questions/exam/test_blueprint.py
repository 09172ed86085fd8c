"""A blueprint is read, and whatever is wrong with it is told with file, line, key and what is allowed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from questions.errors import BadCall
from questions.exam import blueprint, toml_lines
from questions.exam.sheets import printed_date, roster

Read: TypeAlias = Callable[[str], blueprint.Blueprint]

GOOD = """title = "Exam"
date = 2026-12-01
seed = 3

[[section]]
title = "Losses"

[[section.question]]
slug = "initial_loss"
given = { classes = 100 }
points = { a = 2 }

[[section.question]]
topic = "losses"
count = 2
exclude = ["mse_elements"]
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], blueprint.Blueprint]:
    def made(text: str) -> blueprint.Blueprint:
        path = tmp_path / "exam.toml"
        path.write_text(text, "utf-8")
        return blueprint.read(path)

    return made


def test_a_blueprint_is_what_it_says(read: Read) -> None:
    found = read(GOOD)
    assert (found.title, found.seed, found.date) == ("Exam", 3, dt.date(2026, 12, 1))
    named, drawn = found.sections[0].slots
    assert (named.slug, named.given, named.points, named.line) == (
        "initial_loss",
        {"classes": 100},
        {"a": 2},
        8,
    )
    assert (drawn.topic, drawn.count, drawn.exclude, drawn.line) == ("losses", 2, ("mse_elements",), 13)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seed = 3", "sed = 3", "line 3, sed: this key is not known: did you mean 'seed'?"),
        ("seed = 3", 'seed = "3"', "line 3, seed: is '3': expected a whole number from 0 on"),
        ("seed = 3", 'paper = "a5"', "line 3, paper: is 'a5': expected one of a4, letter"),
        ("seed = 3", "shuffle = 1", "line 3, shuffle: is 1: expected true or false"),
        ("seed = 3", "shuffle_options = 1", "line 3, shuffle_options: is 1: expected true or false"),
        ("seed = 3", "seed 3", "not TOML"),
        ("seed = 3", "space = 90", "line 3, space: is 90: expected millimetres"),
        ('title = "Exam"', "", "title: is missing: expected a text"),
        ('slug = "initial_loss"', 'slug = "inital_loss"', "line 9, section.question.slug: there is no slug"),
        ('slug = "initial_loss"', 'slug = "inital_loss"', "did you mean 'initial_loss'?"),
        ("classes = 100", "classes = 1", "line 10, section.question.given: initial_loss: "),
        (
            "classes = 100",
            "klasses = 9",
            "line 10, section.question.given: no field of initial_loss 'klasses'",
        ),
        ("{ a = 2 }", "{ x = 2 }", "line 11, section.question.points: there is no part 'x': expected a, b"),
        ("{ a = 2 }", "2", "line 11, section.question.points: is 2: expected a table of parts"),
        ('topic = "losses"', 'topic = "loses"', "there is no topic 'loses': did you mean 'losses'?"),
        ('topic = "losses"', 'topic = "losses"\ncase = "x"', "case: belongs to one question"),
        (
            'topic = "losses"',
            "level = 7",
            "line 14, section.question.level: is 7: expected a level from 1 to 3",
        ),
        ('topic = "losses"', "", "line 13, section.question: says nothing of what is asked"),
        ('slug = "initial_loss"', 'slug = "initial_loss"\nlevel = 1', "level: is a choice among questions"),
        ('slug = "initial_loss"', 'slug = "initial_loss"\ncase = "two"', "case: there is no case 'two'"),
        (
            "mse_elements",
            "mse_element",
            "exclude: there is no question 'mse_element': did you mean 'mse_elements'?",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(read: Read, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(BadCall) as refused:
        read(GOOD.replace(old, new, 1))
    assert said in str(refused.value)
    assert "exam.toml" in str(refused.value)


def test_a_file_that_is_not_there_or_not_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadCall, match=r"cannot be read .*backproof init"):
        blueprint.read(tmp_path / "none.toml")
    (tmp_path / "x.toml").write_bytes(b"\xff")
    with pytest.raises(BadCall, match="not UTF-8"):
        blueprint.read(tmp_path / "x.toml")


def test_lines_of_keys_in_tables_of_tables_and_not_inside_texts() -> None:
    text = 'a = 1\nb = """\nc = 2\n"""\n[t]\nd = 3\n[[s]]\n[[s.q]]\nx = 1\n[[s.q]]\nx = 2\n[[s]]\n[[s.q]]\nx = 3\n'
    where = toml_lines.lines(text)
    assert where["a",] == 1
    assert ("c",) not in where
    assert where["t", "d"] == 6
    assert [where["s", 0, "q", 0, "x"], where["s", 0, "q", 1, "x"], where["s", 1, "q", 0, "x"]] == [9, 11, 14]
    assert toml_lines.line_of(where, ("s", 1, "q", 0, "y", "z")) == 13


@pytest.mark.parametrize(
    ("language", "printed"),
    [("en", "December 1, 2026"), ("en_GB", "1 December 2026"), ("de", "1. Dezember 2026")],
)
def test_a_date_is_printed_in_its_language(read: Read, language: str, printed: str) -> None:
    assert printed_date(read(GOOD.replace("seed = 3", f'language = "{language}"'))) == printed


def test_a_language_without_dates_is_told(read: Read) -> None:
    with pytest.raises(BadCall, match="language: is 'xx'"):
        printed_date(read(GOOD.replace("seed = 3", 'language = "xx"')))


def test_a_roster_is_a_column_of_names(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("Id,Name\n1,Ada  Lovelace\n2,Émilie du Châtelet\n", "utf-8-sig")
    assert roster(path) == ("Ada Lovelace", "Émilie du Châtelet")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id\n1\n", "line 1: the columns are ['id']: expected one `name`"),
        ("name,id\nAda,1\n,2\n", "line 3: the name is missing"),
        ("name\n", "has no students"),
        ("", "expected one `name`"),
    ],
)
def test_a_bad_roster_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(text)
    with pytest.raises(BadCall) as refused:
        roster(path)
    assert said in str(refused.value)
