"""Rational functions are integrated outright: Hermite reduction, then real logarithms and arc tangents.

    integral = polynomial + Hermite's rational part + sum over the denominator's real factors

A factor of degree one or two has a formula. Of a longer one the logarithms are found by Lazard, Rioboo & Trager where
the residues are rational or quadratic; else it is split into real quadratic factors by radicals or cosines where its
shape allows (x**n + c, polynomials in x**2, palindromes), recursively, or by the roots of cubics.
Bronstein, "Symbolic Integration I", chapter 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

import sympy
from sympy.integrals.rationaltools import log_to_real, ratint_logpart, ratint_ratpart

from symassist.propose.biquadratic import integrate_over_biquadratic
from symassist.propose.generic import at_generic
from symassist.propose.real_roots import integrate_over_irreducible
from symassist.propose.trinomials import integrate_over_binomial, integrate_over_trinomial

_MAX_DEGREE = 24
_MAX_LRT_DEGREE = 8
"""Of longer denominators the resultant takes seconds."""


def integrate_rational(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a rational function of ``x``, None where it is none or a factor has no real splitting.

    Other symbols are parameters and should be positive: signs of discriminants are read off at a generic point.
    """
    if not f.is_rational_function(x):
        return None
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(f), x))
    try:
        p, q = _polynomial(numerator, x), _polynomial(denominator, x)
        if p.degree() > 8 * _MAX_DEGREE or q.degree() > _MAX_DEGREE:
            return None
        whole, rest = p.div(q)
        rational, remainder = ratint_ratpart(rest, q, x) if q.degree() else (sympy.S.Zero, sympy.S.Zero)
        logarithms = _logarithms(remainder, x)
    except (sympy.PolynomialError, NotImplementedError, sympy.polys.polyerrors.BasePolynomialError):
        return None
    if logarithms is None:
        return None
    return sympy.Add(whole.integrate(x).as_expr(), rational, logarithms)


def _polynomial(e: sympy.Expr, x: sympy.Symbol) -> sympy.Poly:
    """Over a field: over the integers division would round."""
    return sympy.Poly(e, x, extension=True).to_field()


