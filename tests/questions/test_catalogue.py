"""The catalogue: front matter is read, faults are named by file and field, and nothing heavy is imported."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from questions import catalogue
from questions.catalogue import BadPrompt, find, load_family, load_witness, read_entry, read_folder, split
from questions.errors import BadCall

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "title": '"Parameters of a multilayer perceptron"',
    "kind": '"numeric"',
    "level": "1",
    "minutes": "4",
    "covers": '{ "paramcount-2468" = ["square"], mlp = [] }',
}


def prompt(
    folder: Path, slug: str = "mlp-size", topic: str = "layers", *, points: str = "a = 2", **fields: str
) -> Path:
    """A prompt file with these fields, `""` leaving one out."""
    lines = [f"{name} = {value}" for name, value in {**GOOD, **fields}.items() if value]
    path = folder / topic / f"{slug}.j2"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "\n".join(["+++", *lines, "[points]", points, "+++", "<% block prompt %>Words<% endblock %>"])
    )
    return path


def files(package: Path, slug: str = "mlp_size", topic: str = "layers") -> None:
    for kind in ("bank", "witness"):
        path = package / kind / topic / f"{slug}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def test_an_entry_is_its_front_matter(tmp_path: Path) -> None:
    entry = read_entry(prompt(tmp_path))
    assert (entry.slug, entry.topic, entry.title) == (
        "mlp-size",
        "layers",
        "Parameters of a multilayer perceptron",
    )
    assert (entry.kind, entry.level, entry.minutes) == ("numeric", 1, 4)
    assert entry.covers == {"paramcount-2468": ("square",), "mlp": ()}
    assert entry.points == {"a": 2}


def test_words_follow_the_front_matter() -> None:
    assert split("+++\nlevel = 1\n+++\nWords\n+++\n", "x.j2") == ({"level": 1}, "Words\n+++\n")
    assert split("+++\r\nlevel = 1\r\n+++\r\nWords", "x.j2") == ({"level": 1}, "Words")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (
            {"level": '"easy"'},
            "layers/mlp-size.j2: the field 'level' is 'easy': expected a whole number from 1 to 3",
        ),
        ({"level": "true"}, "the field 'level' is True"),
        ({"level": "9"}, "the field 'level' is 9"),
        ({"minutes": "0"}, "the field 'minutes' is 0: expected a whole number from 1 on"),
        ({"kind": '"riddle"'}, "the field 'kind' is 'riddle': expected one of derivation, proof"),
        ({"title": '""'}, "the field 'title' is '': expected a line of text"),
        ({"title": ""}, "the field 'title' is missing: expected a line of text"),
        ({"covers": '"x"'}, "the field 'covers' is 'x': expected a table of syllabus items"),
        ({"points": "A = 2"}, "the field 'points' is {'A': 2}: expected a table of labels"),
        ({"points": "a = -1"}, "the field 'points' is {'a': -1}"),
        ({"points": ""}, "the field 'points' is {}"),
        ({"author": '"me"'}, "the field 'author' is not known: expected title, kind"),
        ({"level": "1 2"}, "the front matter is not TOML"),
    ],
)
def test_bad_front_matter_is_named_by_file_and_field(
    tmp_path: Path, fields: dict[str, str], said: str
) -> None:
    with pytest.raises(BadPrompt) as refused:
        read_entry(prompt(tmp_path, **fields))
    assert said in str(refused.value)
    assert "layers/mlp-size.j2" in str(refused.value)


@pytest.mark.parametrize("text", ["", "words", "+++\nlevel = 1\n", "\n+++\n+++\n"])
def test_missing_front_matter_is_named(text: str) -> None:
    with pytest.raises(BadPrompt, match=r"x/y\.j2: the front matter is missing"):
        split(text, "x/y.j2")


def test_a_slug_is_lower_case_words(tmp_path: Path) -> None:
    with pytest.raises(BadPrompt, match="no slug"):
        read_entry(prompt(tmp_path, slug="Mlp size"))


@pytest.mark.parametrize("kind", ["bank", "witness"])
def test_a_prompt_without_its_files_is_named(tmp_path: Path, kind: str) -> None:
    prompt(tmp_path / "prompts")
    files(tmp_path)
    (tmp_path / kind / "layers" / "mlp_size.py").unlink()
    with pytest.raises(
        BadPrompt, match=rf"mlp-size\.j2: its {kind} file is missing: expected questions/{kind}/layers/"
    ):
        read_folder(tmp_path / "prompts", tmp_path)


def test_the_folder_is_the_registry_and_its_order_is_by_name(tmp_path: Path) -> None:
    for topic, slug in (("b", "x"), ("a", "z"), ("a", "y")):
        prompt(tmp_path / "prompts", slug, topic)
        files(tmp_path, slug, topic)
    assert [entry.slug for entry in read_folder(tmp_path / "prompts", tmp_path)] == ["y", "z", "x"]


def test_a_slug_is_taken_once(tmp_path: Path) -> None:
    for topic in ("a", "b"):
        prompt(tmp_path / "prompts", "x", topic)
        files(tmp_path, "x", topic)
    with pytest.raises(BadPrompt, match=r"b/x\.j2: the slug is taken by a/x\.j2"):
        read_folder(tmp_path / "prompts", tmp_path)


def test_templates_beside_the_package_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "PACKAGE", tmp_path / "questions")
    assert catalogue.templates() == tmp_path / "templates"
    (tmp_path / "questions" / "templates").mkdir(parents=True)
    assert catalogue.templates() == tmp_path / "questions" / "templates"


def test_an_unknown_slug_is_refused_with_a_near_match() -> None:
    slug = catalogue.entries()[0].slug
    with pytest.raises(BadCall, match=f"did you mean {slug!r}"):
        find(slug[:-1])


@pytest.mark.parametrize(("topic", "slug"), [("..", "x"), ("losses", "../x"), ("os", "path.x"), ("", "")])
def test_a_witness_is_looked_for_among_the_witnesses_only(topic: str, slug: str) -> None:
    with pytest.raises(BadPrompt, match="expected a topic and a slug"):
        load_witness(topic, slug)


def test_a_witness_that_is_not_there_is_named() -> None:
    with pytest.raises(BadPrompt, match=r"nowhere/nothing: there is no such question here"):
        load_witness("nowhere", "nothing")


def test_every_question_has_its_three_files() -> None:
    for entry in catalogue.entries():
        assert load_family(entry).cases
        assert callable(load_witness(entry.topic, entry.slug))


def test_the_catalogue_and_the_whole_bank_load_without_anything_heavy() -> None:
    code = (
        "import sys\nfrom questions import catalogue\n"
        "for entry in catalogue.entries():\n"
        "    catalogue.load_family(entry), catalogue.load_witness(entry.topic, entry.slug)\n"
        "print(sorted({'numpy', 'sympy', 'jinja2', 'mpmath', 'jsonschema', 'derive'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(catalogue.PACKAGE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")
