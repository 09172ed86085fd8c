"""The editions of an exam made and printed, by as many processes as there are; the bytes do not depend on how many.

Each edition is made as if it were alone. Where a variant of it stands on an edition before it (in a family of few), it
is made again with those in view: what comes out is what one process makes, edition by edition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from questions import record, workers
from questions.exam import plan, sheets
from questions.exam.blueprint import Blueprint
from questions.exam.plan import Edition
from questions.exam.sheets import Made

FEW = 4  # editions for which another process is not worth its start


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: the blueprint, what must not come again, and how sheets are printed.

    only   the one edition that is wanted; the others are made for what they use, and not printed
    """

    blueprint: Blueprint
    avoid: frozenset[str]
    formats: tuple[str, ...]
    pdf_with: str | None = None
    only: Edition | None = None


Printed = tuple[Made, dict[str, bytes]]


def jobs(wanted: int | None, editions: int) -> int:
    """So many processes as are wanted, or as there are cores; no more than the editions are worth."""
    return max(1, min(workers.cores() if wanted is None else wanted, editions // FEW))


def editions(order: Order, every: Sequence[Edition], processes: int = 1) -> Iterator[Printed]:
    """Each edition in order with its files, by their path in the exam's folder; none shares a variant with another."""
    used = set(order.avoid)
    with workers.crew(processes) as crew:
        guesses = workers.in_order(crew, _alone, ((order, edition) for edition in every))
        for edition, (made, files) in zip(every, guesses, strict=True):
            found, content = made, files
            if not used.isdisjoint(_drawn(made)):
                found, content = _finished(order, edition, plan.placed(order.blueprint, edition, used))
            used |= _names(found)
            yield found, content


def _alone(order: Order, edition: Edition) -> Printed:
    return _finished(order, edition, plan.placed(order.blueprint, edition, set(order.avoid)))


def _finished(order: Order, edition: Edition, placed: Sequence[plan.Placed]) -> Printed:
    from questions.commands.generate import printed

    made = sheets.sheet(order.blueprint, edition, placed)
    if order.only not in (None, edition):
        return made, {}
    return made, sheets.files(made, printed(made.sheet, order.formats, order.pdf_with))


def _names(made: Made) -> set[str]:
    return {record.canonical(one.question.slug, one.question.case, one.params) for one in made.sheet.variants}


def _drawn(made: Made) -> set[str]:
    """The names of the variants that no other edition may have."""
    return {
        record.canonical(one.question.slug, one.question.case, one.params)
        for number, one in enumerate(made.sheet.variants, start=1)
        if number not in made.common
    }
