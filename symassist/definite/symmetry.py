"""What reflections of the interval tell about a definite integral: its value, or an easier integrand.

    x -> a + b - x      int f = int (f(x) + f(a + b - x))/2         and on (0, oo)      x -> 1/x, x -> c/x

Every symmetry that is used is proven, so that the values are, should the integrals converge.
"""

from __future__ import annotations

import time

import sympy
from flint import ctx

from symassist.definite.places import grid, number
from symassist.definite.values import UNFINISHED, Limits, Proposal
from symassist.numerics.record import record
from symassist.numerics.tape import Tape
from symassist.verify.identity import vanishes
from symassist.verify.pieces import vanishes_on_pieces

_GRID_STEP = 256
_PROOF_SECONDS = 1.0


def by_symmetry(f: sympy.Expr, x: sympy.Symbol, limits: Limits) -> Proposal | None:
    """(b - a) c / 2 where f(x) + f(a + b - x) = c; zero over the whole line where f(x) + f(-x) = 0.

    Zero, too, from zero to infinity where f(x) + f(1/x)/x**2 = 0.
    """
    a, b = limits
    if (a, b) in ((sympy.Integer(0), sympy.oo), (sympy.oo, sympy.Integer(0))):
        inverted = f.subs(x, 1 / x) / x**2
        if inverted.has(sympy.nan, sympy.zoo) or not _is_zero(sympy.expand_log(f + inverted, force=True), x, limits):
            return None
        return Proposal(sympy.Integer(0), f"symmetry: f(1/{x})/{x}**2 = -f({x})", proved=True)
    if (a, b) in ((-sympy.oo, sympy.oo), (sympy.oo, -sympy.oo)):
        total, middle = sympy.Integer(0), sympy.Integer(0)
    elif a.is_infinite or b.is_infinite:
        return None
    else:
        total, middle = a + b, (a + b) / 2
    mirrored = f.subs(x, total - x)
    if mirrored.has(sympy.nan, sympy.zoo):
        return None
    if _is_zero(f + mirrored, x, limits):
        return Proposal(sympy.Integer(0), f"symmetry: f({total - x}) = -f({x})", proved=True)
    if a.is_infinite:
        return None
    constant = 2 * f.subs(x, middle)
    if constant.has(x, *UNFINISHED) or not _is_zero(f + mirrored - constant, x, limits):
        return None
    value = sympy.factor_terms(sympy.expand((b - a) * constant / 2))
    return Proposal(value, f"symmetry: f({x}) + f({total - x}) = {constant}", proved=True)


def reflected(f: sympy.Expr, x: sympy.Symbol, limits: Limits) -> sympy.Expr | None:
    """An integrand with the same integral: P(x) h(x), h symmetric, with P of lower degree.

    So int x/(1 + cos(x)**2) from 0 to pi is pi/2 times the integral without x, and int log(x)/(x**2 + a**2) from 0 to
    infinity is log(a**2)/2 times that without the logarithm. None where there is no such symmetry.
    """
    if limits == (0, sympy.oo):
        return _inverted(f, x, limits)
    total = limits[0] + limits[1]
    if total.has(sympy.oo, -sympy.oo, sympy.nan, sympy.zoo):
        return None
    polynomials = [factor for factor in sympy.Mul.make_args(f) if factor.has(x) and factor.is_polynomial(x)]
    polynomial = sympy.Mul(*polynomials)
    rest = sympy.Mul(*(factor for factor in sympy.Mul.make_args(f) if factor not in polynomials))
    if not polynomials or not rest.has(x):
        return None
    mean = sympy.expand((polynomial + polynomial.subs(x, total - x)) / 2)
    if sympy.degree(mean, x) >= sympy.degree(polynomial, x):
        return None
    mirrored = rest.subs(x, total - x)
    if mirrored.has(sympy.nan, sympy.zoo) or not _is_zero(rest - mirrored, x, limits):
        return None
    return mean * rest


def _inverted(f: sympy.Expr, x: sympy.Symbol, limits: Limits) -> sympy.Expr | None:
    """For f = log(x) h with h(c/x) c/x**2 = h, c the quotient of the ends of a quadratic in h: log(c)/2 h."""
    factors = sympy.Mul.make_args(f)
    rest = sympy.Mul(*(factor for factor in factors if factor != sympy.log(x)))
    if sympy.log(x) not in factors or rest.has(sympy.log(x)):
        return None
    powers = [p for p in rest.atoms(sympy.Pow) if p.base.is_polynomial(x) and sympy.degree(p.base, x) == 2]
    for c in dict.fromkeys(sympy.cancel(p.base.subs(x, 0) / sympy.LC(p.base, x)) for p in powers):
        inverted = rest.subs(x, c / x) * c / x**2
        if not inverted.has(sympy.nan, sympy.zoo) and _is_zero(rest - inverted, x, limits):
            return sympy.log(c) / 2 * rest
    return None


def _is_zero(expression: sympy.Expr, x: sympy.Symbol, limits: Limits) -> bool:
    """Whether it vanishes between the limits, by the normal form everywhere or on the pieces around many points."""
    tape = Tape()
    root = record(tape, expression)
    if vanishes(tape, root):
        return True
    with ctx.workprec(64):
        low, high = sorted(float(number(e.subs(_anywhere(e))).real) for e in limits)
    inside = grid(low, high)[::_GRID_STEP]
    others = _anywhere(expression)
    return not (expression.free_symbols - {x}) and vanishes_on_pieces(
        tape, root, [{**others, x: float(t)} for t in inside], deadline=time.monotonic() + _PROOF_SECONDS
    )


def _anywhere(expression: sympy.Expr) -> dict[sympy.Symbol, float]:
    """Some positive values for symbols, to see on which side of each other limits lie."""
    return {s: (k + 3) / 2 for k, s in enumerate(sorted(expression.free_symbols, key=str))}
