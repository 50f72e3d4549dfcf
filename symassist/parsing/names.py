"""What a word means: functions (derived from the operator table, plus aliases), constants and Greek letters.

A run of letters is read, in this order, as a declared symbol, a function, a constant, a Greek letter, or a product of
single letters in which functions and ``pi`` keep together: ``xsinx`` is x, sin, x; ``xe`` is x, e.
"""

from __future__ import annotations

import re
import unicodedata

from symassist.expressions.operators import CIRCULAR_NAMES, FUNCTIONS

_VARIADIC = frozenset(range(2, 9))
_EXTRA_ARITIES: dict[str, frozenset[int]] = {
    "log": frozenset({1, 2}),
    "zeta": frozenset({1, 2}),
    "elliptic_e": frozenset({1, 2}),
    "elliptic_pi": frozenset({2, 3}),
    "Max": _VARIADIC,
    "Min": _VARIADIC,
}
_ALGEBRAIC: dict[str, frozenset[int]] = {
    "sqrt": frozenset({1}),
    "cbrt": frozenset({1}),
    "root": frozenset({2}),
    "Pow": frozenset({2}),
    "Rational": frozenset({1, 2}),
    "Integer": frozenset({1}),
    "log2": frozenset({1}),
    "log10": frozenset({1}),
    "Piecewise": _VARIADIC,
}
ARITIES: dict[str, frozenset[int]] = {
    **{head: _EXTRA_ARITIES.get(head, frozenset({row.arity})) for head, row in FUNCTIONS.items()},
    **_ALGEBRAIC,
}
"""Function name to the numbers of arguments that it takes."""

INVERSES: dict[str, str] = {head: "a" + head for head in FUNCTIONS if "a" + head in FUNCTIONS}
"""``sin^-1`` is asin: the functions whose power -1 means the inverse."""

_ELEMENTARY = [head for head, row in FUNCTIONS.items() if row.kind == "elementary"]

ALIASES: dict[str, str] = {
    **{f"arc{name}": f"a{name}" for name in CIRCULAR_NAMES},
    **{f"{prefix}{name}h": f"a{name}h" for name in CIRCULAR_NAMES for prefix in ("ar", "arc", "arg")},
    "ln": "log",
    "abs": "Abs",
    "sgn": "sign",
    "signum": "sign",
    "heaviside": "Heaviside",
    "tg": "tan",
    "ctg": "cot",
    "cotan": "cot",
    "cosec": "csc",
    "arctg": "atan",
    "arcctg": "acot",
    "sine": "sin",
    "cosine": "cos",
    "tangent": "tan",
    "max": "Max",
    "min": "Min",
    "Gamma": "gamma",
    "lgamma": "loggamma",
    "lambertw": "LambertW",
    "ProductLog": "LambertW",
    "LogIntegral": "li",
    "SinIntegral": "Si",
    "CosIntegral": "Ci",
    "ExpIntegralEi": "Ei",
    "PolyLog": "polylog",
    "ceil": "ceiling",
}


# Mathematica's spellings: Sin, Log, ArcSin, ArcSinh.
ALIASES.update({name.capitalize(): name for name in (*_ELEMENTARY, "sqrt") if name.islower()})
ALIASES.update({f"Arc{name.capitalize()}{h}": f"a{name}{h}" for name in CIRCULAR_NAMES for h in ("", "h")})

CONSTANTS: dict[str, str] = {
    **dict.fromkeys(("pi", "Pi"), "pi"),
    **dict.fromkeys(("E", "e"), "E"),
    "I": "I",
    **dict.fromkeys(("oo", "inf", "infinity", "Infinity"), "oo"),
}
"""Spelling to SymPy's name. ``i`` and ``j`` are ordinary symbols; the imaginary unit is ``I``."""

_GREEK_LETTERS = (
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
)
GREEK: frozenset[str] = frozenset(
    {*_GREEK_LETTERS, *(name.capitalize() for name in _GREEK_LETTERS)} - {"pi", "Pi", "Gamma"}
)
"""Words that are one symbol; ``gamma``, ``beta`` and ``zeta`` are functions when a bracket follows."""


def _greek_characters() -> dict[str, str]:
    table = {"ϕ": "phi", "ϵ": "epsilon", "ϑ": "theta", "ς": "sigma"}
    for name in _GREEK_LETTERS:
        unicode_name = "LAMDA" if name == "lambda" else name.upper()
        table[unicodedata.lookup(f"GREEK SMALL LETTER {unicode_name}")] = name
        table[unicodedata.lookup(f"GREEK CAPITAL LETTER {unicode_name}")] = name.capitalize()
    return table


GREEK_CHARACTERS: dict[str, str] = _greek_characters()
"""One Greek character to its name."""

_KEPT_TOGETHER = sorted(
    (
        name
        for name in {*_ELEMENTARY, *ALIASES, "sqrt", "erf", "pi"}
        if name.islower() and (len(name) >= 3 or name in ("ln", "pi"))
    ),
    key=len,
    reverse=True,
)


def function_head(word: str) -> str | None:
    """The SymPy head that ``word`` names, or None."""
    return word if word in ARITIES else ALIASES.get(word)


def split_run(run: str) -> list[str]:
    """The factors of a run of letters that is no known name: functions and ``pi`` keep together, the rest are letters.

    >>> split_run("xe"), split_run("xsinx"), split_run("arctanx")
    (['x', 'e'], ['x', 'sin', 'x'], ['arctan', 'x'])
    """
    pieces: list[str] = []
    while run:
        piece = next((name for name in _KEPT_TOGETHER if run.startswith(name)), run[0])
        pieces.append(piece)
        run = run[len(piece) :]
    return pieces


def suggestion(word: str) -> str:
    """A did-you-mean clause for an unknown function, or an empty string."""
    import difflib  # only on the way to an error message

    close = difflib.get_close_matches(word, [*ARITIES, *ALIASES], n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""


PIECEWISE = "Piecewise"
RELATION = re.compile(r"<=|>=|==|!=|[<>=≤≥≠&]")
CONDITION_WORDS = {"True": "true", "otherwise": "true", "Eq": "Eq", "Ne": "Ne", "and": "&", "or": "or"}
"""Words that mean something in a condition of Piecewise only, and the texts of their tokens."""
