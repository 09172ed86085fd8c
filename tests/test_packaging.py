"""Wheel, sdist and editable install work alike, and none of them needs the checkout or reads a stale copy of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PARTS = tuple(PYPROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"])

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment with nothing of this process in it."""

    folder: Path

    def run(self, *arguments: str | Path, cwd: Path, code: int = 0) -> str:
        """What `.../bin/<first argument>` prints, its errors included; it must end with `code`."""
        first, *rest = map(str, arguments)
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))
        }
        done = subprocess.run(
            [self.folder / ("Scripts" if os.name == "nt" else "bin") / first, *rest],
            cwd=cwd,
            env=clean | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == code, done.stdout
        return done.stdout


def environment(folder: Path, *requirements: str) -> Environment:
    """A new environment at `folder` with `requirements` from the package index."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
    made = Environment(folder)
    made.run("python", "-m", "pip", "install", "--quiet", *requirements, cwd=folder)
    return made


def build(source: Path, out: Path, kind: str) -> Path:
    """The one file that building `kind` ("wheel" or "sdist") of the tree `source` leaves in `out`."""
    command = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        f"--{kind}",
        "--outdir",
        str(out),
        str(source),
    ]
    done = subprocess.run(command, cwd=out.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.iterdir()
    return built


def content(wheel: Path) -> dict[str, bytes]:
    """The files of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files(folder: Path) -> dict[str, bytes]:
    """The files below a folder, without bytecode."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what a checkout tracks, so that building leaves nothing in it."""
    folder = tmp_path_factory.mktemp("tree")
    for name in (*PARTS, "pyproject.toml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def wheel(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tree, tmp_path_factory.mktemp("wheel") / "dist", "wheel")


@pytest.fixture(scope="module")
def sdist(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(build(tree, folder / "dist", "sdist")) as archive:
        for member in archive.getmembers():
            packed = archive.extractfile(member)
            if packed:
                (folder / member.name).parent.mkdir(parents=True, exist_ok=True)
                (folder / member.name).write_bytes(packed.read())
    return next(folder.glob("backproof-*"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The wheel in an environment outside the checkout, with pytest beside it."""
    return environment(tmp_path_factory.mktemp("installed") / "venv", str(wheel), "pytest")


@pytest.fixture(scope="module")
def sheet(installed: Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sheet of the whole bank that the installed wheel wrote."""
    folder = tmp_path_factory.mktemp("lecture")
    installed.run("backproof", "generate", "--seed", "1", "--out", "week-1", cwd=folder)
    return folder / "week-1"


def test_the_wheel_installs_two_names(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in content(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"derive", "questions"}
    assert len(tops) == 3


def test_the_wheel_holds_every_file_of_both_packages_and_the_templates(wheel: Path) -> None:
    wanted = {
        f"{inside}/{name}": text
        for folder, inside in {
            "derive": "derive",
            "questions": "questions",
            "templates": "questions/templates",
        }.items()
        for name, text in files(ROOT / folder).items()
    }
    found = {name: text for name, text in content(wheel).items() if ".dist-info/" not in name}
    assert found == wanted
    assert {"derive/py.typed", "questions/py.typed", "questions/sheet.schema.json"} <= found.keys()


def test_the_sdist_builds_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    assert content(build(sdist, tmp_path / "again", "wheel")) == content(wheel)


def test_the_sdist_brings_its_tests_and_its_commands(sdist: Path) -> None:
    for name in (
        "Makefile",
        ".ci/environment.py",
        "LICENSE",
        "tests/test_packaging.py",
        "output/example/sheet.json",
    ):
        assert (sdist / name).read_bytes() == (ROOT / name).read_bytes()


def test_an_installed_wheel_reads_nothing_of_the_checkout(installed: Environment, tmp_path: Path) -> None:
    where = "import derive, questions as q, questions.catalogue as c; print(derive.__file__, q.__file__, c.templates())"
    places = installed.run("python", "-c", where, cwd=tmp_path).split()
    assert len(places) == 3
    assert all(Path(place).resolve().is_relative_to(installed.folder.resolve()) for place in places)


def test_an_installed_wheel_writes_a_sheet_and_verifies_it(installed: Environment, sheet: Path) -> None:
    assert {"problems.tex", "solutions.tex", "problems.md", "solutions.md", "sheet.json"} <= files(
        sheet
    ).keys()
    installed.run("backproof", "verify", "week-1", cwd=sheet.parent)


def test_an_installed_wheel_writes_the_same_bytes_as_the_checkout(sheet: Path, tmp_path: Path) -> None:
    command = "from questions.cli import main; main()"
    arguments = ["generate", "--seed", "1", "--out", str(tmp_path / "week-1")]
    subprocess.run([sys.executable, "-c", command, *arguments], cwd=ROOT, check=True, capture_output=True)
    assert files(tmp_path / "week-1") == files(sheet)


def test_pytest_collects_a_sheet_where_the_wheel_is_installed(installed: Environment, sheet: Path) -> None:
    said = installed.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "week-1", cwd=sheet.parent)
    assert " passed" in said


def test_pytest_fails_where_the_installed_wheel_finds_a_changed_file(
    installed: Environment, sheet: Path, tmp_path: Path
) -> None:
    changed = Path(shutil.copytree(sheet, tmp_path / "week-1"))
    with (changed / "solutions.md").open("a", encoding="utf-8") as file:
        file.write("one more line\n")
    said = installed.run(
        "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "week-1", cwd=tmp_path, code=1
    )
    assert "solutions.md" in said


def test_the_version_has_one_source(installed: Environment, wheel: Path, tmp_path: Path) -> None:
    ask = "import importlib.metadata as m, questions; print(m.version('backproof'), questions.__version__)"
    metadata, package = installed.run("python", "-c", ask, cwd=tmp_path).split()
    assert metadata == package == wheel.name.split("-")[1]
    assert installed.run("backproof", "--version", cwd=tmp_path).split()[-1] == package


def test_an_editable_install_reads_the_checkout_and_keeps_no_copy(tree: Path, tmp_path: Path) -> None:
    checkout = Path(shutil.copytree(tree, tmp_path / "checkout"))
    editable = environment(tmp_path / "venv", "--editable", str(checkout))
    site = Path(
        editable.run(
            "python", "-c", "import sysconfig as s; print(s.get_path('purelib'))", cwd=tmp_path
        ).strip()
    )
    assert not {"questions", "derive", "templates"} & {path.name for path in site.iterdir()}

    prompt = min((checkout / "templates" / "prompts").glob("*/*.j2"))
    lines = prompt.read_text("utf-8").splitlines(keepends=True)
    titled = ['title = "A title of today"\n' if line.startswith("title ") else line for line in lines]
    prompt.write_text("".join(titled), "utf-8")
    assert "A title of today" in editable.run("backproof", "list", cwd=tmp_path)


def test_each_python_that_is_promised_is_named() -> None:
    named = {
        line.rsplit(" ", 1)[1] for line in PYPROJECT["project"]["classifiers"] if ":: Python :: 3." in line
    }
    assert named == {"3.11", "3.12", "3.13", "3.14"}
    assert PYPROJECT["project"]["requires-python"] == ">=3.11"


def test_the_two_lists_of_tools_agree() -> None:
    extras, groups = PYPROJECT["project"]["optional-dependencies"], PYPROJECT["dependency-groups"]
    assert extras["test"] == groups["test"]
    assert extras["dev"][1:] == groups["dev"][1:]
    assert (extras["dev"][0], groups["dev"][0]) == ("backproof[test]", {"include-group": "test"})


def test_the_hooks_run_the_tools_that_are_installed() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    pinned = dict(tool.split("==") for tool in PYPROJECT["dependency-groups"]["dev"][1:] if "==" in tool)
    assert pinned.keys() == {"mypy", "ruff"}
    assert f"ruff-pre-commit\n    rev: v{pinned['ruff']} " in hooks
    assert f"mirrors-mypy\n    rev: v{pinned['mypy']} " in hooks
