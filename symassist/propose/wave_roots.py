"""Roots of quadratics in tan or cot, tanh or coth, as of a + b sec(w)**2 or -1 - coth(w)**2: integrated outright.

In u = tan(w), cot(w), tanh(w) or coth(w) the squares of the other functions are rational, and dx = du/w'/(1 +- u**2).
The radicand q(u) is kept as it stands, so the answer is right also where it is negative and f is complex: with
s = sqrt(q) nothing but s**2 = q is used, and for q = c g**2 the quotient s/g is constant between its jumps:

    integral of R s = s/g * integral of R g
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy

from symassist.expressions.functions import CIRCULAR, HYPERBOLIC
from symassist.propose.quadratic_root import integrate_quadratic_root
from symassist.propose.rational import integrate_rational
from symassist.propose.real_radicands import fractional_powers


@dataclass(frozen=True)
class _Way:
    """``u`` = head(w); the six functions of w in u and ``c``, and c**2 and du/dw in u."""

    head: type[sympy.Function]
    values: tuple[sympy.Expr, ...]
    square: sympy.Expr
    slope: sympy.Expr


def _ways(hyperbolic: bool, u: sympy.Symbol, c: sympy.Symbol) -> Iterator[_Way]:
    heads, sign = (HYPERBOLIC, -1) if hyperbolic else (CIRCULAR, 1)
    yield _Way(heads[2], (u * c, c, u, 1 / u, 1 / c, 1 / (u * c)), 1 / (1 + sign * u**2), 1 + sign * u**2)
    yield _Way(heads[3], (c, u * c, 1 / u, u, 1 / (u * c), 1 / c), 1 / (u**2 + sign), -(u**2 + sign))


def integrate_wave_root(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a function with one square root as above, None where it has none or is of another kind."""
    roots = fractional_powers(f, x)
    waves = {e for e in f.atoms(*CIRCULAR, *HYPERBOLIC) if e.has(x)}
    bases, arguments = {p.base for p in roots}, {e.args[0] for e in waves}
    if len(bases) != 1 or len(arguments) != 1 or any(p.exp.q != 2 for p in roots):
        return None
    base, w = bases.pop(), arguments.pop()
    rate = w.diff(x)
    hyperbolic = {isinstance(e, HYPERBOLIC) for e in waves}
    if rate.has(x) or len(hyperbolic) != 1:
        return None
    rest = f / sympy.sqrt(base)
    u, c = sympy.Dummy("u"), sympy.Dummy("c")
    is_hyperbolic = hyperbolic.pop()
    heads = HYPERBOLIC if is_hyperbolic else CIRCULAR
    for way in _ways(is_hyperbolic, u, c):
        values = {e: way.values[heads.index(type(e))] for e in waves}
        radicand, rational = (_in_u(e.xreplace(values), c, way.square) for e in (base, rest))
        if radicand is None or rational is None or rational.has(x) or not radicand.is_polynomial(u):
            continue
        answer = _integral(rational / way.slope / rate, sympy.expand(radicand), base, u)
        if answer is not None:
            return answer.subs(u, way.head(w))
    return None


def _in_u(e: sympy.Expr, c: sympy.Symbol, square: sympy.Expr) -> sympy.Expr | None:
    """A rational function of u and c**2 in u alone; None for others."""
    above, below = sympy.fraction(sympy.cancel(sympy.together(e)))
    if not above.is_polynomial(c) or not below.is_polynomial(c):
        return None
    parts = [sympy.Poly(part, c).terms() for part in (above, below)]
    parities = {n % 2 for terms in parts for ((n,), _) in terms}
    if len(parities) != 1:
        return None
    odd = parities.pop()
    above, below = (sympy.Add(*(k * square ** ((n - odd) // 2) for (n,), k in terms)) for terms in parts)
    return sympy.cancel(sympy.together(above / below))


def _integral(rational: sympy.Expr, q: sympy.Expr, base: sympy.Expr, u: sympy.Symbol) -> sympy.Expr | None:
    """The integral over u of rational*sqrt(q), in which sqrt(q) is spelled sqrt(base)."""
    _, factors = sympy.factor_list(q, u)
    if factors and all(m % 2 == 0 for _, m in factors):
        g = sympy.Mul(*(factor ** (m // 2) for factor, m in factors))
        plain = integrate_rational(sympy.cancel(rational * g), u)
        return None if plain is None else sympy.sqrt(base) / g * plain
    if sympy.degree(q, u) > 2:
        return None
    answer = integrate_quadratic_root(rational * sympy.sqrt(q), u)
    if answer is None:
        return None
    return answer.replace(lambda e: e.is_Pow and e.base == q and e.exp.is_Rational, lambda e: base**e.exp)
