"""A record of an older version verifies as long as its mathematics does, and says what has changed since.

Such a record is made here of a new one: another version, a line in another style, a wording of long ago, a new seal.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from questions import assemble, catalogue, record, verify
from questions.cli import main
from questions.model import Sheet

SLUG = "softmax_jacobian"
Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    variants = tuple(assemble.variant(slug, seed=1) for slug in (SLUG, "initial_loss"))
    return record.sheet_json(Sheet("T", 1, record.version(), variants))


def aged(data: dict[str, Any], *changes: Change) -> dict[str, Any]:
    old = copy.deepcopy(data)
    old["version"] = "0.0.1"
    for change in changes:
        change(old)
    return {**old, "seal": record.seal(old)}


def first_steps(old: dict[str, Any]) -> list[dict[str, Any]]:
    found = next(part["steps"] for part in old["questions"][0]["parts"] if part["steps"])
    assert isinstance(found, list)
    return found


def spaced(old: dict[str, Any]) -> None:
    """Every line in another style, with the same meaning."""
    for step in first_steps(old):
        step["latex"], step["start"] = step["latex"].replace("{", "{ "), step["start"].replace("{", "{ ")
        step["text"] = step["text"].replace("*", " * ")


def unreadable(old: dict[str, Any]) -> None:
    """A line with a command that no version knows today."""
    first_steps(old)[-1]["latex"] = r"\oldstyle " + first_steps(old)[-1]["latex"]


def reworded(old: dict[str, Any]) -> None:
    old["questions"][1]["prompt"] = "In the words of last year."
    old["questions"][1]["revision"] = 0


def proved_otherwise(old: dict[str, Any]) -> None:
    first_steps(old)[0]["proof"] = "a method of long ago"


@pytest.mark.parametrize("change", [spaced, unreadable, reworded, proved_otherwise])
def test_an_older_record_verifies_as_long_as_its_mathematics_does(
    data: dict[str, Any], change: Change
) -> None:
    found = verify.recheck(aged(data, change))
    assert found.passed, found
    assert found.notes[0].startswith("made by version 0.0.1")


def test_what_has_changed_is_told(data: dict[str, Any]) -> None:
    revision = catalogue.load_family(catalogue.find("initial_loss")).revision
    said = verify.recheck(aged(data, spaced, reworded)).notes
    assert (
        "question 1 (softmax_jacobian): this version prints part a otherwise, with the same meaning" in said
    )
    assert (
        f"question 2 (initial_loss): wording has changed since revision 0; this is revision {revision}"
        in said
    )
    assert verify.recheck(data | {"seal": record.seal(data)}).notes == ()


def another_line(old: dict[str, Any]) -> None:
    """A printed line that reads as another term than the stored one."""
    steps = first_steps(old)
    steps[0]["latex"] = steps[-1]["latex"] if steps[-1]["latex"] != steps[0]["latex"] else steps[0]["start"]
    steps[0]["latex"] = "2 " + steps[0]["latex"]


def another_term(old: dict[str, Any]) -> None:
    steps = first_steps(old)
    steps[-1]["after"] = steps[0]["before"] | {} if len(steps) > 1 else steps[-1]["before"]
    steps[-1]["after"] = {"node": "number", "value": "7"}


def another_number(old: dict[str, Any]) -> None:
    part = old["questions"][1]["parts"][0]
    part["answer"]["text"] = part["answer"]["text"].replace(part["answer"]["text"][-1], "0")
    part["answer"]["latex"] = "0"


def other_params(old: dict[str, Any]) -> None:
    old["questions"][1]["params"]["classes"] += 1


@pytest.mark.parametrize("change", [another_line, another_term, another_number, other_params])
def test_what_is_wrong_in_an_older_record_is_found(data: dict[str, Any], change: Change) -> None:
    assert not verify.recheck(aged(data, change)).passed


def test_a_line_of_this_version_is_printed_as_it_was_stored(data: dict[str, Any]) -> None:
    now = copy.deepcopy(data)
    spaced(now)
    assert not verify.recheck({**now, "seal": record.seal(now)}).passed


def test_an_older_seal_counts(data: dict[str, Any]) -> None:
    old = aged(data)
    old["title"] = "Another"
    assert not verify.recheck(old, Path()).passed


def test_the_command_says_it_and_exits_with_0(tmp_path: Path) -> None:
    out = tmp_path / "sheet"
    CliRunner().invoke(main, ["generate", "initial_loss", "--format", "markdown", "--out", str(out)])
    path = out / "sheet.json"
    path.write_text(record.dumps(aged(json.loads(path.read_text("utf-8")))), "utf-8")
    ran = CliRunner().invoke(main, ["verify", str(out)])
    assert ran.exit_code == 0, ran.output
    assert "verified (1 question" in ran.output
    assert "  note: made by version 0.0.1, this is" in ran.output


def test_a_variant_says_its_revision(data: dict[str, Any]) -> None:
    entry = catalogue.find("initial_loss")
    family = replace(catalogue.load_family(entry), revision=4)
    made = assemble.build(
        entry, family, catalogue.load_witness(entry.topic, entry.slug), lambda block, context: block
    )
    assert made.question.revision == 4
