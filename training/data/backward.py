"""Backward generation (BWD): draw F, differentiate. The seed project's six steps, visible as functions.

Source: Lample & Charton (2019), section 4.1; the steps are those of the 2020 student project:

1. ``draw``           a random tree, filled with operators and leaves
2. ``to_prefix``      its prefix notation
3. ``clean``          infinities, NaN, imaginary values and constants are dropped
4. ``simplified``     the normal form
5. ``differentiated`` the integrand
6. ``to_prefix``      the integrand in prefix notation

>>> F = simplified(clean(symengine.sympify("exp(2) + x*(x + 2 + 3)")))
>>> F
x*(5 + x) + exp(2)
>>> differentiated(F).expand()
5 + 2*x
>>> from symassist.expressions.vocabulary import VOCABULARY
>>> [VOCABULARY.tokens[i] for i in to_prefix(F)]
['add', 'mul', 'add', '5', 'x', 'x', 'exp', '2']

Rate: ``python -m training.rates`` (figures in LOG.md).
"""

from __future__ import annotations

import random
from functools import lru_cache

import symengine

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression
from symassist.expressions.derivative import derivative
from symassist.expressions.nodes import VARIABLE, root
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import Ids, write
from training.data.expressions import ExpressionSampler, X
from training.data.filters import EXPRESSION_FILTERS

SAMPLER = ExpressionSampler(min_operators=1, max_operators=13)


def draw(rng: random.Random, sampler: ExpressionSampler = SAMPLER) -> Expression:
    """Step 1: a random expression; symengine raises RuntimeError where it has no value (0**-1)."""
    return sampler.sample(rng)


def to_prefix(e: Expression) -> Ids:
    """Steps 2 and 6: token ids in prefix notation."""
    return write(e)


def clean(e: Expression) -> Expression | None:
    """Step 3: the expression, or None where a named filter refuses it."""
    for _, accepts in EXPRESSION_FILTERS:
        if not accepts(e):
            return None
    return e


def simplified(e: Expression) -> Expression:
    """Step 4: the normal form."""
    return normal(e)


@lru_cache(maxsize=50_000)
def differentiated(e: Expression) -> Expression:
    """Step 5: the derivative in normal form; remembered, since one draw in five came before."""
    return normal(derivative(e, X))


def generate(rng: random.Random) -> list[tuple[Expression, Expression]]:
    """One (integrand, antiderivative) pair; [] where a filter refused the draw."""
    try:
        antiderivative = clean(draw(rng))
        if antiderivative is None:
            return []
        antiderivative = without_constant(simplified(antiderivative))
        return [(differentiated(antiderivative), antiderivative)]
    except (RuntimeError, ZeroDivisionError, UnsupportedExpressionError):
        return []


def without_constant(e: Expression) -> Expression:
    """The expression less its additive constants: an antiderivative is known up to one."""
    if type(e) is not symengine.Add:
        return e
    terms = root(e).parts  # long known, unlike the operands that symengine would hand out
    kept = [t for t in terms if t.traits & VARIABLE]
    return e if len(kept) == len(terms) else symengine.Add(*[t.expression for t in kept])
