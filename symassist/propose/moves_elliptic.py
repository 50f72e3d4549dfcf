"""Roots of cubics and quartics: the substitution that makes them even, and the half of it that is elementary.

Let P = p1 p2 with quadratics p1, p2 (a cubic has infinity as its fourth root). One involution of the line interchanges
the roots of p1 and those of p2; its fixed points r1, r2 are the roots of the Jacobian p1' p2 - p1 p2'. In

    y = (x - r1)/(x - r2),  x = (r2 y - r1)/(y - 1),  it is y -> -y,

so P (y - 1)**4 = A y**4 + B y**2 + C, and f dx splits into halves odd and even in y. The odd half is an elementary
integral in y**2 over the root of a quadratic: Goursat's pseudo-elliptic integrals are those where nothing else is left.
The even one has Legendre's form. E. Goursat, "Note sur quelques intégrales pseudo-elliptiques" (1887); Byrd & Friedman.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import sympy

from symassist.propose.generic import at_generic
from symassist.propose.moves import Move, Part, placeholder, substituted
from symassist.propose.quadratic_root import integrate_quadratic_root
from symassist.propose.rational import real_factors
from symassist.propose.real_radicands import fractional_powers

_MOST_SPLITTINGS = 3
_RECIPROCAL = "sum with the reciprocal"


def elliptic_moves(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, roots: list[sympy.Pow]) -> Iterator[Move | None]:
    """The moves to y for R(x) times the square root of a cubic or quartic, or the roots of its factors."""
    bases = {p.base for p in roots}
    if any(p.exp.q != 2 for p in roots) or not all(b.is_polynomial(x) for b in bases):
        return
    base, root = sympy.Mul(*bases), sympy.Mul(*(sympy.sqrt(b) for b in bases))
    if sympy.degree(base, x) not in (3, 4):
        return
    rational = sympy.together(f / root)
    if not rational.is_rational_function(x):
        return
    if sympy.expand(base.subs(x, -x) - base) == 0:
        yield _parity(rational * base, root, x)
        yield from _with_the_reciprocal(f, rational * base, base, x, t)
        return
    if base.free_symbols != {x}:
        return
    for first, second in _splittings(base, x):
        line = sympy.Poly(sympy.expand(first.diff(x) * second - first * second.diff(x)), x)
        places = _fixed_points(line)
        if places is not None:
            yield from _moves(f, rational * base, base, places, x, t)


def _parity(odd: sympy.Expr, root: sympy.Expr, x: sympy.Symbol) -> Move | None:
    """The halves of odd/root for an even radicand."""
    odd = sympy.together(odd)
    halves = [sympy.factor(sympy.cancel((odd + sign * odd.subs(x, -x)) / 2)) for sign in (1, -1)]
    if 0 in halves:
        return None
    return Move("even and odd", tuple(Part(half / root, x) for half in halves), placeholder(0) + placeholder(1), 1.0)


def integrate_with_reciprocal(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The elementary antiderivative of R(x) over the root of an even quartic by t = x + k/x, None without one."""
    t, roots = sympy.Dummy("t"), fractional_powers(f, x)
    if not roots:
        return None
    for move in elliptic_moves(f, x, t, roots):
        if move is not None and move.rule == _RECIPROCAL:
            answer = integrate_quadratic_root(move.parts[0].integrand, t)
            if answer is not None:
                return move.assembled([answer])
    return None


def _with_the_reciprocal(
    f: sympy.Expr, odd: sympy.Expr, base: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol
) -> Iterator[Move | None]:
    """t = x + k/x for f = odd/sqrt(a x**4 + b x**2 + a k**2): the root is x sqrt(a t**2 + b - 2 a k).

    Euler's integral of (x**2 - 1)/((x**2 + 1) sqrt(x**4 + 1)) is one of those where f dx is a function of t.
    """
    a, b, c = (sympy.Poly(base, x).nth(n) for n in (4, 2, 0))
    if a == 0 or at_generic(c / a) <= 0:
        return
    for k in (sympy.sqrt(c / a), -sympy.sqrt(c / a)):
        modulus = sympy.Poly(x**2 - t * x + k, x, extension=True)
        above, below = (
            sympy.Poly(e, x, extension=True).rem(modulus) for e in sympy.fraction(sympy.cancel(odd * x / (x**2 - k)))
        )
        # x and k/x = t - x are the roots of the modulus: what does not change under their exchange has no x in it.
        conjugate = sympy.Poly(below.as_expr().subs(x, t - x), x, extension=True)
        top, bottom = ((e * conjugate).rem(modulus) for e in (above, below))
        if top.degree() <= 0 and bottom.degree() == 0:
            h = sympy.cancel(top.as_expr() / bottom.as_expr(), extension=True)
            h = sympy.factor(h) / sympy.sqrt(sympy.expand(a * t**2 + b - 2 * a * k))
            yield substituted(_RECIPROCAL, f, x, h, t, x + k / x, 1.0)


