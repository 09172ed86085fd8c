"""What is kept between calls makes them quicker and never makes them say another thing."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import jinja2
import pytest

from questions import catalogue, compiled, front_matter, kept
from questions.catalogue import BadPrompt


@pytest.fixture
def prompts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three prompts, an empty cache, and files that count as settled at once."""
    some = catalogue.entries()[:3]
    monkeypatch.setenv(kept.SETTING, str(tmp_path / "kept"))
    monkeypatch.setattr(front_matter, "SETTLED", -3600.0)
    folder = tmp_path / "prompts"
    for entry in some:
        (folder / entry.topic).mkdir(parents=True, exist_ok=True)
        shutil.copy(catalogue.prompt_file(entry), folder / entry.topic)
    return folder


def titles(folder: Path) -> list[str]:
    catalogue.read_folder.cache_clear()
    return [entry.title for entry in catalogue.read_folder(folder, catalogue.PACKAGE)]


def retitled(path: Path, title: str) -> None:
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("title"))
    path.write_text(text.replace(line, f'title = "{title}"'), encoding="utf-8")


def index(folder: Path) -> Path:
    (found,) = (folder.parent / "kept").glob("prompts-*.json")
    return found


def refuse(path: Path) -> dict[str, str]:
    raise AssertionError(f"{path} is read although it has not changed")


def test_a_prompt_is_read_once_and_again_only_when_it_has_changed(
    prompts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = titles(prompts)
    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "read_entry", refuse)
        assert titles(prompts) == before
    first = min(prompts.glob("*/*.j2"))
    retitled(first, "Another title")
    assert titles(prompts) == ["Another title", *before[1:]]
    size = first.stat()
    retitled(first, "Another_title")  # as long as before, and with the old time of change
    os.utime(first, ns=(size.st_atime_ns, size.st_mtime_ns))
    assert titles(prompts) == ["Another_title", *before[1:]]


def test_what_is_new_is_there_and_what_is_gone_is_not(prompts: Path) -> None:
    before = titles(prompts)
    *_, last = sorted(prompts.glob("*/*.j2"))
    content = last.read_bytes()
    last.unlink()
    assert titles(prompts) == before[:-1]
    last.write_bytes(content)
    assert titles(prompts) == before
    last.write_bytes(b"no front matter")
    with pytest.raises(BadPrompt, match="front matter is missing"):
        titles(prompts)
    last.write_bytes(content)
    assert titles(prompts) == before


@pytest.mark.parametrize(
    "damage", ["", "{}", "\0" * 90, "[1, 2", "00000000\n[]", "half", "number", "other sum"]
)
def test_a_damaged_index_is_no_index(prompts: Path, damage: str) -> None:
    before = titles(prompts)
    place = index(prompts)
    content = place.read_bytes()
    changed = content.replace(json.dumps(before[0]).encode(), b'"A false title"')
    assert changed != content
    place.write_bytes(
        {"half": content[: len(content) // 2], "number": b"7", "other sum": changed}.get(
            damage, damage.encode()
        )
    )
    assert titles(prompts) == before
    kept.write(place.name, b'[["elsewhere", []], {}]')
    assert titles(prompts) == before


def test_rules_that_have_changed_make_every_prompt_be_read_anew(prompts: Path, tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "rules.py").write_text("", encoding="utf-8")
    front_matter.read(prompts, package, lambda path: {"name": path.name})
    found = front_matter.read(prompts, package, lambda path: {"other": path.name})
    assert all(set(row) == {"name"} for row in found)
    (package / "rules.py").write_text("changed", encoding="utf-8")
    found = front_matter.read(prompts, package, lambda path: {"other": path.name})
    assert all(set(row) == {"other"} for row in found)


def test_a_file_that_has_just_changed_is_not_kept(prompts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_matter, "SETTLED", 3600.0)
    titles(prompts)
    assert not list(prompts.parent.glob("kept/prompts-*"))


@pytest.mark.parametrize("place", ["", "file/below", "read-only/below", "/proc/backproof"])
def test_a_folder_that_cannot_be_written_is_done_without(
    prompts: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    before = titles(prompts)
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "read-only").mkdir(mode=0o500)
    named = place if place in ("", "/proc/backproof") else str(tmp_path / place)
    monkeypatch.setenv(kept.SETTING, named)
    assert titles(prompts) == before


# -- templates ---------------------------------------------------------------------------------------------


def printed(text: str, shout: object = str.upper) -> str:
    environment = jinja2.Environment(loader=jinja2.DictLoader({"one": text}), bytecode_cache=compiled.Kept())
    environment.filters["shout"] = shout
    return environment.get_template("one").render()


def test_bytecode_is_that_of_the_template_and_of_the_filters(prompts: Path) -> None:
    assert printed("{{ 'a' | shout }}") == printed("{{ 'a' | shout }}") == "A"
    assert len(list(prompts.parent.glob("kept/templates/*"))) == 1
    assert printed("{{ 'b' | shout }}") == "B"
    assert printed("{{ 'b' | shout }}", shout=lambda word: word * 2) == "bb"  # Jinja works constants out


def test_damaged_bytecode_is_compiled_anew(prompts: Path) -> None:
    printed("{{ 'a' | shout }}")
    (place,) = prompts.parent.glob("kept/templates/*")
    content = place.read_bytes()
    for damaged in (b"", content[:-1], content[:40], content[:-4] + b"\xff\xff\xff\xff", b"\0" * 200):
        place.write_bytes(damaged)
        assert printed("{{ 'a' | shout }}") == "A"
    assert place.read_bytes() == content
