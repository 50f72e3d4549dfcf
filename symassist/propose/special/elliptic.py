"""Roots of a + b cos(u), and of two quadratics without linear term: Legendre's elliptic integrals.

With y = a + b cos(u), m = 2 b/(a + b) and I(n) the integral of y**n du:

    I(1/2) = 2 sqrt(a + b) E(u/2, m),  I(-1/2) = 2/sqrt(a + b) F(u/2, m)
    n I(n) = b sin(u) y**(n - 1) + (2 n - 1) a I(n - 1) - (n - 1) (a**2 - b**2) I(n - 2)
    integral of 1/((cos(u) - r) sqrt(y)) = 2/((1 - r) sqrt(a + b)) Pi(2/(1 - r), u/2, m)

With Q = (1 - k**2 x**2) (1 - m k**2 x**2), z = asin(k x) and M(n) the integral of x**(2 n)/sqrt(Q):

    M(0) = F(z, m)/k,  M(1) = (F(z, m) - E(z, m))/(m k**3)
    N(1) = -Pi(1/(k**2 r), z, m)/(k r)  for the integral N(n) of 1/((x**2 - r)**n sqrt(Q));  X = x**2, q = Q(r):
    x sqrt(Q)/(X - r)**n = -2 n r q N(n + 1) + (1 - 2 n) (q + r q') N(n) + (2 - 2 n) (q' + r q''/2) N(n - 1)
                           + (3 - 2 n) q''/2 N(n - 2)

The parameter is m, as in SymPy. Byrd & Friedman, "Handbook of Elliptic Integrals", 200, 289 and 310.
"""

from __future__ import annotations

import sympy

from symassist.propose.rational import at_generic, generic_values
from symassist.propose.special.fractions import Pole, fractions, vanishes
from symassist.propose.special.product import Product, coefficients

_HALF = sympy.S.Half
_MOST_POWER = 8


def trigonometric_root(p: Product, x: sympy.Symbol) -> sympy.Expr | None:
    """R(cos u) (a + b cos u)**(n/2) for odd n and u linear in ``x``; sines likewise, shifted by a quarter turn."""
    f = _double_angles(sympy.Mul(p.rational, *p.others))
    arguments = {e.args[0] for e in f.atoms(sympy.Function) if e.has(x)}
    if p.exponent != 0 or p.rational != 1 or len(arguments) != 1:
        return None
    u = arguments.pop()
    line = coefficients(u, x, 1)
    if line is None:
        return None
    cosine = sympy.Dummy("cosine")
    for shift in (sympy.S.Zero, -sympy.pi / 2):
        answer = _of_cosine(_in_cosine(f, u, cosine, sine=shift != 0), u + shift, cosine)
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


def _in_cosine(f: sympy.Expr, u: sympy.Expr, cosine: sympy.Symbol, *, sine: bool) -> sympy.Expr:
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
    """R(x**2) times square roots of two quadratics in x, or of a quartic, without odd powers."""
    if p.exponent != 0:
        return None
    rational, square, roots, bases = p.rational, sympy.S.One, sympy.S.One, []
    for factor in p.others:
        base, n = factor.as_base_exp()
        if not (n.is_Rational and n.q == 2 and base.is_rational_function(x)):
            return None
        above, below = sympy.fraction(sympy.together(base))
        # below sqrt(above/below) is a root of above below wherever the quotient is.
        square, roots = square * above * below, roots * below * sympy.sqrt(base)
        bases += [above, below]
        rational *= base ** (n + _HALF) * below
    big = sympy.Dummy("X")
    q = sympy.expand(square).subs(x, sympy.sqrt(big))
    rational = sympy.cancel(rational).subs(x, sympy.sqrt(big))
    form = coefficients(q, big, 2)
    if form is None or not rational.is_rational_function(big) or vanishes(form[0]):
        return None
    places = _places(bases, form, x)
    parts = fractions(sympy.cancel(rational), big)
    if places is None or parts is None or any(n > _MOST_POWER for (n,) in parts.polynomial.monoms()):
        return None
    first, second = places
    k, m = 1 / sympy.sqrt(first), sympy.cancel(first / second)
    z = sympy.asin(k * x)
    # sqrt(Q)/roots: constant between the zeros, 1/sqrt(Q(0)) where the factors are positive.
    scale = sympy.sqrt(1 - x**2 / first) * sympy.sqrt(1 - x**2 / second) / roots
    moments = {0: sympy.elliptic_f(z, m) / k}
    moments[1] = (moments[0] - sympy.elliptic_e(z, m) / k) / (m * k**2)
    total = sympy.S.Zero
    c0, c1, c2 = 1, -(1 / first + 1 / second), 1 / (first * second)
    edge = sympy.sqrt(1 - x**2 / first) * sympy.sqrt(1 - x**2 / second)
    for n in range(2, 1 + max((n for (n,) in parts.polynomial.monoms()), default=0)):
        lower = (2 * n - 3) * c0 * moments[n - 2] + (2 * n - 2) * c1 * moments[n - 1]
        moments[n] = (x ** (2 * n - 3) * edge - lower) / ((2 * n - 1) * c2)
    total += sympy.Add(*(coefficient * moments[n] for (n,), coefficient in parts.polynomial.terms()))
    for pole in parts.poles:
        if pole.power > _MOST_POWER:
            return None
        base = sympy.elliptic_pi(sympy.cancel(first / pole.root), z, m) / (-k * pole.root) if pole.root != 0 else None
        total += pole.coefficient * _over_pole(pole, (c0, c1, c2), (moments[0], moments[1], base), edge, x)
    return scale * total


def _over_pole(
    pole: Pole,
    form: tuple[sympy.Expr, ...],
    known: tuple[sympy.Expr, sympy.Expr, sympy.Expr | None],
    edge: sympy.Expr,
    x: sympy.Symbol,
) -> sympy.Expr:
    """N(k) for the pole's root r and power k, from M(0), M(1) and, if r is no zero of X Q(X), N(1)."""
    (c0, c1, c2), r = form, pole.root
    q0, q1 = c0 + c1 * r + c2 * r**2, c1 + 2 * c2 * r
    values = {-1: known[1] - r * known[0], 0: known[0]}
    regular = not (vanishes(r) or vanishes(q0))
    if regular:
        assert known[2] is not None
        values[1] = known[2]
    for n in range(1, pole.power + (0 if regular else 1)):
        rest = edge * x * (x**2 - r) ** -n - (2 - 2 * n) * (q1 + r * c2) * values[n - 1]
        rest -= (3 - 2 * n) * c2 * values[n - 2]
        if regular:
            values[n + 1] = (rest - (1 - 2 * n) * (q0 + r * q1) * values[n]) / (-2 * n * r * q0)
        else:
            values[n] = rest / ((1 - 2 * n) * (q0 + r * q1))
    return values[pole.power]


def _places(
    radicands: list[sympy.Expr], form: tuple[sympy.Expr, ...], x: sympy.Symbol
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
    if vanishes(found[0] - found[1]) or (form[1] == 0 and any(_complex(place) for place in found)):
        return None  # elementary; a binomial that a hypergeometric function writes without complex numbers
    first, second = sorted(found, key=lambda place: (_complex(place), at_generic(place) < 0, abs(at_generic(place))))
    return first, second


def _complex(e: sympy.Expr) -> bool:
    return not vanishes(sympy.im(e.xreplace(generic_values(e))))
