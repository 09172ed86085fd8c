"""A family whose draw or wording has changed since the last release has a higher `revision`.

revisions.json holds, as of a version, the revision of each family and a hash of what it draws and says: the params of
its first draws in each case, the words of its prompt, and the texts in its bank file (no code: who tidies up changes
nothing). It is written anew, with this version, when a version is released:

    python tests/questions/test_revisions.py

As long as CHANGELOG.md has no heading of that version nothing has been handed out, and a family may change as it likes.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from questions import catalogue, record, seeds
from questions.catalogue import Entry
from questions.model import Family, Unlucky

HERE = Path(__file__).resolve().parent
FILE = HERE / "revisions.json"
CHANGELOG = HERE.parents[1] / "CHANGELOG.md"
SEEDS = range(2)
Row: TypeAlias = "tuple[int, str]"  # the revision, and the hash


def row(entry: Entry, family: Family, prompt: str, bank: str) -> Row:
    """Revision and hash of a family."""
    said = catalogue.split(prompt, entry.slug)[1].split()
    content = [entry.title, said, *texts(bank), list(draws(entry, family))]
    return family.revision, record.sha256(record.dumps(content).encode())[:16]


def draws(entry: Entry, family: Family) -> Iterator[object]:
    """The params of the first draw of each case, as they come from the stream."""
    for case in family.cases:
        for seed in SEEDS:
            try:
                yield record.plain(family.draw(case, seeds.stream(seed, entry.slug, 0, "draw")))
            except Unlucky as unlucky:
                yield str(unlucky)


def texts(source: str) -> Iterator[str]:
    """The texts of a Python file but its docstrings, in their order."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.FunctionDef, ast.ClassDef)
    docs = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented)
            and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def bank() -> dict[str, Row]:
    """Every family as it is now."""
    found = {}
    for entry in catalogue.entries():
        module = catalogue.module_name(entry.slug)
        source = catalogue.PACKAGE / "bank" / catalogue.module_name(entry.topic) / f"{module}.py"
        prompt = catalogue.prompt_file(entry).read_text("utf-8")
        found[entry.slug] = row(entry, catalogue.load_family(entry), prompt, source.read_text("utf-8"))
    return found


def unraised(old: Mapping[str, Row], new: Mapping[str, Row]) -> list[str]:
    """The families that have changed while their revision has not been raised."""
    return [slug for slug, (revision, digest) in old.items()
            if slug in new and new[slug][1] != digest and new[slug][0] <= revision]  # fmt: skip


def released(version: str, changelog: str) -> bool:
    return re.search(rf"^## \[{re.escape(version)}\]", changelog, re.MULTILINE) is not None


def stored() -> tuple[str, dict[str, Row]]:
    data = json.loads(FILE.read_text("utf-8"))
    return data["version"], {slug: (r, digest) for slug, (r, digest) in data["families"].items()}


def test_a_family_that_has_changed_since_its_release_has_a_higher_revision() -> None:
    version, families = stored()
    changed = unraised(families, bank()) if released(version, CHANGELOG.read_text("utf-8")) else []
    assert changed == [], (
        f"draw or wording changed since version {version}: raise `revision` in the bank files of these families, and "
        "name them in CHANGELOG.md; a sheet of that version still verifies and says that the wording has changed"
    )


def test_the_file_is_of_this_bank() -> None:
    """Most of it, as long as nothing is released: a hash that fits no family would guard nothing."""
    now = bank()
    version, families = stored()
    assert version
    assert len(families) > 100
    assert sum(now.get(slug) == one for slug, one in families.items()) > len(families) / 4


@pytest.mark.parametrize(
    ("revision", "words", "texts", "said"),
    [
        (1, "Other words.", "A = 'x'", ["demo"]),
        (1, "Words.", "A = 'y'", ["demo"]),
        (2, "Other words.", "A = 'y'", []),
        (1, "Words.", "'''Another docstring.'''\nB = 'x'  # tidied up", []),
        (1, "Words.\n", "A = 'x'", []),
    ],
)
def test_a_change_of_words_is_seen(revision: int, words: str, texts: str, said: list[str]) -> None:
    entry = replace(catalogue.entries()[0], slug="demo")
    family = replace(catalogue.load_family(catalogue.entries()[0]), revision=1)
    front = '+++\ntitle = "T"\n+++\n'
    old = {"demo": row(entry, family, front + "Words.", "'''A docstring.'''\nA = 'x'")}
    new = {"demo": row(entry, replace(family, revision=revision), front + words, texts)}
    assert unraised(old, new) == said


def test_a_change_of_the_draw_is_seen() -> None:
    entry = catalogue.entries()[0]
    family = catalogue.load_family(entry)
    moved = replace(family, draw=lambda case, stream: {"n": stream.integer(1, 1000)})
    assert row(entry, family, "+++\n+++\n", "")[1] != row(entry, moved, "+++\n+++\n", "")[1]


def test_a_version_is_released_when_the_changelog_has_it() -> None:
    assert released("0.1.0", "## [Unreleased]\n\n## [0.1.0] - 2026-12-01\n")
    assert not released("0.1.0", "## [Unreleased]\n\nsee [0.1.0]\n")


if __name__ == "__main__":
    families = bank().items()
    lines = ",\n".join(f'  "{slug}": {json.dumps(one)}' for slug, one in families)
    FILE.write_text(f'{{\n "version": "{record.version()}",\n "families": {{\n{lines}\n }}\n}}\n', "utf-8")
