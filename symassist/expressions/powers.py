"""Powers and products of them: the normal form's single steps, each from parts in normal form to what they become.

The order of the steps, and what is normalised again after one, stands in ``normal_form.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import symengine
from symengine.lib import symengine_wrapper

from symassist.expressions.convert import Expression, from_sympy, to_sympy
from symassist.expressions.nodes import (
    ADD,
    EXP1,
    FRACTIONS,
    IMAGINARY,
    INTEGERS,
    LEFT_TO_SYMPY,
    LOGARITHMIC,
    MUL,
    POW,
    RATIONALS,
    SYMBOLIC,
    Node,
    node,
)

Add, Mul = symengine.Add, symengine.Mul
LOGARITHM = type(symengine.log(symengine.Symbol("x")))
KNOWN_SIGN = IMAGINARY | LEFT_TO_SYMPY
"""Where SymPy may know whether something is real or positive, its own rules come in."""
_PLACE = symengine.Symbol("_u")


def is_root_of_sum(power: Node) -> bool:
    """Whether a power is a sum under a root."""
    base, exponent = power.parts
    return base.kind is ADD and exponent.kind in FRACTIONS


def aligned_roots(parts: Sequence[Node]) -> Expression | None:
    """sqrt(1 - u)/(u - 1) = -1/sqrt(1 - u): an integer power takes the sign of the root beside it; None: none does."""
    roots = {p.parts[0] for p in parts if p.kind is POW and is_root_of_sum(p)}
    factors, sign, aligned = [], 1, False
    for p in parts:
        factor = p.expression
        base, exponent = p.parts if p.kind is POW else (p, _ONE)
        if base.kind is ADD and exponent.kind in INTEGERS:
            opposite = Add(*[-t.expression for t in base.parts])
            if node(opposite) in roots:
                factor, aligned = opposite**exponent.expression, True
                sign = -sign if int(exponent.expression) % 2 else sign
        factors.append(factor)
    return Mul(sign, *factors) if aligned else None


def merged_bases(e: Expression, parts: Sequence[Node]) -> Expression:
    """Multiplies integer bases under one exponent: sqrt(2)*sqrt(3) = sqrt(6), 2**x*3**x = 6**x."""
    powers: dict[Expression, Expression] = {}
    others, merged = [], False
    for p in parts:
        if p.kind is POW and p.parts[0].kind in INTEGERS:
            base, exponent = (part.expression for part in p.parts)
            if exponent in powers:
                merged, base = True, powers[exponent] * base
            powers[exponent] = base
        else:
            others.append(p.expression)
    if not merged:
        return _joined_radicals(e, parts)
    return Mul(*others, *(base**exponent for exponent, base in powers.items()))


def _joined_radicals(e: Expression, parts: Sequence[Node]) -> Expression:
    """sqrt(2)*14**(1/4) = 2**(3/4)*7**(1/4): what SymPy makes of several numeric roots."""
    radicals = [p for p in parts if p.kind is POW and _is_numeric_root(p)]
    if len(radicals) < 2:
        return e
    constant = Mul(*(p.expression for p in radicals))
    joined = from_sympy(to_sympy(constant))
    return e if joined == constant else Mul(joined, *(p.expression for p in parts if p not in radicals))


def _is_numeric_root(power: Node) -> bool:
    base, exponent = power.parts
    return base.kind in INTEGERS and exponent.kind in FRACTIONS


def joined_exponents(base: Node, exponent: Node) -> Expression | None:
    """(u**r)**s as u**(r*s), where it is that on the positive reals or s is an integer; None elsewhere."""
    if base.kind is not POW:
        return None
    inner, power = base.parts
    if exponent.kind in INTEGERS or (power.kind in RATIONALS and (-1 <= power.expression < 1 or inner.kind is EXP1)):
        return inner.expression ** (power.expression * exponent.expression)
    return None


def varies(power: Node) -> bool:
    """Whether base and exponent of a power are the kind that the rules for symbolic powers cover."""
    base, exponent = power.parts
    return bool(base.traits & SYMBOLIC) and (exponent.kind in RATIONALS or bool(exponent.traits & SYMBOLIC))


def stays_exponential(base: Node, exponent: Node) -> bool:
    """Whether SymPy leaves (base, a power)**exponent alone: exp(u) where it cannot know u to be real.

    It takes milliseconds to find that out. Where logarithms are above, it looks for that of the base.
    """
    e, u = base.parts
    if e.kind is not EXP1 or not u.traits & SYMBOLIC or u.traits & KNOWN_SIGN:
        return False
    return exponent.kind in RATIONALS or not exponent.traits & (KNOWN_SIGN | LOGARITHMIC)


def drawn_out(constant: Expression, rest: Expression, exponent: Expression) -> Expression:
    """(constant*rest)**exponent with what SymPy draws out of the root."""
    return _constant_under_root(constant, exponent).subs(_PLACE, rest)


@lru_cache(maxsize=100_000)
def _constant_under_root(constant: Expression, exponent: Expression) -> Expression:
    """What SymPy makes of (constant*u)**exponent, as a template in ``_u``: the question costs it a millisecond."""
    return from_sympy(to_sympy((constant * _PLACE) ** exponent))


def inverse_logarithms(exponent: Node) -> list[Node]:
    """The log(u) of every factor 1/log(u)."""
    factors = exponent.parts if exponent.kind is MUL else (exponent,)
    powers = [f.parts for f in factors if f.kind is POW]
    return [base for base, power in powers if power is _MINUS_ONE and base.kind is LOGARITHM]


def logarithm_as_power(term: Node) -> Expression | None:
    """u**c if the term is c*log(u) with numeric c."""
    if term.kind is LOGARITHM:
        return term.parts[0].expression
    if term.kind is not MUL:
        return None
    logs = [p for p in term.parts if p.kind is LOGARITHM]
    others = [p for p in term.parts if p.kind is not LOGARITHM]
    if len(logs) != 1 or any(p.traits & SYMBOLIC for p in others):
        return None
    coefficient = Mul(*[p.expression for p in others])
    return logs[0].parts[0].expression ** coefficient if to_sympy(coefficient).is_comparable else None


def has_imaginary_constant(exponent: Node) -> bool:
    """Whether a sum has an imaginary term without symbols."""
    return exponent.kind is ADD and any(is_imaginary(t) and not t.traits & SYMBOLIC for t in exponent.parts)


def is_imaginary(argument: Node) -> bool:
    """Whether a product has an imaginary coefficient, for which SymPy turns trigonometric into hyperbolic."""
    return argument.kind is MUL and issubclass(argument.parts[0].kind, symengine_wrapper.Complex)


_ONE, _MINUS_ONE = node(symengine.Integer(1)), node(symengine.Integer(-1))
