"""The catalogue: which questions there are, read from the front matter of their prompts.

A prompt `templates/prompts/<topic>/<slug>.j2` opens with TOML between two lines `+++`. Listing reads these files
alone; bank file and witness of a slug are imported when they are asked for. NumPy, SymPy and Jinja2 are not needed.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from questions import front_matter, places, private
from questions.errors import CheckFailed, listed, quoted, unknown
from questions.model import JSON, Family, Params

PACKAGE = Path(__file__).resolve().parent
FENCE = "+++"
SLUG = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
PROMPT_KINDS = (
    "derivation",
    "proof",
    "numeric",
    "symbolic",
    "multiple-choice-able",
    "conceptual",
    "code-execution",
    "figure",
    "open",
)
OPEN = "open"  # the kind of a question with a part that is answered in words, which nothing can compute
LEVELS = range(1, 4)
CONVENTIONS = ("rows", "columns", "numerator", "denominator")  # of layers, and of the layout of derivatives

Witness = Callable[[Params, Mapping[str, Any], Any], Mapping[str, Any]]
Onward = Callable[
    [Params, Mapping[str, Any], Any], Mapping[str, Mapping[str, Any]]
]  # see questions/onward.py


class BadPrompt(CheckFailed):
    """A prompt, bank file or witness is not as it must be: the message names file, field, found and expected."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the front matter of one prompt says.

    covers   by the id of a syllabus item, the cases of the family that ask it; () for every case
    points   the points of each part, by its label
    cases_in by "rows", "columns", "numerator" or "denominator" the cases in this convention; () for every case
    arrays   the letters that stand for vectors and matrices
    home     the folder of the private bank to which it belongs; "" for a family of this program
    """

    slug: str
    title: str
    topic: str
    kind: str
    level: int
    minutes: int
    covers: Mapping[str, tuple[str, ...]]
    points: Mapping[str, int]
    cases_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    arrays: tuple[str, ...] = ()
    home: str = ""


def templates() -> Path:
    """`questions/templates` beside the package if it is there (a wheel), else `templates/` of the checkout."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else PACKAGE.parent / "templates"


def prompts() -> Path:
    """The folder of the prompts, one folder per topic."""
    return templates() / "prompts"


def prompt_file(entry: Entry) -> Path:
    """Where the words of a question are."""
    folder = Path(entry.home) / "prompts" if entry.home else prompts()
    return folder / entry.topic / f"{entry.slug}.j2"


def module_name(slug: str) -> str:
    """The Python name of a slug: a hyphen in a slug is an underscore in the names of its two files."""
    return slug.replace("-", "_")


# -- front matter ------------------------------------------------------------------------------------------


