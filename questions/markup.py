r"""The neutral text of prompts and solutions, read into frozen blocks that every output format prints in its own way.

    blank line              new paragraph              - item              bullet
    $...$                   formula in the line        | a | b |           table, header row first, then |---|
    $$ ... $$               display, on lines of its own (may hold aligned)
    ```                     listing: code, line by line as it stands, to the next line ```
    **strong** *emphasis*   `code`                     \$ \* \` \| \\    the characters themselves

Everything else is plain text, and each format escapes it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from questions.errors import quoted
from questions.formula import MarkupError, formula

__all__ = [
    "Block", "Bullets", "Code", "CodeLine", "Display", "Emphasis", "Inline", "Listing", "MarkupError", "Math",
    "Paragraph", "Strong", "Table", "Text", "formula", "inlines", "parse",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """A formula in the line; `tex` has passed `formula`."""

    kind: ClassVar[str] = "math"
    tex: str


@dataclass(frozen=True, slots=True)
class Code:
    """Code in the line, printed as it stands."""

    kind: ClassVar[str] = "code"
    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words in italics."""

    kind: ClassVar[str] = "emphasis"
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Words in bold."""

    kind: ClassVar[str] = "strong"
    inlines: tuple[Inline, ...]


Inline = Text | Math | Code | Emphasis | Strong


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    kind: ClassVar[str] = "paragraph"
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Display:
    """A formula on a line of its own; `tex` has passed `formula`."""

    kind: ClassVar[str] = "display"
    tex: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; every item is one run of inlines."""

    kind: ClassVar[str] = "bullets"
    items: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `header` and every row have the same number of cells, each a run of inlines."""

    kind: ClassVar[str] = "table"
    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of a listing: how many spaces it begins with, and what follows them."""

    indent: int
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Code, line by line as it stands."""

    kind: ClassVar[str] = "listing"
    lines: tuple[CodeLine, ...]


Block = Paragraph | Display | Bullets | Table | Listing

FENCE = "```"  # before and after a listing

MARKS = "\\$*`|"  # a backslash before one of these prints the character itself
_PIECE = re.compile(
    r"""\\(?P<literal>[\\$*`|])
      | (?P<display>\$\$)
      | \$(?P<math>(?:\\.|[^$\\])+)\$
      | `(?P<code>[^`]+)`
      | (?P<star>\*\*|\*)
      | (?P<lone>[$`])
      | \\(?P<command>[a-zA-Z]+|\S|$)
      | (?P<text>[^\\$*`]+|\\)""",
    re.VERBOSE | re.DOTALL,
)
_STARS: dict[str, type[Emphasis | Strong]] = {"*": Emphasis, "**": Strong}
_RULE = re.compile(r"^\|(\s*:?-+:?\s*\|)+\s*$")


def parse(source: str) -> tuple[Block, ...]:
    """The blocks of `source`. Raises MarkupError with the line for whatever is not closed or not known."""
    lines = source.replace("\r\n", "\n").split("\n")
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = _end_of_block(lines, at)
        try:
            blocks.append(_block(lines[at:end]))
        except MarkupError as error:
            raise MarkupError(f"line {at + 1}: {error}") from None
        at = end
    return tuple(blocks)


def inlines(source: str) -> tuple[Inline, ...]:
    """The inlines of one run of text: a cell, an item, a sentence of feedback."""
    open_stars: list[str] = []
    runs: list[list[Inline]] = [[]]
    text = re.sub(r"[ \t]*\n[ \t]*", " ", source.strip())
    for match in _PIECE.finditer(text):
        star = match["star"]
        if not star or _spaced(text, match):
            _put(runs[-1], _inline(match, text))
        elif open_stars and open_stars[-1] == star:
            inner = tuple(runs.pop())
            runs[-1].append(_STARS[open_stars.pop()](inner))
        else:
            open_stars.append(star)
            runs.append([])
    if open_stars:
        raise MarkupError(
            f"{open_stars[-1]!r} is opened and not closed in {quoted(text)}: close it, or write \\* for a star"
        )
    return tuple(runs[0])


def _spaced(text: str, match: re.Match[str]) -> bool:
    """Whether a star stands alone between spaces, as in "3 * 4", and so marks nothing."""
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return before in ("", " ") and after in ("", " ")


def _put(run: list[Inline], piece: Inline) -> None:
    """Add `piece` to the run; neighbouring plain texts become one."""
    if run and isinstance(piece, Text) and isinstance(run[-1], Text):
        run[-1] = Text(run[-1].text + piece.text)
    else:
        run.append(piece)


def _inline(match: re.Match[str], text: str) -> Inline:
    """One piece that is not a mark of emphasis."""
    if match["math"] is not None:
        if match["math"] != match["math"].strip():
            raise MarkupError(
                f"{quoted(match[0])} has a space beside a dollar in {quoted(text)}: a formula touches its dollars; "
                "write \\$ for a dollar sign"
            )
        return Math(formula(match["math"]))
    if match["code"] is not None:
        return Code(match["code"])
    if match["display"]:
        raise MarkupError(f"$$ inside a line, in {quoted(text)}: a display stands on lines of its own")
    if match["lone"]:
        raise MarkupError(
            f"{match['lone']!r} is opened and not closed in {quoted(text)}: "
            f"close it, or write \\{match['lone']} for the character itself"
        )
    if match["command"] is not None:
        raise MarkupError(
            f"\\{match['command']} stands outside a formula in {quoted(text)}: "
            "put it between dollars, or write \\\\ for a backslash"
        )
    return Text(match["literal"] or match["star"] or match["text"])


def _end_of_block(lines: list[str], start: int) -> int:
    """Index after the last line of the block that begins at `start`."""
    first = lines[start].strip()
    if first.startswith("$$"):
        return _end_of_display(lines, start)
    if first.startswith(FENCE):
        return _end_of_listing(lines, start)
    at = start + 1
    while at < len(lines) and lines[at].strip():
        line = lines[at].strip()
        if line.startswith(("$$", FENCE)) or _begins(line) not in ("", _begins(first)):
            break
        if _begins(first) == "|" and not line.startswith("|"):
            break
        at += 1
    return at


def _begins(line: str) -> str:
    """The mark by which a line belongs to a list or a table, or nothing."""
    return "-" if line.startswith("- ") else "|" if line.startswith("|") else ""


def _end_of_display(lines: list[str], start: int) -> int:
    """Index after the line that closes the display opened at `start`."""
    rest = lines[start].strip()[2:]
    for at in range(start, len(lines)):
        line = rest if at == start else lines[at].strip()
        if line.endswith("$$"):
            return at + 1
        if not line and at > start:
            break
    raise MarkupError(f"line {start + 1}: $$ is opened and not closed before the next blank line")


def _end_of_listing(lines: list[str], start: int) -> int:
    """Index after the line that closes the listing opened at `start`."""
    for at in range(start + 1, len(lines)):
        if lines[at].strip() == FENCE:
            return at + 1
    raise MarkupError(f"line {start + 1}: {FENCE} is opened and not closed")


def _listing(lines: list[str]) -> Listing:
    """The lines between two fences, without the indent that all have in common."""
    code = textwrap.dedent("\n".join(line.rstrip() for line in lines)).expandtabs(4).split("\n")
    if lines == [] or not any(code):
        raise MarkupError(f"a listing without code: expected lines between two lines {FENCE}")
    return Listing(tuple(CodeLine(len(line) - len(line.lstrip()), line.lstrip()) for line in code))


def _block(lines: list[str]) -> Block:
    """The one block of these lines."""
    first = lines[0].strip()
    if first == FENCE:
        return _listing(lines[1:-1])
    if first.startswith("$$"):
        return Display(formula("\n".join(line.strip() for line in lines).strip()[2:-2]))
    if first.startswith("- "):
        return Bullets(tuple(inlines(item) for item in _items(lines)))
    if first.startswith("|"):
        return _table([line.strip() for line in lines])
    return Paragraph(inlines("\n".join(lines)))


def _items(lines: list[str]) -> Iterator[str]:
    """The texts of a list; a line without a dash continues the item above it."""
    item = ""
    for line in lines:
        if line.strip().startswith("- "):
            if item:
                yield item
            item = line.strip()[2:]
        else:
            item += "\n" + line.strip()
    yield item


def _table(lines: list[str]) -> Table:
    """A table from its header row, its rule and its rows."""
    if len(lines) < 2 or not _RULE.match(lines[1]):
        raise MarkupError(f"the table {quoted(lines[0])} needs a second line |---|---| under its header")
    header = _cells(lines[0])
    rows = tuple(_cells(line) for line in lines[2:])
    for line, row in zip(lines[2:], rows, strict=True):
        if len(row) != len(header):
            raise MarkupError(f"the table row {quoted(line)} has {len(row)} cells, its header {len(header)}")
    return Table(header, rows)


def _cells(line: str) -> tuple[tuple[Inline, ...], ...]:
    """The cells of one row; a bar inside a formula or code does not divide."""
    if not line.endswith("|") or len(line) < 2:
        raise MarkupError(f"the table row {quoted(line)} does not end with |")
    cells = [""]
    for match in re.finditer(r"\\.|\$(?:\\.|[^$\\])*\$|`[^`]*`|.", line[1:-1], re.DOTALL):
        if match[0] == "|":
            cells.append("")
        else:
            cells[-1] += match[0]
    return tuple(inlines(cell) for cell in cells)
