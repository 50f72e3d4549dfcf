"""Products of two powers that no substitution makes rational: Gauss's hypergeometric functions.

    integral (y - r)**-k y**m dy = y**(m + 1)/((m + 1) (-r)**k) 2F1(k, m + 1; m + 2; y/r)
    integral (a + b x)**m (c + d x)**n dx = J (a + b x)**(m + 1) (c + d x)**n/(b (m + 1))
                                            2F1(-n, m + 1; m + 2; -d (a + b x)/D),  D = b c - a d
    integral exp(a x) (A + B exp(c x))**q dx = J exp(a x) (A + B exp(c x))**q/a 2F1(-q, a/c; 1 + a/c; -B exp(c x)/A)
    integral (A + B exp(c x))**q dx = J (A + B exp(c x))**q/(q c) 2F1(-q, -q; 1 - q; -A exp(-c x)/B)
    integral sin(u)**m cos(u)**n du = J sin(u)**(m + 1) cos(u)**(n - 1)/(m + 1)
                                      2F1((m + 1)/2, (1 - n)/2; (m + 3)/2; sin(u)**2), hyperbolic functions likewise

where J takes away the power that 2F1 brings: (1 - z)**p, with z its argument and p the exponent of the other factor.
Abramowitz & Stegun 15.3.1; Gradshteyn & Ryzhik 2.11, 3.19, 2.51.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from symassist.expressions.functions import CIRCULAR, HYPERBOLIC
from symassist.propose.generic import at_generic
from symassist.propose.special.fractions import Pole, fractions, rationalised, vanishes
from symassist.propose.special.periodic import exponential_fraction
from symassist.propose.special.product import Product, coefficients, exponent_of, product_of

_MOST_TERMS = 8


def linear_powers(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """R(x) (a + b x)**m with a symbol in m, and P(x) (a + b x)**m (c + d x)**n."""
    if p.exponent != 0 or not 1 <= len(p.others) <= 2:
        return None
    powers = []
    for factor in p.others:
        base, m = factor.as_base_exp()
        line = coefficients(base, x, 1) if not m.has(x) else None
        if line is None:
            return None
        powers.append(_Power(factor, m, line[0], line[1]))
    powers.sort(key=lambda power: bool(power.exponent.is_Rational))
    if all(power.exponent.is_Rational for power in powers) and (len(powers) == 1 or _is_elementary(powers)):
        return None
    terms = _in_powers(p.rational, powers, x)
    if terms is None:
        return None
    return sympy.Add(*(_of_term(coefficient, shifts, pole, powers, x) for coefficient, shifts, pole in terms))


@dataclass(frozen=True)
class _Power:
    """(a + b x)**exponent as it was given."""

    given: sympy.Expr
    exponent: sympy.Expr
    a: sympy.Expr
    b: sympy.Expr


def _is_elementary(powers: list[_Power]) -> bool:
    return bool(sympy.Add(*(power.exponent for power in powers)).is_Integer)


Term = tuple[sympy.Expr, tuple[int, int], Pole | None]
"""coefficient times integer powers of the two lines, and a pole elsewhere or None."""


def _in_powers(f: sympy.Expr, powers: list[_Power], x: sympy.Symbol) -> list[Term] | None:
    """A rational function by powers of the lines, and by poles if there is one line only."""
    parts, first, y = fractions(f, x), powers[0], sympy.Dummy("y")
    if parts is None or parts.polynomial.degree() > _MOST_TERMS:
        return None
    in_y = sympy.Poly(sympy.expand(parts.polynomial.as_expr().subs(x, (y - first.a) / first.b)), y)
    terms: list[Term] = [(c, (n, 0), None) for (n,), c in in_y.terms() if c != 0]
    for pole in parts.poles:
        for k, power in enumerate(powers):
            if vanishes(power.a + power.b * pole.root):
                shifts = (-pole.power, 0) if k == 0 else (0, -pole.power)
                terms.append((pole.coefficient * power.b**pole.power, shifts, None))
                break
        else:
            if len(powers) > 1:
                return None  # a function of two variables
            terms.append((pole.coefficient, (0, 0), pole))
    return terms


def _of_term(
    coefficient: sympy.Expr, shifts: tuple[int, int], pole: Pole | None, powers: list[_Power], x: sympy.Symbol
) -> sympy.Expr:
    first = powers[0]
    y, s = first.a + first.b * x, first.exponent + shifts[0] + 1
    total = coefficient * first.given * y ** (shifts[0] + 1) / (first.b * s)
    if pole is not None:
        r = rationalised(first.a + first.b * pole.root)
        return total * (-first.b / r) ** pole.power * sympy.hyper((pole.power, s), (s + 1,), y / r)
    if len(powers) == 1:
        return total
    second = powers[1]
    n, d = second.exponent + shifts[1], sympy.expand(first.b * second.a - first.a * second.b)
    line = second.a + second.b * x
    total *= second.given * line ** shifts[1] * (first.b * line / d) ** -n
    return total * sympy.hyper((-n, s), (s + 1,), -second.b * y / d)


def power_fraction(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """x**m R(x**n) and x**m (a + b x**n)**q with symbols in the exponents: x = exp(t)."""
    f = sympy.Mul(p.rational, *p.others)
    exponents = [e.exp for e in f.atoms(sympy.Pow) if e.base == x]
    if p.exponent != 0 or all(e.is_Rational for e in exponents) or any(e.has(x) for e in exponents):
        return None
    t = sympy.Dummy("t", real=True)
    g = product_of(sympy.powdenest(f.subs(x, sympy.exp(t)), force=True) * sympy.exp(t), t)
    if g.rational != 1:
        return None
    answer = exponential_fraction(g, t) or exponential_power(g, t)
    if answer is None:
        return None
    answer = g.constant * answer.replace(sympy.exp, lambda u: x ** sympy.expand(u / t) if u.has(t) else sympy.exp(u))
    return None if answer.has(t) else answer


def exponential_power(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """exp(a x) times a power of a sum of two multiples of exponentials."""
    if p.rational != 1 or len(p.others) != 1:
        return None
    base, q = p.others[0].as_base_exp()
    if q.has(x) or q.is_Integer or not base.is_Add or len(base.args) != 2:
        return None
    read = [each for term in base.args if (each := _exponential(term, x)) is not None]
    line = (sympy.S.Zero, sympy.S.Zero) if p.exponent == 0 else coefficients(p.exponent, x, 1)
    if line is None or len(read) < 2:
        return None
    (low, alpha), (high, beta) = sorted(read, key=lambda each: sympy.default_sort_key(each[1]))
    a, c = sympy.expand(line[1] + q * alpha), sympy.expand(beta - alpha)
    if c == 0 or c.has(sympy.I) or (alpha != 0 and beta != 0 and sympy.cancel(line[1] / alpha).is_Rational):
        return None  # a power of a sine or a hyperbolic one beside others
    s, z = sympy.cancel(a / c), -high * sympy.exp(c * x) / low
    given = sympy.exp(p.exponent) * p.others[0]
    if s.is_Rational and q.is_Rational and (s.is_Integer or (s + q).is_Integer):
        return None  # elementary
    if vanishes(s):
        return given * (1 - 1 / z) ** -q / (q * c) * sympy.hyper((-q, -q), (1 - q,), 1 / z)
    if s.is_Integer and s < 0:
        return None
    return given * (1 - z) ** -q / a * sympy.hyper((-q, s), (1 + s,), z)


def _exponential(term: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(A, c) with term = A exp(c x)."""
    constant, varying = term.as_independent(x, as_Add=False)
    if varying == 1:
        return constant, sympy.S.Zero
    exponent = exponent_of(varying, x)
    line = None if exponent is None else coefficients(sympy.expand(exponent), x, 1)
    return None if line is None else (constant * sympy.exp(line[0]), line[1])


