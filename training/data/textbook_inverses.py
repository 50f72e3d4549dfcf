"""A polynomial, or a power of x, times an inverse function: log(x**2 + 1), atan(x), asin(x), asec(x), log(x + sqrt(Q)).

    integral of P*A = Q*A - integral of Q*A',  Q' = P

Source: integration by parts; A' is rational, or rational over the square root of a quadratic, and integrated exactly.
"""

from __future__ import annotations

import random
from fractions import Fraction

import flint
import symengine

from symassist.expressions.convert import Expression
from training.data.expressions import X
from training.data.textbook_draws import Family, Pair, Polynomial, expression, positive, whole
from training.data.textbook_rational import IDENTITY, factored, integrate
from training.data.textbook_roots import Laurent, Quadratic, number, over_root

Poly = flint.fmpq_poly
sqrt, log = symengine.sqrt, symengine.log
Integer = symengine.Integer


def draw_powers(rng: random.Random) -> Laurent:
    """P: 1, x, x**2..., 1/x**2, or a small polynomial."""
    u = rng.random()
    if u < 0.78:
        return {rng.choice((0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, -2, -2, -3, 5)): Fraction(1)}
    return {n: Fraction(whole(rng)) for n in rng.sample((0, 1, 2, 3), 2)}


def primitive(p: Laurent) -> Laurent:
    """Q with Q' = P; P has no term 1/x."""
    return {n + 1: c / (n + 1) for n, c in p.items()}


def written(p: Laurent) -> Expression:
    """The Laurent polynomial in x."""
    return symengine.Add(*(number(c) * X**n for n, c in p.items()))


def _over_powers(p: Laurent) -> tuple[Polynomial, int]:
    """(N, k) with P = N/x**k."""
    k = max(0, -min(p))
    top = [Fraction(0)] * (max(max(p), 0) + k + 1)
    for n, c in p.items():
        top[n + k] += c
    return Poly([flint.fmpq(c.numerator, c.denominator) for c in top]), k


def _parts(p: Laurent, q: Laurent, inverse: Expression, above: Polynomial, below: Polynomial) -> Pair | None:
    """P*A with A' = above/below rational."""
    top, k = _over_powers(q)
    top, bottom = top * above, below * IDENTITY**k
    common = top.gcd(bottom)
    content, factors = factored(divmod(bottom, common)[0])
    rest = integrate(divmod(top, common)[0], factors, X)
    if rest is None:
        return None
    scale = Integer(int(content.q)) / Integer(int(content.p))
    return written(p) * inverse, written(q) * inverse - rest * scale


def logarithm(rng: random.Random) -> Pair | None:
    """P*log(a*x + b), P*log(x**2 + c), P*log((x + a)/(x + b)), P*log(1 + 1/x)."""
    p = draw_powers(rng)
    q = primitive(p)
    u = rng.random()
    if u < 0.45:
        b, a = whole(rng), 1 if rng.random() < 0.5 else positive(rng)
        base = Poly([b, a])
        if min(p) >= 0:  # Q(-b/a) = 0: then x + b cancels
            root = Fraction(-b, a)
            q = {**q, 0: -sum((c * root**n for n, c in q.items()), Fraction(0))}
        return _parts(p, {n: c for n, c in q.items() if c}, log(expression(base, X)), base.derivative(), base)
    if u < 0.8:
        base = Poly([whole(rng), whole(rng) if u > 0.7 else 0, 1 if rng.random() < 0.7 else positive(rng)])
        return _parts(p, q, log(expression(base, X)), base.derivative(), base)
    above, below = Poly([whole(rng), rng.choice((1, 1, -1))]), Poly([rng.choice((0, whole(rng))), 1])
    if above.gcd(below).degree() > 0:
        return None
    slope = above.derivative() * below - above * below.derivative()
    return _parts(p, q, log(expression(above, X) / expression(below, X)), slope, above * below)


_RATIONAL = (
    (symengine.atan, 1, 1, 5),
    (symengine.acot, -1, 1, 1),
    (symengine.atanh, 1, -1, 2),
    (symengine.acoth, 1, -1, 0.7),
)
"""Head, and (s, e, weight) where its derivative is s/(1 + e*u**2)."""


def arctangent(rng: random.Random) -> Pair | None:
    """P*atan(c*x), acot, atanh, acoth; also of x + b, 1/x, sqrt(x), x**2."""
    head, sign, e, _ = rng.choices(_RATIONAL, [row[3] for row in _RATIONAL])[0]
    p = draw_powers(rng)
    u = rng.random()
    c = 1 if rng.random() < 0.6 else positive(rng)
    if u < 0.7:
        return _parts(p, primitive(p), head(c * X), Poly([sign * c]), Poly([1, 0, e * c * c]))
    if u < 0.78:
        b = whole(rng)
        return _parts(p, primitive(p), head(X + b), Poly([sign]), Poly([1 + e * b * b, 2 * e * b, e]))
    if u < 0.84:
        return _parts(p, primitive(p), head(c / X), Poly([-sign * c]), Poly([e * c * c, 0, 1]))
    if u < 0.9:
        n = rng.choice((2, 2, 3))
        return _parts(p, primitive(p), head(X**n), sign * n * IDENTITY ** (n - 1), 1 + e * IDENTITY ** (2 * n))
    return in_square_root(
        _parts(doubled(p), primitive(doubled(p)), head(c * X), Poly([sign * c]), Poly([1, 0, e * c * c]))
    )


