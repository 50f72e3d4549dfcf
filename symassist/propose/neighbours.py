"""Systematic neighbours of an integrand: the terms that antiderivatives of such functions are made of.

By Liouville's theorem an elementary antiderivative is v0 + sum c_i log(v_i) with the v_i built from what the integrand
is built from. So its terms are looked for among: powers of the denominators' factors and their logarithms, arc
tangents of quadratic factors, monomials in sine and cosine of an argument, roots and the logarithm or arc sine that
goes with them, polynomial multiples of exponentials and logarithms. The linear fit finds which occur.
Idea: Rothstein & Trager; Bronstein, "Symbolic Integration I" (parallel integration); the choice of terms is ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import symengine

from symassist.expressions.convert import Expression, head_name
from symassist.expressions.nodes import root
from symassist.expressions.normal_form import normal
from symassist.expressions.sums import leading_sign
from symassist.propose.neighbours_outer import squares
from symassist.propose.neighbours_roots import with_roots
from symassist.propose.neighbours_waves import exponential_polynomial
from symassist.propose.shape import (
    arguments_of,
    coefficient,
    degree_in,
    denominator_factors,
    is_exponential,
    is_half,
    positive_root,
    subexpressions,
    total_degree,
)
from symassist.propose.substitutions import substitutions

MAX_DEGREE = 8
SUBSTITUTIONS = (5, 2)
"""How many substitutions are tried, and how many in each of their integrands."""
_TRIG = ("sin", "cos", "tan", "cot", "sec", "csc")
_HYPERBOLIC = ("sinh", "cosh", "tanh", "coth", "sech", "csch")


def families(f: Expression, x: Expression, depth: int = 0) -> Iterator[list[Expression]]:
    """Groups of terms for ``f``, each a basis to be tried for itself (with the candidates' terms).

    What is found for the integrand of a substitution comes after what is found directly.
    """
    polynomial = [x**k for k in range(1, min(degree_in(f, x), MAX_DEGREE) + 2)]
    arguments = arguments_of(f, x)
    waves = exponential_polynomial(f, x)
    if waves:
        yield waves
    yield from _over_denominators(f, x, polynomial)
    yield from _periodic(f, x, polynomial, arguments)
    yield from with_roots(f, x, polynomial)
    yield from _transcendental(f, x, polynomial, arguments)
    yield squares(f, x)
    if depth < len(SUBSTITUTIONS):
        for way in substitutions(f, x, depth)[: SUBSTITUTIONS[depth]]:
            for family in families(way.integrand, way.t, depth + 1):
                yield [way.inner, *(term.subs({way.t: way.inner}) for term in family)]


# --- rational functions of a kernel -----------------------------------------------------------------------------------


def _over_denominators(f: Expression, x: Expression, polynomial: list[Expression]) -> Iterator[list[Expression]]:
    """log p, x**k/p**j for the factors p of the denominator, arc tangents or logarithms of the quadratic ones."""
    for generator in _generators(f, x):
        found: list[Expression] = [*polynomial, generator, generator**2, symengine.log(generator)]
        for factor, multiplicity in denominator_factors(f):
            if not symengine.has_symbol(factor, x):
                continue
            found.append(symengine.log(factor))
            for j in range(1, min(multiplicity, 5) + 1):
                found += [generator**k / factor**j for k in range(4)]
            found += _of_quadratic(factor, generator) + _of_biquadratic(factor, generator)
            found += _of_cubic(factor, generator)
        yield found


def _generators(f: Expression, x: Expression) -> list[Expression]:
    """x, and each exponential, tangent and root of a linear argument that f could be rational in."""
    found = [x]
    for e in subexpressions(f):
        if is_exponential(e) or head_name(e) in ("tan", "tanh", "log"):
            found.append(e)
        elif type(e) is symengine.Pow and is_half(e.args[1]) and e.args[0] == x:
            found.append(symengine.sqrt(x))
    return list(dict.fromkeys(found))[:3]


def _of_quadratic(p: Expression, g: Expression) -> list[Expression]:
    """For p = a g**2 + b g + c the arc tangent, its hyperbolic twin, and logarithms of the linear factors."""
    place = symengine.Symbol("_g")
    q = p.subs({g: place}).expand()
    a, b, c = (coefficient(q, place, k) for k in (2, 1, 0))
    if a == 0 or (q - (a * place**2 + b * place + c)).expand() != 0:
        return []
    discriminant = (4 * a * c - b * b).expand()
    if discriminant == 0:
        return []
    slope = 2 * a * g + b
    root = positive_root(discriminant)
    hyperbolic = positive_root(-discriminant)
    return [
        symengine.atan(slope / root),
        symengine.atanh(slope / hyperbolic),
        symengine.log((slope - hyperbolic) / (slope + hyperbolic)),
        *(t / p for t in (slope, g)),
    ]


def _of_biquadratic(p: Expression, g: Expression) -> list[Expression]:
    """For p = a g**4 + b g**2 + c with real factors g**2 +- m g + r their logarithms and arc tangents."""
    place = symengine.Symbol("_g")
    q = p.subs({g: place}).expand()
    a, b, c = (coefficient(q, place, k) for k in (4, 2, 0))
    if a == 0 or c == 0 or (q - (a * place**4 + b * place**2 + c)).expand() != 0:
        return []
    r = positive_root(c / a)
    m, s = positive_root(2 * r - b / a), positive_root(2 * r + b / a)
    if s == 0:
        return []
    pairs = [(symengine.log(g**2 + k * m * g + r), symengine.atan((2 * g + k * m) / s)) for k in (1, -1)]
    return [t for pair in pairs for t in pair]


def _of_cubic(p: Expression, g: Expression) -> list[Expression]:
    """For p = a g**3 + c = a (g + r)(g**2 - r g + r**2) the logarithms and the arc tangent."""
    place = symengine.Symbol("_g")
    q = p.subs({g: place}).expand()
    a, c = coefficient(q, place, 3), coefficient(q, place, 0)
    if a == 0 or c == 0 or (q - (a * place**3 + c)).expand() != 0:
        return []
    sign = leading_sign(root(normal(c / a)))
    r = sign * normal(sign * c / a) ** symengine.Rational(1, 3)
    arc = symengine.atan((2 * g - r) / (symengine.sqrt(3) * r))
    return [symengine.log(g + r), symengine.log(g**2 - r * g + r**2), arc]


# --- trigonometric and hyperbolic -------------------------------------------------------------------------------------


def _periodic(
    f: Expression, x: Expression, polynomial: list[Expression], arguments: dict[str, list[Expression]]
) -> Iterator[list[Expression]]:
    """x**k sin**i cos**j, tangents' powers, logarithms of sine, cosine and of secant plus tangent."""
    for heads, sine, cosine, gudermann in (
        (_TRIG, symengine.sin, symengine.cos, symengine.atanh),
        (_HYPERBOLIC, symengine.sinh, symengine.cosh, symengine.atan),
    ):
        for u in list(dict.fromkeys(a for h in heads for a in arguments.get(h, [])))[:2]:
            s, c = sine(u), cosine(u)
            yield from _half_angle(f, x, u, s, c, polynomial)
            degree = min(max(2, total_degree(f)), 6)
            monomials = [s**i * c**j for i, j in product(range(degree + 1), repeat=2) if 0 < i + j <= degree]
            yield [*polynomial, *sorted(monomials, key=lambda m: len(str(m)))]
            yield [
                *polynomial,
                symengine.log(c), symengine.log(s), gudermann(s), symengine.atanh(c),
                *((s / c) ** k for k in range(1, degree + 2)),
                *((c / s) ** k for k in range(1, degree + 2)),
                *(1 / c**k for k in range(1, degree + 1)), *(1 / s**k for k in range(1, degree + 1)),
                *(s / c**k for k in range(2, degree + 1)), *(c / s**k for k in range(2, degree + 1)),
                s, c, s * c,
            ]  # fmt: skip
            if len(polynomial) <= 5:
                yield [p * m for p in (1, *polynomial) for m in (s, c, s * c, s**2, c**2)] + polynomial
                yield [p * m for p in (1, *polynomial) for m in (s / c, c / s, symengine.log(c), symengine.log(s))]
        mixed = [a for h in ("sin", "cos", "sinh", "cosh") for a in arguments.get(h, [])]
        if len(set(mixed)) > 1:  # products to sums
            waves = [w(a + k * b) for a, b in product(set(mixed), repeat=2) for k in (-1, 1) for w in (sine, cosine)]
            yield [*waves, *(sine(a) * cosine(b) for a, b in product(set(mixed), repeat=2)), *polynomial]


def _half_angle(
    f: Expression, x: Expression, u: Expression, s: Expression, c: Expression, polynomial: list[Expression]
) -> Iterator[list[Expression]]:
    """For a denominator A + B cos u + C sin u the arc tangent of tan(u/2), and the denominator's logarithm."""
    sine, cosine = symengine.Symbol("_s"), symengine.Symbol("_c")
    hyperbolic = head_name(s) == "sinh"
    half = (symengine.tanh if hyperbolic else symengine.tan)(u / 2)
    for factor, multiplicity in denominator_factors(f):
        p = factor.subs({s: sine, c: cosine}).expand()
        a, b, d = p.subs({sine: 0, cosine: 0}), p.diff(cosine), p.diff(sine)
        if (p - (a + b * cosine + d * sine)).expand() != 0 or symengine.has_symbol(a * b * d, x) or b == d == 0:
            continue
        squared = (b * b - a * a - d * d if hyperbolic else a * a - b * b - d * d).expand()
        if squared == 0:
            yield [*polynomial, half, 1 / half, symengine.log(factor), symengine.log(half), s, c]
            continue
        slope = (a - b) * half + d
        powers = [w / factor**k for k in range(1, multiplicity + 1) for w in (s, c, symengine.Integer(1))]
        yield [
            *polynomial, half, 1 / half, symengine.log(factor), symengine.log(half),
            symengine.atan(slope / positive_root(squared)), symengine.atanh(slope / positive_root(-squared)),
            *powers, s, c, symengine.log(1 + c), symengine.log(s), symengine.log(c),
        ]  # fmt: skip


# --- exponentials and logarithms --------------------------------------------------------------------------------------


def _transcendental(
    f: Expression, x: Expression, polynomial: list[Expression], arguments: dict[str, list[Expression]]
) -> Iterator[list[Expression]]:
    """x**k times products of the exponentials, logarithms, inverse functions and waves of f."""
    kernels = [e for e in subexpressions(f) if is_exponential(e)][:3]
    if len(kernels) > 1:
        kernels.append(symengine.Mul(*kernels))
    waves = [w(u) for h in ("sin", "cos") for u in arguments.get(h, []) for w in (symengine.sin, symengine.cos)]
    waves += [w(u) for h in ("sinh", "cosh") for u in arguments.get(h, []) for w in (symengine.sinh, symengine.cosh)]
    waves = list(dict.fromkeys(waves))[:4]
    powers = [symengine.Integer(1), *polynomial]
    for e in kernels:
        yield [p * e * w for p in powers for w in (symengine.Integer(1), *waves)] + polynomial
    inverses = [e for e in subexpressions(f) if (head_name(e) or "").startswith("a") or head_name(e) == "log"]
    for e in inverses[:2]:
        u = e.args[0]
        around = [symengine.Integer(1), 1 / x, 1 / x**2]
        base = [p * e**k for p in (*powers, x**2, x**3, *around[1:]) for k in (1, 2, 3)]
        rest = [symengine.log(1 + u**2), symengine.log(1 - u**2), symengine.log(x), symengine.log(u)]
        tails = [symengine.sqrt(1 - u**2), symengine.sqrt(1 + u**2), symengine.sqrt(u - 1) * symengine.sqrt(u + 1)]
        tails = [p * t for t in tails for p in (1, x, x**2)]
        yield [*base, *polynomial, *rest, symengine.atan(u), *tails, symengine.log(x**2 + 1), symengine.log(e)]
