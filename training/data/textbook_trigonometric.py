"""Trigonometric and hyperbolic integrands that a substitution makes rational: powers, and quotients by t = tan(x/2).

sin(x)**m*cos(x)**n with t = cos(x), tan(x)**m*sec(x)**(2*n) with t = tan(x), 1/(a + b*sin(x) + c*cos(x)) with
t = tan(x/2), 1/(a + b*sinh(x) + c*cosh(x)) with t = exp(x).
"""

from __future__ import annotations

import random
from collections.abc import Callable

import flint
import symengine

from symassist.expressions.convert import Expression
from training.data.expressions import X
from training.data.rationalising import COS, COSH, COT, EXP, HALF, SIN, SINH, T2, TAN, TANH, Substitution
from training.data.textbook_draws import Family, Pair, Polynomial, expression, positive, whole
from training.data.textbook_rational import IDENTITY, ONE

Poly = flint.fmpq_poly
Head = Callable[[Expression], Expression]
sin, cos, tan, cot = symengine.sin, symengine.cos, symengine.tan, symengine.cot
sinh, cosh, tanh, coth = symengine.sinh, symengine.cosh, symengine.tanh, symengine.coth


def _odd_powers(
    sine: Head, cosine: Head, in_cosine: tuple[Substitution, Polynomial], in_sine: tuple[Substitution, Polynomial]
) -> Callable[[random.Random], Pair | None]:
    """Each substitution stands with the square of the other function as a polynomial in t."""

    def draw(rng: random.Random) -> Pair | None:
        m, n = _signed_power(rng), _signed_power(rng)
        odd_sine = m % 2 == 1
        if not odd_sine and n % 2 == 0:
            n += 1
        s, c = (m, n) if odd_sine else (n, m)  # s: power of the function that goes into dt
        substitution, square = in_cosine if odd_sine else in_sine
        half = (s - 1) // 2
        above = IDENTITY ** max(c, 0) * square ** max(half, 0)
        below = IDENTITY ** max(-c, 0) * square ** max(-half, 0)
        return substitution.pair_as(sine(X) ** m * cosine(X) ** n, above, below)

    return draw


def _signed_power(rng: random.Random) -> int:
    return rng.choice((0, 0, 1, 1, 2, 2, 3, 4, 5, -1, -1, -2, -3, 6, -4))


sine_cosine_powers = _odd_powers(sin, cos, (COS, 1 - T2), (SIN, 1 - T2))
"""sin(x)**m*cos(x)**n, m or n odd, of either sign: t = cos(x) or sin(x)."""
hyperbolic_powers = _odd_powers(sinh, cosh, (COSH, T2 - 1), (SINH, T2 + 1))
"""sinh(x)**m*cosh(x)**n, m or n odd: t = cosh(x) or sinh(x)."""


def tangent_powers(rng: random.Random) -> Pair | None:
    """tan(x)**m*sec(x)**(2*n), and the same of cot and csc: t = tan(x), cot(x)."""
    m, n = rng.choice((0, 1, 2, 2, 3, 4, 5, 6, -1, -2)), rng.choice((0, 0, 0, 1, 1, 2, 3))
    substitution, ratio, square = rng.choice(((TAN, tan, symengine.sec), (COT, cot, symengine.csc)))
    above, below = IDENTITY ** max(m, 0) * (T2 + 1) ** n, IDENTITY ** max(-m, 0)
    return substitution.pair_as(ratio(X) ** m * square(X) ** (2 * n), above, below)


def hyperbolic_tangent_powers(rng: random.Random) -> Pair | None:
    """tanh(x)**m*sech(x)**(2*n): t = tanh(x)."""
    m, n = rng.choice((0, 1, 2, 2, 3, 4, 5)), rng.choice((0, 0, 1, 1, 2))
    return TANH.pair_as(tanh(X) ** m * symengine.sech(X) ** (2 * n), IDENTITY**m * (1 - T2) ** n, ONE)


def secant_powers(rng: random.Random) -> Pair | None:
    """tan(x)**(2*m+1)*sec(x)**n: t = sec(x); and cot, csc, sech, csch alike."""
    m, n = rng.choice((0, 0, 1, 2)), rng.choice((1, 1, 2, 3, 4))
    name, ratio, slope, square = rng.choice(
        (
            (symengine.sec, tan, ONE, T2 - 1),
            (symengine.csc, cot, -ONE, T2 - 1),
            (symengine.sech, tanh, -ONE, 1 - T2),
            (symengine.csch, coth, -ONE, T2 + 1),
        )
    )
    substitution = Substitution(name(X), above=slope, below=IDENTITY)
    return substitution.pair_as(ratio(X) ** (2 * m + 1) * name(X) ** n, IDENTITY**n * square**m, ONE)