def _logarithms(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The integral of a rational function with a squarefree denominator and without polynomial part."""
    if f == 0:
        return sympy.S.Zero
    numerator, denominator = sympy.fraction(sympy.together(f))
    lead, factors = _polynomial(denominator, x).factor_list()
    p = _polynomial(sympy.cancel(numerator / lead), x)
    total = sympy.S.Zero
    product = sympy.prod([factor for factor, _ in factors], start=_polynomial(sympy.S.One, x))
    for factor, _ in factors:
        others = product.quo(factor)
        part = (p * others.invert(factor)).rem(factor) if others.degree() else p
        piece = _of_factor(part, factor, x)
        if piece is None:
            return None
        total += piece
    return total


def _of_factor(p: sympy.Poly, q: sympy.Poly, x: sympy.Symbol) -> sympy.Expr | None:
    """The integral of p/q for an irreducible q."""
    if q.degree() <= 2:
        return _of_small(p, q, x)
    if q.degree() <= _MAX_LRT_DEGREE and not q.free_symbols_in_domain:
        found = _by_resultant(p, q, x)
        if found is not None:
            return found
    if q.degree() == 4:
        found = integrate_over_biquadratic(p, q)
        if found is not None:
            return found
    g = gcd(*(k + 1 for (k,) in p.monoms()), *(k for (k,) in q.monoms()))
    if g > 1:  # x**(g - 1) h(x**g)
        z = sympy.Dummy("z")
        inner, outer = (
            sympy.Poly({((k + s) // g,): c / (g if s else 1) for (k,), c in each.terms()}, z, domain=each.domain)
            for each, s in ((p, 1 - g), (q, 0))
        )
        found = _of_factor(inner, outer, z)
        return None if found is None else found.subs(z, x**g)
    if q.free_symbols_in_domain:
        found = integrate_over_binomial(p, q) or integrate_over_trinomial(p, q)
        if found is not None:
            return found
    splitting = real_factors(q.as_expr(), x)
    if splitting is None:
        return integrate_over_trinomial(p, q) or integrate_over_irreducible(p, q)
    slope = q.diff(x)
    return sympy.Add(*(_of_root_pair(p, slope, factor, x) for factor in splitting))


def _of_small(p: sympy.Poly, q: sympy.Poly, x: sympy.Symbol) -> sympy.Expr:
    """The integral of p/q for q of degree one or two: a logarithm, and an arc tangent or another logarithm."""
    if q.degree() == 1:
        return sympy.radsimp(p.as_expr() / q.LC()) * sympy.log(q.as_expr())
    a, b, c = q.all_coeffs()
    d, e = p.coeff_monomial(x), p.coeff_monomial(1)
    discriminant = sympy.factor(4 * a * c - b * b)
    even = d / (2 * a) * sympy.log(q.as_expr())
    rest = sympy.cancel(e - d * b / (2 * a))
    if rest == 0:
        return even
    if at_generic(discriminant) > 0:
        root = sympy.sqrt(discriminant)
        return even + 2 * rest / root * sympy.atan(sympy.factor_terms(sympy.cancel(2 * a * x + b)) / root)
    root = sympy.sqrt(-discriminant)
    below, above = ((2 * a * x + b + s * root).as_content_primitive()[1] for s in (-1, 1))
    return even + rest / root * (sympy.log(below) - sympy.log(above))


def _by_resultant(p: sympy.Poly, q: sympy.Poly, x: sympy.Symbol) -> sympy.Expr | None:
    """Lazard, Rioboo & Trager's logarithms where the residues have degree two at most, None otherwise."""
    t = sympy.Dummy("t")
    total = sympy.S.Zero
    for h, residues in ratint_logpart(p, q, x, t):
        _, residues = residues.primitive()
        if residues.degree() == 1:
            c = -residues.nth(0) / residues.nth(1)
            total += c * sympy.log(sympy.primitive(h.as_expr().subs(t, c))[1])
            continue
        if residues.degree() > 2:
            return None
        real = log_to_real(h, residues, x, t)
        if real is None:
            return None
        total += real
    return total


def _of_root_pair(p: sympy.Poly, slope: sympy.Poly, factor: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """What the roots of one real factor contribute: residue c = p(r)/q'(r) at a root r.

    For the pair r = a +- b I with c = alpha +- beta I: alpha log(x**2 - 2 a x + a**2 + b**2) - 2 beta atan((x - a)/b).
    """
    q = sympy.Poly(factor, x)
    if q.degree() == 1:
        root = -q.nth(0) / q.nth(1)
        return _residue(p, slope, root, x) * sympy.log(x - root)
    a = -q.nth(1) / 2
    square = sympy.factor_terms(sympy.expand(q.nth(0) - a**2))
    if at_generic(square) < 0:
        b = _root(-square)
        return sympy.Add(*(_residue(p, slope, r, x) * sympy.log(x - r) for r in (a + b, a - b)))
    # p(r)/q'(r) modulo the factor is c0 + c1 r, so with r = a + b I: alpha = c0 + c1 a, beta = c1 b.
    c1, c0 = _modular_quotient(p, slope, q)
    b = _root(square)
    alpha = sympy.sqrtdenest(sympy.radsimp(sympy.expand(c0 + c1 * a)))
    return alpha * sympy.log(q.as_expr()) - 2 * c1 * b * sympy.atan((x - a) / b)


def _residue(p: sympy.Poly, slope: sympy.Poly, root: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    return sympy.radsimp(sympy.expand(p.as_expr().subs(x, root)) / sympy.expand(slope.as_expr().subs(x, root)))


def _modular_quotient(p: sympy.Poly, slope: sympy.Poly, q: sympy.Poly) -> tuple[sympy.Expr, sympy.Expr]:
    """(c1, c0) with p = (c1 r + c0) q' at the roots r of the monic quadratic ``q`` = r**2 + m r + n."""
    m, n = q.nth(1), q.nth(0)
    (p1, p0), (s1, s0) = (_remainder(each, m, n) for each in (p, slope))
    # 1/(s1 r + s0) = (s0 - s1 m - s1 r)/N with the norm N = s0**2 - s0 s1 m + s1**2 n.
    norm = sympy.expand(s0**2 - s0 * s1 * m + s1**2 * n)
    i1, i0 = -s1, s0 - s1 * m
    c1 = sympy.expand(p1 * i0 + p0 * i1 - p1 * i1 * m)
    c0 = sympy.expand(p0 * i0 - p1 * i1 * n)
    return sympy.radsimp(c1 / norm), sympy.radsimp(c0 / norm)


def _remainder(p: sympy.Poly, m: sympy.Expr, n: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """(p1, p0) with p = p1 r + p0 where r**2 = -m r - n, by Horner."""
    p1: sympy.Expr = sympy.S.Zero
    p0: sympy.Expr = sympy.S.Zero
    for c in p.all_coeffs():
        p1, p0 = sympy.expand(p0 - m * p1), sympy.expand(c - n * p1)
    return p1, p0


# --- real factors -----------------------------------------------------------------------------------------------------


def real_factors(q: sympy.Expr, x: sympy.Symbol) -> list[sympy.Expr] | None:
    """Monic factors of degree one and two over the reals whose product is ``q`` up to a constant; None if unknown.

    >>> x = sympy.Symbol("x")
    >>> real_factors(x**4 + 1, x)
    [x**2 - sqrt(2)*x + 1, x**2 + sqrt(2)*x + 1]
    """
    poly = sympy.Poly(q, x).monic()
    coefficients = poly.all_coeffs()
    if poly.degree() <= 2:
        return [poly.as_expr()]
    if all(c == 0 for c in coefficients[1:-1]):
        return _of_binomial(poly.degree(), coefficients[-1], x)
    if all(c == 0 for c in coefficients[1::2]) and poly.degree() % 2 == 0:
        z = sympy.Dummy("z")
        inner = real_factors(sympy.Poly(coefficients[::2], z).as_expr(), z)
        return None if inner is None else _unfolded(inner, z, x)
    return _of_palindrome(coefficients, x)


def _of_binomial(n: int, c: sympy.Expr, x: sympy.Symbol) -> list[sympy.Expr]:
    """x**n + c = product of x**2 - 2 r cos(theta) x + r**2 with r = |c|**(1/n), and x -+ r."""
    positive = at_generic(c) > 0
    r = _root(c if positive else -c, n)
    found = []
    for k in range(n // 2 + 1):
        angle = sympy.pi * sympy.Rational(2 * k + (1 if positive else 0), n)
        if angle > sympy.pi:
            continue
        cosine = sympy.cos(angle)
        if cosine in (1, -1):
            found.append(x - r * cosine)
        else:
            found.append(x**2 - 2 * r * cosine * x + r**2)
    return found


def _unfolded(factors: Sequence[sympy.Expr], z: sympy.Symbol, x: sympy.Symbol) -> list[sympy.Expr]:
    """The real factors in x of factors in z = x**2."""
    found: list[sympy.Expr] = []
    for factor in factors:
        q = sympy.Poly(factor, z)
        if q.degree() == 1:
            c = q.nth(0)
            root = _root(-c) if at_generic(c) < 0 else None
            found += [x**2 + c] if root is None else [x - root, x + root]
            continue
        p, c = q.nth(1), q.nth(0)
        if at_generic(p**2 - 4 * c) > 0:
            root = _root(p**2 - 4 * c)
            found += _unfolded([z + (p - root) / 2, z + (p + root) / 2], z, x)
            continue
        r = _root(c)
        m = _root(2 * r - p)
        found += [x**2 - m * x + r, x**2 + m * x + r]
    return found


def _of_palindrome(coefficients: Sequence[sympy.Expr], x: sympy.Symbol) -> list[sympy.Expr] | None:
    """For x**(2 k) + ... + 1 with the same coefficients from both ends: factors in z = x + 1/x, unfolded."""
    degree = len(coefficients) - 1
    if degree % 2 or any(c != d for c, d in zip(coefficients, reversed(coefficients), strict=True)):
        return None
    z = sympy.Dummy("z")
    chebyshev = [sympy.Integer(2), z]  # x**k + x**-k as a polynomial in z
    half = degree // 2
    while len(chebyshev) <= half:
        chebyshev.append(sympy.expand(z * chebyshev[-1] - chebyshev[-2]))
    inner = coefficients[half] + sum(coefficients[half - k] * chebyshev[k] for k in range(1, half + 1))
    factors = real_factors(inner, z)
    if factors is None or any(sympy.Poly(factor, z).degree() > 1 for factor in _linear(factors, z)):
        return None
    found: list[sympy.Expr] = []
    for factor in _linear(factors, z):
        c = factor - z  # x**2 + c x + 1
        if at_generic(c**2 - 4) > 0:
            root = _root(c**2 - 4)
            found += [x + (c - root) / 2, x + (c + root) / 2]
        else:
            found.append(x**2 + c * x + 1)
    return found


def _linear(factors: Sequence[sympy.Expr], z: sympy.Symbol) -> list[sympy.Expr]:
    """Quadratic factors with real roots as linear ones."""
    found = []
    for factor in factors:
        q = sympy.Poly(factor, z)
        if q.degree() == 2 and at_generic(q.nth(1) ** 2 - 4 * q.nth(0)) > 0:
            root = _root(q.nth(1) ** 2 - 4 * q.nth(0))
            found += [z + (q.nth(1) - root) / 2, z + (q.nth(1) + root) / 2]
        else:
            found.append(factor)
    return found


def _root(e: sympy.Expr, n: int = 2) -> sympy.Expr:
    """The real n-th root of a positive constant, denested where SymPy can."""
    return sympy.sqrtdenest(sympy.root(sympy.factor_terms(sympy.expand(e)), n))
