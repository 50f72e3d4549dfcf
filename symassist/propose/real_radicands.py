"""Roots whose radicands are positive where the integrand is real: the signs of what stands under them."""

from __future__ import annotations

import numpy as np
import sympy

from symassist.propose.agreement import Agreement, agreement, sampled

_FEWEST = 5


def sign_where_real(e: sympy.Expr, f: sympy.Expr, x: sympy.Symbol) -> int:
    """1 or -1 for an e that is positive or negative wherever f is real, at sample points; 0 for any other."""
    values, signs = sampled(f, x), sampled(e, x)
    if values is None or signs is None:
        return 0
    sound = np.isfinite(values) & np.isfinite(signs) & (np.abs(values.imag) <= 1e-9 * np.abs(values))
    signs = signs[sound]
    if len(signs) < _FEWEST or (np.abs(signs.imag) > 1e-9 * np.abs(signs)).any():
        return 0
    return 1 if (signs.real > 0).all() else -1 if (signs.real < 0).all() else 0


def fractional_powers(f: sympy.Expr, x: sympy.Symbol) -> list[sympy.Pow]:
    """The powers with a fraction as exponent whose base depends on ``x``, short ones first."""
    found = [p for p in f.atoms(sympy.Pow) if p.exp.is_Rational and not p.exp.is_Integer and p.base.has(x)]
    return sorted(found, key=lambda p: (sympy.count_ops(p), str(p)))


def with_positive_radicands(
    h: sympy.Expr, t: sympy.Symbol, inner: sympy.Expr, f: sympy.Expr, x: sympy.Symbol
) -> sympy.Expr:
    """h(t) with (-1)**e (3 - t)**e for (t - 3)**e where t = ``inner`` makes t - 3 negative wherever f(x) is real."""
    values = {
        p: sympy.S.NegativeOne**p.exp * sympy.expand(-p.base) ** p.exp
        for p in fractional_powers(h, t)
        if p.base.is_Add and sign_where_real(p.base.subs(t, inner), f, x) == -1
    }
    return sympy.factor_terms(h.xreplace(values)) if values else h  # a common factor I comes out


def with_roots_of_factors(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """f with the roots of the factors of its radicands; None if nothing is split.

    Irreducible factors where each is positive or negative wherever f is real; else what radicands have in common, as
    x**2 - 1 of x**4 - 1 beside x**2 - 1, where that is right.
    """
    roots = [p for p in fractional_powers(f, x) if p.base.is_polynomial(x)]
    found = _split(f, {p: _signed(sympy.factor_list(p.base, x), f, x) for p in roots})
    if found is not None or len(roots) < 2:
        return found
    basis = _coprime([p.base for p in roots], x)
    found = _split(f, {p: _over(p.base, basis, x) for p in roots})
    return found if found is not None and agreement(f, found, x) is Agreement.EQUAL else None


Factored = tuple[sympy.Expr, list[tuple[sympy.Expr, int]]]
"""A constant, and factors with multiplicities."""


def _split(f: sympy.Expr, factored: dict[sympy.Pow, Factored | None]) -> sympy.Expr | None:
    values: dict[sympy.Expr, sympy.Expr] = {}
    for p, parts in factored.items():
        if parts is None:
            return None
        lead, factors = parts
        if len(factors) > 1:
            values[p] = lead**p.exp * sympy.Mul(*(factor ** (m * p.exp) for factor, m in factors))
    return sympy.powsimp(f.xreplace(values)) if values else None


def _signed(parts: Factored, f: sympy.Expr, x: sympy.Symbol) -> Factored | None:
    """The factors with the signs that make them positive where f is real, None where one changes its sign."""
    rest, factors = parts
    found = []
    for factor, m in factors:
        sign = sign_where_real(factor, f, x) if len(factors) > 1 else 1
        if sign == 0:
            return None
        rest *= sympy.Integer(sign) ** m
        found.append((sympy.expand(sign * factor), m))
    return rest, found


def _coprime(polynomials: list[sympy.Expr], x: sympy.Symbol) -> list[sympy.Expr]:
    """Polynomials without common factors of which the given ones are products, up to constants."""
    basis: list[sympy.Expr] = []
    waiting = list(polynomials)
    while waiting:
        p = waiting.pop()
        k = next((k for k, q in enumerate(basis) if sympy.gcd(p, q).has(x)), None)
        if k is None:
            basis.append(p)
            continue
        common = sympy.gcd(p, basis[k])
        rest = [r for r in (sympy.quo(each, common, x) for each in (p, basis.pop(k))) if r.has(x)]
        if rest:
            waiting += [common, *rest]
        else:
            basis.append(common)
    return basis


def _over(p: sympy.Expr, basis: list[sympy.Expr], x: sympy.Symbol) -> Factored:
    factors, rest = [], p
    for q in basis:
        m = 0
        while sympy.rem(rest, q, x) == 0:
            rest, m = sympy.quo(rest, q, x), m + 1
        if m:
            factors.append((q, m))
    return rest, factors
