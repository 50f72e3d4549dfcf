"""Polynomials times exponentials, sines, cosines, hyperbolic functions and powers of logarithms; products of sines.

    integral of P*exp(l*x) = exp(l*x) * sum of (-1)**k * P^(k) / l**(k+1),  l real, or a + b*i for exp(a*x)*cos(b*x)

with numbers or parameters for l and for the coefficients of P. Source: repeated integration by parts.
"""

from __future__ import annotations

import random
from math import factorial

import symengine

from symassist.expressions.convert import Expression
from training.data.expressions import PARAMETERS, X
from training.data.textbook_draws import (
    PARAMETER_SHARE,
    Family,
    Pair,
    expression,
    polynomial,
    positive,
    power,
    rational,
    whole,
)

Add, Integer = symengine.Add, symengine.Integer
exp, log, sin, cos, sinh, cosh = (
    symengine.exp, symengine.log, symengine.sin, symengine.cos, symengine.sinh, symengine.cosh,
)  # fmt: skip
Complex = tuple[Expression, Expression]


def derivatives(p: Expression) -> list[Expression]:
    """p, p', p''... as long as they do not vanish."""
    found = []
    while p != 0:
        found.append(p)
        p = p.diff(X)
    return found


def times_exponential(p: Expression, a: Expression) -> Expression:
    """What multiplies exp(a*x) in the antiderivative of p*exp(a*x)."""
    return Add(*((-1) ** k * d / a ** (k + 1) for k, d in enumerate(derivatives(p)))).expand()


def times_wave(p: Expression, a: Expression, b: Expression) -> Complex:
    """Real and imaginary part of what multiplies exp((a + b*i)*x) in the antiderivative of p*exp((a + b*i)*x)."""
    norm = a**2 + b**2
    inverse: Complex = (a / norm, -b / norm)
    factor, real, imaginary = inverse, Integer(0), Integer(0)
    for d in derivatives(p):
        real, imaginary = real + d * factor[0], imaginary + d * factor[1]
        u, v = factor[0] * inverse[0] - factor[1] * inverse[1], factor[0] * inverse[1] + factor[1] * inverse[0]
        factor = (-u.expand(), -v.expand())
    return real.expand(), imaginary.expand()


def draw_polynomial(rng: random.Random, symbolic: bool) -> Expression:
    """x**n, x, a small polynomial, a0 + a1*x."""
    u = rng.random()
    if symbolic and u < 0.4:
        return rng.choice((X, PARAMETERS[1] + X, PARAMETERS[1] + PARAMETERS[2] * X, X**2))
    if u < 0.6:
        return X ** rng.choice((1, 1, 1, 2, 2, 3, 4))
    return expression(polynomial(rng, rng.randint(1, 2 if symbolic else 3)), X)


def _rate(rng: random.Random, symbolic: bool) -> Expression:
    if symbolic:
        return PARAMETERS[0] * rng.choice((1, 1, 1, -1))
    return (
        rng.choice((1, -1, 1, -1, 2, -2, 3)) * Integer(1) if rng.random() < 0.7 else rational(rng) * rng.choice((1, -1))
    )


def polynomial_exponential(rng: random.Random) -> Pair:
    """P*exp(a*x + b), P*c**x, also of x**2: x**3*exp(-x**2)."""
    symbolic = rng.random() < PARAMETER_SHARE
    p, a = draw_polynomial(rng, symbolic), _rate(rng, symbolic)
    kind = rng.random()
    if kind < 0.12:
        base = Integer(rng.choice((2, 3, 5, 10)))
        return p * base**X, times_exponential(p, log(base)) * base**X
    wave = exp(a * X + (whole(rng) if kind > 0.85 else 0))
    f, antiderivative = p * wave, times_exponential(p, a) * wave
    if kind < 0.3:  # x -> x**2, x**3, sqrt(x)
        g = rng.choice((X**2, X**2, X**3, symengine.sqrt(X), 1 / X, log(X)))
        return f.subs({X: g}) * g.diff(X), antiderivative.subs({X: g})
    return f, antiderivative


