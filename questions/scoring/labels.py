"""Choices: the label of an option, or the labels of several."""

from __future__ import annotations

import re

LABEL = re.compile(r"[(\[{]? ?([A-Za-z0-9]{1,3}) ?[)\]}]?[.:]?")
NAMED = re.compile(r"(?:the )?(?:options?|choices?|answers?|statements?)[ :]+", re.IGNORECASE)
FOLLOWED = re.compile(r"\(?([A-Za-z0-9]{1,3}) ?[).:,-]+ ?(.*)", re.DOTALL)
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


def _letters(words: str) -> str:
    """Words without blanks, marks of mathematics and a full stop: what is compared of an option."""
    return re.sub(r"[\s$.*_]|\\[,;:!]", "", words).casefold()


def several(text: str, right: str) -> bool:
    """Whether a tidy text names just the labels of `right` ("A, C"), each once, in any order."""
    text = NAMED.sub("", text, count=1).strip()
    if text[:1] + text[-1:] in ("()", "[]", "{}"):
        text = text[1:-1].strip()
    if text.startswith("\\{") and text.endswith("\\}"):
        text = text[2:-2].strip()
    parts = [part for part in BETWEEN.split(text) if part]
    found = [label[1].casefold() for part in parts[: SEVERAL + 1] if (label := LABEL.fullmatch(part))]
    wanted = {label.strip().casefold() for label in right.split(",")}
    return len(found) == len(parts) == len(wanted) and set(found) == wanted