def doubled(p: Laurent) -> Laurent:
    """2*t*P(t**2): what P(x)*dx becomes with x = t**2."""
    return {2 * n + 1: 2 * c for n, c in p.items()}


def in_square_root(pair: Pair | None) -> Pair | None:
    """From 2*t*P(t**2)*A(t) back to P(x)*A(sqrt(x))."""
    if pair is None:
        return None
    root = sqrt(X)
    return pair[0].subs({X: root}) / (2 * root), pair[1].subs({X: root})


_ALGEBRAIC = (
    (symengine.asin, 1, -1, 1, 4),
    (symengine.acos, -1, -1, 1, 2),
    (symengine.asinh, 1, 1, 1, 2),
    (symengine.acosh, 1, 1, -1, 1.5),
)
"""Head, s, a, c, weight where its derivative is s/sqrt(a*u**2 + c)."""


def arcsine(rng: random.Random) -> Pair:
    """P*asin(c*x), acos, asinh, acosh, log(x + sqrt(x**2 + a)); also of sqrt(x)."""
    p = draw_powers(rng)
    if rng.random() < 0.15:
        a = rng.choice((1, -1, 1, -1, 4, -4, whole(rng)))
        inverse, slope, quadratic = log(X + sqrt(X**2 + a)), Fraction(1), (1, 0, a)
        return _algebraic(p, inverse, slope, quadratic)
    head, sign, a, c, _ = rng.choices(_ALGEBRAIC, [row[4] for row in _ALGEBRAIC])[0]
    k = 1 if rng.random() < 0.7 else positive(rng)
    if rng.random() < 0.1:
        pair = _algebraic(doubled(p), head(k * X), Fraction(sign * k), (a * k * k, 0, c))
        return pair[0].subs({X: sqrt(X)}) / (2 * sqrt(X)), pair[1].subs({X: sqrt(X)})
    return _algebraic(p, head(k * X), Fraction(sign * k), (a * k * k, 0, c))


def _algebraic(p: Laurent, inverse: Expression, slope: Fraction, quadratic: Quadratic) -> Pair:
    """P*A with A' = slope/sqrt(quadratic); the elementary integral that remains is written as A itself."""
    q = primitive(p)
    root = sqrt(quadratic[0] * X**2 + quadratic[2])
    rest = over_root({n: c * slope for n, c in q.items()}, quadratic, X, root)
    return written(p) * inverse, written(q) * inverse - rest


def function_times_derivative(rng: random.Random) -> Pair:
    """A**n*A' for A = atan, asin, asinh, log...: atan(x)**2/(x**2 + 1), asin(x)/sqrt(1 - x**2)."""
    inverse = rng.choice(
        (
            symengine.atan,
            symengine.asin,
            symengine.asinh,
            symengine.atanh,
            symengine.acos,
            symengine.acosh,
            symengine.acot,
        )
    )(X if rng.random() < 0.6 else X / positive(rng) if rng.random() < 0.5 else positive(rng) * X)
    slope = inverse.diff(X)
    n = Integer(rng.choice((1, 1, 1, 2, 2, 3, -1, -2, -3))) / rng.choice((1, 1, 1, 2))
    outer, f = (log(inverse), slope / inverse) if n == -1 else (inverse ** (n + 1) / (n + 1), slope * inverse**n)
    if rng.random() < 0.15:
        head = rng.choice((symengine.exp, symengine.sin, symengine.cos))
        return head(inverse).diff(X), head(inverse)
    return f, outer


def root_times_inverse(rng: random.Random) -> Pair:
    """x*asin(x)/sqrt(1 - x**2), x*asinh(x)/sqrt(x**2 + 1), atan(x)*x/(x**2 + 1)**2, asin(x)/(1 - x**2)**(3/2)."""
    head, sign, a, c, _ = rng.choices(_ALGEBRAIC, [row[4] for row in _ALGEBRAIC])[0]
    inverse, root = head(X), sqrt(a * X**2 + c)
    n = rng.choice((1, 1, 2, 3, 0))
    # d/dx root = a*x/root
    if n == 0:  # A/root**3 = (x/(c*root))'*A
        return inverse / root**3, X / (c * root) * inverse - sign * log(root**2) / (2 * a * c)
    if n == 1:
        return X * inverse / root, root * inverse / a - sign * X / a
    if n == 2:  # x**2/root = (x*root/(2*a))' - c/(2*a)/root, and root*A' = s
        return X**2 * inverse / root, (X * root * inverse - sign * X**2 / 2) / (2 * a) - c * sign * inverse**2 / (4 * a)
    return X * inverse * root, root**3 * inverse / (3 * a) - sign * (a * X**3 / 3 + c * X) / (3 * a)


FAMILIES = (
    Family("P*log(rational)", 4, logarithm, shifts=False),
    Family("P*atan and kin", 3.5, arctangent, shifts=False),
    Family("P*asin and kin", 3, arcsine, shifts=False),
    Family("A**n*A'", 1.2, function_times_derivative, shifts=False),
    Family("A/sqrt(Q), A*sqrt(Q)", 1, root_times_inverse),
)
"""Inverse functions; arguments may be made linear afterwards where the family says so."""
