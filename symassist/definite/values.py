"""Values of definite integrals that need no antiderivative: by SymPy, by their digits.

These only propose: whoever asks compares the value with an independent integration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import mpmath
import sympy

from symassist.budget import Budget
from symassist.definite.quadrature import precise

DIGITS = 50
_SPARE_DIGITS = 12
"""Digits that a relation must predict beyond those that its coefficients could have been chosen to fit."""
_HEIGHT = 10**6
UNFINISHED = (sympy.Integral, sympy.nan, sympy.zoo, sympy.oo, sympy.AccumBounds, sympy.Limit, sympy.Piecewise)

Limits = tuple[sympy.Expr, sympy.Expr]


@dataclass(frozen=True)
class Proposal:
    """A ``value`` with the ``method`` that found it; ``proved`` if it is the integral's, should that converge."""

    value: sympy.Expr
    method: str
    proved: bool = False


def by_sympy(f: sympy.Expr, x: sympy.Symbol, limits: Limits, positive: Sequence[sympy.Symbol]) -> Proposal | None:
    """What ``sympy.integrate`` answers, for positive parameters where they are so."""
    known = {s: sympy.Dummy(s.name, positive=True) for s in positive if not s.is_positive}
    real = sympy.Dummy(x.name, real=True)
    integrand, low, high = (e.subs(known, simultaneous=True) for e in (f, *limits))
    answer = sympy.integrate(integrand.subs(x, real), (real, low, high), conds="none")
    answer = answer.subs({dummy: s for s, dummy in known.items()}, simultaneous=True)
    if answer.has(sympy.hyper, sympy.meijerg):
        answer = sympy.hyperexpand(answer)
    if answer.has(*UNFINISHED, real) or not answer.free_symbols <= f.free_symbols.union(
        *(e.free_symbols for e in limits)
    ):
        return None
    return Proposal(min((answer, sympy.simplify(answer)), key=sympy.count_ops), "sympy.integrate")


def by_digits(f: sympy.Expr, x: sympy.Symbol, limits: Limits, seconds: float) -> Proposal | None:
    """The simplest known number that agrees with the integral to many more digits than were needed to find it."""
    budget = Budget.of(seconds)
    found = precise(f, x, *limits, digits=DIGITS, seconds=seconds)
    if found is None:
        return None
    with mpmath.workdps(DIGITS):
        value, error = found
        if abs(value) < mpmath.mpf(10) ** (-DIGITS + 5):
            return Proposal(sympy.Integer(0), f"zero to {DIGITS - 5} digits of a numerical integration")
        accuracy = DIGITS if error == 0 else min(DIGITS, int(-mpmath.log10(error / max(abs(value), mpmath.mpf(1)))))
        if accuracy < 30:
            return None  # too few digits to tell a coincidence
        for form in _forms():
            if budget.spent:
                return None
            named = form(value, accuracy - 3)
            if named is not None:
                return Proposal(named, f"{accuracy} digits of a numerical integration recognised")
    return None


_Form = Callable[[mpmath.mpf, int], sympy.Expr | None]


def _forms() -> Iterator[_Form]:
    """Rational multiples of single constants first, their square roots, then sums over several constants."""
    pi, half = sympy.pi, sympy.Rational(1, 2)
    singles: tuple[sympy.Expr, ...] = (
        sympy.Integer(1),
        pi,
        pi**2,
        sympy.sqrt(pi),
        sympy.log(2),
        pi * sympy.log(2),
        sympy.Catalan,
    )
    singles += (
        sympy.zeta(3),
        pi**3,
        pi**4,
        sympy.E,
        1 / sympy.E,
        sympy.EulerGamma,
        pi / sympy.E,
        sympy.gamma(half / 2),
    )
    for unit in singles:
        yield partial(_multiple, unit=unit)
    for unit in (sympy.Integer(1), pi):
        yield partial(_root, unit=unit)
    log, root = sympy.log, sympy.sqrt
    for basis in (
        (sympy.Integer(1), pi, log(2)),
        (sympy.Integer(1), pi, log(2), log(3), root(3) * pi),
        (sympy.Integer(1), root(2), log(1 + root(2)), root(2) * log(1 + root(2)), pi * root(2)),
        (pi**2, pi * log(2), log(2) ** 2, sympy.Catalan),
        (sympy.Integer(1), pi**2, log(2), sympy.zeta(3)),
        (sympy.Integer(1), sympy.E, 1 / sympy.E),
        (pi, sympy.E * pi, pi / sympy.E),
        (sympy.Integer(1), sympy.EulerGamma, log(2), log(pi)),
    ):
        yield partial(_combination, basis=basis)


def _multiple(value: mpmath.mpf, digits: int, unit: sympy.Expr) -> sympy.Expr | None:
    """q times the unit with a rational q of far fewer digits."""
    relation = mpmath.pslq([value, _number(unit)], tol=mpmath.mpf(10) ** -digits, maxcoeff=_HEIGHT, maxsteps=4000)
    if relation is None or relation[0] == 0:
        return None
    return -sympy.Rational(relation[1], relation[0]) * unit


def _root(value: mpmath.mpf, digits: int, unit: sympy.Expr) -> sympy.Expr | None:
    """sqrt(q) times the unit."""
    square = _multiple((value / _number(unit)) ** 2, digits - 1, sympy.Integer(1))
    if square is None:
        return None
    return (1 if value > 0 else -1) * sympy.sqrt(square) * unit


def _combination(value: mpmath.mpf, digits: int, basis: Sequence[sympy.Expr]) -> sympy.Expr | None:
    """A rational combination of the basis whose coefficients have together far fewer digits than agree."""
    height = 10 ** min(4, (digits - _SPARE_DIGITS) // (len(basis) + 1))
    numbers = [value, *map(_number, basis)]
    relation = mpmath.pslq(numbers, tol=mpmath.mpf(10) ** -digits, maxcoeff=height, maxsteps=6000)
    if relation is None or relation[0] == 0:
        return None
    return sympy.Add(*(-sympy.Rational(c, relation[0]) * b for c, b in zip(relation[1:], basis, strict=True)))


def _number(constant: sympy.Expr) -> mpmath.mpf:
    return mpmath.mpmathify(sympy.N(constant, DIGITS + 10))
