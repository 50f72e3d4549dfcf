"""Quadrature: waves and slow tails towards infinity, boxes on branch cuts, and the time that it may take."""

from __future__ import annotations

import math
import time

import pytest
import sympy
from flint import acb, arb
from sympy import cos, log, sin, sqrt

from symassist.definite.analytic import AnalyticFunction
from symassist.definite.places import Line
from symassist.definite.quadrature import quadrature

x = sympy.Symbol("x")
oo = sympy.oo


@pytest.mark.parametrize(
    ("f", "number"),
    [
        (sympy.besselj(0, x), 1.0),
        (sympy.besselj(1, 3 * x) / x, 1.0),
        (cos(x) / sqrt(x), math.sqrt(math.pi / 2)),
        (sin(3 * x) * cos(x) / x, math.pi / 2),
    ],
)
def test_waves_towards_infinity_are_summed(f: sympy.Expr, number: float) -> None:
    found = quadrature(f, x, sympy.Integer(0), oo, 30.0)
    assert found.middle is not None
    assert not found.rigorous
    assert abs(found.middle - number) < 1e-9


@pytest.mark.parametrize(
    ("f", "low", "high", "number"),
    [
        (1 / (x * (1 + log(x) ** 2)), 1, oo, math.pi / 2),
        (1 / (x * log(x) ** 2), 0, sympy.Rational(1, 2), 1 / math.log(2)),
        (1 / (x * log(-x) ** 2), -oo, -2, -1 / math.log(2)),
        (1 / (x * log(x) ** sympy.Rational(3, 2)), 2, oo, 2 / math.sqrt(math.log(2))),
    ],
)
def test_tails_of_logarithms_settle(f: sympy.Expr, low: object, high: object, number: float) -> None:
    found = quadrature(f, x, sympy.sympify(low), sympy.sympify(high), 30.0)
    assert found.middle is not None
    assert abs(found.middle - number) < 1e-9


@pytest.mark.parametrize("f", [1 / (x * log(x)), 1 / (x * log(x) * log(log(x)) ** 2)])
def test_what_falls_more_slowly_still_is_not_cut_off(f: sympy.Expr) -> None:
    assert quadrature(f, x, sympy.Integer(3), oo, 30.0).middle is None


@pytest.mark.parametrize("f", [cos(x), x * sin(x), (1 + 1 / x) * cos(x), sqrt(x) * sympy.besselj(0, x)])
def test_waves_that_do_not_die_out_have_no_integral(f: sympy.Expr) -> None:
    assert quadrature(f, x, sympy.Integer(1), oo, 30.0).middle is None


def test_quadrature_keeps_to_its_seconds() -> None:
    start = time.monotonic()
    found = quadrature(sympy.bessely(0, x) * sympy.besselj(1, x), x, sympy.Integer(0), oo, 0.5)
    assert found.middle is None
    assert time.monotonic() - start < 10.0  # it would take a minute


@pytest.mark.parametrize("f", [sqrt(x), log(x), sympy.Abs(x), sympy.sign(x), sympy.floor(x), sympy.asin(2 * x)])
def test_a_box_on_a_cut_or_a_jump_is_not_analytic(f: sympy.Expr) -> None:
    line = Line(x)
    function = AnalyticFunction(line.tape, line.node(f), x, time.monotonic() + 60)
    around_zero = acb(arb(0, 0.75), arb(0, 0.75))
    assert not function(around_zero, True).is_finite()
    aside = acb(arb(0.35, 0.05), arb(0, 0.05))
    assert function(aside, True).is_finite()


@pytest.mark.parametrize("f", [sqrt(3 - cos(1)) * (x + 1), sqrt(x - sympy.Abs(x) + 3)])
def test_what_stays_the_same_is_no_place(f: sympy.Expr, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[object] = []
    monkeypatch.setattr(Line, "doubles", lambda *args, plain=Line.doubles: looks.append(args) or plain(*args))
    found = quadrature(f, x, sympy.Integer(1), sympy.Integer(2), 5.0)
    assert found.rigorous
    assert len(looks) < 20  # not one for each point of the grid