def polynomial_wave(rng: random.Random) -> Pair:
    """P*sin(b*x + c), P*cos(b*x + c)."""
    symbolic = rng.random() < PARAMETER_SHARE
    p, b = draw_polynomial(rng, symbolic), abs(_rate(rng, False)) if not symbolic else PARAMETERS[0]
    shift = whole(rng) if rng.random() < 0.12 else Integer(0)
    real, imaginary = times_wave(p, Integer(0), b)
    s, c = sin(b * X + shift), cos(b * X + shift)
    if rng.random() < 0.5:
        return p * c, real * c - imaginary * s
    return p * s, real * s + imaginary * c


def exponential_wave(rng: random.Random) -> Pair:
    """exp(a*x)*sin(b*x), P*exp(a*x)*cos(b*x), and sin(log(x)) from it."""
    symbolic = rng.random() < PARAMETER_SHARE
    p = Integer(1) if rng.random() < 0.75 else X if symbolic or rng.random() < 0.7 else X**2
    a = _rate(rng, symbolic)
    b = rng.choice((PARAMETERS[1], Integer(1))) if symbolic else Integer(positive(rng))
    real, imaginary = times_wave(p, a, b)
    s, c, e = sin(b * X), cos(b * X), exp(a * X)
    pair = (
        (p * e * c, (real * c - imaginary * s) * e)
        if rng.random() < 0.5
        else (p * e * s, (real * s + imaginary * c) * e)
    )
    if rng.random() < 0.15:
        return pair[0].subs({X: log(X)}) / X, pair[1].subs({X: log(X)})
    return pair


def polynomial_hyperbolic(rng: random.Random) -> Pair:
    """P*sinh(a*x), P*cosh(a*x)."""
    symbolic = rng.random() < PARAMETER_SHARE
    p, a = draw_polynomial(rng, symbolic), PARAMETERS[0] if symbolic else Integer(positive(rng))
    functions = (cosh(a * X), sinh(a * X)) if rng.random() < 0.5 else (sinh(a * X), cosh(a * X))
    sums = [Integer(0), Integer(0)]
    for k, d in enumerate(derivatives(p)):
        sums[k % 2] += (-1) ** k * d / a ** (k + 1)
    return p * functions[0], sums[0].expand() * functions[1] + sums[1].expand() * functions[0]


# --- products of sines and cosines ------------------------------------------------------------------------------------

Waves = dict[int, Complex]
"""Frequency to the coefficients of cos and sin."""


def _times(left: Waves, right: Waves) -> Waves:
    """Product to sum: cos(m)*cos(n) = (cos(m-n) + cos(m+n))/2 and so on."""
    found: Waves = {}

    def add(k: int, c: Expression, s: Expression) -> None:
        if k < 0:
            k, s = -k, -s
        old = found.get(k, (Integer(0), Integer(0)))
        found[k] = (old[0] + c, old[1] + (s if k else 0))

    for m, (c1, s1) in left.items():
        for n, (c2, s2) in right.items():
            add(m - n, (c1 * c2 + s1 * s2) / 2, (s1 * c2 - c1 * s2) / 2)
            add(m + n, (c1 * c2 - s1 * s2) / 2, (s1 * c2 + c1 * s2) / 2)
    return found


def wave_products(rng: random.Random) -> Pair:
    """sin(a*x)**m*cos(b*x)**n, mostly even powers or unlike frequencies, times 1, x or exp(x)."""
    one = (Integer(1), Integer(0))
    waves: Waves = {0: one}
    f = Integer(1)
    same = rng.random() < 0.6
    frequency = positive(rng) if rng.random() < 0.4 else 1
    powers = (
        rng.choice(((2, 0), (0, 2), (2, 2), (4, 0), (0, 4), (1, 1), (2, 4), (6, 0), (3, 0), (0, 3))) if same else (1, 1)
    )
    kinds = ((sin, (Integer(0), Integer(1))), (cos, one))
    if not same:
        kinds = (rng.choice(kinds), rng.choice(kinds))
    for (head, coefficients), times in zip(kinds, powers, strict=True):
        k = frequency if same else positive(rng)
        f *= head(k * X) ** times
        for _ in range(times):
            waves = _times(waves, {k: coefficients})
    u = rng.random()
    p, a = (Integer(1), Integer(0)) if u < 0.7 else (X, Integer(0)) if u < 0.88 else (Integer(1), Integer(whole(rng)))
    terms = []
    for k, (c, s) in waves.items():
        if k == 0 and a == 0:
            terms.append(c * (X if p == 1 else X**2 / 2))
            continue
        real, imaginary = times_wave(p, a, Integer(k))
        terms.append(
            c * (real * cos(k * X) - imaginary * sin(k * X)) + s * (real * sin(k * X) + imaginary * cos(k * X))
        )
    e = exp(a * X)
    return p * f * e, Add(*(t.expand() * e for t in terms))


