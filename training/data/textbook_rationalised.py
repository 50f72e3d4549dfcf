"""Integrands that a substitution makes rational: R(t)*dx with t = exp(x), log(x), tan(x), sin(x), x**(1/q), tan(x/2)...

R is drawn, f = R(t) is the integrand, and the antiderivative is that of R(t)*dx/dt, rational again, with t put back.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

import flint
import symengine

from symassist.expressions.convert import Expression
from training.data.expressions import X
from training.data.textbook_draws import Family, Pair, Polynomial, exact, expression, positive, power, whole
from training.data.textbook_rational import (
    IDENTITY,
    ONE,
    Factors,
    draw_numerator,
    factored,
    integrate,
    quotient,
)

Poly = flint.fmpq_poly
Integer = symengine.Integer
exp, log, sin, cos, tan, cot = (getattr(symengine, n) for n in ("exp", "log", "sin", "cos", "tan", "cot"))
sinh, cosh, tanh, coth, atan, atanh = (getattr(symengine, n) for n in ("sinh", "cosh", "tanh", "coth", "atan", "atanh"))
T = symengine.Symbol("t")


@dataclass(frozen=True)
class Substitution:
    """``t`` in terms of x; R(t) is integrated times ``above``/``below`` (= dx/dt); ``front`` multiplies f instead.

    ``back`` rewrites functions of t in the antiderivative: log(exp(x)) = x.
    """

    t: Expression
    above: Polynomial = field(default_factory=lambda: ONE)
    below: Polynomial = field(default_factory=lambda: ONE)
    front: Expression = field(default_factory=lambda: Integer(1))
    back: dict[Expression, Expression] = field(default_factory=dict)

    def pair(self, numerator: Polynomial, denominator: Polynomial, expand: bool = False) -> Pair | None:
        """f = front*N(t)/D(t) and its antiderivative."""
        _, factors = factored(denominator)
        return self.pair_as(quotient(numerator, factors, self.t, expand) * self.front, numerator, _product(factors))

    def pair_as(self, f: Expression, numerator: Polynomial, denominator: Polynomial) -> Pair | None:
        """The integrand ``f``, known to be front*N(t)/D(t), and its antiderivative."""
        above, below = numerator * self.above, denominator * self.below
        common = above.gcd(below)
        content, factors = factored(divmod(below, common)[0])
        antiderivative = integrate(divmod(above, common)[0], factors, T)
        if antiderivative is None:
            return None
        antiderivative = antiderivative / exact(content)
        if self.back:
            antiderivative = antiderivative.subs(self.back)
        return f, antiderivative.subs({T: self.t})


def _product(factors: Factors) -> Polynomial:
    product = ONE
    for p, k in factors:
        product *= p**k
    return product


T2 = Poly([0, 0, 1])
EXP = Substitution(exp(X), below=IDENTITY, back={log(T): X})
LOG = Substitution(log(X), front=1 / X)
TAN = Substitution(tan(X), below=T2 + 1, back={atan(T): X, log(1 + T**2): -2 * log(cos(X))})
COT = Substitution(cot(X), above=-ONE, below=T2 + 1, back={atan(T): -X, log(1 + T**2): -2 * log(sin(X))})
_TANH = {log(1 + T): X - log(cosh(X)), log(-1 + T): -X - log(cosh(X))}
TANH = Substitution(tanh(X), above=-ONE, below=T2 - 1, back=_TANH)
SIN = Substitution(sin(X), front=cos(X))
COS = Substitution(cos(X), above=-ONE, front=sin(X))
SINH = Substitution(sinh(X), front=cosh(X))
COSH = Substitution(cosh(X), front=sinh(X))
HALF = Substitution(
    tan(X / 2), above=Poly([2]), below=T2 + 1, back={atan(T): X / 2, log(1 + T**2): -2 * log(cos(X / 2))}
)


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


# --- trigonometric powers ---------------------------------------------------------------------------------------------


def sine_cosine_powers(rng: random.Random) -> Pair | None:
    """sin(x)**m*cos(x)**n, m or n odd, of either sign: t = cos(x) or sin(x)."""
    m, n = _signed_power(rng), _signed_power(rng)
    odd_sine = m % 2 == 1
    if not odd_sine and n % 2 == 0:
        n += 1
    substitution, s, c = (COS, m, n) if odd_sine else (SIN, n, m)  # s: power of the function that goes into dt
    above, below = IDENTITY ** max(c, 0), IDENTITY ** max(-c, 0)
    half = (s - 1) // 2
    above, below = above * (1 - T2) ** max(half, 0), below * (1 - T2) ** max(-half, 0)
    return substitution.pair_as(sin(X) ** m * cos(X) ** n, above, below)


def hyperbolic_powers(rng: random.Random) -> Pair | None:
    """sinh(x)**m*cosh(x)**n, m or n odd: t = cosh(x) or sinh(x)."""
    m, n = _signed_power(rng), _signed_power(rng)
    odd_sine = m % 2 == 1
    if not odd_sine and n % 2 == 0:
        n += 1
    substitution, s, c = (COSH, m, n) if odd_sine else (SINH, n, m)
    square = T2 - 1 if odd_sine else T2 + 1
    above, below = IDENTITY ** max(c, 0), IDENTITY ** max(-c, 0)
    half = (s - 1) // 2
    above, below = above * square ** max(half, 0), below * square ** max(-half, 0)
    return substitution.pair_as(sinh(X) ** m * cosh(X) ** n, above, below)


def _signed_power(rng: random.Random) -> int:
    return rng.choice((0, 0, 1, 1, 2, 2, 3, 4, 5, -1, -1, -2, -3, 6, -4))


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
    Family("sin**m*cos**n", 3, sine_cosine_powers),
    Family("sinh**m*cosh**n", 1.2, hyperbolic_powers),
    Family("tan**m*sec**2n, cot, csc", 1.5, tangent_powers),
    Family("tanh**m*sech**2n", 0.5, hyperbolic_tangent_powers),
    Family("tan**(2m+1)*sec**n and kin", 1, secant_powers),
    Family("1/(a + b*sin + c*cos)", 2.5, half_angle),
    Family("1/(a + b*sinh + c*cosh)", 0.8, exponential_hyperbolic),
    Family("R(sin**2), R(tan)*sec**2", 1, squared_functions),
    Family("log(x)**n/x", 0.4, power_of_log),
)