def split(text: str, place: str) -> tuple[dict[str, Any], str]:
    """The front matter of a prompt as a dict, and the words after it; `place` names the file in errors."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0] != FENCE or FENCE not in lines[1:]:
        raise BadPrompt(
            f"{place}: the front matter is missing: found {quoted(lines[0])}, "
            f"expected TOML between two lines {FENCE} at the very start"
        )
    end = lines.index(FENCE, 1)
    import tomllib

    try:
        return tomllib.loads("\n".join(lines[1:end])), "\n".join(lines[end + 1 :])
    except (ValueError, RecursionError) as error:  # ValueError: no TOML, or a number of over 4,300 digits
        raise BadPrompt(f"{place}: the front matter is not TOML: {error}") from error


def _text(found: object) -> bool:
    return isinstance(found, str) and bool(found.strip()) and "\n" not in found


def _whole(found: object, low: int = 1) -> bool:
    return isinstance(found, int) and not isinstance(found, bool) and found >= low


def _labels(found: object) -> bool:
    return (
        isinstance(found, dict)
        and bool(found)
        and all(re.fullmatch("[a-z]", label) and _whole(points, 0) for label, points in found.items())
    )


def _covers(found: object) -> bool:
    return isinstance(found, dict) and all(
        _text(item) and isinstance(cases, list) and all(_text(case) for case in cases)
        for item, cases in found.items()
    )


def _notation(found: object) -> bool:
    if not isinstance(found, dict) or not found or not found.keys() <= {"arrays", *CONVENTIONS}:
        return False
    lists = (names for key, names in found.items() if key != "arrays" or names)
    return all(isinstance(names, list) and all(_text(name) for name in names) for names in lists)


# One row per field: what it must be, in words and as a test. All but OPTIONAL are required, there are no others.
FIELDS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "title": ("a line of text", _text),
    "kind": (f"one of {', '.join(PROMPT_KINDS)}", lambda found: found in PROMPT_KINDS),
    "level": (f"a whole number from {LEVELS[0]} to {LEVELS[-1]}", lambda f: _whole(f) and f in LEVELS),
    "minutes": ("a whole number from 1 on", _whole),
    "covers": ("a table of syllabus items with lists of cases, [] for every case", _covers),
    "points": ("a table of labels a, b, ... with whole numbers", _labels),
    "notation": (
        f"a table with a list of letters `arrays`, and lists of cases {listed(CONVENTIONS)}, [] for every case",
        _notation,
    ),
}
OPTIONAL = ("notation",)


def read_entry(path: Path) -> Entry:
    """The entry of one prompt; raises BadPrompt with file, field, found and expected."""
    place = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadPrompt(f"{place}: the file is not UTF-8 text: {error}") from error
    found, _ = split(text, place)
    for name in found:
        if name not in FIELDS:
            raise BadPrompt(f"{place}: the field {name!r} is not known: expected {listed(FIELDS)}")
    for name, (wanted, fits) in FIELDS.items():
        if name not in found and name in OPTIONAL:
            continue
        if name not in found:
            raise BadPrompt(f"{place}: the field {name!r} is missing: expected {wanted}")
        if not fits(found[name]):
            raise BadPrompt(f"{place}: the field {name!r} is {quoted(found[name])}: expected {wanted}")
    if not SLUG.fullmatch(path.stem):
        raise BadPrompt(f"{place}: the file name is no slug: expected lower-case words joined by hyphens")
    facts = {name: found[name] for name in ("title", "kind", "level", "minutes", "points")}
    covers = {item: tuple(cases) for item, cases in found["covers"].items()}
    said = {name: tuple(names) for name, names in found.get("notation", {}).items()}
    arrays = said.pop("arrays", ())
    return Entry(slug=path.stem, topic=path.parent.name, covers=covers, cases_in=said, arrays=arrays, **facts)


def _facts(path: Path) -> dict[str, JSON]:
    """The entry of one prompt as plain JSON."""
    return asdict(read_entry(path))


def _entry(facts: Mapping[str, JSON]) -> Entry:
    rows = {name: {key: tuple(row) for key, row in facts[name].items()} for name in ("covers", "cases_in")}
    return Entry(**{**facts, **rows, "arrays": tuple(facts["arrays"])})


# -- the registry is the folder ----------------------------------------------------------------------------


def entries() -> tuple[Entry, ...]:
    """All questions, sorted by topic and slug, those of private banks among them.

    Raises BadPrompt where a file is missing or wrong, or a private family has the slug of another one.
    """
    own, overrides = places.banks(), places.templates()
    if not own and overrides is None:
        return read_folder(prompts(), PACKAGE)
    return _with_private(prompts(), PACKAGE, own, overrides)


@lru_cache(maxsize=8)
def _with_private(
    folder: Path, package: Path, banks: tuple[Path, ...], overrides: Path | None
) -> tuple[Entry, ...]:
    found = {entry.slug: entry for entry in read_folder(folder, package)}
    for bank in banks:
        for entry in read_folder(bank / "prompts", bank, str(bank)):
            if entry.slug in found:
                other = prompt_file(found[entry.slug])
                raise BadPrompt(
                    f"{bank / 'prompts' / entry.topic / entry.slug}.j2: the slug is taken by {other}: "
                    "expected a name of its own"
                )
            found[entry.slug] = replace(entry, home=str(bank))
    if overrides is not None:
        found = {slug: _overridden(one, overrides) for slug, one in found.items()}
    return tuple(sorted(found.values(), key=lambda entry: (entry.topic, entry.slug)))


@lru_cache(maxsize=8)
def read_folder(folder: Path, package: Path, place: str = "questions") -> tuple[Entry, ...]:
    """The entries of the prompts below `folder`, whose bank files and witnesses are below `package`, called `place`."""
    found = tuple(_entry(facts) for facts in front_matter.read(folder, PACKAGE, _facts))
    seen: dict[str, Entry] = {}
    for entry in found:
        if entry.slug in seen:
            raise BadPrompt(
                f"{entry.topic}/{entry.slug}.j2: the slug is taken by {seen[entry.slug].topic}/{entry.slug}.j2: "
                "expected a name of its own"
            )
        seen[entry.slug] = entry
        for kind in ("bank", "witness"):
            path = package / kind / module_name(entry.topic) / f"{module_name(entry.slug)}.py"
            if not path.is_file():
                raise BadPrompt(
                    f"{entry.topic}/{entry.slug}.j2: its {kind} file is missing: "
                    f"expected {place}/{path.relative_to(package).as_posix()}"
                )
    return found


OVERRIDABLE = ("title", "minutes", "points")


def _overridden(entry: Entry, folder: Path) -> Entry:
    """The entry with what the front matter of a lecturer's prompt says otherwise; raises BadPrompt."""
    path = folder / "prompts" / entry.topic / f"{entry.slug}.j2"
    if not path.is_file():
        return entry
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadPrompt(f"{path} cannot be read as UTF-8 text: {error}") from error
    found = split(text, str(path))[0] if text.startswith(FENCE) else {}
    for name, value in found.items():
        if name not in OVERRIDABLE:
            raise BadPrompt(
                f"{path}: the field {name!r} cannot be changed here: expected some of {listed(OVERRIDABLE)}"
            )
        wanted, fits = FIELDS[name]
        if not fits(value):
            raise BadPrompt(f"{path}: the field {name!r} is {quoted(value)}: expected {wanted}")
    if "points" in found and found["points"].keys() != entry.points.keys():
        raise BadPrompt(
            f"{path}: the field 'points' has the parts {listed(found['points'])}: expected {listed(entry.points)}"
        )
    return replace(entry, **found)


