"""The token vocabulary, derived from the operator table: complete from the start and append-only."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from functools import cached_property
from math import gcd

import numpy as np

from symassist.expressions.operators import OPERATORS

PARAMETERS = tuple(f"a{i}" for i in range(16))
"""Tokens of the symbolic parameters."""
PLACEHOLDERS = tuple(f"c{i}" for i in range(16))
"""Tokens of the constants that a skeleton leaves for the linear fit."""
VARIABLE = "x"
TASKS = ("integrate", "ode1", "ode2")
PAD, BOS, EOS = 0, 1, 2

MAX_SMALL_INTEGER = 100
MAX_SMALL_NUMERATOR, MAX_SMALL_DENOMINATOR = 24, 12
SMALL_RATIONALS = tuple(
    Fraction(p, q)
    for q in range(2, MAX_SMALL_DENOMINATOR + 1)
    for p in range(-MAX_SMALL_NUMERATOR, MAX_SMALL_NUMERATOR + 1)
    if gcd(p, q) == 1
)


def _tokens() -> tuple[str, ...]:
    return (
        "<pad>",
        "<bos>",
        "<eos>",
        *TASKS,
        *(f"<spare{i}>" for i in range(16)),
        *(row.token for row in OPERATORS),
        VARIABLE,
        "y",
        "y'",
        "y''",
        *PARAMETERS,
        *PLACEHOLDERS,
        "pi",
        "E",
        "I",
        "int+",
        "int-",
        *(f"d{i}" for i in range(10)),
        *(str(n) for n in range(-MAX_SMALL_INTEGER, MAX_SMALL_INTEGER + 1)),
        *(str(r) for r in SMALL_RATIONALS),
    )


class Vocabulary:
    """Ordered tokens; ids are positions. ``arity`` is -1 for control tokens, 0 for leaves, digits and signs.

    An integer beyond ``MAX_SMALL_INTEGER`` is spelled ``int+`` or ``int-`` and its decimal digits ``d0`` to ``d9``.
    """

    def __init__(self, tokens: tuple[str, ...]) -> None:
        self.tokens = tokens
        self.index = {token: i for i, token in enumerate(tokens)}
        if len(self.index) != len(tokens):
            raise AssertionError("the vocabulary has a token twice")

    def __len__(self) -> int:
        return len(self.tokens)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the token list: bundles carry it, so that weights never meet another vocabulary."""
        return hashlib.sha256("\n".join(self.tokens).encode()).hexdigest()

    @cached_property
    def arity(self) -> np.ndarray:
        """(V,) int8: operands that each token takes; -1 where the token is no part of an expression."""
        table = {row.token: row.arity for row in OPERATORS}
        control = {"<pad>", "<bos>", "<eos>", *TASKS}
        return np.array(
            [-1 if t in control or t.startswith("<spare") else table.get(t, 0) for t in self.tokens], dtype=np.int8
        )

    @cached_property
    def signs(self) -> tuple[int, int]:
        """Ids of ``int+`` and ``int-``."""
        return self.index["int+"], self.index["int-"]

    @cached_property
    def digits(self) -> tuple[int, ...]:
        """Ids of ``d0`` to ``d9``."""
        return tuple(self.index[f"d{i}"] for i in range(10))


VOCABULARY = Vocabulary(_tokens())
"""The vocabulary of every model of this project."""

SYMBOL_NAMES = tuple(
    token
    for token in VOCABULARY.tokens
    if token in ("x", "y", "y'", "y''") or (token[0] in "ac" and token[1:].isdigit())
)
"""The symbols that have a token."""
