"""While we are at work polylogarithms of long arguments are built at once, and they evaluate as SymPy's own."""

from __future__ import annotations

import time

import pytest
import sympy

from symassist.expressions.polylogarithm import quick_polylogarithms

a, b, c, d, x = sympy.symbols("a b c d x", positive=True)


def test_a_long_argument_takes_no_time() -> None:
    z = sympy.exp(sympy.I * (c + d * x)) / (-sympy.I * a / b - sympy.sqrt(-(a**2) + b**2) / b)
    with quick_polylogarithms():
        start = time.process_time()
        value = sympy.polylog(2, z)
        assert time.process_time() - start < 0.3
    assert value.args == (2, z)


@pytest.mark.parametrize(
    ("s", "z", "value"),
    [
        (2, sympy.S.Zero, sympy.S.Zero),
        (2, sympy.S.One, sympy.pi**2 / 6),
        (3, sympy.sin(x) ** 2 + sympy.cos(x) ** 2, sympy.zeta(3)),
        (0, x, x / (1 - x)),
        (2, sympy.Rational(1, 2), sympy.pi**2 / 12 - sympy.log(2) ** 2 / 2),
    ],
)
def test_values_are_those_of_sympy(s: int, z: sympy.Expr, value: sympy.Expr) -> None:
    with quick_polylogarithms():
        assert sympy.polylog(s, z) == value


def test_sympys_own_way_is_back_when_the_last_one_leaves() -> None:
    own = sympy.polylog.__dict__["eval"]
    with quick_polylogarithms():
        with quick_polylogarithms():
            assert sympy.polylog.__dict__["eval"] is not own
        assert sympy.polylog.__dict__["eval"] is not own
    assert sympy.polylog.__dict__["eval"] is own
