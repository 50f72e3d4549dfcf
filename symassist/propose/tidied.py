"""Shorter spellings of an answer: like terms collected, and what a radical below has in common with a factor above.

    3 asin(x)**2/sqrt(1 - x**2) - 3 x**2 asin(x)**2/sqrt(1 - x**2) = 3 sqrt(1 - x**2) asin(x)**2

Proposers put answers together from parts (of partial integration, of partial fractions, of a fit); what cancels between
the parts shows only when they are multiplied out. The forms are equal up to constants where both are defined; whoever
uses one has it judged like any other candidate.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

import sympy

_FEWEST, _MOST = 12, 400
"""Nodes of answers that are worth a look, and of those that SymPy multiplies out in milliseconds."""
_MOST_TERMS = 300
"""Of what is multiplied out, in all its parts together."""


def tidied(F: sympy.Expr, x: sympy.Symbol) -> Iterator[sympy.Expr]:
    """Other spellings of an antiderivative, of any length."""
    size = sum(1 for _ in islice(sympy.preorder_traversal(F), _MOST + 1))
    if not _FEWEST <= size <= _MOST or _terms(F) > _MOST_TERMS:
        return
    expanded = sympy.expand(F, power_base=False, power_exp=False, log=False)
    terms = [term for term in sympy.Add.make_args(expanded) if term.has(x)]
    yield sympy.Add(*terms)
    groups: defaultdict[sympy.Expr, list[sympy.Expr]] = defaultdict(list)
    for term in terms:
        kind, rational = _split(term, x)
        groups[kind].append(rational)
    collected = [_product(sympy.Add(*rationals), kind, x) for kind, rationals in groups.items()]
    yield sympy.Add(*collected)


def _terms(e: sympy.Expr) -> int:
    """A bound on the number of terms of e multiplied out, those in the arguments of its functions included."""
    inside = [_terms(argument) for argument in e.args]
    if e.is_Add:
        return sum(inside)
    if e.is_Mul:
        return math.prod(inside)
    if e.is_Pow and e.exp.is_Integer and e.exp > 1:
        return int(min(inside[0] ** min(int(e.exp), 64), _MOST_TERMS + 1)) if inside[0] > 1 else 1
    return max(inside, default=1)


def _split(term: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr]:
    """(the rest, the rational function of x) of a term: terms with the same rest are like terms."""
    factors = sympy.Mul.make_args(term)
    rational = [factor for factor in factors if factor.is_rational_function(x)]
    return sympy.Mul(*(factor for factor in factors if factor not in rational)), sympy.Mul(*rational)


def _product(rational: sympy.Expr, rest: sympy.Expr, x: sympy.Symbol) -> sympy.Expr:
    """Their product; a power of a radicand in ``rest`` that divides the numerator is taken out of it."""
    if rest == 1 or not isinstance(rational, sympy.Add):
        return rational * rest
    above, below = sympy.fraction(sympy.cancel(rational))
    for factor in sympy.Mul.make_args(rest):
        if isinstance(factor, sympy.Pow) and factor.exp.is_Rational and factor.base.is_polynomial(x):
            while above.has(x) and factor.base.has(x):
                quotient, remainder = sympy.div(above, factor.base, x)
                if remainder != 0:
                    break
                above, rest = quotient, rest * factor.base
    return sympy.factor_terms(above) / below * rest
