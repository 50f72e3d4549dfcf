"""Powers of secant and tangent, cosecant and cotangent, and their hyperbolic kin, of any exponents, by reduction.

With r = sec, t = tan (and so on) there are signs so that t' = s*r**2, r' = e*r*t, t**2 = alpha + beta*r**2, hence

    integral of r**(2*j + 2)*t**n = 1/s * integral of ((t**2 - alpha)/beta)**j * t**n dt
    integral of r**m*t**(2*j + 1) = 1/e * integral of r**(m - 1)*(alpha + beta*r**2)**j dr
    integral of t**n = alpha * integral of t**(n - 2) + beta/s * t**(n - 1)/(n - 1)
    ((k - 2)*e*beta + s) * integral of r**k = r**(k - 2)*t - (k - 2)*e*alpha * integral of r**(k - 2)

Source: the reduction formulas of calculus books.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import comb

import symengine

from symassist.expressions.convert import HEADS, Expression
from training.data.expressions import PARAMETERS, X
from training.data.textbook_draws import Family, Pair, whole

Integer = symengine.Integer
sin, cos, sinh, cosh, log = symengine.sin, symengine.cos, symengine.sinh, symengine.cosh, symengine.log
sec, csc, tan, cot = (HEADS[name] for name in ("sec", "csc", "tan", "cot"))
sech, csch, tanh, coth = (HEADS[name] for name in ("sech", "csch", "tanh", "coth"))


@dataclass(frozen=True)
class Kind:
    """Two functions of x, the signs of their identities, and the antiderivatives of r and t."""

    r: Expression
    t: Expression
    s: int
    e: int
    alpha: int
    beta: int
    of_r: Expression
    of_t: Expression


KINDS = (
    Kind(sec(X), tan(X), 1, 1, -1, 1, log(sec(X) + tan(X)), -log(cos(X))),
    Kind(csc(X), cot(X), -1, -1, -1, 1, -log(csc(X) + cot(X)), log(sin(X))),
    Kind(sech(X), tanh(X), 1, -1, 1, -1, symengine.atan(sinh(X)), log(cosh(X))),
    Kind(csch(X), coth(X), -1, -1, 1, 1, log(tanh(X / 2)), log(sinh(X))),
)


def integral(kind: Kind, m: int, n: int) -> Expression:
    """The antiderivative of r**m*t**n for m, n >= 0."""
    if m == 0:
        if n < 2:
            return kind.of_t if n else X
        return kind.alpha * integral(kind, 0, n - 2) + Integer(kind.beta) / kind.s * kind.t ** (n - 1) / (n - 1)
    if m % 2 == 0:  # r**2 = beta*(t**2 - alpha), as beta is a sign
        j = m // 2 - 1
        terms = (
            Integer(comb(j, i) * (-kind.alpha) ** (j - i) * kind.beta**j) * kind.t ** (n + 2 * i + 1) / (n + 2 * i + 1)
            for i in range(j + 1)
        )
        return symengine.Add(*terms) / kind.s
    if n % 2:
        j = n // 2
        terms = (
            Integer(comb(j, i) * kind.alpha ** (j - i) * kind.beta**i) * kind.r ** (m + 2 * i) / (m + 2 * i)
            for i in range(j + 1)
        )
        return symengine.Add(*terms) / kind.e
    if n:
        return kind.alpha * integral(kind, m, n - 2) + kind.beta * integral(kind, m + 2, n - 2)
    if m == 1:
        return kind.of_r
    rest = kind.r ** (m - 2) * kind.t - (m - 2) * kind.e * kind.alpha * integral(kind, m - 2, 0)
    return rest / ((m - 2) * kind.e * kind.beta + kind.s)


def powers(rng: random.Random) -> Pair:
    """r**m*t**n, m and n up to 7, alone or in a sum of two with a common n."""
    kind = rng.choices(KINDS, (4, 2, 1, 0.7))[0]
    m, n = rng.choice(((0, rng.randint(2, 7)), (rng.randint(2, 7), 0), (rng.randint(1, 5), rng.randint(1, 6))))
    f, antiderivative = kind.r**m * kind.t**n, integral(kind, m, n).expand()
    if rng.random() < 0.25:
        other, c = rng.randint(0, 4), whole(rng) if rng.random() < 0.8 else PARAMETERS[0]
        f, antiderivative = f + c * kind.r**other * kind.t, antiderivative + c * integral(kind, other, 1)
    return f, antiderivative


def root_of_tangent(rng: random.Random) -> Pair:
    """sqrt(t) and 1/sqrt(t) for t = tan(x): the quartic 1 + t**2 in sqrt(t)."""
    t = tan(X)
    arcs = symengine.atan(symengine.sqrt(2 * t) + 1) + symengine.atan(symengine.sqrt(2 * t) - 1)
    logs = log(t - symengine.sqrt(2 * t) + 1) - log(t + symengine.sqrt(2 * t) + 1)
    root = symengine.sqrt(2)
    if rng.random() < 0.5:
        return symengine.sqrt(t), arcs / root + logs / (2 * root)
    return 1 / symengine.sqrt(t), arcs / root - logs / (2 * root)


FAMILIES = (
    Family("sec**m*tan**n and kin, any exponents", 1.5, powers),
    Family("sqrt(tan)", 0.1, root_of_tangent),
)
"""What ``textbook_trigonometric`` leaves: odd powers of the secant, pure powers, even powers of the tangent."""