# --- logarithms -------------------------------------------------------------------------------------------------------


def power_log(rng: random.Random) -> Pair:
    """x**p*log(x)**k, sums of those, x**p*log(a*x)**k: x**(p+1) * sum of (-1)**j k!/(k-j)! log**(k-j)/(p+1)**(j+1)."""
    symbolic = rng.random() < PARAMETER_SHARE
    k = rng.choice((1, 1, 1, 2, 2, 3))
    inside = rng.choice((X, X, X, positive(rng) * X, PARAMETERS[0] * X if symbolic else X))
    u = rng.random()
    exponents = [PARAMETERS[1] if symbolic and u < 0.4 else Integer(rng.choice((0, 0, 1, 1, 2, 3, 4, -1, -2, -3)))]
    if not symbolic and u < 0.2:
        exponents = [Integer(whole(rng)) / 2]
    if not symbolic and u > 0.85:
        exponents.append(exponents[0] + rng.choice((1, 2)))
    c = whole(rng)
    weights = (Integer(1), Integer(c))
    pairs = [_power_log(p, k, log(inside)) for p in exponents]
    f = Add(*(w * X**p for w, p in zip(weights, exponents, strict=False))) * log(inside) ** k
    return f, Add(*(w * primitive for w, primitive in zip(weights, pairs, strict=False)))


def _power_log(p: Expression, k: int, logarithm: Expression) -> Expression:
    if p == -1:
        return logarithm ** (k + 1) / (k + 1)
    terms = (
        Integer((-1) ** j * factorial(k) // factorial(k - j)) * logarithm ** (k - j) / (p + 1) ** (j + 1)
        for j in range(k + 1)
    )
    return X ** (p + 1) * Add(*terms)


def polynomial_squares(rng: random.Random) -> Pair:
    """x*sec(x)**2, x*csc(x)**2, x*sech(x)**2, x*tan(x)**2: one integration by parts, with a linear argument a*x."""
    a = Integer(power(rng)) if rng.random() < 1 - PARAMETER_SHARE else PARAMETERS[0]
    u = a * X
    rows = (
        (symengine.sec(u) ** 2, symengine.tan(u), -log(cos(u))),
        (symengine.csc(u) ** 2, -symengine.cot(u), -log(sin(u))),
        (symengine.sech(u) ** 2, symengine.tanh(u), log(cosh(u))),
        (symengine.tan(u) ** 2, symengine.tan(u) - u, -log(cos(u)) - u**2 / 2),
        (symengine.cot(u) ** 2, -symengine.cot(u) - u, -log(sin(u)) - u**2 / 2),
        (symengine.sec(u) * symengine.tan(u), symengine.sec(u), log(symengine.sec(u) + symengine.tan(u))),
        (symengine.csc(u) * symengine.cot(u), -symengine.csc(u), -log(symengine.csc(u) - symengine.cot(u))),
    )
    g, first, second = rng.choice(rows)
    return X * g, X * first / a - second / a**2


FAMILIES = (
    Family("P*exp", 4, polynomial_exponential, shifts=False),
    Family("P*sin, P*cos", 4, polynomial_wave, shifts=False),
    Family("exp*sin, exp*cos", 2.5, exponential_wave, shifts=False),
    Family("P*sinh, P*cosh", 1.5, polynomial_hyperbolic, shifts=False),
    Family("sin**m*cos**n, multiple angles", 4, wave_products, shifts=False),
    Family("x**p*log(x)**k", 3.5, power_log, shifts=False),
    Family("x*sec(x)**2 and kin", 0.8, polynomial_squares, shifts=False),
)
"""Products; their parameters and arguments are drawn here."""
