"""Polynomials times exponentials, sines and cosines of linear arguments, with any symbols in them.

Products of sines and cosines become sums; with N = a**2 + c**2 and (a - I c)**(k + 1) = C + I S

    integral of P exp(a x + b) cos(c x + d) = exp(a x + b) sum over k of (-1)**k P^(k)/N**(k + 1) (C cos - S sin)
    integral of P exp(a x + b) sin(c x + d) = exp(a x + b) sum over k of (-1)**k P^(k)/N**(k + 1) (C sin + S cos)

Gradshteyn & Ryzhik 2.66.
"""

from __future__ import annotations

import sympy
from sympy.simplify.fu import TR8

from symassist.propose.special.product import coefficients, product_of

_MOST_TERMS, _MOST_DEGREE, _MOST_OPERATIONS = 24, 8, 80
_HYPERBOLIC = (sympy.sinh, sympy.cosh)
_WAVES = (sympy.sin, sympy.cos)


def integrate_damped_waves(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of such a sum, None for other functions and for those without a wave or an exponential."""
    functions = {e for e in f.atoms(sympy.Function) if e.has(x)}
    if not functions or not all(isinstance(e, (sympy.exp, *_WAVES, *_HYPERBOLIC)) for e in functions):
        return None
    if any(e.args[0].diff(x).has(x) for e in functions) or sympy.count_ops(f) > _MOST_OPERATIONS:
        return None
    g = f.xreplace({e: e.rewrite(sympy.exp) for e in functions if isinstance(e, _HYPERBOLIC)})
    powers = None  # as they were in the last round
    while g != powers:  # sin**4 gives cos**2 first
        g, powers = _sums(g), g
    terms = sympy.Add.make_args(g)
    if len(terms) > _MOST_TERMS:
        return None
    answers = [_of_term(sympy.powsimp(term), x) for term in terms]
    return None if None in answers else sympy.Add(*answers)


def _sums(f: sympy.Expr) -> sympy.Expr:
    return sympy.expand(TR8(sympy.expand(f, power_exp=False)), power_exp=False)


def _of_term(term: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    p = product_of(term, x)
    if not p.rational.is_polynomial(x) or len(p.others) > 1:
        return None
    polynomial = sympy.Poly(p.rational, x)
    wave = p.others[0] if p.others else None
    if polynomial.degree() > _MOST_DEGREE or (wave is not None and not isinstance(wave, _WAVES)):
        return None
    rates = []
    for e in (p.exponent, sympy.S.Zero if wave is None else wave.args[0]):
        line = coefficients(sympy.expand(e), x, 1) if e.has(x) else (e, sympy.S.Zero)
        if line is None:
            return None
        rates.append(line[1])
    a, c = rates
    if a == 0 and c == 0:
        return p.constant * sympy.exp(p.exponent) * polynomial.integrate(x).as_expr() * (1 if wave is None else wave)
    return p.constant * sympy.exp(p.exponent) * _moments(polynomial, a, c, wave)


def _moments(p: sympy.Poly, a: sympy.Expr, c: sympy.Expr, wave: sympy.Expr | None) -> sympy.Expr:
    """The sum over k."""
    u = sympy.S.Zero if wave is None else wave.args[0]
    sine, cosine = sympy.sin(u), sympy.cos(u)
    real, imaginary = a, -c
    norm, total, sign = a**2 + c**2, sympy.S.Zero, 1
    k = 1
    while not p.is_zero:
        turned = real * sine + imaginary * cosine if isinstance(wave, sympy.sin) else real * cosine - imaginary * sine
        total += sign * p.as_expr() / norm**k * turned
        real, imaginary = sympy.expand(real * a + imaginary * c), sympy.expand(imaginary * a - real * c)
        p, sign, k = p.diff(), -sign, k + 1
    return total
