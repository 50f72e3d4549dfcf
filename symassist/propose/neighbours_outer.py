"""Terms that an integrand shows from outside, taken from it as it stands, before anything is expanded.

The derivative of P s**(k + 1) has the factor s**k, that of P h(u) holds h'(u): powers of sums lead to the next power,
cosines to sines, c + k g**2 to the arc functions of sqrt(k/c) g. P is looked for among monomials.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import symengine

from symassist.expressions.convert import Expression, head_name
from symassist.propose.shape import is_exponential, is_root, positive_root, square_root, subexpressions

_MOST_POWERS, _MOST_KERNELS, _MOST_SUMS, _LONGEST = 3, 6, 6, 60
_ARC = symengine.Rational(-1, 2)
"""The power of a sum that the derivatives of arc functions have."""
_LEADING_TO: dict[str, Callable[[Expression], Expression]] = {
    "sin": symengine.cos, "cos": symengine.sin, "tan": symengine.tan, "cot": symengine.cot, "tanh": symengine.tanh,
    "sinh": symengine.cosh, "cosh": symengine.sinh, "coth": symengine.coth,
}  # fmt: skip
"""The function in whose derivative the first one stands."""


def outer_terms(f: Expression, x: Expression) -> Iterator[list[Expression]]:
    """For each power of a sum the next one with many cofactors; then all that ``f`` shows from outside, with few."""
    parts = subexpressions(f)
    powers = [e for e in parts if type(e) is symengine.Pow and not is_exponential(e) and _is_rich(e, x)]
    powers.sort(key=lambda e: e.args[1] == _ARC)
    kernels = sorted((e for e in parts if _is_kernel(e) and symengine.has_symbol(e, x)), key=lambda e: len(str(e)))
    few = kernels[:_MOST_KERNELS]
    plain = [symengine.Integer(1), x, x**2, 1 / x]
    cofactors = list(dict.fromkeys([*plain, *few, *(x * e for e in few), *(x**2 * e for e in few)]))
    for power in powers[:_MOST_POWERS]:
        base, k = power.args
        if k != -1:
            yield [m * base ** (k + 1) for m in cofactors] + [x, x**2, *few]
    shown = [*(_next(power) for power in powers), *(_led_to(e) for e in kernels), *squares(f, x)]
    if shown:
        yield [x, x**2, symengine.log(x), *shown, *(x * e for e in shown)]


def squares(f: Expression, x: Expression) -> list[Expression]:
    """For sums c + k g**2 the functions whose derivative has them: atan, atanh, asin, asinh, acosh of sqrt(k/c) g."""
    found: list[Expression] = []
    for total in [e for e in subexpressions(f) if type(e) is symengine.Add][:_MOST_SUMS]:
        constant = symengine.Add(*(t for t in total.args if not symengine.has_symbol(t, x)))
        varying = symengine.Add(*(t for t in total.args if symengine.has_symbol(t, x)))
        square = None if constant == 0 else _as_square(varying)
        if square is None:
            continue
        k, g = square
        ratio = k / constant
        # Roots of acos(4)**2, and of numbers of hundreds of digits, which are factored: SymPy can take minutes.
        if len(str(ratio)) > _LONGEST or any(head_name(e) for e in subexpressions(ratio)):
            continue
        w, v = g * positive_root(k / constant), g * positive_root(-k / constant)
        found += [symengine.atan(w), symengine.atanh(v), symengine.asin(v), symengine.asinh(w), symengine.acosh(v)]
        found += [symengine.sqrt(total), symengine.log(total), g]
    return found


def _as_square(e: Expression) -> tuple[Expression, Expression] | None:
    """(k, g) with e = k g**2, of a product as it stands; None for a sum that is no square."""
    if type(e) is symengine.Add:
        return square_root(e)
    powers = [a.args if type(a) is symengine.Pow else (a, symengine.Integer(1)) for a in symengine.Mul.make_args(e)]
    constants = [base**n for base, n in powers if not base.free_symbols]
    return symengine.Mul(*constants), symengine.Mul(*(base ** (n / 2) for base, n in powers if base.free_symbols))


def _next(power: Expression) -> Expression:
    base, k = power.args
    return symengine.log(base) if k == -1 else base ** (k + 1)


def _led_to(kernel: Expression) -> Expression:
    return _LEADING_TO.get(head_name(kernel) or "", lambda _: kernel)(*kernel.args[:1])


def _is_rich(power: Expression, x: Expression) -> bool:
    """Whether the base is a sum with functions or roots of x, or a function that the power is not a polynomial in."""
    base, k = power.args
    if not symengine.has_symbol(base, x):
        return False
    if type(base) is symengine.Add:
        return any(_is_kernel(e) and symengine.has_symbol(e, x) for e in subexpressions(base))
    return _is_kernel(base) and (k < 0 or is_root(k))


def _is_kernel(e: Expression) -> bool:
    if type(e) is symengine.Pow:
        return is_exponential(e) or is_root(e.args[1])
    return head_name(e) is not None