_POWERS = ((1, 0), (0, 1), (1, -1), (-1, 1), (0, -1), (-1, 0))
_FACTORS: dict[type[sympy.Function], tuple[int, int, bool]] = {
    head: (sine, cosine, heads is HYPERBOLIC)
    for heads in (CIRCULAR, HYPERBOLIC)
    for head, (sine, cosine) in zip(heads, _POWERS, strict=True)
}
"""Powers of the sine and the cosine in each, and whether they are hyperbolic."""


def wave_powers(p: Product, x: sympy.Symbol, *, elementary: bool = False) -> sympy.Expr | None:
    """A product of powers of sin(u), cos(u), their quotients and sin(2 u), u linear; hyperbolic functions likewise.

    Also with 1 + cos(2 u) = 2 cos(u)**2 and its like, a quarter turn on for sines. None where the integral is
    elementary, unless such ones are asked for, too.
    """
    if p.exponent != 0 or p.rational != 1:
        return None
    powers = [factor.as_base_exp() for factor in p.others]
    if any(power.has(x) for _, power in powers) or all(power.is_Integer for _, power in powers):
        return None
    read = [wave for base, _ in powers if (wave := _wave(base, x)) is not None]
    if len(read) < len(powers):
        return None
    u = min((wave.argument for wave in read), key=lambda e: abs(at_generic(e.diff(x))))
    line = coefficients(u, x, 1)
    if line is None or len({wave.hyperbolic for wave in read}) > 1:
        return None
    m, n = sympy.S.Zero, sympy.S.Zero
    for wave, (_, power) in zip(read, powers, strict=True):
        exponents = _in_argument(wave, u)
        if exponents is None:
            return None
        m, n = m + exponents[0] * power, n + exponents[1] * power
    m, n = sympy.expand(m), sympy.expand(n)
    if not elementary and _is_elementary_wave(m, n):
        return None
    answer = _of_waves(sympy.Mul(*p.others), m, n, u, read[0].hyperbolic)
    return None if answer is None else answer / line[1]


