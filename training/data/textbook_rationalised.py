"""Integrands that a substitution makes rational: R(t)*dx with t = exp(x), log(x), tan(x), sin(x), x**(1/q)...

The substitutions themselves are in ``rationalising``; powers of trigonometric functions in ``textbook_trigonometric``.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import flint
import symengine

from training.data import textbook_trigonometric
from training.data.expressions import X
from training.data.rationalising import COS, COSH, COT, EXP, LOG, SIN, SINH, TAN, TANH, Substitution, T
from training.data.textbook_draws import Family, Pair, Polynomial, positive, power, whole
from training.data.textbook_rational import IDENTITY, ONE, draw_numerator

Poly = flint.fmpq_poly
Integer = symengine.Integer
exp, log = symengine.exp, symengine.log


def small_denominator(rng: random.Random) -> Polynomial:
    """t + b, a*t + b, t**2 + c, (t + b)**2, t*(t + b), now and then 1."""
    u = rng.random()
    if u < 0.1:
        return ONE
    b = whole(rng) if u < 0.75 else rng.choice((1, -1))
    if u < 0.4:
        return Poly([b, 1 if rng.random() < 0.6 else positive(rng)])
    if u < 0.7:
        return Poly([b, 0, 1 if rng.random() < 0.7 else positive(rng)])
    if u < 0.85:
        return Poly([b, 1]) ** rng.choice((2, 2, 3))
    if u < 0.93:
        return Poly([0, b, 1])
    return Poly([b, whole(rng), 1])


def _in_one_function(substitution: Substitution) -> Callable[[random.Random], Pair | None]:
    def draw(rng: random.Random) -> Pair | None:
        denominator = small_denominator(rng)
        numerator = draw_numerator(rng, min(2, denominator.degree() + 1))
        if rng.random() < 0.15:
            numerator = Poly([whole(rng), 1])
        return substitution.pair(numerator, denominator, expand=rng.random() < 0.5)

    return draw


in_exp, in_log, in_tan, in_cot, in_tanh, in_sin, in_cos, in_sinh, in_cosh = (
    _in_one_function(s) for s in (EXP, LOG, TAN, COT, TANH, SIN, COS, SINH, COSH)
)


def in_power(rng: random.Random) -> Pair | None:
    """x**(n-1)*R(x**n): x**3/(x**4 + 1), x**5/(x**2 + 5)."""
    n = rng.choice((2, 2, 2, 3, 3, 4, 4, 5, 6, 8))
    numerator, denominator = draw_numerator(rng, 2), small_denominator(rng)
    if rng.random() < 0.3:
        denominator *= IDENTITY
    substitution = Substitution(X**n, above=ONE / n, front=X ** (n - 1), back={log(T): n * log(X)})
    return substitution.pair(numerator, denominator, expand=rng.random() < 0.5)


def in_root(rng: random.Random) -> Pair | None:
    """x**i*(x + c)**j*(a*x + b)**(k/q): t = (a*x + b)**(1/q), x = (t**q - b)/a; and R(x**(1/q))."""
    q = rng.choices((2, 3, 4), (8, 2, 1))[0]
    if rng.random() < 0.35:
        denominator = small_denominator(rng)
        if rng.random() < 0.4:
            denominator *= IDENTITY ** rng.randint(1, q)
        f_numerator = draw_numerator(rng, 2)
        root = Substitution(X ** (Integer(1) / q), above=IDENTITY ** (q - 1) * q, back={log(T): log(X) / q})
        return root.pair(f_numerator, denominator)
    a, b = (1 if rng.random() < 0.6 else whole(rng)), whole(rng)
    base = a * X + b
    x_in_t = Poly([-b, *[0] * (q - 1), 1]) / a
    i, k = rng.choice((-3, -2, -1, -1, 0, 1, 1, 2, 3)), rng.choice((-3, -1, -1, 1, 1, 2, 3, 5))
    c = whole(rng)
    j = rng.choice((0, 0, 0, 0, -1, -1, 1, -2))
    f = X**i * (X + c) ** j * base ** (Integer(k) / q)
    above, below = IDENTITY ** (q - 1) * q, Poly([a])
    for p, n in ((x_in_t, i), (x_in_t + c, j), (IDENTITY, k)):
        above, below = (above * p**n, below) if n >= 0 else (above, below * p**-n)
    return Substitution(base ** (Integer(1) / q)).pair_as(f, above, below)


def in_binomial(rng: random.Random) -> Pair | None:
    """x**m*(a + b*x**n)**(k/q), (m + 1)/n an integer: t = (a + b*x**n)**(1/q)  (Chebyshev's second case)."""
    n, q = rng.choice((2, 2, 2, 3, 4)), rng.choices((2, 3, 4), (8, 2, 1))[0]
    a, b = whole(rng), (1 if rng.random() < 0.6 else whole(rng))
    k = rng.choice((-3, -1, -1, 1, 1, 3))
    times = rng.choice((-2, -1, 0, 0, 1, 1, 2, 3))  # (m + 1)/n
    m = n * times + n - 1
    base = a + b * X**n
    power_in_t = Poly([-a, *[0] * (q - 1), 1]) / b  # x**n
    above, below = IDENTITY ** (q - 1) * q, Poly([b * n])  # x**(n-1)*dx = q/(b*n)*t**(q-1)*dt
    for p, e in ((power_in_t, times), (IDENTITY, k)):
        above, below = (above * p**e, below) if e >= 0 else (above, below * p**-e)
    return Substitution(base ** (Integer(1) / q)).pair_as(X**m * base ** (Integer(k) / q), above, below)


def in_root_of_exp(rng: random.Random) -> Pair | None:
    """exp(m*x)*(a + b*exp(x))**(k/2): t = sqrt(a + b*exp(x))."""
    a, b = whole(rng), (1 if rng.random() < 0.7 else whole(rng))
    k, m = rng.choice((-3, -1, -1, 1, 1, 3)), rng.choice((-1, 0, 0, 1, 2))
    base = a + b * exp(X)
    exp_in_t = Poly([-a, 0, 1]) / b
    above, below = 2 * IDENTITY, Poly([b])  # dx = 2*t*dt/(b*exp(x))
    for p, e in ((exp_in_t, m - 1), (IDENTITY, k)):
        above, below = (above * p**e, below) if e >= 0 else (above, below * p**-e)
    return Substitution(base ** (Integer(1) / 2)).pair_as(exp(m * X) * base ** (Integer(k) / 2), above, below)


def power_of_log(rng: random.Random) -> Pair:
    """log(x)**n/x, 1/(x*log(x)**n), with rational n."""
    n = Integer(power(rng)) / rng.choice((1, 1, 2, 3)) * rng.choice((1, -1))
    if n == -1:
        return log(X) ** n / X, log(log(X))
    return log(X) ** n / X, log(X) ** (n + 1) / (n + 1)


FAMILIES = (
    Family("R(exp x)", 2, in_exp),
    Family("R(log x)/x", 1.5, in_log),
    Family("R(tan x)", 0.8, in_tan),
    Family("R(cot x)", 0.3, in_cot),
    Family("R(tanh x)", 0.5, in_tanh),
    Family("R(sin x)*cos x", 1, in_sin),
    Family("R(cos x)*sin x", 1, in_cos),
    Family("R(sinh x)*cosh x", 0.4, in_sinh),
    Family("R(cosh x)*sinh x", 0.4, in_cosh),
    Family("R(x**n)*x**(n-1)", 2.5, in_power, shifts=False),
    Family("R(x, root of a linear)", 4, in_root, shifts=False),
    Family("binomial differential", 2.5, in_binomial, shifts=False),
    Family("root of a + b*exp(x)", 1, in_root_of_exp),
    *textbook_trigonometric.FAMILIES,
    Family("log(x)**n/x", 0.4, power_of_log),
)
