"""What the README and docs/exams.md show is what happens: commands are run and their output compared, letter by letter.

`python tests/test_readme.py` (part of `make example`) writes what they print today into both.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from difflib import SequenceMatcher
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
EXAMS = (ROOT / "docs" / "exams.md").read_text("utf-8")
BACKPROOF = [sys.executable, "-c", "from questions.cli import main; main()"]
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#:]+)\)|src=\"([^\":]+)\"")


def shown(text: str = README) -> list[tuple[str, str]]:
    """Each command after a `$ ` in a console block, with the lines that the text prints under it."""
    found = []
    for block in CONSOLE.findall(text):
        for call in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = call.partition("\n")
            found.append((command, output))
    return found


def recipe(target: str) -> str:
    """The call of `backproof` that the Makefile has under `target`, with its variables put in."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    variables = dict(re.findall(r"^(\w+) [?:]?= ?(.*)$", makefile, re.MULTILINE))
    lines = makefile.split(f"\n{target}:", 1)[1].split("\n\n", 1)[0].splitlines()
    (call,) = (line.strip().removeprefix("@.venv/bin/") for line in lines if "@.venv/bin/backproof" in line)
    return re.sub(r"\$\((\w+)\)", lambda name: variables[name[1]], call)


def prints(command: str, folder: Path) -> str:
    """What the command prints to someone who runs it in `folder`, with results on stdout."""
    words = shlex.split(recipe(command.split()[1]) if command.startswith("make ") else command)
    assert words[0].removeprefix(".venv/bin/") == "backproof", command
    done = subprocess.run(
        [*BACKPROOF, *words[1:]],
        cwd=folder,
        env=None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def shows(output: str, printed: str) -> bool:
    """Whether `output` is what was printed; a line `...` in it stands for lines that are left out."""
    pattern = "".join(
        r"(?:.*\n)+?" if line == "..." else re.escape(line) + r"\n" for line in output.split("\n")
    )
    return re.fullmatch(pattern, printed.rstrip() + "\n") is not None


def untrue(calls: list[tuple[str, str]], folder: Path) -> list[str]:
    """The commands that print something else than is shown, run one after the other in `folder`."""
    return [command for command, output in calls if not shows(output.rstrip(), prints(command, folder))]


def test_the_commands_of_the_readme_print_what_it_shows(tmp_path: Path) -> None:
    assert untrue(shown(), tmp_path) == []


def test_the_commands_of_the_page_on_exams_print_what_it_shows(tmp_path: Path) -> None:
    assert untrue(shown(EXAMS), tmp_path) == []


def test_the_pictures_of_the_page_on_exams_are_there_and_small() -> None:
    names = [first or second for first, second in LINK.findall(EXAMS)]
    assert len(names) == 5
    assert all((ROOT / "docs" / name).stat().st_size < 150_000 for name in names)


def test_a_changed_letter_in_a_shown_output_is_seen(tmp_path: Path) -> None:
    command, output = next((command, output) for command, output in shown() if "show " in command)
    assert untrue([(command, output.replace("Verdict", "Verdikt"))], tmp_path) == [command]


@pytest.mark.parametrize("output", ["one\n...\nfour", "...\nfour", "one\n...", "one\n...\nthree\nfour"])
def test_lines_may_be_left_out(output: str) -> None:
    assert shows(output, "one\ntwo\nthree\nfour\n")
    assert renewed(output, "one\ntwo\nthree\nfour\n").count("...") == 1


@pytest.mark.parametrize(
    "output", ["one\n...\nfive", "one\nfour", "one", "one\ntwo\n...\nthree\nfour", "two\n...\nfour"]
)
def test_what_is_left_out_is_marked_and_what_is_shown_is_there(output: str) -> None:
    assert not shows(output, "one\ntwo\nthree\nfour\n")


@pytest.mark.parametrize("command", ["make sheet", "backproof show", "backproof verify"])
def test_the_readme_shows_the_commands_that_matter(command: str) -> None:
    assert any(shown.startswith((command, f".venv/bin/{command}")) for shown, _ in shown())


def test_the_readme_is_shorter_than_a_hundred_lines() -> None:
    assert len(README.splitlines()) < 100


def test_the_files_that_the_readme_links_to_are_there() -> None:
    linked = [first or second for first, second in LINK.findall(README)]
    assert "docs/page.png" in linked
    assert [name for name in linked if not (ROOT / name).exists()] == []


def test_the_picture_is_small() -> None:
    assert (ROOT / "docs" / "page.png").stat().st_size < 200_000


def test_the_map_names_what_is_there() -> None:
    tree = README.split("## The house", 1)[1].split("```", 2)[1]
    folders: list[str] = []
    for line in tree.splitlines()[1:]:
        for name in re.split(r"\s{2,}", line.strip())[0].split():
            depth = (len(line) - len(line.lstrip())) // 2
            folders[depth:] = [name] if name.endswith("/") else []
            place = "/".join([*(folder.rstrip("/") for folder in folders[:depth]), name])
            assert (ROOT / place.replace("<topic>/<slug>", "**/*")).exists() or list(
                ROOT.glob(place.replace("<topic>", "*").replace("<slug>", "*").replace("<format>", "*"))
            ), place


def renewed(output: str, printed: str) -> str:
    """Today's lines in place of those of `output`, with the same left out: a piece begins at the line most like it."""
    lines = printed.rstrip().split("\n")
    first, *others = [
        piece.strip("\n").split("\n") for piece in re.split(r"^\.\.\.$", output.rstrip(), flags=re.MULTILINE)
    ]
    if not others:
        return printed.rstrip()
    pieces = [lines[: len(first)]]
    for piece in others[:-1]:
        start = max(range(len(lines)), key=lambda n: SequenceMatcher(None, piece[0], lines[n]).ratio())
        pieces.append(lines[start : start + len(piece)])
    pieces.append(lines[-len(others[-1]) :])
    return "\n...\n".join("\n".join(piece) for piece in pieces)


def renew(path: Path) -> None:
    """Put what the commands print today into a page."""
    text = path.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for command, output in shown(text):
            fresh = renewed(output, prints(command, Path(folder)))
            text = text.replace(f"$ {command}\n{output}", f"$ {command}\n{fresh}\n", 1)
    path.write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    renew(ROOT / "README.md")
    renew(ROOT / "docs" / "exams.md")
