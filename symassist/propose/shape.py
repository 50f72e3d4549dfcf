"""What an integrand is built of: its subexpressions, the arguments of its functions, its degrees, its factors."""

from __future__ import annotations

from functools import lru_cache
from math import factorial

import symengine
import sympy

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression, from_sympy, head_name, to_sympy
from symassist.expressions.normal_form import normal
from symassist.expressions.terms import term_of

MAX_FACTORED_LENGTH = 70
"""What has more tokens is not factored: that can take seconds."""
_UNFACTORED = (sympy.PolynomialError, UnsupportedExpressionError, NotImplementedError, TypeError)
"""What factoring raises where it cannot go on; a TypeError where SymPy asks whether a symbolic exponent is above 1."""


def subexpressions(f: Expression) -> list[Expression]:
    """All compound subexpressions, ``f`` first, each once."""
    seen: dict[Expression, None] = {}
    stack = [f]
    while stack:
        e = stack.pop()
        if e.args and e not in seen:
            seen[e] = None
            stack.extend(e.args)
    return list(seen)


def arguments_of(f: Expression, x: Expression) -> dict[str, list[Expression]]:
    """Function name to the arguments with x that it has in f."""
    found: dict[str, list[Expression]] = {}
    for e in subexpressions(f):
        name = head_name(e)
        if name is not None and symengine.has_symbol(e, x):
            found.setdefault(name, []).append(e.args[0])
    return found


def is_exponential(e: Expression) -> bool:
    """Whether ``e`` is a power with an exponent that is no number."""
    return type(e) is symengine.Pow and not isinstance(e.args[1], symengine.Number)


def is_root(exponent: Expression) -> bool:
    """Whether an exponent is a fraction."""
    return isinstance(exponent, symengine.Rational) and not isinstance(exponent, symengine.Integer)


def is_half(exponent: Expression) -> bool:
    """Whether an exponent is half an odd number."""
    return is_root(exponent) and int(exponent.q) == 2


def is_linear(p: Expression, x: Expression) -> bool:
    """Whether ``p`` is a + b x with b other than zero."""
    slope = p.diff(x)
    return slope != 0 and not symengine.has_symbol(slope, x)


def degree_in(f: Expression, x: Expression) -> int:
    """The greatest integer power of x in f, 1 at least."""
    powers = [e.args for e in subexpressions(f) if type(e) is symengine.Pow and e.args[0] == x]
    return max([1, *(abs(int(n)) for _, n in powers if isinstance(n, symengine.Integer))])


def total_degree(f: Expression) -> int:
    """A bound on the powers of functions in f."""
    powers = [e.args for e in subexpressions(f) if type(e) is symengine.Pow and e.args[0].args]
    return sum(abs(int(n)) for _, n in powers if isinstance(n, symengine.Integer)) + 1


def denominator_factors(f: Expression) -> list[tuple[Expression, int]]:
    """The factors of the denominator of ``f`` over the rationals, with multiplicity; none if it is long."""
    return factors_of(f.as_numer_denom()[1])


@lru_cache(maxsize=1024)
def factors_of(p: Expression) -> list[tuple[Expression, int]]:
    """The factors of ``p`` over the rationals that are no numbers, with multiplicity; none if it is long."""
    if len(term_of(normal(p))[1]) > MAX_FACTORED_LENGTH:
        return []
    try:
        _, factors = sympy.factor_list(to_sympy(p))
        return [(normal(from_sympy(factor)), int(m)) for factor, m in factors if isinstance(m, int) or m.is_Integer]
    except _UNFACTORED:
        return []


def coefficient(q: Expression, g: Expression, k: int) -> Expression:
    """The coefficient of ``g**k`` in a polynomial ``q``."""
    value = q
    for _ in range(k):
        value = value.diff(g)
    return value.subs({g: 0}) / factorial(k)


@lru_cache(maxsize=4096)
def positive_root(u: Expression, n: int = 2) -> Expression:
    """The principal n-th root of ``u`` with positive parameters: that of 4*a**2 is 2*a."""
    positive = {s: sympy.Symbol(str(s), positive=True) for s in u.free_symbols}
    value = to_sympy(u, {str(s): p for s, p in positive.items()})
    return from_sympy(sympy.root(sympy.factor_terms(value), n))


def square_root(e: Expression) -> tuple[Expression, Expression] | None:
    """(k, g) with e = k g**2 and k without symbols, None if there are none."""
    if len(term_of(normal(e))[1]) > MAX_FACTORED_LENGTH:
        return None
    try:
        k, factors = sympy.factor_list(to_sympy(e))
        if any(not (isinstance(m, int) or m.is_Integer) or m % 2 for _, m in factors):
            return None
        g = sympy.Mul(*(factor ** (m // 2) for factor, m in factors))
        return from_sympy(k), normal(from_sympy(g))
    except _UNFACTORED:
        return None
