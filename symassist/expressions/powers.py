"""Powers and products of them: the normal form's single steps, each from parts in normal form to what they become.

The order of the steps, and what is normalised again after one, stands in ``normal_form.py``.
"""

from __future__ import annotations

from functools import lru_cache

import symengine
from symengine.lib import symengine_wrapper

from symassist.expressions.convert import Expression, from_sympy, head_name, to_sympy

Add, Mul, Pow = symengine.Add, symengine.Mul, symengine.Pow
Integer, Rational = symengine.Integer, symengine.Rational
_E, _ONE = symengine.E, Integer(1)
_PLACE = symengine.Symbol("_u")


def is_root_of_sum(power: tuple[Expression, Expression]) -> bool:
    """Whether (base, exponent) is a sum under a root."""
    base, exponent = power
    return type(base) is Add and isinstance(exponent, Rational) and not isinstance(exponent, Integer)


def aligned_roots(parts: list[Expression]) -> Expression:
    """sqrt(1 - u)/(u - 1) = -1/sqrt(1 - u): an integer power takes the sign of the root beside it."""
    roots = {p.args[0] for p in parts if type(p) is Pow and is_root_of_sum(p.args)}
    factors, sign = [], 1
    for p in parts:
        base, exponent = p.args if type(p) is Pow else (p, _ONE)
        if type(base) is Add and isinstance(exponent, Integer):
            opposite = Add(*(-t for t in base.args))
            if opposite in roots:
                p, sign = opposite**exponent, -sign if int(exponent) % 2 else sign
        factors.append(p)
    return Mul(sign, *factors)


def merged_bases(e: Expression, parts: list[Expression]) -> Expression:
    """Multiplies integer bases under one exponent: sqrt(2)*sqrt(3) = sqrt(6), 2**x*3**x = 6**x."""
    powers: dict[Expression, Expression] = {}
    others, merged = [], False
    for p in parts:
        if type(p) is Pow:
            base, exponent = p.args
            if isinstance(base, Integer):
                if exponent in powers:
                    merged, base = True, powers[exponent] * base
                powers[exponent] = base
                continue
        others.append(p)
    if not merged:
        return _joined_radicals(e, parts)
    return Mul(*others, *(base**exponent for exponent, base in powers.items()))


def _joined_radicals(e: Expression, parts: list[Expression]) -> Expression:
    """sqrt(2)*14**(1/4) = 2**(3/4)*7**(1/4): what SymPy makes of several numeric roots."""
    radicals = [p for p in parts if type(p) is Pow and not isinstance(p.args[1], Integer) and _is_numeric(p)]
    if len(radicals) < 2:
        return e
    constant = Mul(*radicals)
    joined = from_sympy(to_sympy(constant))
    return e if joined == constant else Mul(joined, *(p for p in parts if p not in radicals))


def _is_numeric(power: Expression) -> bool:
    base, exponent = power.args
    return isinstance(base, Integer) and isinstance(exponent, Rational)


def joined_exponents(base: Expression, exponent: Expression) -> Expression | None:
    """(u**r)**s as u**(r*s), where it is that on the positive reals or s is an integer; None elsewhere."""
    if type(base) is not Pow:
        return None
    inner, power = base.args
    if isinstance(exponent, Integer) or (isinstance(power, Rational) and (-1 <= power < 1 or inner == _E)):
        return inner ** (power * exponent)
    return None


def varies(power: Expression) -> bool:
    """Whether base and exponent of a power are the kind that the rules for symbolic powers cover."""
    base, exponent = power.args
    return bool(base.free_symbols) and (isinstance(exponent, Rational) or bool(exponent.free_symbols))


def drawn_out(constant: Expression, rest: Expression, exponent: Expression) -> Expression:
    """(constant*rest)**exponent with what SymPy draws out of the root."""
    return _constant_under_root(constant, exponent).subs(_PLACE, rest)


@lru_cache(maxsize=100_000)
def _constant_under_root(constant: Expression, exponent: Expression) -> Expression:
    """What SymPy makes of (constant*u)**exponent, as a template in ``_u``: the question costs it a millisecond."""
    return from_sympy(to_sympy((constant * _PLACE) ** exponent))


def inverse_logarithms(exponent: Expression) -> list[Expression]:
    """The log(u) of every factor 1/log(u)."""
    factors = exponent.args if type(exponent) is Mul else (exponent,)
    powers = [f.args for f in factors if type(f) is Pow]
    return [base for base, power in powers if power == -1 and head_name(base) == "log"]


def logarithm_as_power(term: Expression) -> Expression | None:
    """u**c if the term is c*log(u) with numeric c."""
    if head_name(term) == "log":
        return term.args[0]
    if type(term) is not Mul:
        return None
    args = term.args
    logs = [a for a in args if head_name(a) == "log"]
    if len(logs) != 1:
        return None
    coefficient = Mul(*(a for a in args if a is not logs[0]))
    if coefficient.free_symbols or not to_sympy(coefficient).is_comparable:
        return None
    return logs[0].args[0] ** coefficient


def has_imaginary_constant(exponent: Expression) -> bool:
    """Whether a sum has an imaginary term without symbols."""
    terms = exponent.args if type(exponent) is Add else ()
    return any(is_imaginary(t) and not t.free_symbols for t in terms)


def is_imaginary(argument: Expression) -> bool:
    """Whether a product has an imaginary coefficient, for which SymPy turns trigonometric into hyperbolic."""
    return type(argument) is Mul and isinstance(argument.args[0], symengine_wrapper.Complex)
