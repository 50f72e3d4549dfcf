"""Shorter spellings of an answer: like terms collected, and what a radical below has in common with a factor above.

    3 asin(x)**2/sqrt(1 - x**2) - 3 x**2 asin(x)**2/sqrt(1 - x**2) = 3 sqrt(1 - x**2) asin(x)**2

Proposers put answers together from parts (of partial integration, of partial fractions, of a fit); what cancels between
the parts shows only when they are multiplied out. The forms are equal up to constants where both are defined; whoever
uses one has it judged like any other candidate.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice

import sympy

from symassist.propose.tidied_roots import in_one_root

_FEWEST, _MOST = 12, 400
"""Nodes of answers that are worth multiplying out, and of those that SymPy multiplies out in milliseconds."""
_MOST_TERMS = 300
"""Of what is multiplied out, in all its parts together."""


def tidied(F: sympy.Expr, x: sympy.Symbol) -> Iterator[sympy.Expr]:
    """Other spellings of an antiderivative, of any length."""
    size = _size(F)
    if size > _MOST:
        return
    flat = F.replace(_is_nested_fraction, lambda e: e.func(sympy.cancel(e.args[0])))
    if flat != F:
        yield flat
        F, size = flat, _size(flat)
    if _number_of_terms(F) > _MOST_TERMS:
        return
    plain = F
    for recognised, rewritten in _RESPELLED:
        plain = plain.replace(recognised, rewritten)
    if plain != F:
        yield plain
    yield from in_one_root(F, x, _collected)
    if size >= _FEWEST:
        yield sympy.Add(*_terms_of(F, x))
        yield _collected(F, x)


def _terms_of(F: sympy.Expr, x: sympy.Symbol) -> list[sympy.Expr]:
    """The terms of F multiplied out, without constants."""
    expanded = sympy.expand(F, power_base=False, power_exp=False, log=False)
    return [term for term in sympy.Add.make_args(expanded) if term.has(x)]


def _collected(F: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """F with like terms together."""
    groups: defaultdict[sympy.Expr, list[sympy.Expr]] = defaultdict(list)
    for term in _terms_of(F, x):
        kind, rational = _split(term, x)
        groups[kind].append(rational)
    return sympy.Add(*(_product(sympy.Add(*rationals), kind, x) for kind, rationals in groups.items()))


def _size(e: sympy.Expr) -> int:
    return sum(1 for _ in islice(sympy.preorder_traversal(e), _MOST + 1))


def _is_nested_fraction(e: sympy.Expr) -> bool:
    """Whether it is a function at a rational function that is written with fractions of fractions."""
    if not (e.is_Function and len(e.args) == 1 and e.args[0].is_rational_function()):
        return False
    return any(_has_fraction(power.base) for power in e.args[0].atoms(sympy.Pow) if power.exp.is_negative)


def _has_fraction(e: sympy.Expr) -> bool:
    return any(power.exp.is_negative for power in e.atoms(sympy.Pow))


def _is_arc_sine_of_tanh(e: sympy.Expr) -> bool:
    return isinstance(e, sympy.asin) and isinstance(e.args[0], sympy.tanh)


def _is_power_in_disguise(e: sympy.Expr) -> bool:
    return isinstance(e, sympy.exp) and sum(isinstance(factor, sympy.log) for factor in e.exp.as_ordered_factors()) == 1


def _as_power(e: sympy.Expr) -> sympy.Expr:
    (logarithm,) = (factor for factor in e.exp.as_ordered_factors() if isinstance(factor, sympy.log))
    return logarithm.args[0] ** (e.exp / logarithm)


def _is_minus_minus(e: sympy.Expr) -> bool:
    """Whether a product has a negative coefficient and a sum of which half the terms have one as well."""
    return e.is_Mul and e.args[0].is_negative and _turning(e) is not None


def _turning(product: sympy.Expr) -> sympy.Add | None:
    sums = (factor for factor in product.args if factor.is_Add)
    return next((s for s in sums if 2 * sum(t.could_extract_minus_sign() for t in s.args) >= len(s.args)), None)


def _without_minus_minus(e: sympy.Expr) -> sympy.Expr:
    turning = _turning(e)
    assert turning is not None
    turned = sympy.Add(*(-term for term in turning.args))
    return sympy.Mul(*(turned if factor is turning else factor for factor in (-e.args[0], *e.args[1:])))


_RESPELLED: tuple[tuple[Callable[[sympy.Expr], bool], Callable[[sympy.Expr], sympy.Expr]], ...] = (
    (_is_arc_sine_of_tanh, lambda e: 2 * sympy.atan(sympy.exp(e.args[0].args[0]))),
    (_is_power_in_disguise, _as_power),
    (_is_minus_minus, _without_minus_minus),
)
"""asin(tanh u) = 2 atan(exp u) - pi/2; exp(u log v) = v**u; -c (a - b) = c (b - a)."""


def _number_of_terms(e: sympy.Expr) -> int:
    """A bound on the number of terms of e multiplied out, those in the arguments of its functions included."""
    inside = [_number_of_terms(argument) for argument in e.args]
    if e.is_Add:
        return sum(inside)
    if e.is_Mul:
        return math.prod(inside)
    if e.is_Pow and e.exp.is_Integer and e.exp > 1:
        return int(min(inside[0] ** min(int(e.exp), 64), _MOST_TERMS + 1)) if inside[0] > 1 else 1
    return max(inside, default=1)


def _split(term: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr]:
    """(the rest, the rational function of x) of a term: terms with the same rest are like terms.

    A root keeps an exponent between 0 and 1; the whole powers of its radicand are rational.
    """
    rest, rational = sympy.S.One, sympy.S.One
    for factor in sympy.Mul.make_args(term):
        if factor.is_rational_function(x):
            rational *= factor
        elif _is_root(factor, x):
            whole = sympy.floor(factor.exp)
            rational *= factor.base**whole
            rest *= factor.base ** (factor.exp - whole)
        else:
            rest *= factor
    return rest, rational


def _is_root(factor: sympy.Expr, x: sympy.Symbol) -> bool:
    return (
        isinstance(factor, sympy.Pow) and factor.exp.is_Rational and factor.base.has(x) and factor.base.is_polynomial(x)
    )


def _product(rational: sympy.Expr, rest: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """Their product; powers of a radicand in ``rest`` that divide numerator or denominator are taken out of it."""
    if rest == 1:
        return rational
    above, below = sympy.fraction(sympy.cancel(rational))
    for factor in filter(lambda f: _is_root(f, x), sympy.Mul.make_args(rest)):
        above, many = _without(factor.base, above, x)
        below, few = _without(factor.base, below, x)
        rest *= factor.base ** (many - few)
    return sympy.factor_terms(above) / below * rest


def _without(factor: sympy.Expr, e: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, int]:
    """(e / factor**k, k) for the greatest k with a polynomial quotient."""
    count = 0
    while e.has(x):
        quotient, remainder = sympy.div(e, factor, x)
        if remainder != 0:
            break
        e, count = quotient, count + 1
    return e, count
