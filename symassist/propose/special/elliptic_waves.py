"""Roots of linear functions of one sine or cosine: with c = cos(u) the roots of up to two lines beside 1 - c and 1 + c.

    integral of g(cos(u)) du = -J integral of g(c)/(sqrt(1 - c) sqrt(1 + c)) dc,  J = sqrt(1 - c) sqrt(1 + c)/sin(u)

and J is constant between its jumps; a sine is a cosine a quarter turn on. Byrd & Friedman, "Handbook of Elliptic
Integrals", 288 to 292.
"""

from __future__ import annotations

import sympy

from symassist.expressions.functions import CIRCULAR
from symassist.propose.special.elliptic import in_cosine
from symassist.propose.special.elliptic_roots import linear_roots
from symassist.propose.special.product import Product, coefficients, product_of


def roots_of_waves(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """R(cos u) times square roots of lines in cos u, or of their quotients; sines likewise."""
    f = sympy.Mul(p.rational, *p.others)
    functions = {e for e in f.atoms(sympy.Function) if e.has(x)}
    arguments = {e.args[0] for e in functions}
    if p.exponent != 0 or p.rational != 1 or len(arguments) != 1 or not all(isinstance(e, CIRCULAR) for e in functions):
        return None
    if not any(e.exp.is_Rational and e.exp.q == 2 for e in f.atoms(sympy.Pow) if e.has(x)):
        return None
    u = arguments.pop()
    line = coefficients(u, x, 1)
    if line is None:
        return None
    c = sympy.Dummy("c")
    edge = sympy.sqrt(1 - c) * sympy.sqrt(1 + c)
    for own, other in ((sympy.cos(u), -sympy.sin(u)), (sympy.sin(u), sympy.cos(u))):
        g = in_cosine(f, u, c, sine=own == sympy.sin(u))
        if g.has(sympy.Function):
            continue
        answer = linear_roots(product_of(g / edge, c), c)
        if answer is not None:
            return (edge * answer).xreplace({c: own}) / (other * line[1])
    return None
