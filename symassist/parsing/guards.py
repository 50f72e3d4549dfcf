"""SymPy's constructors behind limits: SymPy computes ``2**(10**9)`` or ``gamma(10**9)`` as soon as it is built.

The limits keep one invariant: every constant subexpression has an absolute value of at most about
``10**MAX_DIGITS``, so that building and comparing what stands above it stays cheap. Symbolic powers such as
``(x + 1)**99999`` are not expanded by SymPy and pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

import sympy
from sympy import S

MAX_DIGITS = 4000
"""Below the 4300 digits at which Python refuses to print an integer."""
MAX_BITS = MAX_DIGITS * log2(10)
MAX_EXPONENT = 1_000_000
MAX_RADICAND_BITS = 512
"""SymPy looks for factors and perfect powers in what stands under a root."""
MAX_SPECIAL_ARGUMENT = 100
"""gamma, polygamma, zeta and their like are computed, or written out as sums, by SymPy at integers."""
_COMPUTED = frozenset(
    {"gamma", "loggamma", "uppergamma", "lowergamma", "polygamma", "zeta", "beta", "expint", "polylog"}
    | {"besselj", "bessely", "besseli", "besselk", "elliptic_k", "elliptic_f", "elliptic_e", "elliptic_pi"}
)
_GROWING = frozenset({"sinh", "cosh", "csch", "sech", "tanh", "coth", "Ei", "Shi", "Chi", "erfi", "erf", "erfc"})
_ROUNDING = frozenset({"floor", "ceiling"})


class TooLargeError(ValueError):
    """A number would be too large; the parser turns this into a ParseError at the place."""


def number(text: str) -> sympy.Rational:
    """The exact decimal rational that ``text`` spells: ``0.1`` is 1/10, ``2.5e3`` is 2500.

    Raises TooLargeError for one of too many digits.
    """
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    shift = (int(exponent) if len(exponent) <= 6 else MAX_DIGITS + 1) - len(fraction) if exponent else -len(fraction)
    if len(digits) + abs(shift) > MAX_DIGITS:
        raise TooLargeError(f"numbers of more than {MAX_DIGITS} digits are not read")
    return sympy.Integer(int(digits)) * sympy.Integer(10) ** shift


def _bits(value: sympy.Expr) -> int:
    """Size of a rational; 0 for -1, 0 and 1, whose powers don't grow, and for what is no rational."""
    if not value.is_Rational or (abs(value.p) <= 1 and value.q == 1):
        return 0
    return int(max(abs(value.p).bit_length(), value.q.bit_length()))


def _constant_bits(expression: sympy.Expr) -> int:
    """Bits of the largest number that SymPy may raise when ``expression`` is the base of a power."""
    if expression.is_number:
        return max(map(_bits, expression.atoms(sympy.Rational)), default=0)
    if expression.is_Mul or expression.is_Pow:
        return max((_constant_bits(part) for part in expression.args), default=0)
    return 0


def _log_magnitude(value: sympy.Expr) -> float:
    """log2 of the absolute value of a bounded constant; 0 for zero and for what has no finite value."""
    if value.is_Rational:
        return float(abs(value.p).bit_length() - value.q.bit_length()) if value.p else 0.0
    approximation = abs(value.evalf(5))
    if not approximation.is_Float or approximation == 0:
        return 0.0
    return float(sympy.log(approximation, 2).evalf(5))


def power(base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
    """``base**exponent`` unless it is, or SymPy would make it, a huge number.

    Raises:
        TooLargeError: when a constant power exceeds ``MAX_DIGITS`` digits or a numeric exponent ``MAX_EXPONENT``.
    """
    if exponent.is_number:
        size = _log_magnitude(exponent)
        if size > log2(MAX_EXPONENT) and base not in (-1, 0, 1):
            raise TooLargeError("this exponent is too large")
        if 2**size * _constant_bits(base) > MAX_BITS:
            raise TooLargeError(f"this power has more than {MAX_DIGITS} digits")
        if not exponent.is_Integer and _constant_bits(base) > MAX_RADICAND_BITS:
            raise TooLargeError("the number under this root is too large")
        if base.is_number and 2**size * abs(_log_magnitude(base)) > 2 * MAX_BITS:
            raise TooLargeError(f"this power has more than {MAX_DIGITS} digits")
    logarithms = [node for node in exponent.atoms(sympy.log) if node.args[0].is_number]
    if logarithms:  # exp(n*log(2)) is 2**n, and 2**(n*log(3)/log(2)) is 3**n
        largest = max(map(_bits, exponent.atoms(sympy.Rational)), default=0)
        if 2.0 ** min(largest, 64) * max(_constant_bits(node.args[0]) for node in logarithms) > MAX_BITS:
            raise TooLargeError(f"this power has more than {MAX_DIGITS} digits")
    return base**exponent


def product(factors: Sequence[sympy.Expr]) -> sympy.Expr:
    """The product of ``factors``.

    Raises:
        TooLargeError: when its coefficient exceeds ``MAX_DIGITS`` digits.
    """
    value = factors[0] * factors[1] if len(factors) == 2 else sympy.Mul(*factors)
    coefficient, _ = value.as_coeff_Mul()
    if _bits(coefficient) > MAX_BITS:
        raise TooLargeError(f"this product has more than {MAX_DIGITS} digits")
    return value


def quotient(numerator: sympy.Expr, denominator: sympy.Expr) -> sympy.Expr:
    """``numerator/denominator``.

    Raises:
        ZeroDivisionError: when the denominator is 0.
    """
    if denominator == 0:
        raise ZeroDivisionError("division by zero")
    return numerator / denominator


def call(head: str, arguments: Sequence[sympy.Expr]) -> sympy.Expr:
    """The function ``head`` of the name table applied to ``arguments``.

    Raises:
        TooLargeError: when SymPy would compute a huge number.
        ValueError, TypeError: when SymPy rejects the arguments.
    """
    first = arguments[0]
    match head:
        case "sqrt" | "cbrt":
            return power(first, S.Half if head == "sqrt" else S.One / 3)
        case "root":
            return power(first, power(arguments[1], S.NegativeOne))
        case "Pow":
            return power(first, arguments[1])
        case "Rational" | "Integer":
            return _rational(head, arguments)
        case "log2" | "log10":
            return sympy.log(first) / sympy.log(int(head[3:]))
        case "exp":
            return power(S.Exp1, first)
    for argument in arguments:
        _check_argument(head, argument)
    if head in _ROUNDING and first.is_number and not first.is_Rational and abs(_log_magnitude(first)) > 256:
        raise TooLargeError("this number is too large to be rounded")
    return getattr(sympy, head)(*arguments)


def _rational(head: str, arguments: Sequence[sympy.Expr]) -> sympy.Expr:
    if not all(argument.is_Rational for argument in arguments) or (head == "Integer" and not arguments[0].is_Integer):
        raise ValueError(f"{head} takes numbers only")
    return arguments[0] / (arguments[1] if len(arguments) == 2 else S.One)


def _check_argument(head: str, argument: sympy.Expr) -> None:
    if not argument.is_number or head not in _COMPUTED | _GROWING:
        return
    limit = MAX_SPECIAL_ARGUMENT if head in _COMPUTED else MAX_BITS
    if _log_magnitude(argument) > log2(limit):
        raise TooLargeError(f"constant arguments of {head} beyond {int(limit)} are not supported")
