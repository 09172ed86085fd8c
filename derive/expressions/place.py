"""What is wrong with an expression, and where: the message is one line, the place is shown beneath the expression."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 100  # characters of the expression that are shown around the place


class ExpressionError(ValueError):
    """An expression, a shape or an assumption that is outside the language; the message says what is allowed.

    expression   what was read, on one line; empty where the error is not in it
    start, end   the place in it, counted from 0
    """

    def __init__(self, message: str, expression: str = "", start: int = 0, end: int = 0) -> None:
        super().__init__(" ".join(message.split()))
        self.expression, self.start, self.end = expression, start, end

    def pointed(self) -> str:
        """The expression, and carets under the place; empty where there is no place to show."""
        if not self.expression:
            return ""
        start = min(max(self.start, 0), len(self.expression))
        left = 0 if len(self.expression) <= WIDTH else max(0, start - WIDTH // 2)
        shown = self.expression[left : left + WIDTH]
        length = max(1, min(self.end - start, left + len(shown) - start))
        return f"  {shown}\n  {' ' * (start - left)}{'^' * length}"


@dataclass(frozen=True, slots=True)
class Source:
    """An expression on one line, from which errors are raised."""

    text: str

    def wrong(self, message: str, start: int, end: int) -> ExpressionError:
        return ExpressionError(message, self.text, start, end)
