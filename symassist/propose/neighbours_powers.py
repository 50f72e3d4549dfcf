"""Terms for integrands with powers of sums: by the product rule the derivative of P s**(k + 1) has the factor s**k.

P is looked for among monomials: powers of x, the functions and roots of f, and their products with these.
"""

from __future__ import annotations

from collections.abc import Iterator

import symengine

from symassist.expressions.convert import Expression, head_name
from symassist.propose.shape import is_exponential, is_root, subexpressions

_MOST_SUMS, _MOST_KERNELS = 3, 6


def with_powers_of_sums(f: Expression, x: Expression) -> Iterator[list[Expression]]:
    """P s**(k + 1) for each power s**k of a sum s that is no polynomial, with the functions of f for themselves."""
    parts = subexpressions(f)
    powers = [e for e in parts if type(e) is symengine.Pow and _is_rich(e.args[0], x) and not is_exponential(e)]
    if not powers:
        return
    kernels = [e for e in parts if _is_kernel(e) and symengine.has_symbol(e, x)]
    # Functions of a sum's own parts are tried before those that hold the sum.
    kernels = sorted(kernels, key=lambda e: len(str(e)))[:_MOST_KERNELS]
    plain = [symengine.Integer(1), x, x**2, 1 / x]
    cofactors = list(dict.fromkeys([*plain, *kernels, *(x * e for e in kernels), *(x**2 * e for e in kernels)]))
    for power in powers[:_MOST_SUMS]:
        base, k = power.args
        if k != -1:
            yield [m * base ** (k + 1) for m in cofactors] + [x, x**2, *kernels]


def _is_rich(base: Expression, x: Expression) -> bool:
    """Whether a base is a sum with functions or roots of x."""
    return type(base) is symengine.Add and any(
        _is_kernel(e) for e in subexpressions(base) if symengine.has_symbol(e, x)
    )


def _is_kernel(e: Expression) -> bool:
    if type(e) is symengine.Pow:
        return is_exponential(e) or is_root(e.args[1])
    return head_name(e) is not None
