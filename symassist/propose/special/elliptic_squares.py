"""Roots of a + b sin(u)**2 and even functions beside them: Legendre's integrals with the angle itself as amplitude.

With Q = sin(u)**2, s = sin(u) and m = -b/a, du = ds/cos(u) turns g(Q) (a + b Q)**(n/2) du into
g(Q) (a + b Q)**((n + 1)/2)/(sqrt(a) w) ds for w = cos(u) sqrt(1 - m Q): the form of ``legendre_integral``, on the whole
line. cos(u)**2 = 1 - Q; where a < 0 a quarter turn on; hyperbolic functions are circular ones of I u. Byrd & Friedman,
"Handbook of Elliptic Integrals", 282 and 297.
"""

from __future__ import annotations

import sympy

from symassist.expressions.functions import CIRCULAR, HYPERBOLIC, by_sine_and_cosine
from symassist.propose.generic import at_generic
from symassist.propose.special.legendre import legendre_integral
from symassist.propose.special.product import Product, coefficients


def root_of_square(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """R(sin(u)**2) (a + b sin(u)**2)**(n/2) for odd n, u linear in ``x``; also other even and hyperbolic functions."""
    f = sympy.Mul(p.rational, *p.others)
    functions = {e for e in f.atoms(sympy.Function) if e.has(x)}
    arguments = {e.args[0] for e in functions}
    if p.exponent != 0 or p.rational != 1 or len(arguments) != 1:
        return None
    (u,) = arguments
    line = coefficients(u, x, 1)
    turn = next(
        (t for t, kind in ((1, CIRCULAR), (sympy.I, HYPERBOLIC)) if all(type(e) in kind for e in functions)), None
    )
    if line is None or turn is None:
        return None
    q = sympy.Dummy("Q")
    g = _in_square(f, u, turn, q)
    radicands = {e.base for e in g.atoms(sympy.Pow) if e.exp.is_Rational and e.exp.q == 2 and e.has(q)}
    if g.has(sympy.Function) or len(radicands) != 1:
        return None
    (radicand,) = radicands
    rational = sympy.cancel(sympy.powsimp(g * sympy.sqrt(radicand)))
    ends = coefficients(radicand, q, 1)
    if ends is None or not rational.is_rational_function(q):
        return None
    angle, (a, b) = turn * u, ends
    if at_generic(a) <= 0:
        angle, (a, b), rational = angle + sympy.pi / 2, (a + b, -b), rational.xreplace({q: 1 - q})
    if at_generic(a) <= 0 or sympy.expand(a + b) == 0:  # b cos(u)**2 is a square
        return None
    s, w = sympy.Dummy("s"), sympy.Dummy("w")
    answer = legendre_integral(rational, q, -b / a, s, w)
    if answer is None:
        return None
    integrals = sorted(answer.atoms(sympy.elliptic_f, sympy.elliptic_e, sympy.elliptic_pi), key=str)
    answer = sympy.collect(sympy.expand(answer), integrals, sympy.factor)
    sine, root = sympy.sin(angle), sympy.sqrt(a + b * sympy.sin(angle) ** 2)
    whole = answer.xreplace({sympy.asin(s): angle}).xreplace({s: sine, w: sympy.cos(angle) * root / sympy.sqrt(a)})
    return whole / (turn * sympy.sqrt(a) * line[1])


def _in_square(f: sympy.Expr, u: sympy.Expr, turn: sympy.Expr, q: sympy.Symbol) -> sympy.Expr:
    """Even powers of functions of ``u`` through Q = sin(turn u)**2; odd ones stay."""
    sine, cosine = (sympy.sin, sympy.cos) if turn == 1 else (sympy.sinh, sympy.cosh)
    s, c = sine(u), cosine(u)
    quotients = dict(zip(CIRCULAR if turn == 1 else HYPERBOLIC, by_sine_and_cosine(s, c), strict=True))
    g = f.replace(lambda e: type(e) in quotients and e.args[0] == u, lambda e: quotients[type(e)])
    squares = {s: q / turn**2, c: 1 - q}
    return g.replace(
        lambda e: e.is_Pow and e.base in squares and e.exp.is_Integer and e.exp % 2 == 0,
        lambda e: squares[e.base] ** (e.exp / 2),
    )
