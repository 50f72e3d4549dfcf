"""Roots and powers of c + a cos(w) + b sin(w) as those of one wave: u = w - p, R = sqrt(a**2 + b**2).

    a cos(w) + b sin(w) = R cos(u),   cos(w) = (a cos(u) - b sin(u))/R,   sin(w) = (b cos(u) + a sin(u))/R

with p = atan(b/a), or half a turn more for a negative a. Integer powers are left to tan(w/2), which needs no R.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from symassist.propose.generic import at_generic
from symassist.propose.moves import Move, substituted


def one_wave(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol) -> Iterator[Move]:
    """The move to u for a function of one line's sine and cosine with such a root or power."""
    waves = {e for e in f.atoms(sympy.Function) if e.has(x)}
    arguments = {e.args[0] for e in waves}
    if len(arguments) != 1 or not all(isinstance(e, (sympy.sin, sympy.cos)) for e in waves):
        return
    w = arguments.pop()
    slope = w.diff(x)
    sums = {p.base for p in f.atoms(sympy.Pow) if p.base.is_Add and p.base.has(x) and not p.exp.is_Integer}
    if slope.has(x) or not sums:
        return
    sine, cosine = sympy.Dummy("sine"), sympy.Dummy("cosine")
    marks = {sympy.sin(w): sine, sympy.cos(w): cosine}
    if f.xreplace(marks).has(x):
        return
    reads = {each: sympy.Poly(each.xreplace(marks), cosine, sine) for each in sums}
    a, b = (next(iter(reads.values())).coeff_monomial(mark) for mark in (cosine, sine))
    if a == 0 or b == 0 or any(read.total_degree() != 1 for read in reads.values()):
        return
    r = sympy.sqrt(sympy.factor_terms(a**2 + b**2))
    phase = sympy.atan(b / a) + (sympy.pi if at_generic(a) < 0 else 0)
    new = {cosine: (a * sympy.cos(t) - b * sympy.sin(t)) / r, sine: (b * sympy.cos(t) + a * sympy.sin(t)) / r}
    values = {}
    for each, read in reads.items():
        p, q, c = (read.coeff_monomial(monomial) for monomial in (cosine, sine, 1))
        if sympy.cancel(p * b - q * a) != 0:
            return
        values[each] = c + p / a * r * sympy.cos(t)
    h = f.xreplace(values).xreplace(marks).xreplace(new) / slope
    move = substituted("one wave", f, x, h, t, w - phase, 0.5)
    if move is not None:
        yield move
