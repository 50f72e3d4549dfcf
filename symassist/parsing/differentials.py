r"""Where ``dx`` is a differential and not d times x.

After an integral sign always; without one where it is a factor of the whole integrand and stands last (``x^2 dx``) or
above a fraction bar outside brackets (``dx/x``, ``\frac{x dx}{1 + x}``). ``(c + dx)/a`` has the product.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from symassist.parsing.names import GREEK, GREEK_CHARACTERS

_OPERAND_ENDS = frozenset({"number", "symbol", "constant", ")", "}", "]", "|", ")|"})
"""Kinds of tokens after which an implicit factor may follow."""
_DIFFERENTIAL = re.compile(
    r"(?:d|\\(?:mathrm|text|textrm)(?:\s*\{\s*d\s*\}|\s+d)\s*|(?P<inside>\\(?:mathrm|text)\s*\{\s*d))"
    r"(?P<variable>\\?[A-Za-z]+|[^\W\d_])(?(inside)\s*\})"
    r"(?:(?P<last>(?:[\s$]|\\[\])])*$)|(?=(?P<above>\s*/)|(?P<numerator>\s*\})))?"
)
_DERIVATIVE = re.compile(r"d\s*/\s*d\s*[A-Za-z]\b|\\[dt]?frac\s*\{\s*d\s*\}\s*\{\s*d\s*[A-Za-z]\s*\}")


@dataclass(frozen=True)
class Differential:
    """The name behind the d, and where the text goes on."""

    variable: str
    end: int


def is_derivative(text: str, at: int) -> bool:
    r"""Whether ``d/dx`` or ``\frac{d}{dx}`` stands there."""
    return _DERIVATIVE.match(text, at) is not None


def differential(text: str, at: int, before: Sequence[str], *, announced: bool) -> Differential | None:
    r"""The ``dx``, ``dθ`` or ``\mathrm{d}x`` that stands there, None where it is a product or something else.

    ``before`` are the kinds of the tokens to the left; ``announced`` says whether an integral sign is among them.
    """
    match = _DIFFERENTIAL.match(text, at)
    if match is None or not (announced or _closes_a_factor(match, before)):
        return None
    name = match["variable"].removeprefix("\\")
    name = GREEK_CHARACTERS.get(name, name)
    if not (name in GREEK or (len(name) == 1 and name.isascii())):
        return None
    return Differential(name, match.end())


def _closes_a_factor(match: re.Match[str], before: Sequence[str]) -> bool:
    follows = not before or list(before) == ["-"] or before[-1] in _OPERAND_ENDS
    if match["numerator"] is not None:
        return list(before[:2]) == ["frac", "{"] and before.count("{") == 1 and (len(before) == 2 or follows)
    outside = sum((kind in "([{") - (kind in ")]}") for kind in before) == 0
    return follows and (match["last"] is not None or (match["above"] is not None and outside))
