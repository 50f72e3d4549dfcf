"""Antiderivatives that jump where the integrand does not, with the jumps taken out.

Between jumps sign, floor and atan(tan) differ from smooth functions by constants, which differentiation cannot see:
-cos(x)*sign(sin(x)) is an antiderivative of |sin(x)| on each period and falls by 2 from one to the next. With J(k) the
jump at the k-th place, F - sum of J(j), j <= k, has the same limit on both sides of each place; at the place itself
sign is 0 and tan infinite, as before. SymPy writes floor for such sums, and so do we.
D. Jeffrey, "The importance of being continuous", Mathematics Magazine 67 (1994).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import sympy
from numpy.typing import NDArray

from symassist.errors import UnsupportedExpressionError
from symassist.numerics.evaluate import evaluate
from symassist.problem import Problem

_STEPS = (sympy.sign, sympy.Heaviside, sympy.floor, sympy.ceiling)
_BESIDE = 1e-7
_SMALL, _LARGE = 1e-4, 1e6
_PLACES = (-3, -2, -1, 0, 1, 2, 3)
_MOST_GROUPS = 4
_MOST_OPERATIONS, _MOST_DEGREE = 120, 8
"""What is larger would take seconds of a process that cannot be killed."""

Values = Mapping[sympy.Expr, sympy.Expr]


@dataclass(frozen=True)
class _Jumps:
    """The places x = ``place``, in ``k`` or a single one, with what the steps are on either side of it.

    ``index`` is k as a function of x; for a single place None and ``step``, which goes from -1 to 1 there.
    """

    place: sympy.Expr
    left: Values
    right: Values
    index: sympy.Expr | None
    step: sympy.Expr = sympy.S.Zero


def continuous_form(problem: Problem, F: sympy.Expr) -> sympy.Expr | None:
    """F with the jumps taken out that f does not have, None if there are none or they have no simple sum.

    The form has the same derivative between the places, and was seen in doubles to meet there; it must be judged.
    """
    x = problem.variable
    if not F.has(*_STEPS, sympy.atan) or sympy.count_ops(F) > _MOST_OPERATIONS:
        return None
    k = sympy.Dummy("k", integer=True)
    form, changed = F, False
    for jumps in list(_groups(F, x, k))[:_MOST_GROUPS]:
        correction = _correction(form, x, k, jumps)
        if correction is None:
            return None
        if correction != 0 and _is_finite_beside(problem, jumps, k):
            form, changed = form - correction, True
    return form if changed and all(_meets(problem, form, jumps, k) for jumps in _groups(F, x, k)) else None


def _groups(F: sympy.Expr, x: sympy.Symbol, k: sympy.Symbol) -> Iterator[_Jumps]:
    """The jumps of F's steps, those of one kind together."""
    pi, half = sympy.pi, sympy.Rational(1, 2)
    for e in sorted(F.atoms(*_STEPS, sympy.atan), key=str):
        u = e.args[0]
        if not u.has(x):
            continue
        rising = _line(u, x)
        if isinstance(e, (sympy.floor, sympy.ceiling)) and rising is not None:
            below = 0 if isinstance(e, sympy.floor) else 1
            place = _solved(u, x, k)
            yield _Jumps(place, {e: k - 1 + below}, {e: k + below}, u)
        elif isinstance(e, (sympy.sign, sympy.Heaviside)) and (rising is not None or _line(-u, x) is not None):
            sides = (e.func(-1), e.func(1)) if rising is not None else (e.func(1), e.func(-1))
            step = sympy.sign(u) if rising is not None else -sympy.sign(u)
            yield _Jumps(_solved(u, x, sympy.S.Zero), {e: sides[0]}, {e: sides[1]}, None, step)
        elif isinstance(e, sympy.sign) and isinstance(u, (sympy.sin, sympy.cos)) and _line(u.args[0], x) is not None:
            angle = u.args[0]
            after = (-1) ** k if isinstance(u, sympy.sin) else -((-1) ** k)
            shift = sympy.S.Zero if isinstance(u, sympy.sin) else half
            yield _Jumps(_solved(angle, x, pi * (k + shift)), {e: -after}, {e: after}, angle / pi - shift)
        elif isinstance(e, sympy.atan):
            yield from _turns(e, x, k)


