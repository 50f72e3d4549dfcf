"""Products of powers that are constant between jumps, so that the judge needs no value of what stands beside them."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from flint import acb, ctx

from symassist.numerics import acb_functions
from symassist.numerics.derivative import differentiate
from symassist.numerics.record import record
from symassist.numerics.stepwise import is_stepwise_constant
from symassist.numerics.tape import Tape

x, a, b, c, d, n, p = sympy.symbols("x a b c d n p")
sqrt, sin, cos = sympy.sqrt, sympy.sin, sympy.cos
PLACES = (sqrt(b**2 - 4 * a * c) - b) / (2 * c), (-sqrt(b**2 - 4 * a * c) - b) / (2 * c)

CONSTANT = {
    "a quotient of roots": sqrt((a + b * x) / (a * d - b * c)) * sqrt(d) / sqrt(a + b * x),
    "three lines": sqrt(x - a) * sqrt(x - b) / sqrt((x - a) * (b - x)),
    "a quartic by its zeros": sqrt(1 - x**2 / PLACES[0]) * sqrt(1 - x**2 / PLACES[1]) / sqrt(a + b * x**2 + c * x**4),
    "two roots of constants": sqrt(1 - sqrt(c) * x / sqrt(a)) * sqrt(1 + sqrt(c) * x / sqrt(a)) / sqrt(a - c * x**2),
    "symbols in exponents": (a + b * x**n) ** p / (1 + b * x**n / a) ** p,
    "a half angle": sqrt(1 - cos(x)) * sqrt(1 + cos(x)) / sin(x),
    "hyperbolic": sqrt(sympy.cosh(x) - 1) * sqrt(1 + sympy.cosh(x)) / sympy.sinh(x),
    "waves": (cos(x) ** 2) ** (sympy.S.Half - n / 2) * cos(x) ** n / cos(x),
}
CHANGING = {
    "a power too much": sqrt((a + b * x) / (a * d - b * c)) / (a + b * x),
    "another line": sqrt(a + b * x) / sqrt(a + c * x),
    "a quartic by one zero": sqrt(1 - x**2 / PLACES[0]) / sqrt(a + b * x**2 + c * x**4),
    "another exponent": (a + b * x**n) ** p / (1 + b * x**n / a) ** n,
    "a half angle": sqrt(1 - cos(x)) * (1 + cos(x)) / sin(x),
    "waves": (cos(x) ** 2) ** n * cos(x) ** n,
}


def constant(product: sympy.Expr) -> bool:
    tape = Tape()
    factors = [record(tape, e) for e in sympy.Mul.make_args(product)]
    return is_stepwise_constant(tape, factors, record(tape, x))


@pytest.mark.parametrize("product", CONSTANT.values(), ids=CONSTANT.keys())
def test_what_is_constant_between_jumps_is_found(product: sympy.Expr) -> None:
    assert constant(product)


@pytest.mark.parametrize("product", CHANGING.values(), ids=CHANGING.keys())
def test_what_changes_is_not_called_constant(product: sympy.Expr) -> None:
    assert not constant(product)


def test_a_derivative_does_without_the_function_beside_a_constant() -> None:
    tape = Tape()
    jump = sqrt(x / (x - a)) * sqrt(x - a) / sqrt(x)
    root = record(tape, jump * sympy.elliptic_f(x, b))
    slope = differentiate(tape, root, x)
    assert "elliptic_f" not in {tape.ops[i] for i in tape.reachable([slope])}


@pytest.mark.parametrize("name", ["elliptic_f", "elliptic_e", "elliptic_pi"])
@pytest.mark.parametrize(("square", "m"), [(1.5, 0.25), (3.5, -0.25), (1.5, 1.75)])
def test_elliptic_integrals_have_values_beyond_a_quarter_period(name: str, square: float, m: float) -> None:
    with mpmath.workdps(30), acb_functions.LOCK, ctx.workprec(200):
        z = mpmath.asin(mpmath.sqrt(square))
        leading = (0.125,) if name == "elliptic_pi" else ()
        reference = {"elliptic_f": mpmath.ellipf, "elliptic_e": mpmath.ellipe, "elliptic_pi": mpmath.ellippi}[name]
        operands = [*map(acb, leading), acb(square).sqrt().asin(), acb(m)]
        value = acb_functions.apply(name, None, operands)
        assert value.is_finite()
        assert abs(complex(value.mid()) - complex(reference(*leading, z, m))) < 1e-12


def test_the_complete_integral_of_the_third_kind_has_a_value() -> None:
    with acb_functions.LOCK, ctx.workprec(100):
        value = acb_functions.apply("elliptic_pi", None, [acb(0.125), acb(0.25)])
    assert abs(complex(value.mid()) - complex(mpmath.ellippi(0.125, 0.25))) < 1e-12
