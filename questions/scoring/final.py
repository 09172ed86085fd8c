r"""The protocol by which a reply names its final answer. Text in, texts out; time grows with the length of the reply.

A reply marks its answer in one of three ways, or it is the answer and nothing else:

    \boxed{...}    <answer>...</answer>    a line that begins with "Answer:" (or "Final answer:")

What stands in <think>...</think> is no part of the reply. A reply with several marks must mean the same by all of
them: the last one is the answer, and another answer in an earlier one makes a list of guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST_REPLY = 1_000_000  # characters; more is not read
LONGEST = 4_000  # characters of a final answer
MARKS = 12  # so many marks may say the same
LINES = 60  # of an answer that goes on while its brackets are open
TAKEN = "\0"  # stands in the rest of a reply where a mark stood

THINKS, THOUGHT = "<think>", "</think>"
BOX = re.compile(r"\\f?boxed\s*\{")
LINE = re.compile(r"[\0 \t>#*_]*(?:the[ \t]+)?(?:final[ \t]+)?answer[ \t*_]*:[ \t*_]*", re.IGNORECASE)
PIECES = re.compile(r"\n|(?=\0)")  # a line, and what stands behind a mark in it
LEAD_IN = re.compile(r"(?:the\s+)?(?:final\s+)?answer\s+(?:is|:)\s*:?\s*", re.IGNORECASE)
OPENING = re.compile(r"[(\[{]|\\begin\b|\$\$|\\\[")
ENDINGS = {"(": ")", "[": "]", "{": "}"}


def finals(reply: str) -> tuple[str, ...]:
    """The final answers that a reply names, each different text once, the last mark last; none if it names none.

    Raises ValueError where a mark has no end, or is too long, or there are too many: such a reply has no answer.
    """
    if len(reply) > LONGEST_REPLY:
        raise ValueError(f"a reply of {len(reply)} characters: at most {LONGEST_REPLY} are read")
    said = _without_thoughts(reply.replace(TAKEN, " "))
    marked, rest = _tagged(said)
    boxed, rest = _boxed(rest)
    lines = list(_lines(rest))
    found = [text.strip() for text in (*lines, *boxed, *marked)]
    if not found:
        found = [said.strip()]
    different = tuple(dict.fromkeys(found))
    if len(found) > MARKS or any(len(text) > LONGEST for text in different):
        raise ValueError("too many marks, or too long a final answer")
    return different


def _without_thoughts(reply: str) -> str:
    """The reply behind its last </think>; a thought that does not end leaves what stands before it."""
    said = reply[reply.rfind(THOUGHT) + len(THOUGHT) :] if THOUGHT in reply else reply
    return said.partition(THINKS)[0]


def _tagged(text: str) -> tuple[list[str], str]:
    r"""What stands in <answer> tags, a \boxed in it unwrapped, and the text without them."""
    folded = text.casefold() if text.isascii() else "".join(c.lower() if c.isascii() else c for c in text)
    found, rest, place = [], [], 0
    while (start := folded.find("<answer>", place)) >= 0:
        end = folded.find("</answer>", start)
        if end < 0:
            raise ValueError("<answer> without </answer>")
        rest.append(text[place:start])
        found.extend(_unwrapped(text[start + len("<answer>") : end]))
        place = end + len("</answer>")
    return found, TAKEN.join((*rest, text[place:]))


def _unwrapped(inside: str) -> list[str]:
    """A box alone is unwrapped; words around it that hold no number are passed over."""
    boxed, rest = _boxed(inside)
    if not boxed:
        return [LEAD_IN.sub("", inside.strip(), count=1)]
    return [*boxed, *([rest.replace(TAKEN, " ")] if _says_more(rest) else [])]


def _says_more(rest: str) -> bool:
    """Whether the words around a box could be an answer too."""
    return bool(re.search(r"[0-9=]|\bor\b", rest))


def _boxed(text: str) -> tuple[list[str], str]:
    r"""What stands in \boxed{...}, and the text with `TAKEN` in their place."""
    found, rest, place = [], [], 0
    while start := BOX.search(text, place):
        end = _closing(text, start.end())
        rest.append(text[place : start.start()])
        found.extend(_unwrapped(text[start.end() : end]))
        place = end + 1
    return found, TAKEN.join((*rest, text[place:]))


def _closing(text: str, place: int) -> int:
    """Where the brace before `place` is closed; raises ValueError where it is not, within `LONGEST` characters."""
    depth = 1
    for k in range(place, min(len(text), place + LONGEST)):
        escaped = text[k - 1] == "\\" and text[k - 2 : k - 1] != "\\"
        if text[k] in "{}" and not escaped:
            depth += 1 if text[k] == "{" else -1
            if depth == 0:
                return k
    raise ValueError("a box that is not closed")


def _lines(text: str) -> Iterator[str]:
    """What stands behind "Answer:", to the end of its line or of the brackets that it opens."""
    lines = PIECES.split(text)
    for k, line in enumerate(lines):
        if not (start := LINE.match(line)):
            continue
        said = line[start.end() :].strip()
        for further in lines[k + 1 : k + 1 + LINES]:
            if LINE.match(further) or not (not said or further.startswith(TAKEN) or _is_open(said)):
                break
            said = f"{said}\n{further.strip()}".strip()
            if len(said) > LONGEST:
                raise ValueError("too long an answer")
        if "*" in start[0] or "_" in start[0]:  # **Answer: 3**
            said = said.rstrip("*_ ")
        if TAKEN not in said or _says_more(said):
            yield LEAD_IN.sub("", said.replace(TAKEN, " "), count=1)


def _is_open(said: str) -> bool:
    """Whether brackets, an environment or a displayed formula are still open."""
    if (
        said.count("\\begin") > said.count("\\end")
        or said.count("$$") % 2
        or said.count("\\[") > said.count("\\]")
    ):
        return True
    return any(said.count(mark) > said.count(ENDINGS[mark]) for mark in ENDINGS)
