"""Polynomials and exponentials times rational functions of an exponential, so also of circular functions.

With u = exp(c x), w = u/r, Li_1(w) = -log(1 - w), and I(P, k) the integral of P(x) (1 - w)**-k:

    I(P, k + 1) = P (1 - w)**-k/(k c) + I(P - P'/(k c), k)
    I(P, 1) = integral of P + sum over j of (-1)**j P^(j)(x) Li_(j+1)(w)/c**(j + 1)

    integral of exp(a x) (1 - w)**-k = exp(a x)/a 2F1(k, a/c; 1 + a/c; w)

Lewin, "Polylogarithms and Associated Functions", section 7.
"""

from __future__ import annotations

from functools import reduce

import sympy

from symassist.propose.special.exponentials import polynomial_times
from symassist.propose.special.fractions import Fractions, fractions, rationalised
from symassist.propose.special.product import Product, coefficients, exponent_of
from symassist.propose.wave_fractions import waves

_MOST_DEGREE = 6


def periodic_fraction(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """P(x) R(exp(c x)), also in waves of one line, by polylogarithms; where P is constant, by logarithms."""
    polynomial, rest = sympy.S.One, sympy.S.One
    for factor in sympy.Mul.make_args(f):
        if factor.is_polynomial(x):
            polynomial *= factor
        else:
            rest *= factor
    p = sympy.Poly(polynomial, x)
    u = sympy.Dummy("u")
    read = _in_wave(rest, x, u) or _in_given(rest, x, u) or in_exponential(rest, x, u)
    if not 0 <= p.degree() <= _MOST_DEGREE or read is None:
        return None
    rational, c = read[:2]
    kernel = read[2] if len(read) > 2 else sympy.exp(c * x)
    parts = fractions(rational, u)
    if parts is None:
        return None
    plain = p * parts.polynomial.nth(0)
    total = sympy.Add(*(weight * _of_power(p, k, c, kernel) for (k,), weight in parts.polynomial.terms() if k))
    for root in dict.fromkeys(pole.root for pole in parts.poles):
        weights = _weights(parts, root)
        if root == 0:
            total += sympy.Add(*(weight * _of_power(p, -k, c, kernel) for k, weight in weights.items()))
        else:
            if max(weights) > 1:
                scaled = {k: rationalised(weight * (-root) ** -k) for k, weight in weights.items()}
            else:
                scaled = {1: _over_root(root, weights[1], rational, u)}
            of_root, left = _at_root(p, scaled, c, kernel / root)
            total, plain = total + of_root, plain + left
    # All that is left to integrate at once, so that it cancels.
    rest = sympy.Poly({k: sympy.cancel(v) for k, v in plain.as_dict().items()} or {(0,): 0}, x).integrate()
    return total + sympy.factor(rest.as_expr())


def _in_wave(f: sympy.Expr, x: sympy.Symbol, u: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr] | None:
    """(R, c, e) with f = R(e) and e' = c e for functions of one line: e is an exponential of it, or of twice it."""
    read = waves(f, x)
    if read is None or not read.f.is_rational_function(read.sine, read.cosine):
        return None
    i = sympy.S.One if read.hyperbolic else sympy.I
    g = sympy.cancel(sympy.together(read.f.xreplace({read.sine: (u - 1 / u) / (2 * i), read.cosine: (u + 1 / u) / 2})))
    c, exponent = i * read.argument.diff(x), i * read.argument
    if not all(n % 2 == 0 for part in sympy.fraction(g) for (n,) in sympy.Poly(part, u).monoms()):
        return g, c, sympy.exp(exponent)
    return sympy.cancel(sympy.expand(g.subs(u, sympy.sqrt(u)))), 2 * c, sympy.exp(sympy.expand(2 * exponent))


def _in_given(f: sympy.Expr, x: sympy.Symbol, u: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr] | None:
    """(R, c, e) for integer powers of one exponential e of a line, as it is written."""
    exponents = {e: power for e in f.atoms(sympy.exp, sympy.Pow) if (power := exponent_of(e, x)) is not None}
    varying = {e: power for e, power in exponents.items() if power.has(x)}
    for e, power in varying.items():
        ratios = {other: sympy.cancel(each / power) for other, each in varying.items()}
        if all(ratio.is_Integer for ratio in ratios.values()):
            g = sympy.cancel(sympy.together(f.xreplace({other: u**ratio for other, ratio in ratios.items()})))
            rate = power.diff(x)
            return (g, rate, e) if g.is_rational_function(u) and not g.has(x) and not rate.has(x) else None
    return None


def exponential_fraction(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """exp(a x + b) R(exp(c x)) by hypergeometric functions; None for rational a/c: then the integral is elementary."""
    line = coefficients(p.exponent, x, 1)
    u = sympy.Dummy("u")
    if line is None or p.rational != 1 or (read := in_exponential(sympy.Mul(*p.others), x, u)) is None:
        return None
    (rational, c), a = read, line[1]
    s = sympy.cancel(a / c)
    parts = None if s.is_Rational else fractions(rational, u)
    if parts is None:
        return None
    total = sympy.S.Zero
    for (k,), coefficient in parts.polynomial.terms():
        total += coefficient * sympy.exp(k * c * x) / (a + k * c)
    for pole in parts.poles:
        k, r = pole.power, pole.root
        if r == 0:
            total += pole.coefficient * sympy.exp(-k * c * x) / (a - k * c)
        else:
            tower = sympy.hyper((k, s), (1 + s,), sympy.exp(c * x) / r)
            simple = k == 1 and len(_weights(parts, r)) == 1
            total += (
                tower
                / a
                * (
                    _over_root(r, pole.coefficient, rational, u)
                    if simple
                    else rationalised(pole.coefficient * (-r) ** -k)
                )
            )
    return sympy.exp(p.exponent) * total


def _weights(parts: Fractions, root: sympy.Expr) -> dict[int, sympy.Expr]:
    """Power to coefficient, of the poles at one root."""
    return {pole.power: pole.coefficient for pole in parts.poles if pole.root == root}


def _over_root(root: sympy.Expr, residue: sympy.Expr, rational: sympy.Expr, u: sympy.Symbol) -> sympy.Expr:
    """-residue/root, the residue of -R(u)/u: shorter than the quotient where the root is one of a quadratic."""
    parts = fractions(rational / u, u) if root.atoms(sympy.Pow) else None
    found = [pole.coefficient for pole in parts.poles if pole.root == root] if parts is not None else []
    return -found[0] if len(found) == 1 else rationalised(-residue / root)


def _at_root(
    p: sympy.Poly, weights: dict[int, sympy.Expr], c: sympy.Expr, w: sympy.Expr
) -> tuple[sympy.Expr, sympy.Poly]:
    """The integral of P(x) times the sum of weight (1 - w)**-k for w' = c w, and a polynomial that is left.

    From the highest power down.
    """
    open_part, total = sympy.Poly(0, p.gen), sympy.S.Zero
    for k in range(max(weights), 0, -1):
        open_part += p * weights.get(k, sympy.S.Zero)
        if k > 1:
            total += open_part.as_expr() * (1 - w) ** (1 - k) / ((k - 1) * c)
            open_part -= open_part.diff() * (1 / ((k - 1) * c))
    plain = open_part
    if open_part.is_zero:
        return total, plain
    total -= sympy.factor(open_part.as_expr()) * sympy.log(1 - w) / c
    for j in range(1, open_part.degree() + 1):
        open_part = open_part.diff()
        total += (-1) ** j * sympy.factor(open_part.as_expr()) * sympy.polylog(j + 1, w, evaluate=False) / c ** (j + 1)
    return total, plain


def _of_power(p: sympy.Poly, k: int, c: sympy.Expr, e: sympy.Expr) -> sympy.Expr:
    """The integral of P(x) e**k for e' = c e."""
    return polynomial_times(p, k * c) * e**k


def in_exponential(f: sympy.Expr, x: sympy.Symbol, u: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(R, c) with f = R(exp(c x)); None where the exponents are not linear with rational ratios."""
    exponents = {e: power for e in f.atoms(sympy.exp, sympy.Pow) if (power := exponent_of(e, x)) is not None}
    slopes = {e: sympy.expand(power).coeff(x, 1) for e, power in exponents.items() if power.has(x)}
    if not slopes:
        return None
    first = next(iter(slopes.values()))
    ratios = {e: sympy.cancel(slope / first) for e, slope in slopes.items() if first != 0}
    if len(ratios) < len(slopes) or not all(ratio.is_Rational and ratio != 0 for ratio in ratios.values()):
        return None
    step = abs(reduce(_common_divisor, ratios.values()))
    values = {}
    for e, ratio in ratios.items():
        constant = sympy.expand(exponents[e] - slopes[e] * x)
        if constant.has(x):
            return None
        values[e] = sympy.exp(constant) * u ** (ratio / step)
    g = sympy.cancel(sympy.together(f.xreplace(values)))
    if g.has(x) or not g.is_rational_function(u):
        return None
    # tan(x) is a rational function of exp(2 I x) although it is written in exp(I x).
    common = sympy.igcd(0, *(n for part in sympy.fraction(g) for (n,) in sympy.Poly(part, u).monoms()))
    if common > 1:
        g, step = sympy.cancel(sympy.expand(g.subs(u, sympy.root(u, common)), force=True)), step * common
    return g, first * step


def _common_divisor(a: sympy.Rational, b: sympy.Rational) -> sympy.Rational:
    return sympy.Rational(sympy.igcd(a.p * b.q, b.p * a.q), a.q * b.q)
