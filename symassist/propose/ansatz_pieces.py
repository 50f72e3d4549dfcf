"""Integrals in pieces: by the powers of a parameter, by the powers of a logarithm or inverse function, term by term.

With theta' simpler than theta, the integral of p theta**n is P theta**n less that of n P theta**(n-1) theta', P' = p:
integration by parts, downwards through the powers. A sum of parameters' powers is integrated power by power.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import symengine

from symassist.errors import SymassistError
from symassist.expressions.convert import Expression, head_name
from symassist.expressions.derivative import derivative
from symassist.expressions.normal_form import normal
from symassist.expressions.operators import INVERSE_CIRCULAR_NAMES, INVERSE_HYPERBOLIC_NAMES
from symassist.propose.shape import coefficient, subexpressions

MAX_DEGREE, MAX_TERMS = 4, 4
_LAYERED = frozenset(
    ["log", "erf", "erfi", "Si", "Ci", "Shi", "Chi", "Ei", *INVERSE_CIRCULAR_NAMES, *INVERSE_HYPERBOLIC_NAMES]
)
_THETA = symengine.Symbol("_theta")

Solve = Callable[[Expression], Expression | None]
"""An antiderivative, or None."""


def in_pieces(f: Expression, x: Expression, solve: Solve) -> Expression | None:
    """An antiderivative of ``f`` put together from those of simpler integrands, None where ``solve`` fails on one."""
    for p in sorted(f.free_symbols - {x}, key=str):
        powers = _powers(f, p)
        if powers is not None and sum(c != 0 for c in powers) > 1:
            return _by_parameter(powers, p, solve)
    for theta in [e for e in subexpressions(f) if head_name(e) in _LAYERED and symengine.has_symbol(e, x)]:
        powers = _powers(f.subs({theta: _THETA}), _THETA)
        if powers is not None and len(powers) > 1:
            return _by_parts(f, powers, theta, x, solve)
    whole = f.expand()
    terms = whole.args if type(whole) is symengine.Add else ()
    return _by_term(terms, solve) if 1 < len(terms) <= MAX_TERMS else None


def _powers(f: Expression, p: Expression) -> list[Expression] | None:
    """The coefficients of a polynomial in ``p``, from p**0 on; None if ``f`` is none of small degree."""
    if not looks_polynomial(f, p):
        return None
    slope, degree = f, 0
    while symengine.has_symbol(slope, p):
        slope, degree = normal(slope.diff(p)), degree + 1
        if symengine.has_symbol(slope, p):
            slope = slope.expand()
        if degree > MAX_DEGREE:
            return None
    try:
        return [normal(coefficient(f, p, k)) for k in range(degree + 1)]
    except (SymassistError, RuntimeError):  # a pole at p = 0
        return None


def looks_polynomial(f: Expression, p: Expression) -> bool:
    """Whether ``p`` stands in sums, products and small powers only: derivatives of anything else grow without end."""
    if not symengine.has_symbol(f, p) or f == p:
        return True
    if type(f) is symengine.Pow:
        base, n = f.args
        return isinstance(n, symengine.Integer) and 0 < n <= MAX_DEGREE and looks_polynomial(base, p)
    return type(f) in (symengine.Add, symengine.Mul) and all(looks_polynomial(a, p) for a in f.args)


def _by_parameter(powers: list[Expression], p: Expression, solve: Solve) -> Expression | None:
    total = symengine.Integer(0)
    for k, part in enumerate(powers):
        if part != 0:
            integral = solve(part)
            if integral is None:
                return None
            total += p**k * integral
    return normal(total.expand()) if total != 0 else None


def _by_term(terms: Sequence[Expression], solve: Solve) -> Expression | None:
    """Where the whole has no fit, as its coefficients are sums, the terms alone may have one."""
    total = symengine.Integer(0)
    for term in terms:
        integral = solve(term)
        if integral is None:
            return None
        total += integral
    return normal(total)


def _by_parts(
    f: Expression, powers: list[Expression], theta: Expression, x: Expression, solve: Solve
) -> Expression | None:
    degree = len(powers) - 1
    if powers[-1] == 0:
        return None
    outer = solve(powers[-1])
    if outer is None:
        return None
    leading = outer * theta**degree
    below = symengine.Add(*(c * theta**k for k, c in enumerate(powers[:-1])))
    try:
        rest = normal(below - outer * degree * theta ** (degree - 1) * derivative(theta, x))
    except SymassistError:
        return None
    if rest == 0:
        return normal(leading)
    remainder = None if _is_no_simpler(rest, f) else solve(rest)
    return None if remainder is None else normal(leading + remainder)


def _is_no_simpler(rest: Expression, f: Expression) -> bool:
    """Whether by parts only gave the same integral again: parts of log(x)/x is -log(x)/x."""
    ratio = normal(rest / f)
    return not ratio.free_symbols