def _splittings(base: sympy.Expr, x: sympy.Symbol) -> Iterator[tuple[sympy.Expr, sympy.Expr]]:
    """Ways to write ``base`` as a product of two real factors of degree one or two."""
    lead, factors = sympy.factor_list(base, x)
    parts: list[sympy.Expr] = []
    for factor, m in factors:
        pieces = [factor] if sympy.degree(factor, x) <= 2 else real_factors(factor, x)
        if m > 1 or pieces is None:
            return
        parts += pieces
    count = 0
    for k in range(1, len(parts) // 2 + 1):
        for chosen in combinations(range(len(parts)), k):
            first = lead * sympy.Mul(*(parts[i] for i in chosen))
            second = sympy.Mul(*(part for i, part in enumerate(parts) if i not in chosen))
            if max(sympy.degree(first, x), sympy.degree(second, x)) > 2 or (2 * k == len(parts) and 0 not in chosen):
                continue
            yield sympy.expand(first), sympy.expand(second)
            count += 1
            if count == _MOST_SPLITTINGS:
                return


def _fixed_points(line: sympy.Poly) -> tuple[sympy.Expr, sympy.Expr] | None:
    """The roots of the Jacobian where they are real; infinity for one that is missing."""
    if line.degree() == 1:
        return sympy.cancel(-line.nth(0) / line.nth(1)), sympy.oo
    if line.degree() != 2:
        return None
    a, b, c = line.all_coeffs()
    square = sympy.factor(sympy.expand((b * b - 4 * a * c) / (4 * a * a)))
    if at_generic(square) <= 0:
        return None
    half = sympy.sqrtdenest(sympy.sqrt(square))
    middle = sympy.radsimp(-b / (2 * a))
    return middle + half, middle - half


def _moves(
    f: sympy.Expr,
    odd: sympy.Expr,
    base: sympy.Expr,
    places: tuple[sympy.Expr, sympy.Expr],
    x: sympy.Symbol,
    y: sympy.Symbol,
) -> Iterator[Move | None]:
    """f = odd/sqrt(base): with R(y) of the new integrand R/sqrt(Q(y**2)), its halves."""
    r1, r2 = places
    scale = 1 if r2 == sympy.oo else y - 1
    value = y + r1 if r2 == sympy.oo else (r2 * y - r1) / scale
    inner = x - r1 if r2 == sympy.oo else (x - r1) / (x - r2)
    quartic = _tidy(sympy.expand(sympy.cancel(base.subs(x, value) * scale**4)), y)
    if any(n % 2 for (n,) in sympy.Poly(quartic, y).monoms()):
        return
    rational = sympy.cancel(sympy.together(odd.subs(x, value)))
    rational = sympy.radsimp(sympy.together(rational * value.diff(y) * scale**2))
    swapped = rational.subs(y, -y)
    halves = [sympy.factor(_cleared((rational + sign * swapped) / 2, y)) for sign in (1, -1)]
    even, uneven = halves
    root = sympy.sqrt(quartic)
    move = substituted("involution", f, x, (even + uneven) / root, y, inner, 2.0)
    if move is None:
        return
    if even == 0 or uneven == 0:
        yield move
        return
    # The two halves are of different kinds, so each goes its own way.
    sign = move.whole / placeholder(0)
    whole = sign * (placeholder(0) + placeholder(1))
    yield Move(move.rule, (Part(even / root, y), Part(uneven / root, y)), whole, 2.5, move.detail, inner)


def _tidy(e: sympy.Expr, y: sympy.Symbol) -> sympy.Expr:
    """Coefficients with roots in them simplified, so that those that are zero are seen to be."""
    p = sympy.Poly(e, y)
    return sympy.Add(*(sympy.radsimp(sympy.expand(sympy.simplify(c))) * y**n for (n,), c in p.terms()))


def _cleared(e: sympy.Expr, y: sympy.Symbol) -> sympy.Expr:
    above, below = sympy.fraction(sympy.together(e))
    top, bottom = _tidy(sympy.expand(above), y), _tidy(sympy.expand(below), y)
    return sympy.cancel(top / bottom, extension=True) if top != 0 else sympy.S.Zero
