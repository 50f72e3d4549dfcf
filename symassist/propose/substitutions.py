"""Substitutions t = g(x) that leave an integrand in t alone: by g'(x) as a factor, or because x is a function of t.

The terms of an antiderivative in t, with g put back, are terms for the integrand in x. Nothing has to be right here:
signs of roots are taken as they are for positive bases, and the fit decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import gcd, lcm

import symengine
import sympy

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression, from_sympy, head_name, to_sympy
from symassist.expressions.functions import by_sine_and_cosine
from symassist.expressions.normal_form import normal
from symassist.expressions.operators import CIRCULAR_NAMES, HYPERBOLIC_NAMES
from symassist.expressions.terms import term_of
from symassist.propose.shape import is_linear, is_root, subexpressions

MAX_LENGTH = 60
"""Tokens of an integrand in t; longer ones are hardly simpler than what they come from."""
MAX_TIDIED_LENGTH = 90
"""Tokens of an integrand that is brought over one denominator: that takes SymPy some milliseconds."""
_T = symengine.Symbol("_t")
_INVERSES: dict[str, Callable[[Expression], Expression]] = {
    "log": symengine.exp, "asin": symengine.sin, "acos": symengine.cos, "atan": symengine.tan,
    "asinh": symengine.sinh, "acosh": symengine.cosh, "atanh": symengine.tanh,
}  # fmt: skip
_Parts = tuple[Expression, Expression, Expression]


@dataclass(frozen=True)
class Substitution:
    """The integral of f(x) dx as that of ``integrand`` dt, free of x, with t = ``inner`` a function of x."""

    integrand: Expression
    t: Expression
    inner: Expression


def substitutions(f: Expression, x: Expression, depth: int = 0) -> list[Substitution]:
    """The substitutions that apply, the one with the shortest new integrand first; ``depth`` keeps nested t apart."""
    t = symengine.Symbol(f"_t{depth}")
    found: dict[Expression, Substitution] = {}
    for way in (_by_factor, _by_root, _by_exponential, _by_wave):
        for raw, inner in way(f, x, t):
            try:
                h = _tidy(raw, t)
            except (UnsupportedExpressionError, RuntimeError, ZeroDivisionError):  # 1/0 in symengine
                continue
            if not symengine.has_symbol(h, x) and symengine.has_symbol(inner, x) and _length(h) <= MAX_LENGTH:
                found.setdefault(h, Substitution(h, t, inner))
    return sorted(found.values(), key=lambda s: _length(s.integrand))


_Ways = Iterator[tuple[Expression, Expression]]
"""Pairs of an integrand in t, perhaps with x left in it, and t as a function of x."""


def _by_factor(f: Expression, x: Expression, t: Expression) -> _Ways:
    """f = h(g) g' for subexpressions g; where x is left and g has an inverse, x through that."""
    products = dict(_powers_of_products(f))
    for g in (*subexpressions(f), *products):
        if g == f or not symengine.has_symbol(g, x) or is_linear(g, x):
            continue
        slope = g.diff(x)
        if slope == 0 or slope.atoms(symengine.Derivative):
            continue
        h = normal(f / slope)
        direct = h.subs({g: t, **{e: t**n for e, n in products.get(g, ())}})
        if symengine.has_symbol(direct, x):
            direct = normal(h.expand()).subs({g: t})
        if symengine.has_symbol(direct, x):
            inverse = _inverse(g, x, t)
            direct = direct if inverse is None else direct.subs({x: inverse})
        yield direct, g


def _powers_of_products(f: Expression) -> Iterator[tuple[Expression, list[tuple[Expression, int]]]]:
    """(g, [(g**n, n)]) for products g whose powers stand in ``f`` as products of powers, as x**2*log(x)**2 does."""
    for e in subexpressions(f):
        if type(e) is symengine.Mul and not any(isinstance(a, symengine.Number) for a in e.args):
            exponents = [a.args[1] if type(a) is symengine.Pow else symengine.Integer(1) for a in e.args]
            if all(isinstance(n, symengine.Integer) for n in exponents):
                n = gcd(*(int(n) for n in exponents))
                if n > 1:
                    yield symengine.Mul(*(a.args[0] ** (a.args[1] / n) for a in e.args)), [(e, n)]