def overrides(slugs: Iterable[str]) -> dict[str, str]:
    """The lecturer's templates that replace ours on a sheet of these questions, with their hashes."""
    own = [find(slug) for slug in dict.fromkeys(slugs)]
    prompts_of = [f"prompts/{entry.topic}/{entry.slug}.j2" for entry in own]
    return places.overriding([*prompts_of, "sheets/", "keys/", "engines/"])


def find(slug: str) -> Entry:
    """The entry of a slug; raises BadCall with a near match offered."""
    known = {entry.slug: entry for entry in entries()}
    if slug not in known:
        raise unknown("question", slug, known, "questions", "backproof list")
    return known[slug]


def load_family(entry: Entry) -> Family:
    """The family that the bank file of `entry` exports; its mistakes belong to parts that have points."""
    name = _module("bank", entry.topic, entry.slug)
    home = _home("bank", entry.topic, entry.slug)
    module = private.module(home, "bank") if home else importlib.import_module(name)
    family = getattr(module, "family", None)
    if not isinstance(family, Family):
        raise BadPrompt(f"{name}: `family` is {quoted(family)}: expected a questions.model.Family")
    for mistake in family.mistakes:
        if mistake.label not in entry.points:
            raise BadPrompt(
                f"{name}: the mistake {mistake.name!r} belongs to part {mistake.label!r}: "
                f"expected one of {listed(entry.points)}"
            )
    for item, cases in entry.covers.items():
        for case in cases:
            if case not in family.cases:
                raise BadPrompt(
                    f"{entry.topic}/{entry.slug}.j2: the field 'covers' names the case {case!r} for {item!r}: "
                    f"expected one of {listed(family.cases)}"
                )
    for convention, cases in entry.cases_in.items():
        for case in cases:
            if case not in family.cases:
                raise BadPrompt(
                    f"{entry.topic}/{entry.slug}.j2: the field 'notation' names the case {case!r} for {convention}: "
                    f"expected one of {listed(family.cases)}"
                )
    return family


def load_witness(topic: str, slug: str) -> Witness:
    """`witness(params, at, np)` of a slug, found by its names alone: no prompt and no bank file is read."""
    if not (SLUG.fullmatch(topic) and SLUG.fullmatch(slug)):
        raise BadPrompt(f"no witness of {quoted(topic + '/' + slug)}: expected a topic and a slug")
    name = _module("witness", topic, slug)
    home = _home("witness", topic, slug)
    try:
        module = private.module(home, "witness") if home else importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not name.startswith(error.name):
            raise
        raise BadPrompt(
            f"{topic}/{slug}: there is no such question here: expected a module {name}"
        ) from error
    witness = getattr(module, "witness", None)
    if not callable(witness):
        raise BadPrompt(f"{name}: `witness` is {quoted(witness)}: expected a function (params, at, np)")
    return witness


def load_onward(topic: str, slug: str) -> Onward | None:
    """`onward(params, seen, np)` beside the witness; None where no value is printed that a student goes on from."""
    if not (SLUG.fullmatch(topic) and SLUG.fullmatch(slug)):
        return None
    name = _module("witness", topic, slug)
    home = _home("witness", topic, slug)
    try:
        onward = getattr(
            private.module(home, "witness") if home else importlib.import_module(name), "onward", None
        )
    except ModuleNotFoundError:
        return None
    if onward is not None and not callable(onward):
        raise BadPrompt(f"{name}: `onward` is {quoted(onward)}: expected a function (params, seen, np)")
    return onward


def _home(kind: str, topic: str, slug: str) -> Path | None:
    """The file of a private family; None where it is one of this program, or not there at all."""
    below = Path(kind) / module_name(topic) / f"{module_name(slug)}.py"
    if (PACKAGE / below).is_file():
        return None
    return next((bank / below for bank in places.banks() if (bank / below).is_file()), None)


def _module(kind: str, topic: str, slug: str) -> str:
    return f"questions.{kind}.{module_name(topic)}.{module_name(slug)}"


def facts_json(entry: Entry) -> dict[str, JSON]:
    """What `list --json` prints of an entry."""
    names = ("slug", "title", "topic", "kind", "level", "minutes")
    covers = {item: list(cases) for item, cases in entry.covers.items()}
    return {**{name: getattr(entry, name) for name in names}, "covers": covers}
