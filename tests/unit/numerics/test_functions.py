"""Every function of the operator table in doubles and in balls, against SymPy's own values and derivatives."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from flint import acb, ctx, fmpq

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.operators import FUNCTIONS
from symassist.numerics import acb_functions
from symassist.numerics.derivative import differentiate
from symassist.numerics.evaluate import evaluate, run
from symassist.numerics.record import record
from symassist.numerics.tape import Tape
from symassist.verify import balls

x, Z = sympy.symbols("x z")
PLACES = [sympy.Rational(p) for p in ("3/2", "-3/2", "5/16", "-5/16", "37/8", "-37/8")]
# First operands of functions of several, exact in doubles; x is the last.
LEADING = {
    "polylog": (3,),
    "uppergamma": ("1/4",),
    "lowergamma": ("1/4",),
    "polygamma": (2,),
    "beta": ("1/4",),
    "expint": ("1/4",),
    "elliptic_f": ("1/4",),
    "elliptic_pi": ("1/8", "3/4"),
    "besselj": ("1/4",),
    "bessely": ("1/4",),
    "besseli": (1,),
    "besselk": (1,),
    "atan2": ("1/4",),
    "Max": ("1/4",),
    "Min": ("1/4",),
}
CASES = {
    **{head: getattr(sympy, head)(*map(sympy.Rational, LEADING.get(head, ())), x) for head in FUNCTIONS},
    "elliptic_e of two": sympy.elliptic_e(sympy.Rational(1, 4), x),
    "elliptic_pi by z": sympy.elliptic_pi(sympy.Rational(1, 8), x, sympy.Rational(1, 4)),
    "elliptic_f by z": sympy.elliptic_f(x, sympy.Rational(1, 4)),
    "elliptic_e by z": sympy.elliptic_e(x, sympy.Rational(1, 4)),
    "besselj of order 0": sympy.besselj(0, x),
    "polylog 2": sympy.polylog(2, x),
    "power": x ** sympy.Rational(2, 3),
    "root": x ** sympy.Rational(-3, 2),
    "exponent": sympy.Rational(3, 2) ** x,
    "self power": x**x,
    "hyper": sympy.hyper((sympy.Rational(1, 4), 1), (sympy.Rational(5, 4),), x),
    "arg": sympy.arg(x + sympy.I),
    "re": sympy.re(sympy.log(x)),
    "conjugate": sympy.conjugate(sympy.sqrt(x)),
    "Abs of complex": sympy.Abs(x + sympy.I),
    "LambertW -1": sympy.LambertW(x / 32, -1),
    "RootSum": sympy.RootSum(Z**3 + Z + 1, sympy.Lambda(Z, Z**2 * sympy.log(x - Z))),
    "Piecewise": sympy.Piecewise((x**2, x < -1), (sympy.sin(x), sympy.Ne(x, 1) & (x <= 3)), (1 / x, True)),
    "Catalan": sympy.Catalan * x + sympy.EulerGamma + sympy.GoldenRatio + sympy.E * sympy.pi,
}
WITHOUT_DERIVATIVE = {"zeta", "elliptic_pi"}


def in_balls(expression: sympy.Expr, place: sympy.Rational) -> acb:
    tape = Tape()
    root = record(tape, expression)
    with acb_functions.LOCK, ctx.workprec(200):
        return balls.run(tape, tape.reachable([root]), {x: acb(fmpq(int(place.p), int(place.q)))})[root]


def sympy_value(expression: sympy.Expr, place: sympy.Rational) -> complex | None:
    """SymPy's value; None where it has none (a pole, or no finite number)."""
    value = expression.subs(x, place).doit().evalf(20)
    if not value.is_number or value.has(sympy.zoo, sympy.nan, sympy.oo):
        return None
    z = complex(value)
    return z if np.isfinite(z) else None


@pytest.mark.parametrize("name", CASES)
def test_values_agree_with_sympy(name: str) -> None:
    expression = CASES[name]
    found = evaluate(expression, {x: np.array([float(p) for p in PLACES])})
    compared = 0
    for place, in_doubles in zip(PLACES, found, strict=True):
        expected = sympy_value(expression, place)
        if expected is None:
            continue
        assert complex(in_balls(expression, place)) == pytest.approx(expected, rel=1e-11), place
        if np.isfinite(in_doubles):
            compared += 1
            assert in_doubles == pytest.approx(expected, rel=1e-9, abs=1e-13), place
    assert compared >= 2


@pytest.mark.parametrize("name", [n for n in CASES if n not in WITHOUT_DERIVATIVE])
def test_derivatives_agree_with_a_difference_quotient(name: str) -> None:
    expression = CASES[name]
    tape = Tape()
    root = record(tape, expression)
    derivative = differentiate(tape, root, x)
    order = tape.reachable([root, derivative])
    step = fmpq(1, 2**60)
    compared = 0
    for place in PLACES:
        with acb_functions.LOCK, ctx.workprec(400):
            middle = fmpq(int(place.p), int(place.q))
            low, here, high = (balls.run(tape, order, {x: acb(middle + k * step)}) for k in (-1, 0, 1))
            quotient = (high[root] - low[root]) / acb(2 * step)
        if here[derivative].is_finite() and quotient.is_finite():
            compared += 1
            assert complex(here[derivative]) == pytest.approx(complex(quotient), rel=1e-12, abs=1e-12), place
    assert compared >= 2


def test_zeta_has_no_derivative_and_says_so() -> None:
    tape = Tape()
    root = record(tape, sympy.zeta(x))
    with pytest.raises(UnsupportedExpressionError, match="zeta"):
        differentiate(tape, root, x)


@pytest.mark.parametrize(
    "e", [sympy.Function("g")(x), sympy.Integral(sympy.exp(x**2), x), sympy.DiracDelta(x)], ids=str
)
def test_what_has_no_value_is_an_error(e: sympy.Expr) -> None:
    with pytest.raises(UnsupportedExpressionError):
        evaluate(e, {x: np.zeros(1)})


def test_values_outside_the_domain_are_nan_or_infinite_and_silent() -> None:
    with np.errstate(all="raise"):
        found = evaluate(1 / x + sympy.log(x), {x: np.array([0.0, 1.0])})
    assert not np.isfinite(found[0])
    assert found[1] == 1


def test_several_symbols_and_constants() -> None:
    a = sympy.Symbol("a", positive=True)
    found = evaluate(a * x + 1, {x: np.arange(3.0), a: np.array([1.0, 2.0, 3.0])})
    assert found.tolist() == [1, 3, 7]
    assert evaluate(sympy.pi, {x: np.zeros(4)}).shape == (4,)


def test_a_float_is_its_decimal_digits() -> None:
    tape = Tape()
    assert tape.value(record(tape, sympy.Float("0.1"))) == fmpq(1, 10)


def test_shared_subexpressions_are_one_node() -> None:
    tape = Tape()
    u = sympy.sin(x**2 + 1)
    record(tape, u * sympy.exp(u) + u**3)
    assert tape.ops.count("sin") == 1
    size = len(tape)
    other = tape.copy()
    record(other, sympy.cos(x))
    assert (len(tape), len(other)) == (size, size + 1)


def test_known_values_are_not_computed_again() -> None:
    tape = Tape()
    root = record(tape, sympy.exp(x) + 1)
    inner = tape.ops.index("exp")
    assert run(tape, [root], {x: np.zeros(2)}, {inner: np.array([5.0, 6.0])})[root].tolist() == [6, 7]
