"""Polynomials in an inverse function or logarithm A over x and the root s of a quadratic: integrated from the top down.

A' is in the field of x and s, so with the reduction of the highest coefficient g to G' + k A', G in the field,

    integral of g A**n = G A**n + k A**(n + 1)/(n + 1) - n integral of G A' A**(n - 1)

joins the next coefficient. What else the reduction leaves, for n > 0, needs a polylogarithm. A linear function
a + b A is taken for A itself, so that its powers are not multiplied out.
Bronstein, "Symbolic Integration I", section 5.8 (primitive case).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy
from sympy.integrals.rationaltools import ratint_ratpart

from symassist.propose.common_root import CommonRoot, Pair, common_root
from symassist.propose.hermite_root import reduced_over
from symassist.propose.moves_inverse import INVERSES
from symassist.propose.quadratic_root import integrate_quadratic_root
from symassist.propose.rational import integrate_rational

_MOST_POWER, _MOST_OPERATIONS = 5, 200


Beyond = Callable[[sympy.Expr, sympy.Symbol], sympy.Expr | None]
"""Integrates what the reduction leaves beside A, None where it cannot."""


def integrate_in_tower(f: sympy.Expr, x: sympy.Symbol, beyond: Beyond | None = None) -> sympy.Expr | None:
    """The antiderivative of such a polynomial, None for other functions and where more functions are needed.

    With ``beyond`` only where more are needed and it has an answer.
    """
    kernels = {e for e in f.atoms(*INVERSES, sympy.log) if e.has(x)}
    if len(kernels) != 1 or sympy.count_ops(f) > _MOST_OPERATIONS:
        return None
    kernel = kernels.pop()
    a = sympy.Dummy("A")
    base = _linear_in(f, kernel, x)
    g = f.xreplace({base: a})
    if not g.is_polynomial(a) or not 0 < sympy.degree(g, a) <= _MOST_POWER or not g.subs(a, 1).is_algebraic_expr(x):
        return None
    slope = base.diff(x)
    root = common_root((g, slope), x) if slope.is_algebraic_expr(x) else None
    own = None if root is None else root.pair(slope)
    if root is None or own is None or sympy.degree(root.square, x) > 2:
        return None
    pairs: dict[int, Pair] = {}
    for (k,), c in sympy.Poly(g, a).terms():
        pair = root.pair(c)
        if pair is None:
            return None
        pairs[k] = pair
    read = _Tower(own, root, x, beyond is not None).integral(pairs, a)
    if read is None:
        return None
    answer, left = (e.xreplace(root.values).xreplace({a: base}) for e in read)
    if beyond is not None:
        rest = None if left == 0 or answer == 0 else beyond(left, x)
        return None if rest is None else answer + rest
    return answer


def _linear_in(f: sympy.Expr, kernel: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """a + b A where f has A nowhere else, else A."""
    for e in f.atoms(sympy.Add):
        b = e.coeff(kernel)
        if b != 0 and not (e - b * kernel).expand().has(x) and not b.has(x):
            return e if not f.xreplace({e: sympy.Dummy()}).has(kernel) else kernel
    return kernel


@dataclass(frozen=True)
class _Tower:
    """Over the field of x and s, with ``slope`` = A' in it."""

    slope: Pair
    root: CommonRoot
    x: sympy.Symbol
    leaves: bool

    def integral(self, pairs: dict[int, Pair], a: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr] | None:
        """The integral of the polynomial in A with these coefficients, and what is left of it to integrate."""
        s, q, total, open_part = self.root.s, self.root.square, sympy.S.Zero, sympy.S.Zero
        e_slope, o_slope = self.slope
        for n in range(max(pairs), -1, -1):
            reduced = self._reduced(pairs.get(n, (sympy.S.Zero, sympy.S.Zero)))
            if reduced is None:
                return None
            e, v, left = reduced
            k = self._multiple(left)
            if k is None and n > 0 and not self.leaves:
                return None
            total += (sympy.factor(e) + sympy.factor(v) * s) * a**n
            if k is not None:
                total += sympy.factor(k) * a ** (n + 1) / (n + 1)
            elif n > 0:
                open_part += (sympy.factor(left[0]) + sympy.factor(left[1]) / s) * a**n
            else:
                rest = self._elementary(left)
                if rest is None:
                    return None
                total += rest
            if n > 0:
                down = pairs.get(n - 1, (sympy.S.Zero, sympy.S.Zero))
                pairs[n - 1] = (
                    down[0] - n * (e * e_slope + v * o_slope),
                    down[1] - n * (e * o_slope + v * q * e_slope),
                )
        return total, open_part

    def _reduced(self, pair: Pair) -> tuple[sympy.Expr, sympy.Expr, Pair] | None:
        """(G, V, what is left) with the integral G + V s of all but what is left."""
        x = self.x
        even, odd = (sympy.cancel(sympy.together(part)) for part in pair)
        e, left = sympy.S.Zero, sympy.S.Zero
        if even != 0:
            above, below = (sympy.Poly(part, x).to_field() for part in sympy.fraction(even))
            whole, rest = above.div(below)
            e, left = whole.integrate(x).as_expr(), sympy.S.Zero
            if below.degree() > 0:
                rational, left = ratint_ratpart(rest, below, x)
                e += rational
        if odd == 0:
            return e, sympy.S.Zero, (left, sympy.S.Zero)
        reduced = reduced_over(odd, self.root.square, x)
        return None if reduced is None else (e, reduced.algebraic, (left, reduced.left))

    def _multiple(self, left: Pair) -> sympy.Expr | None:
        """k with what is left = k A'."""
        if left == (0, 0):
            return sympy.S.Zero
        for part, own in zip(left, self.slope, strict=True):
            if own != 0:
                k = sympy.cancel(sympy.together(part / own))
                rest = [sympy.cancel(sympy.together(e - k * f)) for e, f in zip(left, self.slope, strict=True)]
                return None if k.has(self.x) or any(rest) else k
        return None

    def _elementary(self, left: Pair) -> sympy.Expr | None:
        """The integral of what is left by logarithms and arc tangents."""
        even, odd = left
        first = sympy.S.Zero if even == 0 else integrate_rational(even, self.x)
        if odd == 0 or first is None:
            return first
        square = self.root.square
        second = integrate_quadratic_root(odd / sympy.sqrt(square), self.x)
        if second is None:
            return None
        return first + second.replace(lambda e: e.is_Pow and e.base == square, lambda e: self.root.s ** (2 * e.exp))
