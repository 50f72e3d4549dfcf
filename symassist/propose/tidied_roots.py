"""An answer in several roots of x, written in one: with t = x**(1/6), x**(1/3) + sqrt(x) is t**2 (1 + t).

    3 x**(1/3) + 6 x/(x**(1/3) + sqrt(x)) - 6 log(x**(1/3) + sqrt(x)) + ... =
    2 sqrt(x) - 3 x**(1/3) + 6 x**(1/6) - 6 log(x**(1/6) + 1)

The forms are equal up to a constant for positive x.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import sympy

Collect = Callable[[sympy.Expr, sympy.Symbol], sympy.Expr]

_MOST_ROOT = 12
"""The root of the highest order that is tried: rational functions of t have degrees as high."""


def in_one_root(F: sympy.Expr, x: sympy.Symbol, collect: Collect) -> Iterator[sympy.Expr]:
    """The same function in powers of one root t of x, if it has any: in partial fractions; as ``collect`` writes it."""
    exponents = [p.exp for p in F.atoms(sympy.Pow) if p.base == x and p.exp.is_Rational]
    order = math.lcm(1, *(int(e.q) for e in exponents))
    if not 1 < order <= _MOST_ROOT:
        return
    t = sympy.Dummy("t", positive=True)
    for form in (in_partial_fractions, collect):
        rooted = form(F.xreplace({x: t**order}), t)
        yield rooted.replace(sympy.log(t), sympy.log(x) / order).xreplace({t: x ** sympy.Rational(1, order)})


def in_partial_fractions(F: sympy.Expr, t: sympy.Symbol) -> sympy.Expr:
    """A sum with its rational part in partial fractions, and its logarithms of rational functions factor by factor."""
    rational, rest = [], []
    for term in sympy.Add.make_args(F):
        constant, varying = term.as_independent(t, as_Add=False)
        if varying.is_rational_function(t):
            rational.append(term)
        elif isinstance(varying, sympy.log) and varying.args[0].is_rational_function(t):
            rest.append(constant * _factor_by_factor(varying.args[0], t))
        else:
            rest.append(term)
    return sympy.Add(sympy.apart(sympy.together(sympy.Add(*rational)), t), *rest)


def _factor_by_factor(quotient: sympy.Expr, t: sympy.Symbol) -> sympy.Expr:
    """log of a rational function up to a constant: the logarithms of its irreducible factors."""
    above, below = sympy.fraction(sympy.together(quotient))
    return sympy.Add(
        *(
            sign * multiplicity * sympy.log(factor)
            for sign, polynomial in ((1, above), (-1, below))
            for factor, multiplicity in sympy.factor_list(polynomial, t)[1]
        )
    )
