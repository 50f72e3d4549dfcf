"""Substitutions t = g(L) for an inverse function of a linear function L, and t = log(c x**n): x becomes h(t).

In a logarithm of c u**n with u = (a + b x)/(c + d x), u itself is the new variable.

    t = asin(L):  1 - L**2 = cos(t)**2      t = atan(L):  1 + L**2 = sec(t)**2
    t = asinh(L): 1 + L**2 = cosh(t)**2     t = acosh(L): L**2 - 1 = sinh(t)**2     t = atanh(L): 1 - L**2 = sech(t)**2
    t = asec(L):  L**2 - 1 = tan(t)**2      and likewise for the other inverses

Roots of these are taken as they are for positive t or on the principal branch; the move is checked in doubles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sympy

from symassist.propose.moves import Move, substituted


@dataclass(frozen=True)
class _Inverse:
    """``direct`` undoes the function; ``square`` of L is ``root``(t)**2."""

    direct: Callable[[sympy.Expr], sympy.Expr]
    square: Callable[[sympy.Expr], sympy.Expr]
    root: Callable[[sympy.Expr], sympy.Expr]


INVERSES: dict[type[sympy.Function], _Inverse] = {
    sympy.asin: _Inverse(sympy.sin, lambda u: 1 - u**2, sympy.cos),
    sympy.acos: _Inverse(sympy.cos, lambda u: 1 - u**2, sympy.sin),
    sympy.atan: _Inverse(sympy.tan, lambda u: 1 + u**2, sympy.sec),
    sympy.acot: _Inverse(sympy.cot, lambda u: 1 + u**2, sympy.csc),
    sympy.asinh: _Inverse(sympy.sinh, lambda u: 1 + u**2, sympy.cosh),
    sympy.acosh: _Inverse(sympy.cosh, lambda u: u**2 - 1, sympy.sinh),
    sympy.atanh: _Inverse(sympy.tanh, lambda u: 1 - u**2, sympy.sech),
    sympy.acoth: _Inverse(sympy.coth, lambda u: u**2 - 1, sympy.csch),
    sympy.asec: _Inverse(sympy.sec, lambda u: u**2 - 1, sympy.tan),
    sympy.acsc: _Inverse(sympy.csc, lambda u: u**2 - 1, sympy.cot),
    sympy.asech: _Inverse(sympy.sech, lambda u: 1 - u**2, sympy.tanh),
    sympy.acsch: _Inverse(sympy.csch, lambda u: 1 + u**2, sympy.coth),
}


def inverse_moves(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol) -> Iterator[Move]:
    """The moves that take an inverse function or a logarithm in ``f`` as the new variable."""
    kernels = sorted((e for e in f.atoms(*INVERSES, sympy.log) if e.has(x)), key=sympy.default_sort_key)
    for kernel in kernels[:3]:
        u = kernel.args[0]
        move = None
        if isinstance(kernel, sympy.log):
            move = _of_logarithm(f, kernel, x, t) or _of_fraction(f, kernel, x, t)
        if not isinstance(kernel, sympy.log) and u.is_polynomial(x) and sympy.degree(u, x) == 1:
            move = _of_inverse(f, kernel, x, t)
        if move is not None:
            yield move


def _of_inverse(f: sympy.Expr, kernel: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol) -> Move | None:
    u, inverse = kernel.args[0], INVERSES[type(kernel)]
    value = (inverse.direct(t) - u.subs(x, 0)) / u.diff(x)
    square = inverse.square(u)

    def in_t(power: sympy.Pow) -> sympy.Expr:
        scale, rest = sympy.factor(sympy.cancel(power.base / square)).as_independent(x, as_Add=False)
        base, k = rest.as_base_exp()
        if rest != 1 and not (k.is_Integer and k % 2 == 0):
            return power
        # 1 - 1/L**2 beside the inverse of a secant is (L**2 - 1)/L**2.
        return scale**power.exp * base ** (k * power.exp) * inverse.root(t) ** (2 * power.exp)

    g = _joined(f, u).replace(
        lambda e: e.is_Pow and e.base.has(x) and not e.exp.has(x) and e.base.is_rational_function(x), in_t
    )
    h = g.xreplace({kernel: t}).subs(x, value) * value.diff(t)
    return substituted("inverse function", f, x, sympy.powsimp(h), t, kernel, 1.0)


def _joined(f: sympy.Expr, u: sympy.Expr) -> sympy.Expr:
    """sqrt(u - 1) sqrt(u + 1) as sqrt(u**2 - 1), which it is where acosh(u) is real."""
    below, above = (
        [p for p in f.atoms(sympy.Pow) if p.exp.is_Rational and p.exp.q == 2 and sympy.expand(p.base - u) == shift]
        for shift in (-1, 1)
    )
    if len(below) != 1 or len(above) != 1:
        return f
    return f.xreplace(
        {below[0]: sympy.expand(u**2 - 1) ** below[0].exp, above[0]: above[0].base ** (above[0].exp - below[0].exp)}
    )


def _of_logarithm(f: sympy.Expr, kernel: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol) -> Move | None:
    """t = log(c (d + e x)**n): d + e x = exp(t/n) c**(-1/n)."""
    slope = sympy.cancel(sympy.together(1 / kernel.diff(x)))
    if not slope.is_polynomial(x) or sympy.degree(slope, x) != 1:
        return None
    n = 1 / slope.diff(x)
    shift = sympy.cancel(slope / slope.diff(x)) - x  # y = x + shift, t = log(c y**n)
    y = sympy.Dummy("y", positive=True)
    inside = kernel.args[0].subs(x, y - shift).replace(lambda e: e.is_Add, sympy.expand)
    c = _exponential(sympy.expand(sympy.expand_log(sympy.log(inside), force=True) - n * sympy.log(y)))
    if c.has(y):
        return None
    value = sympy.exp(t / n) * c ** (-1 / n)
    h = f.xreplace({kernel: t}).subs(x, y - shift).replace(lambda e: e.is_Add and e.has(y), sympy.expand)
    h = sympy.powsimp(sympy.expand_power_base(h, force=True).subs(y, value) * value / n)
    return substituted("logarithm", f, x, sympy.powsimp(sympy.powdenest(h, force=True)), t, kernel, 1.0)


def _exponential(e: sympy.Expr) -> sympy.Expr:
    """exp(e) with exp(n log u) = u**n."""
    factors = []
    for term in sympy.Add.make_args(e):
        logarithms = [factor for factor in sympy.Mul.make_args(term) if isinstance(factor, sympy.log)]
        factors.append(logarithms[0].args[0] ** (term / logarithms[0]) if len(logarithms) == 1 else sympy.exp(term))
    return sympy.Mul(*factors)


def _of_fraction(f: sympy.Expr, kernel: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol) -> Move | None:
    """t = (a x + b)/(c x + d) inside the logarithm of c t**n, the rest a rational function of x."""
    mark = sympy.Dummy("mark")
    for u in {kernel.args[0], *(p.base for p in kernel.args[0].atoms(sympy.Pow))}:
        if not u.is_rational_function(x):
            continue
        above, below = (sympy.Poly(part, x) for part in sympy.fraction(sympy.cancel(sympy.together(u))))
        in_t = kernel.xreplace({u: t})
        if (above.degree(), below.degree()) != (1, 1) or in_t.has(x):
            continue
        rational, rest = f.xreplace({kernel: mark}).as_independent(mark, as_Add=False)
        if not rational.is_rational_function(x) or rest.has(x):
            continue
        value = (above.nth(0) - below.nth(0) * t) / (below.nth(1) * t - above.nth(1))
        h = sympy.factor(sympy.cancel(sympy.together(rational.subs(x, value) * value.diff(t))))
        return substituted("fraction of lines", f, x, h * rest.xreplace({mark: in_t}), t, u, 1.0)
    return None
