"""The operator table: one row per token that takes operands. Vocabulary, grammar, codec and completer derive from it.

Rows are append-only: trained weights depend on their order.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Operator:
    """``token`` in prefix notation, its ``arity``, and the SymPy ``head`` that it stands for.

    ``kind`` is 'algebra' (spellings of Add, Mul and Pow), 'elementary' or 'special'.
    """

    token: str
    arity: int
    head: str
    kind: str


CIRCULAR_NAMES = ("sin", "cos", "tan", "cot", "sec", "csc")
HYPERBOLIC_NAMES = tuple(f"{name}h" for name in CIRCULAR_NAMES)
INVERSE_CIRCULAR_NAMES = tuple(f"a{name}" for name in CIRCULAR_NAMES)
INVERSE_HYPERBOLIC_NAMES = tuple(f"a{name}" for name in HYPERBOLIC_NAMES)
"""In one order, which code relies on; as SymPy classes, and by sine and cosine, they are in ``functions``."""

_ALGEBRA = (
    ("add", 2, "Add"),
    ("mul", 2, "Mul"),
    ("div", 2, "Mul"),
    ("pow", 2, "Pow"),
    ("neg", 1, "Mul"),
    ("inv", 1, "Pow"),
    ("sqrt", 1, "Pow"),
    ("pow2", 1, "Pow"),
    ("pow3", 1, "Pow"),
)
_ELEMENTARY = (
    *("exp", "log", *CIRCULAR_NAMES, *INVERSE_CIRCULAR_NAMES),
    *(*HYPERBOLIC_NAMES, *INVERSE_HYPERBOLIC_NAMES, "Abs", "sign", "Heaviside"),
)
_SPECIAL = (
    ("erf", 1),
    ("erfc", 1),
    ("erfi", 1),
    ("Ei", 1),
    ("li", 1),
    ("Si", 1),
    ("Ci", 1),
    ("Shi", 1),
    ("Chi", 1),
    ("fresnels", 1),
    ("fresnelc", 1),
    ("polylog", 2),
    ("gamma", 1),
    ("loggamma", 1),
    ("uppergamma", 2),
    ("lowergamma", 2),
    ("polygamma", 2),
    ("zeta", 1),
    ("beta", 2),
    ("expint", 2),
    ("elliptic_k", 1),
    ("elliptic_f", 2),
    ("elliptic_e", 2),
    ("elliptic_pi", 3),
    ("LambertW", 1),
    ("besselj", 2),
    ("bessely", 2),
    ("besseli", 2),
    ("besselk", 2),
    ("floor", 1),
    ("ceiling", 1),
    ("atan2", 2),
    ("Max", 2),
    ("Min", 2),
)

OPERATORS: tuple[Operator, ...] = (
    *(Operator(token, arity, head, "algebra") for token, arity, head in _ALGEBRA),
    *(Operator(name, 1, name, "elementary") for name in _ELEMENTARY),
    *(Operator(name, arity, name, "special") for name, arity in _SPECIAL),
)
"""Every operator, in vocabulary order."""

FUNCTIONS: dict[str, Operator] = {row.head: row for row in OPERATORS if row.kind != "algebra"}
"""SymPy function name to its row."""