def _inverse(g: Expression, x: Expression, t: Expression) -> Expression | None:
    """x as a function of t = g(x), for powers of x and functions of x with an inverse."""
    if type(g) is symengine.Pow and g.args[0] == x and isinstance(g.args[1], symengine.Rational):
        return t ** (1 / g.args[1])
    inverse = _INVERSES.get(head_name(g) or "")
    return inverse(t) if inverse is not None and g.args[0] == x else None


def _by_root(f: Expression, x: Expression, t: Expression) -> _Ways:
    """t = q**(1/n) for a radicand q linear in x: x = (t**n - b)/a."""
    powers = [e for e in subexpressions(f) if type(e) is symengine.Pow and is_root(e.args[1])]
    for q in dict.fromkeys(e.args[0] for e in powers):
        if not is_linear(q, x):
            continue
        same = [e for e in powers if e.args[0] == q]
        n = lcm(*(int(e.args[1].q) for e in same))
        slope = q.diff(x)
        roots = {e: t ** (e.args[1] * n) for e in same}
        inverse = ((t**n - q.subs({x: 0})) / slope).expand()
        yield f.subs(roots).subs({x: inverse}) * n * t ** (n - 1) / slope, q ** (symengine.Integer(1) / n)


def _by_exponential(f: Expression, x: Expression, t: Expression) -> _Ways:
    """t = exp(k x), where all exponentials and hyperbolic functions of linear arguments are powers of it."""
    rates: dict[Expression, Expression] = {}
    for e in subexpressions(f):
        if type(e) is symengine.Pow and symengine.has_symbol(e.args[1], x) and not symengine.has_symbol(e.args[0], x):
            rates[e] = normal(e.args[1] * symengine.log(e.args[0]))
        elif head_name(e) in HYPERBOLIC_NAMES and symengine.has_symbol(e, x):
            rates[e] = e.args[0]
    if not rates or not all(is_linear(rate, x) for rate in rates.values()):
        return
    slopes = [rate.diff(x) for rate in rates.values()]
    multiples = [(slope / slopes[0]).expand() for slope in slopes]
    if not all(isinstance(m, symengine.Rational) for m in multiples):
        return
    unit = symengine.Integer(gcd(*(int(m.p) for m in multiples))) / lcm(*(int(m.q) for m in multiples))
    k = slopes[0] * unit
    powers = {}
    for (e, rate), m in zip(rates.items(), multiples, strict=True):
        power = t ** (m / unit) * symengine.exp(rate.subs({x: 0}))
        if type(e) is symengine.Pow:
            powers[e] = power
        else:
            powers[e] = _spelled(head_name(e) or "", (power - 1 / power) / 2, (power + 1 / power) / 2)
    yield f.subs(powers).subs({x: symengine.log(t) / k}) / (k * t), symengine.exp(k * x)


# --- trigonometric and hyperbolic functions ---------------------------------------------------------------------------


def _spelled(name: str, sine: Expression, cosine: Expression) -> Expression:
    """A trigonometric or hyperbolic function by its sine and cosine."""
    names = CIRCULAR_NAMES if name in CIRCULAR_NAMES else HYPERBOLIC_NAMES
    return by_sine_and_cosine(sine, cosine)[names.index(name)]


def _by_wave(f: Expression, x: Expression, t: Expression) -> _Ways:
    """t = cos u, sin u, tan u, tan(u/2) for a function of sines and cosines of multiples of one linear u."""
    for heads, sign in ((CIRCULAR_NAMES, -1), (HYPERBOLIC_NAMES, 1)):
        waves = [e for e in subexpressions(f) if head_name(e) in heads and symengine.has_symbol(e, x)]
        if not waves:
            continue
        multiples = [(e.args[0] / waves[0].args[0]).expand() for e in waves]
        if not all(isinstance(m, symengine.Rational) for m in multiples) or not is_linear(waves[0].args[0], x):
            continue
        unit = symengine.Integer(1) / lcm(*(int(m.q) for m in multiples))
        if max(abs(int(m / unit)) for m in multiples) > 4:
            continue
        u = (waves[0].args[0] * unit).expand()
        sine, cosine, tangent = (symengine.sin, symengine.cos, symengine.tan)
        if sign > 0:
            sine, cosine, tangent = (symengine.sinh, symengine.cosh, symengine.tanh)
        square = 1 - sign * t**2
        other = symengine.sqrt(1 + sign * t**2)
        ways: tuple[tuple[_Parts, Expression], ...] = (
            ((symengine.sqrt(sign * (t**2 - 1)), t, sign * symengine.sqrt(sign * (t**2 - 1))), cosine(u)),
            ((t, other, other), sine(u)),
            ((t / symengine.sqrt(square), 1 / symengine.sqrt(square), square), tangent(u)),
            ((2 * t / square, (2 - square) / square, square / 2), tangent(u / 2)),
        )
        for (s, c, slope), inner in ways:
            values = {}
            for e, m in zip(waves, multiples, strict=True):
                values[e] = _spelled(head_name(e) or "", *_multiple(s, c, int(m / unit), sign))
            yield f.subs(values) / (slope * u.diff(x)), inner


