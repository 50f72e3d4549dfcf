"""Antiderivatives that are a product P s**e with a function or root s of the integrand, read off by the product rule.

    (P s**e)' = P' s**e + e P s' s**(e - 1)

As a polynomial in s the integrand has P' as its highest coefficient and e P s' as its lowest, which gives P without an
integration. What P s**e does not explain is left as an integrand with fewer powers of s; with P as the integral of the
highest coefficient the same step is Risch's for logarithms, and by parts in a sum. s is a function whose derivative is
free of it, a tangent, or a base with exponents of any kind; of a sine and a cosine (or their hyperbolic kin) the
coefficient of one is P s' for the other. Bronstein, "Symbolic Integration I", chapter 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import lcm

import numpy as np
import sympy

from symassist.propose.agreement import Agreement, agreement, sampled
from symassist.propose.real_radicands import fractional_powers, with_roots_of_factors

_MOST_POWERS, _MOST_OPERATIONS, _MOST_TOGETHER, _MOST_CANCELLED = 5, 500, 150, 40
_POWERS = (0, 1, 2, 3, 4, -1, -2, 0.5, 1.5, -0.5)
_MOST_DENOMINATOR, _FEWEST = 1000, 5
_GROWTH = 2
"""How much longer what is left may be where it has fewer powers of s."""
_TANGENTS = {sympy.tan: 1, sympy.cot: -1, sympy.tanh: 1, sympy.coth: 1}
"""The derivative's value at s = 0."""
_PAIRS = ((sympy.sin, sympy.cos, -1), (sympy.sinh, sympy.cosh, 1))
"""(s, c, sign) with s' = c, c' = sign s."""


@dataclass(frozen=True)
class Peeled:
    """``product``, whose derivative takes away from f all but ``rest``."""

    product: sympy.Expr
    rest: sympy.Expr