@dataclass(frozen=True)
class _Wave:
    """A multiple of sine**m cosine**n of the argument."""

    argument: sympy.Expr
    m: int
    n: int
    hyperbolic: bool


def _wave(base: sympy.Expr, x: sympy.Symbol) -> _Wave | None:
    constant, varying = base.as_independent(x, as_Add=True)
    _, function = varying.as_independent(x, as_Add=False)
    if type(function) not in _FACTORS:
        return None
    m, n, hyperbolic = _FACTORS[type(function)]
    u = function.args[0]
    if constant == 0:
        return _Wave(u, m, n, hyperbolic)
    ratio = sympy.cancel(varying / (constant * function))
    if ratio not in (1, -1) or hyperbolic or not isinstance(function, (sympy.sin, sympy.cos)):
        return None
    half = (u - (sympy.pi / 2 if isinstance(function, sympy.sin) else 0)) / 2
    return _Wave(sympy.expand(half), *((0, 2) if ratio == 1 else (2, 0)), hyperbolic)


def _in_argument(wave: _Wave, u: sympy.Expr) -> tuple[int, int] | None:
    """The exponents of sin(u) and cos(u), of whose argument the wave has one, two times or a quarter turn more."""
    if wave.argument == u:
        return wave.m, wave.n
    turn = sympy.expand(wave.argument - 2 * u)
    m, n = (wave.m, wave.n) if turn == 0 else (wave.n, wave.m) if turn == sympy.pi / 2 else (0, 1)
    # sin(2 u) = 2 sin(u) cos(u), and cos(2 u + pi/2) = -sin(2 u).
    return (m, m) if n == 0 else None


def _is_elementary_wave(m: sympy.Expr, n: sympy.Expr) -> bool:
    """Chebyshev's cases for sin(u)**2."""
    odd = [(1 - k) / 2 for k in (m, n)]
    if any(k.is_Integer and k <= 0 for k in odd):
        return True
    return bool(m.is_Rational and n.is_Rational and any(k.is_Integer for k in (*odd, (m + n) / 2)))


def _of_waves(given: sympy.Expr, m: sympy.Expr, n: sympy.Expr, u: sympy.Expr, hyperbolic: bool) -> sympy.Expr | None:
    """The integral over ``u`` of a multiple of sine**m cosine**n; None where 2F1 has no value."""
    odd = [(1 - k) / 2 for k in (m, n)]
    sine, cosine = (sympy.sinh(u), sympy.cosh(u)) if hyperbolic else (sympy.sin(u), sympy.cos(u))
    if not (odd[0].is_Integer and m < 0):
        z = -(sine**2) if hyperbolic else sine**2
        value = gauss((m + 1) / 2, odd[1], (m + 3) / 2, z)
        return given * sine / cosine * (cosine**2) ** odd[1] / (m + 1) * value
    if odd[1].is_Integer and n < 0:
        return None
    sign, below = (1, -(sine**2)) if hyperbolic else (-1, sine**2)
    value = gauss((n + 1) / 2, odd[0], (n + 3) / 2, cosine**2)
    return sign * given * cosine / sine * below ** odd[0] / (n + 1) * value


def gauss(a: sympy.Expr, b: sympy.Expr, c: sympy.Expr, z: sympy.Expr) -> sympy.Expr:
    """2F1(a, b; c; z), without it where the series ends or is a binomial one."""
    if b.is_Integer and b <= 0:
        terms = (sympy.rf(a, k) * sympy.rf(b, k) / (sympy.rf(c, k) * sympy.factorial(k)) * z**k for k in range(1 - b))
        return sympy.Add(*terms)
    return (1 - z) ** -a if b == c else sympy.hyper((a, b), (c,), z)