def half_angle(rng: random.Random) -> Pair | None:
    """(A + B*sin(x) + C*cos(x))/(a + b*sin(x) + c*cos(x))**k: t = tan(x/2)."""
    a = whole(rng) if rng.random() < 0.85 else 0
    b = whole(rng) if rng.random() < 0.6 else 0
    c = whole(rng) if rng.random() < 0.6 or b == 0 else 0
    k = rng.choice((1, 1, 1, 1, 2))
    kind = rng.random()
    top = (1, 0, 0) if kind < 0.6 else (0, 1, 0) if kind < 0.72 else (0, 0, 1) if kind < 0.84 else _three(rng)
    above, below = _half_angle_polynomial(*top), _half_angle_polynomial(a, b, c) ** k
    f = (top[0] + top[1] * sin(X) + top[2] * cos(X)) / (a + b * sin(X) + c * cos(X)) ** k
    # numerator/(1 + t**2) over denominator/(1 + t**2)**k
    return HALF.pair_as(f, above * (T2 + 1) ** (k - 1), below)


def _three(rng: random.Random) -> tuple[int, int, int]:
    return rng.choice((0, whole(rng))), whole(rng), rng.choice((0, whole(rng)))


def _half_angle_polynomial(a: int, b: int, c: int) -> Polynomial:
    """(a + b*sin(x) + c*cos(x))*(1 + t**2) with t = tan(x/2)"""
    return Poly([a + c, 2 * b, a - c])


def exponential_hyperbolic(rng: random.Random) -> Pair | None:
    """1/(a + b*sinh(x) + c*cosh(x)) and numerators sinh, cosh: t = exp(x)."""
    a = whole(rng) if rng.random() < 0.8 else 0
    b = whole(rng) if rng.random() < 0.5 else 0
    c = whole(rng) if rng.random() < 0.6 or b == 0 else 0
    top = rng.choice(((1, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)))
    f = (top[0] + top[1] * sinh(X) + top[2] * cosh(X)) / (a + b * sinh(X) + c * cosh(X))
    return EXP.pair_as(f, _exponential_polynomial(*top), _exponential_polynomial(a, b, c))


def _exponential_polynomial(a: int, b: int, c: int) -> Polynomial:
    """(a + b*sinh(x) + c*cosh(x))*2*t with t = exp(x)"""
    return Poly([c - b, 2 * a, b + c])


def squared_functions(rng: random.Random) -> Pair | None:
    """1/(a + b*sin(x)**2 + c*cos(x)**2), 1/(a + b*tan(x)**2), sin(2x)-like quotients: t = tan(x)."""
    a, b = positive(rng), whole(rng)
    kind = rng.randrange(4)
    if kind == 0:  # sin**2 = t**2/(1 + t**2)
        return TAN.pair_as(1 / (a + b * sin(X) ** 2), 1 + T2, a * (1 + T2) + b * T2)
    if kind == 1:
        return TAN.pair_as(1 / (a + b * cos(X) ** 2), 1 + T2, a * (1 + T2) + b)
    if kind == 2:
        c = whole(rng)
        f = 1 / (a * cos(X) ** 2 + b * sin(X) * cos(X) + c * sin(X) ** 2)
        return TAN.pair_as(f, 1 + T2, Poly([a, b, c]))
    below = Poly([a, rng.choice((0, 0, whole(rng))), b])
    return TAN.pair_as(symengine.sec(X) ** 2 / expression(below, tan(X)), 1 + T2, below)


FAMILIES = (
    Family("sin**m*cos**n", 3, sine_cosine_powers),
    Family("sinh**m*cosh**n", 1.2, hyperbolic_powers),
    Family("tan**m*sec**2n, cot, csc", 1.5, tangent_powers),
    Family("tanh**m*sech**2n", 0.5, hyperbolic_tangent_powers),
    Family("tan**(2m+1)*sec**n and kin", 1, secant_powers),
    Family("1/(a + b*sin + c*cos)", 2.5, half_angle),
    Family("1/(a + b*sinh + c*cosh)", 0.8, exponential_hyperbolic),
    Family("R(sin**2), R(tan)*sec**2", 1, squared_functions),
)