def _turns(e: sympy.Expr, x: sympy.Symbol, k: sympy.Symbol) -> Iterator[_Jumps]:
    """atan(a + b tan(l)) with b of known sign: it leaps where the tangent has its poles."""
    tangents = [t for t in e.args[0].atoms(sympy.tan) if t.has(x)]
    if len(tangents) != 1:
        return
    (tangent,) = tangents
    slope, angle = sympy.diff(e.args[0].subs(tangent, k), k), tangent.args[0]
    if slope.has(k, x) or not (slope.is_positive or slope.is_negative) or _line(angle, x) is None:
        return
    end = sympy.pi / 2 if slope.is_positive else -sympy.pi / 2
    place = _solved(angle, x, sympy.pi * (k + sympy.Rational(1, 2)))
    yield _Jumps(place, {e: end}, {e: -end}, angle / sympy.pi - sympy.Rational(1, 2))


def _line(u: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The slope of a linear function that is known to rise, else None."""
    slope = u.diff(x)
    return slope if not slope.has(x) and slope.is_positive else None


def _solved(line: sympy.Expr, x: sympy.Symbol, value: sympy.Expr) -> sympy.Expr:
    return sympy.expand((value - line.subs(x, 0)) / line.diff(x))


def _correction(F: sympy.Expr, x: sympy.Symbol, k: sympy.Symbol, jumps: _Jumps) -> sympy.Expr | None:
    """What F has gained by jumps at the places so far; None where that is no polynomial in their number."""
    right, left = (F.xreplace(dict(side)).subs(x, jumps.place) for side in (jumps.right, jumps.left))
    jump = sympy.expand(sympy.powsimp(sympy.expand(right - left)))
    if jump.has(sympy.nan, sympy.zoo, sympy.oo, *_STEPS) or jump.has(x):
        return None
    if jumps.index is None:
        return None if jump.has(k) else jump / 2 * jumps.step
    if jump.is_polynomial(k):
        return _summed(jump, k, jumps.index)
    # What alternates is told apart: the even places and the odd ones.
    m = sympy.Dummy("m", integer=True)
    even, odd = (sympy.expand(sympy.powsimp(jump.subs(k, place))) for place in (2 * m, 2 * m + 1))
    if not (even.is_polynomial(m) and odd.is_polynomial(m)):
        return None
    sums = _summed(even, m, jumps.index / 2), _summed(odd, m, (jumps.index - 1) / 2)
    return None if sums[0] is None or sums[1] is None else sums[0] + sums[1]


def _summed(jump: sympy.Expr, k: sympy.Symbol, index: sympy.Expr) -> sympy.Expr | None:
    """The sum of the jumps up to x, a polynomial in their number; None if that is of high degree."""
    if sympy.degree(jump, k) > _MOST_DEGREE:
        return None
    j = sympy.Dummy("j", integer=True)
    total = sympy.factor(sympy.summation(jump.subs(k, j), (j, 1, k)))
    return sympy.factor_terms(total.subs(k, sympy.floor(sympy.expand(index))))


def _beside(problem: Problem, jumps: _Jumps, k: sympy.Symbol) -> NDArray[np.float64]:
    """(N, 2) points to the left and right of some of the places, parameters at 1.3."""
    places = [jumps.place] if jumps.index is None else [jumps.place.subs(k, n) for n in _PLACES]
    parameters = dict.fromkeys(problem.parameters, 1.3)
    values = np.array([float(place.subs(parameters)) for place in places])
    return np.stack([values - _BESIDE, values + _BESIDE], axis=1)


def _at(problem: Problem, e: sympy.Expr, points: NDArray[np.float64]) -> NDArray[np.complex128]:
    values = {problem.variable: points.ravel(), **{p: np.full(points.size, 1.3) for p in problem.parameters}}
    return evaluate(e, values).reshape(points.shape)


def _is_finite_beside(problem: Problem, jumps: _Jumps, k: sympy.Symbol) -> bool:
    """Whether f is of moderate size on both sides: the two sides of a pole have nothing to do with each other."""
    try:
        f = np.abs(_at(problem, problem.integrand, _beside(problem, jumps, k)))
    except (UnsupportedExpressionError, TypeError):
        return False
    return bool(np.isfinite(f).all() and f.max() < _LARGE)


def _meets(problem: Problem, form: sympy.Expr, jumps: _Jumps, k: sympy.Symbol) -> bool:
    try:
        values = _at(problem, form, _beside(problem, jumps, k))
    except (UnsupportedExpressionError, TypeError):
        return False
    gap = np.abs(values[:, 1] - values[:, 0])
    return bool(np.isfinite(gap).all() and gap.max() < _SMALL * max(1.0, float(np.abs(values).max())))
