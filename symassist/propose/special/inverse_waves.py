"""Polynomials times logarithms and inverse tangents of functions of waves, as atan(c + d tan(a + b x)): by parts.

    integral of P A(g) dx = Q A(g) - integral of Q A'(g) g' dx,  Q' = P

where A'(g) g' is rational in sines and cosines of one line, or hyperbolic ones, so that polylogarithms of exponentials
of that line are what is left (``periodic``). Lewin, "Polylogarithms and Associated Functions", chapter 5.
"""

from __future__ import annotations

import sympy

from symassist.propose.special.periodic import in_exponential, periodic_fraction
from symassist.propose.special.product import Product
from symassist.propose.wave_fractions import waves

_SLOPES = {
    sympy.atan: lambda g: 1 / (1 + g**2),
    sympy.acot: lambda g: -1 / (1 + g**2),
    sympy.atanh: lambda g: 1 / (1 - g**2),
    sympy.acoth: lambda g: 1 / (1 - g**2),
    sympy.log: lambda g: 1 / g,
}


def inverse_of_waves(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """P(x) A(g) with g rational in waves of one line, or in an exponential of one."""
    if p.exponent != 0 or len(p.others) != 1 or not p.rational.is_polynomial(x) or type(p.others[0]) not in _SLOPES:
        return None
    kernel = p.others[0]
    slope = _slope(kernel, x)
    if slope is None:
        return None
    outer = sympy.Poly(p.rational, x).integrate().as_expr()
    rest = periodic_fraction(outer * slope, x)
    return None if rest is None else outer * kernel - rest


def _slope(kernel: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """A'(g) g' as one fraction, None where g is no rational function of waves or exponentials."""
    g = kernel.args[0]
    read = waves(g, x)
    if read is None:
        by_exponentials = in_exponential(g, x, sympy.Dummy("u")) is not None
        return sympy.together(_SLOPES[type(kernel)](g)) * g.diff(x) if by_exponentials else None
    if not read.f.is_rational_function(read.sine, read.cosine):
        return None
    s, c = read.sine, read.cosine
    change = sympy.diff(read.f, s) * c + sympy.diff(read.f, c) * s * (1 if read.hyperbolic else -1)
    slope = sympy.factor(sympy.together(_SLOPES[type(kernel)](read.f) * change))
    return slope.xreplace(read.back) * read.argument.diff(x)
