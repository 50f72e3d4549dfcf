"""Hermite's reduction of rational functions of x over the square root s of a linear or quadratic q.

    integral of B/s = V s + integral of (sum of h/p + c)/s

with a rational function V and simple factors p: a linear congruence for each factor of B's denominator, and the highest
powers of x taken away from the polynomial that is left. Bronstein, "Symbolic Integration I", chapter 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

_MAX_DEGREE = 24
_HALF = sympy.Rational(1, 2)


@dataclass(frozen=True)
class Reduced:
    """V s with V = ``algebraic``, and what is left: the pairs (h, p) of ``simple``, and ``constant``, over s."""

    algebraic: sympy.Expr
    simple: tuple[tuple[sympy.Poly, sympy.Poly], ...]
    constant: sympy.Expr
    q: sympy.Poly

    @property
    def left(self) -> sympy.Expr:
        """The sum of h/p and the constant."""
        return sympy.Add(self.constant, *(h.as_expr() / p.as_expr() for h, p in self.simple))


def split(g: sympy.Expr, s: sympy.Symbol, base: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(A, B) with g = A + B/s for a rational function of s, where s**2 = ``base``; None where it has no value."""
    numerator, denominator = sympy.fraction(sympy.together(g))
    (n0, n1), (d0, d1) = (_modulo(part, s, base) for part in (numerator, denominator))
    norm = sympy.expand(d0**2 - d1**2 * base)
    if norm == 0:
        return None
    even = sympy.cancel(sympy.expand(n0 * d0 - n1 * d1 * base) / norm)
    odd = sympy.cancel(sympy.expand((n1 * d0 - n0 * d1) * base) / norm)
    return even, odd


def _modulo(e: sympy.Expr, s: sympy.Symbol, base: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """(u, v) with e = u + v s where s**2 is ``base``."""
    parts = [sympy.S.Zero, sympy.S.Zero]
    for (n,), c in sympy.Poly(e, s).terms():
        parts[n % 2] += c * base ** (n // 2)
    return sympy.expand(parts[0]), sympy.expand(parts[1])


def reduced_over(f: sympy.Expr, base: sympy.Expr, x: sympy.Symbol) -> Reduced | None:
    """The reduction of f/s; None for a long denominator.

    Raises:
        BasePolynomialError: coefficients that are no numbers, symbols or roots.
    """
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(f)))
    top, bottom = sympy.Poly(numerator, x).to_field(), sympy.Poly(denominator, x).to_field()
    if max(top.degree(), bottom.degree()) > _MAX_DEGREE:
        return None
    q = sympy.Poly(base, x).to_field()
    domain = top.unify(bottom)[0].unify(q)[0].domain
    top, bottom, q = (each.set_domain(domain) for each in (top, bottom, q))
    lead, factors = bottom.factor_list()
    whole, rest = (top * (1 / domain.to_sympy(domain.from_sympy(lead)))).div(bottom * (1 / lead))
    algebraic, simple = sympy.S.Zero, []
    product = sympy.prod([p**m for p, m in factors], start=sympy.Poly(1, x, domain=domain))
    for p, m in factors:
        others = product.quo(p**m)
        part = (rest * others.invert(p**m)).rem(p**m) if others.degree() > 0 else rest * (1 / others.LC())
        v, left, spill = _hermite(part, p, m, q)
        algebraic += v
        whole += spill
        if not left.is_zero:
            simple.append((left, p))
    v, constant = _lowered(whole, q)
    return Reduced(algebraic + v, tuple(simple), constant, q)


def _hermite(h: sympy.Poly, p: sympy.Poly, m: int, q: sympy.Poly) -> tuple[sympy.Expr, sympy.Poly, sympy.Poly]:
    """(V, g, w): the integral of h/(p**m s) is V s + that of g/(p s) + that of w/s, w a polynomial.

    (u s/p**k)' = ((u' q + u q'/2) p - k u p' q)/(p**(k + 1) s), and one power of p less where p divides q.
    """
    x = p.gen
    total = sympy.S.Zero
    slope, change = p.diff(x), q.diff(x) * _HALF
    if q.rem(p).is_zero:
        w = q.quo(p)
        while m > 0:
            u = (h * (slope * w * (_HALF - m)).invert(p)).rem(p)
            h = (h - (u.diff(x) * w * p + u * w.diff(x) * p * _HALF + u * slope * w * (_HALF - m))).quo(p)
            total += u.as_expr() / p.as_expr() ** m
            m -= 1
        return total, sympy.Poly(0, x, domain=p.domain), h
    inverse = (slope * q).invert(p)
    while m > 1:
        u = (h * inverse * sympy.Rational(-1, m - 1)).rem(p)
        h = (h - ((u.diff(x) * q + u * change) * p - u * slope * q * (m - 1))).quo(p)
        m -= 1
        total += u.as_expr() / p.as_expr() ** m
    spill, simple = h.div(p)
    return total, simple, spill


def _lowered(whole: sympy.Poly, q: sympy.Poly) -> tuple[sympy.Expr, sympy.Expr]:
    """(V, c): the integral of P/s is V s + c times that of 1/s.

    (x**(k - 1) s)' = (k a x**k + (k - 1/2) b x**(k - 1) + (k - 1) c x**(k - 2))/s
    """
    x = whole.gen
    a, b, c = (q.nth(k) for k in (2, 1, 0))
    if a == 0:
        return _lowered_linear(whole, b, c), sympy.S.Zero
    rest = {n: coefficient for (n,), coefficient in whole.terms()}
    total = sympy.S.Zero
    for k in range(max(rest), 0, -1):
        weight = sympy.cancel(rest.get(k, 0) / (k * a))
        if weight == 0:
            continue
        total += weight * x ** (k - 1)
        rest[k - 1] = rest.get(k - 1, 0) - weight * (k - _HALF) * b
        if k > 1:
            rest[k - 2] = rest.get(k - 2, 0) - weight * (k - 1) * c
    return total, sympy.cancel(rest.get(0, sympy.S.Zero))


def _lowered_linear(whole: sympy.Poly, b: sympy.Expr, c: sympy.Expr) -> sympy.Expr:
    """V with V s the integral of P/s for s**2 = b x + c: (x**k s)' = ((k + 1/2) b x**k + k c x**(k - 1))/s."""
    x = whole.gen
    rest = {n: coefficient for (n,), coefficient in whole.terms()}
    total = sympy.S.Zero
    for k in range(max(rest), -1, -1):
        weight = sympy.cancel(rest.get(k, 0) / ((k + _HALF) * b))
        total += weight * x**k
        rest[k - 1] = rest.get(k - 1, 0) - weight * k * c
    return total
