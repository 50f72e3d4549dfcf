"""The LaTeX commands that the scanner knows, as tables; functions and Greek letters come from ``names``."""

from __future__ import annotations

SPACING_COMMANDS: frozenset[str] = frozenset(
    (
        *",;:!>[]() ",
        *("quad", "qquad", "limits", "nolimits", "displaystyle", "textstyle", "scriptstyle"),
        *(size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")),
    )
)
r"""Commands that only space or size; ``\[``, ``\]``, ``\(`` and ``\)`` delimit mathematics and mean nothing in it."""

OPERATOR_COMMANDS: dict[str, str] = {
    **dict.fromkeys(("cdot", "times", "ast"), "*"),
    "div": "/",
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac"), "frac"),
    "sqrt": "sqrt",
    "int": "integral",
    "lvert": "|(",
    "rvert": ")|",
    **dict.fromkeys(("vert", "mid"), "|"),
    **dict.fromkeys(("{", "lbrace"), "{"),
    **dict.fromkeys(("}", "rbrace"), "}"),
    "lbrack": "[",
    "rbrack": "]",
}
"""Command to the kind of its token."""

WORD_COMMANDS: frozenset[str] = frozenset(
    ("operatorname", "mathrm", "text", "mathit", "textrm", "textit", "rm", "mathop", "mathsf")
)
"""Commands whose braces hold a word."""

REFUSED_COMMANDS: dict[str, str] = {
    **dict.fromkeys(("begin", "end", "matrix", "pmatrix", "\\"), "matrices and environments are not integrands"),
    **dict.fromkeys(("iint", "iiint"), "one integral at a time, please"),
    "oint": "contour integrals are not supported",
    **dict.fromkeys(("sum", "prod", "lim"), "sums, products and limits are not supported"),
    **dict.fromkeys(
        ("le", "leq", "ge", "geq", "lt", "gt", "ne", "neq", "equiv", "approx", "to"),
        "an equation or relation is not an integrand",
    ),
    **dict.fromkeys(("pm", "mp"), "an integrand has one sign: write + or -"),
}
"""Commands that are understood and refused, with the reason."""
