"""Roots of a + a cos(u), a - a sin(u), a + a sec(u), a + a cosh(u) and their like: in the other function over the root.

With Z one of the functions, Y the other, dZ = k Y du, and s the root, Z is rational in this w; e = 1, n = 1 or -1, and
e = -1 for hyperbolic functions:

    s**2 = a (1 + n Z),    w = Y/s:        Z = n (1 - e a w**2),    du = -2 e n a/(k s) dw
    s**2 = a (1/Z + n),    w = Y/(Z s):  1/Z = n + e a w**2,        du = -2 e a Z/(k s) dw

Odd powers of s times functions of Z and Y s are rational in w, and another root of a line in Z or 1/Z is one of a
quadratic. The usual answers, as 2 sqrt(a) atan(sqrt(a) tan(u)/sqrt(a + a sec(u))) for sqrt(a + a sec(u)), are in w.
Gradshteyn & Ryzhik 2.57; half-angle identities.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from symassist.propose.quadratic_root import integrate_quadratic_root
from symassist.propose.rational import integrate_rational
from symassist.propose.real_radicands import fractional_powers
from symassist.propose.wave_fractions import Waves, waves


@dataclass(frozen=True)
class _Way:
    """Z = ``value`` and Y = ``other`` s in w, ``square`` = s**2, du = ``rate``/s dw; w = ``inner`` over the root."""

    value: sympy.Expr
    other: sympy.Expr
    square: sympy.Expr
    rate: sympy.Expr
    inner: sympy.Expr


def integrate_half_angle(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a function with such a root and parameters, None for others."""
    roots = fractional_powers(f, x)
    if not roots or any(p.exp.q != 2 for p in roots):
        return None
    read = waves(f, x)
    if read is None or not read.f.free_symbols - {read.sine, read.cosine}:
        return None
    w = sympy.Dummy("w")
    given = {p.base.xreplace(read.values): p.base for p in roots}
    for base in given:
        for z, y, turn in ((read.cosine, read.sine, 1 if read.hyperbolic else -1), (read.sine, read.cosine, 1)):
            way = _way(base, z, y, turn, read, w)
            answer = None if way is None else _Half(read.f, base, z, y, way, w).integral()
            if answer is not None and way is not None:
                answer = answer.xreplace(given).subs(w, way.inner / sympy.sqrt(given[base])).xreplace(read.back)
                return answer / read.argument.diff(x)
    return None


def _way(base: sympy.Expr, z: sympy.Symbol, y: sympy.Symbol, turn: int, read: Waves, w: sympy.Symbol) -> _Way | None:
    """The way for this base, None where it is of another kind."""
    e = -1 if read.hyperbolic else 1
    if read.hyperbolic and z == read.sine:
        return None
    above, below = sympy.fraction(sympy.cancel(sympy.together(base)))
    if (
        base.has(y)
        or not above.is_polynomial(z)
        or sympy.degree(above, z) != 1
        or below.as_independent(z)[1] not in (1, z)
    ):
        return None
    line = sympy.Poly(above, z)
    a, n = line.nth(0) / below.as_independent(z)[0], sympy.cancel(line.nth(1) / line.nth(0))
    if n not in (1, -1):
        return None
    if below.has(z):
        value = 1 / (n + e * a * w**2)
        tangent = _HEADS[type(read.back[z])](read.argument)
        return _Way(value, w * value, 2 * n * a + e * a**2 * w**2, -2 * e * a * value / turn, tangent)
    return _Way(n * (1 - e * a * w**2), w, 2 * a - e * a**2 * w**2, -2 * e * n * a / turn, read.back[y])


_HEADS = {sympy.cos: sympy.tan, sympy.sin: sympy.cot, sympy.cosh: sympy.tanh}
"""The other function over this one."""


@dataclass(frozen=True)
class _Half:
    """The integral of f over the argument, in w."""

    f: sympy.Expr
    base: sympy.Expr
    z: sympy.Symbol
    y: sympy.Symbol
    way: _Way
    w: sympy.Symbol

    def integral(self) -> sympy.Expr | None:
        """In w, Z and the other roots; None where more than the root of one quadratic is left."""
        s, w, way = sympy.Dummy("s"), self.w, self.way
        others: dict[sympy.Expr, tuple[sympy.Expr, int, sympy.Expr]] = {}
        g, jumps = self.f * way.rate / s, sympy.S.One
        for p in sorted(self.f.atoms(sympy.Pow), key=str):
            if not (p.exp.is_Rational and p.exp.q == 2):
                continue
            if p.base == self.base:
                g = g.xreplace({p: s ** (2 * p.exp)})
                continue
            value = sympy.cancel(sympy.together(p.base.xreplace({self.z: way.value})))
            above, below = sympy.fraction(value)
            if value.has(self.y) or (above.has(w) and below.has(w)):
                return None
            q, side = (above, 1) if above.has(w) else (below, -1)
            scale = sympy.factor(value / q**side)
            if sympy.cancel(q / w**2).has(w):
                others[q] = (scale, side, p.base)
                g = g.xreplace({p: scale**p.exp * q ** (side * p.exp)})
            else:  # the root of a multiple of w**2
                k = scale * sympy.cancel(q / w**2)
                g = g.xreplace({p: k**p.exp * w ** (2 * side * p.exp)})
                jumps *= sympy.sqrt(p.base) / (sympy.sqrt(k) * w**side)
        g = g.xreplace({self.z: way.value, self.y: way.other * s})
        answer = self._in_w(g, s)
        return None if answer is None else jumps * self._spelled(answer, others)

    def _in_w(self, g: sympy.Expr, s: sympy.Symbol) -> sympy.Expr | None:
        rational, roots = sympy.S.One, sympy.S.One
        for factor in sympy.Mul.make_args(g):
            if factor.is_rational_function(self.w, s):
                rational *= factor
            else:
                roots *= factor
        above, below = (sympy.Poly(part, s).terms() for part in sympy.fraction(sympy.together(rational)))
        parities = {n % 2 for terms in (above, below) for ((n,), _) in terms}
        if roots.has(s) or len(parities) > 1:
            return None
        square = self.way.square
        numerator, denominator = (sympy.Add(*(c * square ** (n // 2) for (n,), c in t)) for t in (above, below))
        rational = sympy.cancel(sympy.together(numerator / denominator))
        return (
            integrate_rational(rational, self.w) if roots == 1 else integrate_quadratic_root(rational * roots, self.w)
        )

    def _spelled(self, answer: sympy.Expr, others: dict[sympy.Expr, tuple[sympy.Expr, int, sympy.Expr]]) -> sympy.Expr:
        """With the other roots as they were given, and w beside functions of Z."""
        w = self.w
        square = sympy.solve(self.way.value - self.z, w**2)[0]
        for q, (scale, side, base) in others.items():
            answer = answer.replace(
                lambda e, q=q: e.is_Pow and e.base == q and e.exp.is_Rational and e.exp.q == 2,
                lambda e, scale=scale, side=side, base=base: scale ** (-side * e.exp) * base ** (side * e.exp),
            )
        rational, rest = sympy.S.Zero, sympy.S.Zero
        for term in sympy.Add.make_args(answer):
            if term.is_rational_function(w):
                rational += term
            else:
                rest += sympy.Mul(*(sympy.factor_terms(e) if not e.has(w) else e for e in sympy.Mul.make_args(term)))
        turned = rational.xreplace({w: -w})
        even, odd = (
            sympy.factor(sympy.cancel(part / 2).subs(w, sympy.sqrt(square)))
            for part in (rational + turned, (rational - turned) / w)
        )
        return rest + even + w * odd