def integrate_product(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative that is one such product."""
    return next((each.product for each in products(f, x, lambda _: None) if each.rest == 0), None)


def products(f: sympy.Expr, x: sympy.Symbol, integral: Callable[[sympy.Expr], sympy.Expr | None]) -> Iterator[Peeled]:
    """Products for which less is left; ``integral`` answers what is easily integrated, None for anything else."""
    if sympy.count_ops(f) > _MOST_OPERATIONS:
        return
    for kernel in _kernels(f, x):
        yield from kernel.peeled(f, integral)
    for sine, cosine, sign in _PAIRS:
        for u in sorted({e.args[0] for e in f.atoms(sine, cosine) if e.has(x)}, key=str):
            yield from _of_pair(f, x, sine(u), cosine(u), sign)


@dataclass(frozen=True)
class _Kernel:
    """s with s**q = ``base``; ``slope`` is the part of base' without a factor s, all of it if it is ``primitive``."""

    base: sympy.Expr
    q: int
    slope: sympy.Expr
    x: sympy.Symbol
    primitive: bool = False

    def peeled(self, f: sympy.Expr, integral: Callable[[sympy.Expr], sympy.Expr | None]) -> Iterator[Peeled]:
        s = sympy.Dummy("s", positive=True)
        coefficients = self._coefficients(f, s)
        if not coefficients:
            return
        low, high = min(coefficients), max(coefficients)
        e = low + self.q
        if e != 0 and len(coefficients) > 1:
            p = coefficients[low] * self.q / (e * self.slope)
            yield from self._product(f, p, sympy.Rational(e, self.q), self.primitive)
        if self.primitive and high > 0:
            whole = integral(coefficients[high])
            if whole is not None:
                yield from self._product(f, whole, sympy.Rational(high, self.q), True)

    def _coefficients(self, f: sympy.Expr, s: sympy.Symbol) -> dict[int, sympy.Expr] | None:
        """f as a Laurent polynomial in s, None where it is none."""
        g = f.replace(
            lambda e: e.is_Pow and e.base == self.base and (e.exp * self.q).is_Integer,
            lambda e: s ** (e.exp * self.q),
        ).xreplace({self.base: s**self.q})
        if isinstance(self.base, sympy.tan):
            g = g.replace(
                lambda e: e.is_Pow and e.base == sympy.cos(self.base.args[0]) and e.exp.is_Integer and e.exp % 2 == 0,
                lambda e: (1 + s**2) ** (-e.exp / 2),
            )
        if any(e.is_Pow and e.base == s and e.exp < 0 for e in g.atoms(sympy.Pow)):
            return _laurent(g, s)
        return _taylor(g, s)

    def _product(self, f: sympy.Expr, p: sympy.Expr, e: sympy.Rational, narrower: bool) -> Iterator[Peeled]:
        collected = self._collected if narrower else sympy.expand
        yield from _peel(f, _short(p, f, self.x) * self.base**e, self.x, collected, _GROWTH if narrower else 1)

    def _collected(self, e: sympy.Expr) -> sympy.Expr:
        """By powers of s, each coefficient in factors."""
        coefficients = self._coefficients(e, sympy.Dummy("s", positive=True))
        if coefficients is None:
            return sympy.expand(e)
        parts = ((_radicands_expanded(sympy.factor(sympy.together(c))), n) for n, c in coefficients.items())
        return sympy.Add(*(c * self.base ** sympy.Rational(n, self.q) for c, n in parts))


def _radicands_expanded(e: sympy.Expr) -> sympy.Expr:
    """Roots of x**2 - 1, not of (x - 1)*(x + 1), as they were before the rest came in factors."""
    return e.replace(
        lambda p: p.is_Pow and p.exp.is_Rational and not p.exp.is_Integer, lambda p: sympy.expand(p.base) ** p.exp
    )


def _taylor(g: sympy.Expr, s: sympy.Symbol) -> dict[int, sympy.Expr] | None:
    """The coefficients of a polynomial in s, whose other parts stay as they are; None for one of high degree."""
    if not g.is_polynomial(s):
        return None
    found: dict[int, sympy.Expr] = {}
    for n in range(_MOST_POWERS + 1):
        value = g.xreplace({s: sympy.S.Zero})
        if value.has(sympy.nan, sympy.zoo, sympy.oo):
            return None
        if value != 0:
            found[n] = value / sympy.factorial(n)
        g = g.diff(s)
        if not g.has(s):
            return found if g == 0 else found | {n + 1: g / sympy.factorial(n + 1)}
    return None


def _laurent(g: sympy.Expr, s: sympy.Symbol) -> dict[int, sympy.Expr] | None:
    """The same with negative powers, for what is brought over one denominator quickly."""
    if sympy.count_ops(g) > _MOST_TOGETHER:
        return None
    above, below = sympy.fraction(sympy.together(g))
    constant, power = below.as_independent(s, as_Add=False)
    base, shift = power.as_base_exp()
    if base != s or not shift.is_Integer:
        return None
    found = _taylor(above, s)
    return None if found is None else {n - int(shift): c / constant for n, c in found.items()}


def _kernels(f: sympy.Expr, x: sympy.Symbol) -> Iterator[_Kernel]:
    """The functions and bases of powers in ``f``, the largest first."""
    found: dict[sympy.Expr, _Kernel] = {}
    powers = [p for p in f.atoms(sympy.Pow) if p.exp.is_Rational and p.base.has(x)]
    for e in f.atoms(sympy.Function):
        if type(e) in _TANGENTS:
            found[e] = _Kernel(e, 1, _TANGENTS[type(e)] * e.args[0].diff(x), x)
        elif e.has(x) and not isinstance(e, (sympy.exp, sympy.sin, sympy.cos, sympy.sinh, sympy.cosh)):
            slope = e.diff(x)
            if not slope.has(e, sympy.Derivative, sympy.Subs):
                found[e] = _Kernel(e, lcm(*(int(p.exp.q) for p in powers if p.base == e)), slope, x, primitive=True)
    for base in {p.base for p in powers if p.base.is_Add and not (p.exp.is_Integer and p.exp > 0)}:
        found[base] = _Kernel(base, lcm(*(int(p.exp.q) for p in powers if p.base == base)), base.diff(x), x)
    for base in sorted(found, key=lambda b: (-sympy.count_ops(b), str(b))):
        if found[base].slope != 0:
            yield found[base]


def _of_pair(f: sympy.Expr, x: sympy.Symbol, sine: sympy.Expr, cosine: sympy.Expr, sign: int) -> Iterator[Peeled]:
    s, c = sympy.Dummy("s"), sympy.Dummy("c")
    g = sympy.expand(f.xreplace({sine: s, cosine: c}))
    if not g.is_polynomial(s, c):
        return
    slope = sine.args[0].diff(x)
    for mark, other, kernel, turn in ((c, s, sine, 1), (s, c, cosine, sign)):
        coefficient = sympy.diff(g, mark)
        if coefficient != 0 and not coefficient.has(s, c) and not coefficient.has(other):
            yield from _peel(f, _short(turn * coefficient / slope, f, x) * kernel, x)


def _short(p: sympy.Expr, f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """A quotient of long expressions that belong together in fewer terms: often it is a power of x where f is real."""
    if not p.has(x):
        return p
    values, places, whole = sampled(p, x), sampled(x, x), sampled(f, x)
    if values is not None and places is not None and whole is not None:
        real = np.isfinite(values) & (np.abs(whole.imag) <= 1e-9 * np.abs(whole))
        values = values[real] if real.sum() >= _FEWEST else values
        places = places[real] if real.sum() >= _FEWEST else places
        for n in _POWERS:
            with np.errstate(all="ignore"):
                ratios = values / places**n
            ratios = ratios[np.isfinite(ratios)]
            if len(ratios) >= _FEWEST and np.ptp(ratios.real) + np.abs(ratios.imag).max() <= 1e-9 * np.abs(ratios[0]):
                constant = sympy.Rational(float(ratios[0].real)).limit_denominator(_MOST_DENOMINATOR)
                if abs(float(constant) - ratios[0].real) <= 1e-9 * abs(ratios[0]):
                    return constant * x ** sympy.nsimplify(n)
    split = with_roots_of_factors(p, x)
    if split is not None and len(_radicands(split, x)) <= len(_radicands(p, x)):
        p = split
    return sympy.cancel(sympy.together(p)) if sympy.count_ops(p) <= _MOST_CANCELLED else sympy.factor_terms(p)


def _radicands(p: sympy.Expr, x: sympy.Symbol) -> set[sympy.Expr]:
    return {each.base for each in fractional_powers(p, x)}


def _peel(
    f: sympy.Expr,
    product: sympy.Expr,
    x: sympy.Symbol,
    collected: Callable[[sympy.Expr], sympy.Expr] = sympy.expand,
    growth: int = 1,
) -> Iterator[Peeled]:
    """The product with f less its derivative, zero where doubles agree; none where ``growth`` times f is left."""
    if product.has(sympy.nan, sympy.zoo, sympy.oo):
        return
    slope = product.diff(x)
    if agreement(f, slope, x) is Agreement.EQUAL:
        yield Peeled(product, sympy.S.Zero)
    elif sympy.count_ops(slope) <= _MOST_TOGETHER:
        rest = collected(f - slope)
        if sympy.count_ops(rest) < growth * sympy.count_ops(f):
            yield Peeled(product, rest)
