"""Unusual constants as parameters: tanh(5000*x) is tanh(c*x), of which doubles can be had at the points of a fit.

Near 1, as the values of parameters are, nothing overflows, and what is linear in E or pi is linear in a parameter;
functions of parameters, as tan(a), are parameters themselves, and 3**x is exp(c*x). What relations there are between
the constants is lost, so that the integrand as it stands is tried as well.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import gcd

import symengine
import sympy

from symassist.expressions.convert import HEADS, Expression, head_name
from symassist.expressions.normal_form import normal

PLAIN = 16
"""Rationals of numbers up to this size stay as they are."""
FAR = 60
"""Numbers above this, or below its inverse, in the argument of a function overflow or vanish at the fit's points."""
MAX_CONSTANTS = 5
_LARGEST = 10**12
"""Of larger numbers no roots are looked for."""


@dataclass
class Constants:
    """What was replaced, each by a positive parameter; ``far`` if doubles would not do with it."""

    variable: Expression
    parameters: dict[Expression, Expression] = field(default_factory=dict)
    far: bool = False
    shared: frozenset[Expression] = frozenset()
    """Numbers of which several powers occur, which stay powers of one parameter."""
    closed: bool = False
    """Whether further constants stay as they are."""

    def abstracted(self, e: Expression) -> Expression:
        """``e`` with parameters for its unusual constants."""
        return normal(self._walk(e, inside=False))

    def restored(self, e: Expression) -> Expression:
        """``e`` with the constants put back."""
        return normal(_as_power(e.subs({p: c for c, p in self.parameters.items()})))

    def _walk(self, e: Expression, inside: bool) -> Expression:
        if isinstance(e, symengine.Number):
            return self._number(e, inside)
        if not e.args and not e.free_symbols:
            return self._parameter(e)
        if not e.free_symbols:
            return self._signed(e)
        if not e.args:
            return e
        if head_name(e) is not None and not symengine.has_symbol(e, self.variable):
            return self._parameter(e)
        if isinstance(e, symengine.Mul):
            constant = symengine.Mul(*(a for a in e.args if not a.free_symbols))
            factors = [self._walk(a, inside) for a in e.args if a.free_symbols]
            return symengine.Mul(self._walk(constant, inside), *factors)
        if isinstance(e, symengine.Add):
            return symengine.Add(*(self._walk(a, inside) for a in e.args))
        if isinstance(e, symengine.Pow):
            base, exponent = e.args
            if isinstance(exponent, symengine.Number):
                return self._walk(base, inside) ** self._number(exponent, inside=False)
            if base != symengine.E and isinstance(base, symengine.Number) and base > 0:
                return symengine.exp(self._parameter(symengine.log(base)) * self._walk(exponent, inside=True))
            return (base if base == symengine.E else self._walk(base, inside)) ** self._walk(exponent, inside=True)
        return HEADS[str(head_name(e))](*(self._walk(a, inside=True) for a in e.args))

    def _number(self, number: Expression, inside: bool) -> Expression:
        if not isinstance(number, symengine.Rational):
            return number
        p, q = abs(int(number.p)), int(number.q)
        if max(p, q) <= PLAIN:
            return number
        if inside and (p > FAR * q or q > FAR * p > 0):
            self.far = True
        base, exponent = _base(p, q)
        if base not in self.shared:
            base, exponent = abs(number), 1
        power = self._parameter(base) ** exponent
        return power if number > 0 else -power

    def _signed(self, e: Expression) -> Expression:
        """A constant without symbols: a parameter, or one with a minus; roots and complex ones as they are."""
        if not _is_transcendental(e):
            return e  # its powers are numbers, which a parameter's are not
        try:
            value = complex(e)
        except (RuntimeError, TypeError, ValueError, OverflowError):
            return e
        if value.imag != 0 or value.real == 0 or abs(value.real) == float("inf"):
            return e
        return self._parameter(e) if value.real > 0 else -self._parameter(normal(-e))

    def _parameter(self, constant: Expression) -> Expression:
        known = self.parameters.get(constant)
        if known is not None:
            return known
        if self.closed or constant == symengine.I or len(self.parameters) == MAX_CONSTANTS:
            return constant
        parameter = symengine.Symbol(f"_c{len(self.parameters)}")
        self.parameters[constant] = parameter
        return parameter


def _base(p: int, q: int) -> tuple[Expression, int]:
    """(b, n) with p/q = b**n: so 5184 and 1/72, as in asin(x/72) and its slope, share the parameter for 72."""
    sign, (high, low) = (1, (p, q)) if p >= q else (-1, (q, p))
    n = 1
    if high < _LARGEST:
        n = gcd(*(sympy.perfect_power(k)[1] if sympy.perfect_power(k) else 1 for k in (high, low) if k > 1))
    base, below = (sympy.integer_nthroot(k, n)[0] for k in (high, low))
    if max(int(base), int(below)) <= PLAIN:
        base, below, n = high, low, 1
    return symengine.Integer(int(base)) / symengine.Integer(int(below)), sign * n


def _as_power(e: Expression) -> Expression:
    """exp(x log 3) as 3**x."""
    powers = {}
    for power in e.atoms(symengine.Pow):
        base, exponent = power.args
        if base == symengine.E:
            terms = exponent.args if isinstance(exponent, symengine.Add) else (exponent,)
            powers[power] = symengine.Mul(*map(_power_of_term, terms))
    return e.subs({old: new for old, new in powers.items() if old != new})


def _power_of_term(term: Expression) -> Expression:
    for factor in term.args if isinstance(term, symengine.Mul) else ():
        if head_name(factor) == "log" and isinstance(factor.args[0], symengine.Number):
            return factor.args[0] ** (term / factor)
    return symengine.exp(term)


def _is_transcendental(e: Expression) -> bool:
    if not e.args:
        return not isinstance(e, symengine.Number)
    return head_name(e) is not None or any(map(_is_transcendental, e.args))


def with_parameters(f: Expression, x: Expression) -> tuple[Expression, Constants]:
    """``f`` with parameters for its unusual constants, and the constants: none of them where there are none."""
    sizes = {abs(c) for c in f.atoms(symengine.Rational) if max(abs(int(c.p)), int(c.q)) > PLAIN}
    bases = Counter(_base(int(size.p), int(size.q))[0] for size in sizes)
    constants = Constants(x, shared=frozenset(base for base, times in bases.items() if times > 1))
    g = constants.abstracted(f)
    constants.closed = True
    return g, constants
