"""Roots whose radicands are positive where the integrand is real: the signs of what stands under them."""

from __future__ import annotations

import numpy as np
import sympy

from symassist.propose.agreement import sampled

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
    """f with the roots of the factors of its radicands, those positive where f is real; None if nothing is split."""
    values: dict[sympy.Expr, sympy.Expr] = {}
    for p in fractional_powers(f, x):
        if not p.base.is_polynomial(x):
            continue
        lead, factors = sympy.factor_list(p.base, x)
        if len(factors) < 2:
            continue
        root, rest = sympy.S.One, lead
        for factor, m in factors:
            sign = sign_where_real(factor, f, x)
            if sign == 0:
                return None
            rest *= sympy.Integer(sign) ** m
            root *= sympy.expand(sign * factor) ** (m * p.exp)
        values[p] = rest**p.exp * root
    return sympy.powsimp(f.xreplace(values)) if values else None
