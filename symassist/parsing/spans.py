"""``f from a to b``: limits in words behind the integrand, as one says them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FROM, _TO = re.compile(r"(?<=\s)from(?=\s)"), re.compile(r"(?<=\s)to(?=\s)")


@dataclass(frozen=True)
class Span:
    """``body from low to high``, with the places of the limits; the limits are None where none are given."""

    body: str
    low: str | None = None
    high: str | None = None
    places: tuple[int, int] = (0, 0)


def span(text: str) -> Span:
    """Splits ``f from a to b`` at the last ``from`` that a ``to`` follows.

    >>> span("x^2 from 0 to 2 pi")
    Span(body='x^2', low='0', high='2 pi', places=(9, 14))
    """
    for begin in reversed(list(_FROM.finditer(text))):
        middle = _TO.search(text, begin.end())
        body = text[: begin.start()].rstrip()
        if middle is None or not body:
            continue
        low, high = text[begin.end() : middle.start()], text[middle.end() :]
        if low.strip() and high.strip():
            places = (_first(text, begin.end()), _first(text, middle.end()))
            return Span(body, low.strip(), high.strip(), places)
    return Span(text)


def _first(text: str, at: int) -> int:
    """The place of the first character that is no space."""
    return at + len(text[at:]) - len(text[at:].lstrip())
