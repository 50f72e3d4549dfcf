"""Characters that stand for others (scripts, Unicode operators, mathematical italics), and characters refused."""

from __future__ import annotations

import unicodedata

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱˣ", "0123456789+-()nix", strict=True))
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-", strict=True))
MARKS = {
    **{mark: mark for mark in "+-*/^_,()[]{}|"},
    **dict.fromkeys("−–—﹣", "-"),
    **dict.fromkeys("×·∙⋅∗", "*"),
    **dict.fromkeys("÷⁄∕", "/"),
    "√": "sqrt",
    "∫": "integral",
    "∣": "|",
}
REFUSED_CHARACTERS = {
    **dict.fromkeys("=<>≤≥≠≈:", "an equation or relation is not an integrand"),
    "!": "factorials are not supported; write gamma(n + 1)",
    ";": "lists and matrices are not integrands",
    "∬": "one integral at a time, please",
    "∭": "one integral at a time, please",
    "∮": "contour integrals are not supported",
    "%": "percent signs and remainders are not supported",
}


def plain_character(char: str) -> str:
    """Mathematical italics, full-width forms and their like as the plain character, one for one."""
    if char.isascii() or char in SUPERSCRIPTS or char in SUBSCRIPTS:
        return char
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char
