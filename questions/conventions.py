"""Families that exist in several conventions, and the cases that a course's notation asks for.

Which case is in which convention is said by the front matter of the prompt, in its table `notation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from questions import catalogue
from questions.catalogue import Entry
from questions.model import Question
from questions.notation import GRADIENTS, LAYERS, Notation


def fitting(entry: Entry, cases: Sequence[str], notation: Notation) -> tuple[str, ...]:
    """The cases that are in the conventions asked for; all of them where none is, or where nothing is said of them."""
    found = tuple(case for case in cases if not _against(entry, case, notation))
    return found or tuple(cases)


def _against(entry: Entry, case: str, notation: Notation) -> tuple[str, ...]:
    """The conventions in which a case is asked although another one is wanted."""
    found = []
    for wanted, names in ((notation.layers, LAYERS), (notation.gradients, GRADIENTS)):
        is_in = [name for name in names if name in entry.cases_in and _lists(entry.cases_in[name], case)]
        speaks = any(name in entry.cases_in for name in names)
        if wanted and speaks and wanted not in is_in:
            found += is_in or [f"a convention other than {wanted}"]
    return tuple(found)


def _lists(cases: Sequence[str], case: str) -> bool:
    return not cases or case in cases


def misfits(questions: Iterable[Question], notation: Notation) -> Iterator[str]:
    """A line for each question that is asked in another convention than the notation wants."""
    wanted = " and ".join(filter(None, (notation.layers, notation.gradients)))
    for slug, case in dict.fromkeys((question.slug, question.case) for question in questions):
        against = _against(catalogue.find(slug), case, notation) if wanted else ()
        if against:
            yield f"{slug} (case {case}) is asked in {', '.join(against)}, not in {wanted}: its prompt says so"