def _multiple(s: Expression, c: Expression, n: int, sign: int) -> tuple[Expression, Expression]:
    """sin(n u) and cos(n u), or sinh and cosh for ``sign`` +1, from those of u, by the addition theorems."""
    a, b = s, c
    for _ in range(abs(n) - 1):
        a, b = (a * c + b * s).expand(), (b * c + sign * a * s).expand()
    return (-a if n < 0 else a), b


# --- simplification ---------------------------------------------------------------------------------------------------


def _length(e: Expression) -> int:
    return len(term_of(e)[1])


def _tidy(h: Expression, t: Expression) -> Expression:
    """Radicands factored, squares drawn out of roots, everything over one denominator and cancelled."""
    h = normal(h)
    if _length(h) > MAX_TIDIED_LENGTH:
        return h
    try:
        roots = {e: _root(e) for e in subexpressions(h) if _is_root_in(e, t)}
        h = normal(h.subs(roots))
        places = {e: symengine.Symbol(f"_r{i}") for i, e in enumerate(_distinct_roots(h, t))}
        polynomial = h
        for e, place in places.items():
            n = int(e.args[1].q)
            powers = [p for p in subexpressions(polynomial) if type(p) is symengine.Pow and p.args[0] == e.args[0]]
            polynomial = polynomial.subs({p: place ** (p.args[1] * n) for p in powers if is_root(p.args[1])})
        if any(head_name(e) is not None or not _rational_power(e) for e in subexpressions(polynomial)):
            return h
        factored = from_sympy(sympy.factor(sympy.cancel(to_sympy(polynomial))))
        return normal(factored.subs({place: e for e, place in places.items()}))
    except (sympy.PolynomialError, NotImplementedError):
        return h


def _is_root_in(e: Expression, t: Expression) -> bool:
    return type(e) is symengine.Pow and is_root(e.args[1]) and symengine.has_symbol(e.args[0], t)


def _rational_power(e: Expression) -> bool:
    return type(e) is not symengine.Pow or isinstance(e.args[1], symengine.Integer) or not e.free_symbols


def _distinct_roots(h: Expression, t: Expression) -> list[Expression]:
    """q**(1/n) for every radicand q, n the common denominator of its exponents."""
    found: dict[Expression, int] = {}
    for e in subexpressions(h):
        if _is_root_in(e, t):
            found[e.args[0]] = lcm(found.get(e.args[0], 1), int(e.args[1].q))
    return [q ** (symengine.Integer(1) / n) for q, n in found.items()]


def _root(e: Expression) -> Expression:
    """(p**m q)**r = p**(m r) q**r, over the factors of the radicand's numerator and denominator."""
    base, r = e.args
    if any(head_name(s) is not None or not _rational_power(s) for s in subexpressions(base)):
        return e
    numerator, denominator = sympy.fraction(sympy.cancel(to_sympy(base)))
    result, plain = symengine.Integer(1), symengine.Integer(1)
    for part, side in ((numerator, 1), (denominator, -1)):
        constant, factors = sympy.factor_list(part)
        if constant.is_negative and len(factors) == 1 and factors[0][1] % 2:  # (1 - t)**r is no (-1)**r (t - 1)**r
            constant, factors = -constant, [(sympy.expand(-factors[0][0]), factors[0][1])]
        plain *= from_sympy(constant) ** side
        for factor, m in factors:
            p = normal(from_sympy(factor))
            if int(m) % 2 == 0 or side < 0 or len(factors) == 1:
                result *= p ** (side * int(m) * r)
            else:
                plain *= p ** int(m)
    return result * plain.expand() ** r
