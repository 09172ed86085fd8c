"""Labels: of an option, of several, truths of statements, pairs of a matching."""

from __future__ import annotations

import re

LABEL = re.compile(r"[(\[{]? ?([A-Za-z0-9]{1,3}) ?[)\]}]?[.:]?")
NAMED = re.compile(r"(?:the )?(?:options?|choices?|answers?|statements?)[ :]+", re.IGNORECASE)
FOLLOWED = re.compile(r"\(?([A-Za-z0-9]{1,3}) ?[).:,-]+ ?(.*)", re.DOTALL)
TRUTH = re.compile(r"(?:\(?([0-9]{1,2})[).:-])?(T|F|True|False|true|false|TRUE|FALSE)")
PAIR = re.compile(r"\(?([0-9]{1,2})-([A-Za-z])\)?")
PAIRED = re.compile(r"(?<=[0-9]) ?(?:-+>?|=>|:|\\(?:rightarrow|to|mapsto)(?![A-Za-z])|\)|\.) ?(?=[A-Za-z])")
BETWEEN = re.compile(r" ?[,;&] ?(?:and )?| and | ")
SEVERAL = 26


def one(text: str, right: str, words: str = "") -> bool:
    """Whether a tidy text is just the label `right`; the `words` of the option may follow it."""
    text = NAMED.sub("", text, count=1).strip()
    found = LABEL.fullmatch(text)
    if (
        not found
        and words
        and (longer := FOLLOWED.fullmatch(text))
        and _letters(longer[2]) == _letters(words)
    ):
        found = longer
    return (found[1] if found else text).casefold() == right.casefold()


def truths(text: str, right: str) -> bool:
    """Whether a tidy text says just the truths of `right` ("T F F T") in order, with numbers or without."""
    parts = [TRUTH.fullmatch(part) for part in _parts(text)]
    found = [part[2][0].upper() if part else "" for part in parts]
    numbers = [part[1] for part in parts if part and part[1]]
    in_order = numbers in ([], [str(k + 1) for k in range(len(parts))])
    return in_order and found == right.split()


def pairs(text: str, right: str) -> bool:
    """Whether a tidy text names just the pairs of `right` ("1-C 2-A"), each item once, in any order."""
    found = [PAIR.fullmatch(part) for part in _parts(PAIRED.sub("-", text))]
    said = [f"{part[1]}-{part[2]}".casefold() for part in found if part]
    return len(said) == len(found) and sorted(said) == sorted(right.casefold().split())


def _parts(text: str) -> list[str]:
    """What stands between commas, semicolons, blanks and "and", without brackets around the whole."""
    if text[:1] + text[-1:] in ("()", "[]", "{}"):
        text = text[1:-1].strip()
    return [part for part in BETWEEN.split(text) if part]


def _letters(words: str) -> str:
    """Words without blanks, marks of mathematics and a full stop: what is compared of an option."""
    return re.sub(r"[\s$.*_]|\\[,;:!]", "", words).casefold()


def several(text: str, right: str) -> bool:
    """Whether a tidy text names just the labels of `right` ("A, C"), each once, in any order."""
    text = NAMED.sub("", text, count=1).strip()
    if text.startswith("\\{") and text.endswith("\\}"):
        text = text[2:-2].strip()
    parts = _parts(text)
    found = [label[1].casefold() for part in parts[: SEVERAL + 1] if (label := LABEL.fullmatch(part))]
    wanted = {label.strip().casefold() for label in right.split(",")}
    return len(found) == len(parts) == len(wanted) and set(found) == wanted
