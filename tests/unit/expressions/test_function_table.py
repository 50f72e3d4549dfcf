"""The table of the circular and hyperbolic functions: one order for names, classes and what they are by two of them."""

from __future__ import annotations

import pytest
import sympy

from symassist.expressions.functions import (
    CIRCULAR,
    HYPERBOLIC,
    INVERSE_CIRCULAR,
    INVERSE_HYPERBOLIC,
    by_sine_and_cosine,
)
from symassist.expressions.operators import CIRCULAR_NAMES, HYPERBOLIC_NAMES

POINT = sympy.Rational(3, 7)


@pytest.mark.parametrize("heads", [CIRCULAR, HYPERBOLIC], ids=["circular", "hyperbolic"])
def test_all_six_by_sine_and_cosine(heads: tuple[type[sympy.Function], ...]) -> None:
    u = sympy.Float(POINT, 30)
    for head, value in zip(heads, by_sine_and_cosine(heads[0](u), heads[1](u)), strict=True):
        assert abs(head(u) - value) < 1e-25


@pytest.mark.parametrize(
    ("heads", "inverses", "names"),
    [(CIRCULAR, INVERSE_CIRCULAR, CIRCULAR_NAMES), (HYPERBOLIC, INVERSE_HYPERBOLIC, HYPERBOLIC_NAMES)],
    ids=["circular", "hyperbolic"],
)
def test_names_and_inverses_stand_in_the_same_order(
    heads: tuple[type[sympy.Function], ...], inverses: tuple[type[sympy.Function], ...], names: tuple[str, ...]
) -> None:
    for head, inverse, name in zip(heads, inverses, names, strict=True):
        assert head.__name__ == name
        assert abs(sympy.N(inverse(head(POINT)) - POINT, 30)) < 1e-25
