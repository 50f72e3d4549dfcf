"""Roots of a + b cos(u), and of two quadratics without linear term: Legendre's elliptic integrals.

With y = a + b cos(u), m = 2 b/(a + b) and I(n) the integral of y**n du:

    I(1/2) = 2 sqrt(a + b) E(u/2, m),  I(-1/2) = 2/sqrt(a + b) F(u/2, m)
    n I(n) = b sin(u) y**(n - 1) + (2 n - 1) a I(n - 1) - (n - 1) (a**2 - b**2) I(n - 2)
    integral of 1/((cos(u) - r) sqrt(y)) = 2/((1 - r) sqrt(a + b)) Pi(2/(1 - r), u/2, m)

Two quadratics without linear term, or a quartic, are q(x**2); with X_1, X_2 the zeros of q, s = x/sqrt(X_1) and
m = X_1/X_2 leads to the form of ``legendre_integral``.

The parameter is m, as in SymPy. Byrd & Friedman, "Handbook of Elliptic Integrals", 200, 289 and 310.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy

from symassist.expressions.functions import CIRCULAR
from symassist.propose.generic import at_generic
from symassist.propose.quadratic_root import integrate_quadratic_root
from symassist.propose.special.fractions import Fractions, fractions, is_complex, vanishes
from symassist.propose.special.legendre import legendre_integral
from symassist.propose.special.product import Product, coefficients, square_roots

_HALF = sympy.S.Half
_MOST_POWER = 8


def trigonometric_root(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """R(cos u) (a + b cos u)**(n/2) for odd n and u linear in ``x``; sines likewise, shifted by a quarter turn."""
    f = _double_angles(sympy.Mul(p.rational, *p.others))
    functions = {e for e in f.atoms(sympy.Function) if e.has(x)}
    arguments = {e.args[0] for e in functions}
    if not all(isinstance(e, CIRCULAR) for e in functions) or p.exponent != 0 or p.rational != 1 or len(arguments) != 1:
        return None
    u = arguments.pop()
    line = coefficients(u, x, 1)
    if line is None:
        return None
    cosine = sympy.Dummy("cosine")
    for shift in (sympy.S.Zero, -sympy.pi / 2):
        answer = _of_cosine(in_cosine(f, u, cosine, sine=shift != 0), u + shift, cosine)
        if answer is not None:
            return answer / line[1]
    return None


def _double_angles(f: sympy.Expr) -> sympy.Expr:
    """Squares of sines and cosines through the double angle, if one stands in a radicand: 1 - k**2 sin(u)**2."""
    radicands = [e.base for e in f.atoms(sympy.Pow) if e.exp.is_Rational and e.exp.q == 2]
    if not any(_squares(radicand) for radicand in radicands):
        return f
    return f.xreplace(
        {e: (1 + (1 if isinstance(e.base, sympy.cos) else -1) * sympy.cos(2 * e.base.args[0])) / 2 for e in _squares(f)}
    )


def _squares(f: sympy.Expr) -> set[sympy.Pow]:
    return {e for e in f.atoms(sympy.Pow) if e.exp == 2 and isinstance(e.base, (sympy.sin, sympy.cos))}


def in_cosine(f: sympy.Expr, u: sympy.Expr, cosine: sympy.Symbol, *, sine: bool) -> sympy.Expr:
    """``f`` in the symbol for cos(u), or for sin(u); even powers of the other one through it."""
    own, other = (sympy.sin, sympy.cos) if sine else (sympy.cos, sympy.sin)
    g = f.replace(sympy.tan, lambda e: sympy.sin(e) / sympy.cos(e)).replace(
        sympy.cot, lambda e: sympy.cos(e) / sympy.sin(e)
    )
    g = g.replace(sympy.sec, lambda e: 1 / sympy.cos(e)).replace(sympy.csc, lambda e: 1 / sympy.sin(e))
    squared = g.replace(
        lambda e: e.is_Pow and e.base == other(u) and e.exp.is_Integer and e.exp % 2 == 0,
        lambda e: (1 - cosine**2) ** (e.exp / 2),
    )
    return sympy.powdenest(squared.xreplace({own(u): cosine}), force=True)


def _of_cosine(f: sympy.Expr, u: sympy.Expr, c: sympy.Symbol) -> sympy.Expr | None:
    """The integral over u of f(cos u) = R(cos u)/sqrt(a + b cos u)."""
    if f.has(sympy.Function):
        return None
    roots = {e.base for e in f.atoms(sympy.Pow) if e.exp.is_Rational and e.exp.q == 2 and e.has(c)}
    if len(roots) != 1:
        return None
    y = roots.pop()
    line = coefficients(y, c, 1)
    rational = sympy.simplify(f * sympy.sqrt(y)) if line is not None else None
    if line is None or rational is None or not rational.is_rational_function(c):
        return None
    if vanishes(line[0] ** 2 - line[1] ** 2):  # the root of a square
        return None
    parts = fractions(rational, c)
    if parts is None:
        return None
    a, b = line
    powers: dict[sympy.Expr, sympy.Expr] = {}
    total = sympy.S.Zero
    in_y = sympy.Poly(sympy.expand(parts.polynomial.as_expr().subs(c, (c - a) / b)), c)
    for (k,), coefficient in in_y.terms():
        powers[k - _HALF] = coefficient
    m = sympy.cancel(2 * b / (a + b))
    for pole in parts.poles:
        if vanishes(pole.root + a / b):
            powers[-pole.power - _HALF] = pole.coefficient * b**pole.power
        elif pole.power == 1 and not vanishes(1 - pole.root):
            n = sympy.cancel(2 / (1 - pole.root))
            total += pole.coefficient * n / sympy.sqrt(sympy.cancel(a + b)) * sympy.elliptic_pi(n, u / 2, m)
        else:
            return None
    if any(abs(n) > _MOST_POWER for n in powers):
        return None
    return total + sympy.Add(*(weight * _power(n, a, b, u) for n, weight in powers.items()))


def _power(n: sympy.Expr, a: sympy.Expr, b: sympy.Expr, u: sympy.Expr) -> sympy.Expr:
    """I(n) for half an odd n."""
    y, m, root = a + b * sympy.cos(u), sympy.cancel(2 * b / (a + b)), sympy.sqrt(sympy.cancel(a + b))
    below, above = 2 / root * sympy.elliptic_f(u / 2, m), 2 * root * sympy.elliptic_e(u / 2, m)
    at = _HALF
    while at < n:
        at += 1
        edge = b * sympy.sin(u) * y ** (at - 1)
        below, above = above, (edge + (2 * at - 1) * a * above - (at - 1) * (a**2 - b**2) * below) / at
    while at - 1 > n:
        edge = b * sympy.sin(u) * y ** (at - 1)
        lower = (edge + (2 * at - 1) * a * below - at * above) / ((at - 1) * (a**2 - b**2))
        below, above, at = lower, below, at - 1
    return above if at == n else below


def biquadratic_root(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """R(x) times square roots of two quadratics in x, or of a quartic, without odd powers under the roots."""
    roots = square_roots(p, x)
    big, q, m, s, w = (sympy.Dummy(name) for name in "Xqmsw")
    if roots is None:
        return None
    square = _in_even(sympy.expand(sympy.prod(roots.radicands)), x, big)
    form = None if square is None else coefficients(square, big, 2)
    if square is None or form is None or vanishes(form[0]):
        return None
    even, odd = _halves(roots.rational, x, big)
    if even == 0:
        return None  # elementary
    places = _places(roots.radicands, form, x)
    parts = fractions(even, big)
    if places is None or parts is None or any(n > _MOST_POWER for (n,) in parts.polynomial.monoms()):
        return None
    first, second = places
    place = x / sympy.sqrt(first)
    values = {m: sympy.cancel(first / second)}
    total = sympy.S.Zero
    for weight, f in _in_ratio(parts, places, q, m, values):
        answer = legendre_integral(f, q, m, s, w)
        if answer is None:
            return None
        total += weight * answer
    edge = sympy.sqrt(1 - x**2 / first) * sympy.sqrt(1 - x**2 / second)
    # edge/root: constant between the zeros, 1/sqrt(Q(0)) where the factors are positive.
    scale = sympy.sqrt(first) * edge / roots.root
    total = scale * total.xreplace({s: place, w: edge}).xreplace(values)
    if odd == 0:
        return total
    beside = integrate_quadratic_root(odd / (2 * sympy.sqrt(square)), big)
    if beside is None:
        return None
    return total + sympy.sqrt(square.xreplace({big: x**2})) / roots.root * beside.xreplace({big: x**2})


def _in_ratio(
    parts: Fractions,
    places: tuple[sympy.Expr, sympy.Expr],
    q: sympy.Symbol,
    m: sympy.Symbol,
    values: dict[sympy.Symbol, sympy.Expr],
) -> Iterator[tuple[sympy.Expr, sympy.Expr]]:
    """The partial fractions in X as (weight, function of q = X/X_1); symbols for their poles come into ``values``."""
    first, second = places
    for (n,), coefficient in parts.polynomial.terms():
        if coefficient != 0:
            yield coefficient * first**n, q**n
    for k, pole in enumerate(parts.poles):
        if pole.root == 0:
            root = sympy.S.Zero
        elif vanishes(pole.root - first):
            root = sympy.S.One
        elif vanishes(pole.root - second):
            root = 1 / m
        else:
            root = sympy.Dummy(f"r{k}")
            values[root] = sympy.cancel(pole.root / first)
        yield pole.coefficient * first**-pole.power, (q - root) ** -pole.power


def _halves(f: sympy.Expr, x: sympy.Symbol, big: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr]:
    """(g, h) with f = g(x**2) + x h(x**2)."""
    above, below = sympy.fraction(sympy.cancel(f, x))
    other = below.subs(x, -x)
    if sympy.expand(other - below) != 0:
        # An odd denominator is x times an even one; any other times its mirror image is even.
        other = x if sympy.expand(other + below) == 0 else other
        above, below = sympy.expand(above * other), sympy.expand(below * other)
    top = sympy.Poly(above, x)
    halves = [sympy.Add(*(c * big ** ((n - odd) // 2) for (n,), c in top.terms() if n % 2 == odd)) for odd in (0, 1)]
    bottom = _in_even(below, x, big)
    return halves[0] / bottom, halves[1] / bottom


def _in_even(f: sympy.Expr, x: sympy.Symbol, big: sympy.Symbol) -> sympy.Expr | None:
    """An even polynomial in ``x`` as one in x**2, None for others."""
    p = sympy.Poly(f, x)
    return (
        sympy.Add(*(c * big ** (n // 2) for (n,), c in p.terms())) if all(n % 2 == 0 for (n,) in p.monoms()) else None
    )


def _places(
    radicands: Sequence[sympy.Expr], form: tuple[sympy.Expr, ...], x: sympy.Symbol
) -> tuple[sympy.Expr, sympy.Expr] | None:
    """The zeros in X = x**2 of the product of the radicands, which should differ; the smallest positive one first."""
    found: list[sympy.Expr] = []
    for radicand in radicands:
        quadratic = coefficients(radicand, x, 2)
        if quadratic is not None:
            found.append(sympy.cancel(-quadratic[0] / quadratic[2]))
    if len(found) != 2:
        content, d = sympy.expand(form[1] ** 2 - 4 * form[0] * form[2]).primitive()
        half = sympy.sqrt(content) * sympy.sqrt(d) / (2 * form[2])
        found = [-form[1] / (2 * form[2]) + half, -form[1] / (2 * form[2]) - half]
    if vanishes(found[0] - found[1]) or (form[1] == 0 and any(is_complex(place) for place in found)):
        return None  # elementary; a binomial that a hypergeometric function writes without complex numbers
    first, second = sorted(found, key=lambda place: (is_complex(place), at_generic(place) < 0, abs(at_generic(place))))
    return first, second
