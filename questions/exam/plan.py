"""Which variants stand on each edition of an exam: families drawn by the seed, numbers that no two editions share.

An edition is a version ("A") or a student's sheet. What stands on it depends on the blueprint, and, where a family has
so few variants that two would meet, on the editions before it; so an edition can be made again alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from questions import assemble, catalogue, marks, record
from questions.errors import BadCall
from questions.exam import dealing
from questions.exam.blueprint import Blueprint, Slot

if TYPE_CHECKING:
    from questions.catalogue import Entry
    from questions.model import Variant

TRIES = 200  # numbers that are drawn for a slot before its family is said to have no more
EDITIONS = 10_000  # at most; the copies of a variant are counted so that no two editions meet by counting


@dataclass(frozen=True, slots=True)
class Edition:
    """One of the sheets of an exam: `number` from 0, `name` as printed, `student` or ""."""

    number: int
    name: str
    student: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it stands in one edition, its numbers not yet drawn."""

    section: int
    slug: str
    case: str | None
    slot: Slot

    @property
    def fixed(self) -> bool:
        """Whether the blueprint gives every number, so that all editions have the same question."""
        family = catalogue.load_family(catalogue.find(self.slug))
        return self.slot.given.keys() >= family.schema.keys()


@dataclass(frozen=True, slots=True)
class Placed:
    """A variant in its section."""

    asked: Asked
    variant: Variant


# -- which families ----------------------------------------------------------------------------------------


def asked(blueprint: Blueprint, number: int) -> tuple[Asked, ...]:
    """The questions of an edition, section by section; raises BadCall where a slot asks for more than there are."""
    from questions.seeds import stream

    drawn_anew = number if blueprint.vary == "questions" else 0
    named = {slot.slug for section in blueprint.sections for slot in section.slots if slot.slug}
    found: list[Asked] = []
    slots = [(k, slot) for k, section in enumerate(blueprint.sections) for slot in section.slots]
    taken = set(named)
    for place, (section, slot) in enumerate(slots):
        chance = stream(blueprint.seed, f"slot {place}", drawn_anew, "selection")
        slugs = (slot.slug,) * slot.count if slot.slug else _drawn(blueprint, slot, taken, chance)
        taken.update(slugs)
        found += [Asked(section, slug, _case(blueprint, slot, slug, drawn_anew), slot) for slug in slugs]
    return tuple(found)


def _drawn(blueprint: Blueprint, slot: Slot, taken: set[str], chance: Any) -> tuple[str, ...]:
    """Families that fit the slot and stand nowhere else on the sheet."""
    there = [entry.slug for entry in catalogue.entries() if _fits(entry, slot) and entry.slug not in taken]
    if len(there) < slot.count:
        raise BadCall(
            f"{blueprint.file}, line {slot.line}: {slot.count} of the questions {_wish(slot)} are asked, "
            f"and there are {len(there)} that stand nowhere else in this exam: ask for fewer, or for more kinds"
        )
    return tuple(chance.sample(there, slot.count))


def _fits(entry: Entry, slot: Slot) -> bool:
    wanted = ((slot.topic, entry.topic), (slot.level, entry.level), (slot.kind, entry.kind))
    return all(wish in ("", 0, found) for wish, found in wanted) and entry.slug not in slot.exclude


def _wish(slot: Slot) -> str:
    parts = (("topic", slot.topic), ("level", slot.level), ("kind", slot.kind))
    return "of " + ", ".join(f"{name} {value}" for name, value in parts if value)


def _case(blueprint: Blueprint, slot: Slot, slug: str, drawn_anew: int) -> str | None:
    """The case: named; else the same in all editions, so that they are as hard; else free, within the conventions."""
    if slot.case or slot.given:
        return slot.case or None
    entry = catalogue.find(slug)
    family = catalogue.load_family(entry)
    found = assemble.conventional_case(entry, family, blueprint.seed, drawn_anew, blueprint.notation)
    if found is not None or blueprint.vary == "questions":
        return found
    return assemble.chosen_case(slug, family, blueprint.seed, 0, None, {})


# -- which numbers -----------------------------------------------------------------------------------------


def placed(blueprint: Blueprint, edition: Edition, used: set[str]) -> tuple[Placed, ...]:
    """The variants of one edition, verified, none of them in `used`, to which they are added.

    A question whose numbers are given is the same in all editions. Raises BadCall where a family has no more variants.
    """
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    found = []
    for question in asked(blueprint, edition.number):
        first = edition.number + EDITIONS * TRIES * seen[question.slug]
        seen[question.slug] += 1
        found.append(_placed(blueprint, question, first, used, right))
    return _ordered(blueprint, edition, found)


def _placed(blueprint: Blueprint, question: Asked, first: int, used: set[str], right: Counter[str]) -> Placed:
    """The first variant, counted from copy `first` in steps of all editions, that is not used yet; it is then.

    `right` counts how often each letter is the right one in this edition.
    """
    from functools import partial

    from questions import render
    from questions.seeds import stream

    slug, slot = question.slug, question.slot
    entry = catalogue.find(slug)
    family, witness = catalogue.load_family(entry), catalogue.load_witness(entry.topic, slug)
    words = partial(render.words, slug, entry.topic)
    for copy in range(first, first + EDITIONS * TRIES, EDITIONS):
        drawn = assemble.draw(entry, family, blueprint.seed, copy, question.case, slot.given)
        name = record.canonical(slug, drawn.case, drawn.params)
        if name in used and not question.fixed:
            continue
        used.add(name)
        if blueprint.shuffle_options:
            chance = stream(blueprint.seed, slug, copy, "options")
            drawn = dealing.dealt(drawn, assemble.prompts(entry, family, words, drawn), chance, right)
        variant = assemble.judged(entry, family, witness, words, blueprint.seed, copy, drawn)
        return Placed(question, _with_points(variant, slot.points))
    raise BadCall(
        f"{blueprint.file}, line {slot.line}: {slug} has no more variants that stand on no other sheet: "
        "ask for fewer versions, leave out its `case`, or take another question"
    )


def _with_points(variant: Variant, points: Mapping[str, int]) -> Variant:
    """The variant with other points, and the mark schemes with them."""
    parts = tuple(
        replace(part, points=points.get(part.label, part.points)) for part in variant.question.parts
    )
    keys = tuple(
        replace(key, rubric=marks.scheme(part.points, key))
        for part, key in zip(parts, variant.keys, strict=True)
    )
    return replace(variant, question=replace(variant.question, parts=parts), keys=keys)


def _ordered(blueprint: Blueprint, edition: Edition, placed: Sequence[Placed]) -> tuple[Placed, ...]:
    """The questions in the order of the blueprint, or, if it says so, each section in an order of its own."""
    if not blueprint.shuffle:
        return tuple(placed)
    from questions.seeds import stream

    found: list[Placed] = []
    for k in range(len(blueprint.sections)):
        chance = stream(blueprint.seed, f"section {k}", edition.number, "selection")
        found += chance.shuffle([one for one in placed if one.asked.section == k])
    return tuple(found)
