"""Choices: the label of an option, or the labels of several."""

from __future__ import annotations

import re

LABEL = re.compile(r"[(\[{]? ?([A-Za-z0-9]{1,3}) ?[)\]}]?[.:]?")
NAMED = re.compile(r"(?:the )?(?:options?|choices?|answers?|statements?)[ :]+", re.IGNORECASE)
BETWEEN = re.compile(r" ?[,;&] ?(?:and )?| and | ")
SEVERAL = 26


def one(text: str, right: str) -> bool:
    """Whether a tidy text is just the label `right`, or the class of that name."""
    text = NAMED.sub("", text, count=1).strip()
    found = LABEL.fullmatch(text)
    return (found[1] if found else text).casefold() == right.casefold()


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
