"""One line in place of x: where an integrand is shorter in t = a x + b, its terms are those of a function of t."""

from __future__ import annotations

from dataclasses import dataclass

import symengine

from symassist.expressions.convert import Expression
from symassist.expressions.normal_form import normal
from symassist.propose.shape import is_linear, subexpressions

_T = symengine.Symbol("_line")


@dataclass(frozen=True)
class Line:
    """t = ``inner`` = ``slope`` x + b, and ``integrand``, whose integral over t is that of f over x."""

    inner: Expression
    slope: Expression
    x: Expression
    integrand: Expression
    t: Expression = _T

    def within(self, e: Expression) -> Expression:
        """A function of x as one of t."""
        return _replaced(e, self.inner, self.slope, self.x)

    def back(self, e: Expression) -> Expression:
        """A function of t as one of x."""
        return normal(e.subs({self.t: self.inner}))


def line_of(f: Expression, x: Expression) -> Line | None:
    """The line a x + b among the sums of ``f`` in which it is shortest, None if it is no shorter than in x.

    A line itself stays in x: the integral of x + 1 is x**2/2 + x.
    """
    if is_linear(f, x):
        return None
    sums = [e for e in subexpressions(f) if type(e) is symengine.Add and is_linear(e, x)]
    best, least = None, _size(f)
    for inner in sums[:3]:
        slope = inner.diff(x)
        g = normal(_replaced(f, inner, slope, x) / slope)
        if _size(g) < least:
            best, least = Line(inner, slope, x, g), _size(g)
    return best


def _replaced(e: Expression, inner: Expression, slope: Expression, x: Expression) -> Expression:
    place = (_T - (inner - slope * x).expand()) / slope
    sums = [s for s in subexpressions(e) if type(s) is symengine.Add and is_linear(s, x)]
    values = {s: s.subs({x: place}).expand() for s in sums if s != inner}
    return normal(e.subs({inner: _T, **values}).subs({x: place}))


def _size(e: Expression) -> int:
    return 1 + sum(map(_size, e.args))
