"""Records of another version or revision: what they print is held against what it means, not against today's letters.

A release may print a term otherwise, and a family may be worded anew (its `revision` is raised). Neither makes an old
sheet wrong: its answers are executed from the stored numbers and its steps are proved from the stored terms, by the
same checks as ever. For these, the printed fields are first replaced by what this version prints of the stored term or
value, and each difference is named. A printed line that reads as another term than the stored one is left as it is,
so that it fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from questions import catalogue, places, proofs, record, rounding
from questions.errors import Told, listed
from questions.model import JSON, Answer

PRINTED = ("start", "latex", "text")  # of a step; how it is proved may change, too


def of_another_version(data: Mapping[str, JSON]) -> bool:
    """Whether another version of this program wrote the record."""
    return bool(data["version"] != record.version())


def notes(data: Mapping[str, JSON]) -> Iterator[str]:
    """What has changed since a record was made and makes nothing of it wrong, one line each."""
    if not of_another_version(
        data
    ):  # a revision is raised from one version to the next: no family is looked at
        if elsewhere := printed_elsewhere(data):
            yield f"{elsewhere}: answers and steps are checked, the files are not printed again"
        return
    yield (
        f"made by version {data['version']}, this is {record.version()}: answers and steps are checked, "
        "the files are not printed again"
    )
    for number, question in enumerate(data["questions"], start=1):
        place = f"question {number} ({question['slug']})"
        now = _revision(question["slug"])
        if now is not None and now != question["revision"]:
            yield f"{place}: wording has changed since revision {question['revision']}; this is revision {now}"
        if labels := reprinted(question)[1]:
            yield f"{place}: this version prints part {', '.join(labels)} otherwise, with the same meaning"


def printed_elsewhere(data: Mapping[str, JSON]) -> str:
    """Why the files cannot be printed again: the templates of the lecturer's that printed them are not those here."""
    wanted = {
        name: digest for name, digest in data.get("templates", {}).items() if name.startswith("sheets/")
    }
    here = places.overriding(["sheets/"])
    if wanted == here:
        return ""
    missing = [name for name in wanted if name not in here]
    changed = [name for name in wanted if name in here and here[name] != wanted[name]]
    if missing:
        return f"printed with a lecturer's {listed(missing)}, which is not here (say --templates DIR)"
    if changed:
        return f"printed with a lecturer's {listed(changed)}, which has changed since"
    return f"printed without {listed(name for name in here if name not in wanted)} of --templates"


def _revision(slug: str) -> int | None:
    try:
        return catalogue.load_family(catalogue.find(slug)).revision
    except (Told, ImportError):
        return None


def reprinted(question: Mapping[str, JSON]) -> tuple[dict[str, JSON], list[str]]:
    """A stored question as this version prints it, and the labels of the parts that it prints otherwise."""
    parts = [_part(part) for part in question["parts"]]
    changed = [
        str(new["label"])
        for old, new in zip(question["parts"], parts, strict=True)
        if not _prints_alike(old, new)
    ]
    return {**question, "parts": parts}, changed


def _prints_alike(old: Mapping[str, JSON], new: Mapping[str, JSON]) -> bool:
    lines = [[[step[name] for name in PRINTED] for step in part["steps"]] for part in (old, new)]
    return lines[0] == lines[1] and all(
        old["answer"][name] == new["answer"][name] for name in ("latex", "text")
    )


def _part(part: Mapping[str, JSON]) -> dict[str, JSON]:
    """A part with its steps and its answer as this version prints them; what cannot be read stays, and fails."""
    try:
        steps = [_step(step) for step in part["steps"]]
        return {**part, "steps": steps, "answer": {**part["answer"], **_answer(part, steps)}}
    except (Told, KeyError, TypeError, ValueError, ArithmeticError):
        return dict(part)


def _step(step: Mapping[str, JSON]) -> dict[str, JSON]:
    from derive.derivation import Step

    before, after = proofs.read(step["before"]), proofs.read(step["after"])
    definitions = tuple(proofs.read(row) for row in step["definitions"])
    again = Step(str(step["rule"]), before, after, definitions, str(step["lemma"])).to_json()
    for name, statement in (("start", before), ("latex", after)):
        if step[name] != again[name] and _reads_otherwise(step[name], statement, definitions):
            return dict(step)
    return {**step, **{name: again[name] for name in (*PRINTED, "proof")}}


def _reads_otherwise(tex: str, statement: Any, definitions: tuple[Any, ...]) -> bool:
    """Whether a printed line is that of another term than the stored one; False where it cannot be read."""
    from derive.derivation import Step, StepRejected, as_term
    from derive.terms.letters import Letters
    from derive.terms.matrix_reader import read_matrix
    from derive.terms.reader import read
    from derive.terms.terms import Term, dimensions_of, free_indices, tensors_of

    terms = (as_term(statement), *(definition.body for definition in definitions))
    tensors = (*tensors_of(*terms), *(definition.tensor for definition in definitions))
    try:
        letters = Letters(tuple(dict.fromkeys(tensors)), dimensions_of(*terms))
        found = (
            read(tex, letters, free_indices(statement))
            if isinstance(statement, Term)
            else read_matrix(tex, letters)
        )
    except (ValueError, TypeError):
        return False
    try:
        Step("reads as", found, statement, definitions)
    except StepRejected:
        return True
    return False


def _answer(part: Mapping[str, JSON], steps: list[dict[str, JSON]]) -> dict[str, JSON]:
    """LaTeX and text of an answer as this version prints its value."""
    answer = Answer(**part["answer"])
    if answer.kind == "expression":
        again = proofs.expression(proofs.read(answer.value))
        if answer.latex != again.latex and _reads_otherwise(answer.latex, proofs.read(answer.value), ()):
            return {}
    elif answer.kind == "proof":
        again = proofs.proof(steps)
    elif answer.kind in rounding.NUMBERS:
        again = rounding.reprinted(answer.kind, answer.digits, answer.value)
        if _digits(answer) != _digits(again):
            return {}
    else:
        return {}
    return {"latex": again.latex, "text": again.text}


def _digits(answer: Answer) -> tuple[str, ...]:
    """The digits of a number in print, in which another version writes the same value."""
    return tuple(letter for letter in answer.text if letter.isdigit())
