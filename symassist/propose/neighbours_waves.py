"""Undetermined coefficients: the terms of an antiderivative of an exponential polynomial.

    x**n exp(A) sin(U)**p cos(V)**q ..., A, U, V linear in x, has an antiderivative that is a sum of
    x**k exp(A) sin(W), x**k exp(A) cos(W) with k <= n and W = sum of +-U, +-V, p and q of them

since these terms are closed under differentiation (a linear differential equation with constant coefficients).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import symengine

from symassist.expressions.convert import Expression, head_name
from symassist.expressions.nodes import root
from symassist.expressions.normal_form import normal
from symassist.expressions.sums import leading_sign
from symassist.propose.shape import is_exponential, is_linear, subexpressions

_MOST_TERMS, _MOST_FREQUENCIES, _MOST_POWER = 60, 16, 20
"""Of a basis, of its waves for one term, of factors in a power: x**(10**6) would have a basis of a million terms."""
_ONE, _ZERO = symengine.Integer(1), symengine.Integer(0)


@dataclass(frozen=True)
class _Damped:
    """x**degree exp(rate) times waves of arguments +-u, +-v...: the ``frequencies``, up to a common sign."""

    degree: int
    rates: frozenset[Expression]
    frequencies: frozenset[Expression]


def exponential_polynomial(f: Expression, x: Expression) -> list[Expression]:
    """The basis for ``f``, empty where it is no such function or has no wave or exponential in it."""
    if any(_is_high(e) for e in subexpressions(f)):
        return []
    basis: dict[Expression, None] = {}
    expanded = f.expand()
    for term in expanded.args if type(expanded) is symengine.Add else (expanded,):
        damped = _of_term(term, x)
        if damped is None:
            return []
        basis |= dict.fromkeys(_terms(damped, x))
        if len(basis) > _MOST_TERMS:
            return []
    plain = all(term == x ** (k + 1) for k, term in enumerate(basis))
    return [] if plain else list(basis)


def _is_high(e: Expression) -> bool:
    """Whether ``e`` is a high power, or one of a sum that has many terms when it is multiplied out."""
    if type(e) is not symengine.Pow or not isinstance(e.args[1], symengine.Integer):
        return False
    length = len(e.args[0].args) if type(e.args[0]) is symengine.Add else 1
    return int(e.args[1]) * length > _MOST_POWER


def _of_term(term: Expression, x: Expression) -> _Damped | None:
    degree, rates, frequencies = 0, {_ZERO}, {_ZERO}
    for factor in term.args if type(term) is symengine.Mul else (term,):
        base, n = factor.args if type(factor) is symengine.Pow and not is_exponential(factor) else (factor, _ONE)
        if not symengine.has_symbol(factor, x):
            continue
        if not (isinstance(n, symengine.Integer) and n > 0):
            return None
        if base == x:
            degree += int(n)
            continue
        if is_exponential(base):
            if symengine.has_symbol(base.args[0], x) or not is_linear(base.args[1].expand(), x):
                return None
            rates = {rate + symengine.log(base.args[0]) * base.args[1] for rate in rates}
            continue
        if head_name(base) not in ("sin", "cos", "sinh", "cosh") or not is_linear(base.args[0].expand(), x):
            return None
        spread = {k * base.args[0] for k in range(-int(n), int(n) + 1, 2)}
        if head_name(base) in ("sin", "cos"):
            frequencies = {(w + k).expand() for w in frequencies for k in spread}
        else:
            rates = {rate + k for rate in rates for k in spread}
        if len(frequencies) * len(rates) > _MOST_FREQUENCIES:
            return None
    return _Damped(degree, frozenset(r.expand() for r in rates), frozenset(map(_without_sign, frequencies)))


def _without_sign(w: Expression) -> Expression:
    """The positive one of w and -w."""
    return w if w == 0 else leading_sign(root(normal(w))) * w


def _terms(damped: _Damped, x: Expression) -> Iterator[Expression]:
    for rate in sorted(damped.rates, key=str):
        for w in sorted(damped.frequencies, key=str):
            waves = [symengine.cos(w), symengine.sin(w)] if symengine.has_symbol(w, x) else [_ONE]
            resonant = waves == [_ONE] and not symengine.has_symbol(rate, x)
            for k in range(1, damped.degree + 2) if resonant else range(damped.degree + 1):
                yield from (x**k * symengine.exp(rate) * wave for wave in waves)
