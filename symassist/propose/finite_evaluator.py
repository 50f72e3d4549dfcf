"""Functions and their derivatives as arrays over a finite field: exact, in machine words.

A tower of functions over x is evaluated at random elements of GF(p): x, every exponential, logarithm and inverse
function is a random element of its own, roots are roots in the field, and derivatives follow by the chain rule. An
identity between such functions that holds at hundreds of elements is no accident: each is one in 1e9.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd, lcm
from typing import Any

import numpy as np
import sympy

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.operators import CIRCULAR_NAMES, HYPERBOLIC_NAMES
from symassist.propose.finite_field import IMAGINARY, Array, P, inverse, power, root

Dual = tuple[Array, Array]
"""Values and derivatives, (N,) each; -1 marks an element where there is no value."""


class Evaluator:
    """Values and derivatives in x of SymPy expressions at ``size`` random elements; ``good`` marks those that serve."""

    def __init__(self, x: sympy.Symbol, size: int, seed: int = 1) -> None:
        self.x, self.size = x, size
        self._rng = np.random.default_rng(seed)
        self.good = np.ones(size, dtype=bool)
        self._memo: dict[sympy.Basic, Dual] = {x: (self._random(), np.ones(size, dtype=np.int64))}
        self._units: dict[sympy.Expr, tuple[sympy.Expr, int]] = {}

    def _random(self) -> Array:
        return self._rng.integers(2, P - 1, self.size)

    def _scalar(self) -> Dual:
        return np.full(self.size, self._rng.integers(2, P - 1)), np.zeros(self.size, dtype=np.int64)

    def dual(self, e: sympy.Expr) -> Dual:
        """Values and derivatives of ``e``. Raises UnsupportedExpressionError for functions without a rule here."""
        known = self._memo.get(e)
        if known is None:
            known = self._memo[e] = self._new(e)
        return known

    def prepare(self, f: sympy.Expr) -> None:
        """Finds the units of the exponents and angles of ``f``: of exp(x) and exp(3*x/2) the unit is x/2."""
        exponents: dict[sympy.Expr, list[sympy.Rational]] = {}
        for e in sympy.preorder_traversal(f):
            name = type(e).__name__
            if name in CIRCULAR_NAMES or name in HYPERBOLIC_NAMES or name == "exp":
                scale = sympy.I if name in CIRCULAR_NAMES else sympy.S.One
                for term in sympy.Add.make_args(sympy.expand_mul(e.args[0])):
                    c, rest = term.as_coeff_Mul(rational=True)
                    exponents.setdefault(scale * rest, []).append(c)
            elif e.is_Pow and not e.exp.is_number and not e.base.is_number:
                for c, rest in symbolic_terms(e.exp)[1]:
                    exponents.setdefault(_POWER(e.base, rest), []).append(c)
        for rest, multiples in exponents.items():
            unit = sympy.Rational(gcd(*(int(m.p) for m in multiples)) or 1, lcm(*(int(m.q) for m in multiples)))
            self._units[rest] = (unit, 0)

    # --- the rules ---

    def _new(self, e: sympy.Expr) -> Dual:
        zero = np.zeros(self.size, dtype=np.int64)
        if e.is_Rational:
            return np.full(self.size, int(e.p) * pow(int(e.q), -1, P) % P), zero
        if e is sympy.I:
            return np.full(self.size, IMAGINARY), zero
        if e.is_Atom:
            if not (e.is_Symbol or e.is_NumberSymbol):
                raise UnsupportedExpressionError((str(e),))
            return self._scalar()
        if e.is_Add:
            parts = [self.dual(a) for a in e.args]
            return np.sum([v for v, _ in parts], axis=0) % P, np.sum([d for _, d in parts], axis=0) % P
        if e.is_Mul:
            value, slope = self.dual(e.args[0])
            for a in e.args[1:]:
                v, d = self.dual(a)
                value, slope = value * v % P, (slope * v % P + value * d) % P
            return value, slope
        if isinstance(e, sympy.exp):
            return self._exponential(e.args[0], sympy.S.One)
        if e.is_Pow:
            return self._power(e)
        return self._function(e)

    def _power(self, e: sympy.Pow) -> Dual:
        base, exponent = e.args
        if exponent.is_Integer:
            v, d = self.dual(base)
            n = int(exponent)
            if n < 0:
                self.good &= v != 0
            return power(v, n), n % P * power(v, n - 1) % P * d % P
        if exponent.is_Rational:
            v, d = self._root(base, int(exponent.q))
            n = int(exponent.p)
            return power(v, n), n % P * power(v, n - 1) % P * d % P
        if base.is_number and not exponent.is_number:  # a**u = exp(u log a)
            return self._exponential(sympy.expand_mul(exponent * sympy.log(base)), sympy.S.One)
        whole, terms = symbolic_terms(exponent)
        value, slope = self.dual(base**whole)
        for c, rest in terms:
            unit, _ = self._units.get(_POWER(base, rest), (c, 0))
            if not (c / unit).is_Integer:
                unit = c
            v, d = self._symbolic_power(base, unit * rest)
            n = int(c / unit)
            w, dw = power(v, n), n % P * power(v, n - 1) % P * d % P
            value, slope = value * w % P, (slope * w % P + value * dw) % P
        return value, slope

    def _symbolic_power(self, base: sympy.Expr, exponent: sympy.Expr) -> Dual:
        """A power that no rational operation makes: a random value, with the derivative that it has to have."""
        key = _POWER(base, exponent)
        if key not in self._memo:
            v, d = self.dual(base)
            height, m = self.dual(exponent)
            slope = height * d % P * inverse(v) % P
            if exponent.has(self.x):
                slope = (slope + m * self.dual(sympy.log(base))[0]) % P
            value = self._random() if base.has(self.x) or exponent.has(self.x) else self._scalar()[0]
            self._memo[key] = value, value * slope % P
        return self._memo[key]

    def _root(self, base: sympy.Expr, n: int) -> Dual:
        """The n-th root, factor by factor for a polynomial radicand: roots of products are products of roots."""
        key = sympy.Function("_root")(base, n)
        known = self._memo.get(key)
        if known is not None:
            return known
        factors = [(base, 1)]
        if base.is_polynomial() and not base.is_number and base.free_symbols and not base.is_Symbol:
            lead, found = sympy.factor_list(base)
            if len(found) > 1 or found[0][1] > 1 or lead != 1:
                factors = [(factor, m) for factor, m in found] + ([(lead, 1)] if lead != 1 else [])
        elif base.is_Mul or (base.is_Pow and base.exp.is_Integer):
            factors = [(b, int(k)) for b, k in base.as_powers_dict().items() if k.is_Integer]
            if sympy.Mul(*(b**k for b, k in factors)) != base:
                factors = [(base, 1)]
        if factors != [(base, 1)]:
            value, slope = np.ones(self.size, dtype=np.int64), np.zeros(self.size, dtype=np.int64)
            for factor, m in factors:
                v, d = self._root(factor, n)
                w, dw = power(v, m), m % P * power(v, m - 1) % P * d % P
                value, slope = value * w % P, (slope * w % P + value * dw) % P
        else:
            v, d = self.dual(base)
            value, good = root(v, n)
            if not base.has(self.x) and not good.all():
                value, slope = self._scalar()  # a constant without a root in the field: as good as any other constant
            else:
                self.good &= good & (value != 0)
                slope = d * inverse(n % P * power(value, n - 1) % P) % P
        self._memo[key] = value, slope
        return value, slope

    def _exponential(self, argument: sympy.Expr, scale: sympy.Expr) -> Dual:
        """exp(scale * argument) as the product over the argument's terms of powers of their units' exponentials."""
        value, slope = np.ones(self.size, dtype=np.int64), np.zeros(self.size, dtype=np.int64)
        for term in sympy.Add.make_args(sympy.expand_mul(argument)):
            c, rest = term.as_coeff_Mul(rational=True)
            unit, _ = self._units.get(scale * rest, (c if c > 0 else -c, 0))
            n = c / unit
            if not n.is_Integer:
                unit, n = c, sympy.S.One
            key = sympy.Function("_exp")(unit * scale * rest)
            if key not in self._memo:
                inner = self.dual(unit * rest)[1] * (self.dual(scale)[0] if scale is not sympy.S.One else 1) % P
                base = self._random() if rest.has(self.x) else self._scalar()[0]
                self._memo[key] = base, base * inner % P
            v, d = self._memo[key]
            k = int(n)
            w, dw = power(v, k), k % P * power(v, k - 1) % P * d % P
            value, slope = value * w % P, (slope * w % P + value * dw) % P
        return value, slope

    def _function(self, e: sympy.Expr) -> Dual:
        name, u = type(e).__name__, e.args[0]
        if name in CIRCULAR_NAMES or name in HYPERBOLIC_NAMES:
            return self._wave(name, u)
        if name in ("Abs", "sign"):
            sign = self._sign(u)
            v, d = self.dual(u)
            return (v * sign % P, d * sign % P) if name == "Abs" else (sign, np.zeros_like(sign))
        rule = _SLOPES.get(name)
        if rule is None or len(e.args) != 1:
            raise UnsupportedExpressionError((name,))
        slope = self.dual(rule(u))[0] * self.dual(u)[1] % P
        return (self._random() if u.has(self.x) else self._scalar()[0]), slope

    def _sign(self, u: sympy.Expr) -> Array:
        key = sympy.Function("_sign")(u)
        if key not in self._memo:
            self._memo[key] = (np.full(self.size, self._rng.choice([1, P - 1])), np.zeros(self.size, dtype=np.int64))
        return self._memo[key][0]

    def _wave(self, name: str, u: sympy.Expr) -> Dual:
        """Trigonometric and hyperbolic functions through exponentials."""
        scale = sympy.I if name in CIRCULAR_NAMES else sympy.S.One
        w, dw = self._exponential(u, scale)
        v = inverse(w)
        dv = -(v * v % P) * dw % P
        half = pow(2, -1, P)
        turn = 1 if name in HYPERBOLIC_NAMES else pow(int(self.dual(sympy.I)[0][0]), -1, P)
        sine = ((w - v) % P * half % P * turn % P, (dw - dv) % P * half % P * turn % P)
        cosine = ((w + v) % P * half % P, (dw + dv) % P * half % P)
        one = (np.ones_like(w), np.zeros_like(w))
        ways: dict[str, tuple[Dual, Dual]] = {
            "sin": (sine, one), "cos": (cosine, one), "tan": (sine, cosine),
            "cot": (cosine, sine), "sec": (one, cosine), "csc": (one, sine),
        }  # fmt: skip
        return _quotient(*ways[name.replace("h", "")])


def symbolic_terms(exponent: sympy.Expr) -> tuple[sympy.Rational, list[tuple[sympy.Rational, sympy.Expr]]]:
    """An exponent as a rational and pairs (c, rest) of a rational times what has symbols: 2*m - 1 is -1 and (2, m)."""
    whole, terms = sympy.S.Zero, []
    for term in sympy.Add.make_args(sympy.expand_mul(exponent)):
        c, rest = term.as_coeff_Mul(rational=True)
        if rest == 1:
            whole += c
        else:
            terms.append((c, rest))
    return whole, terms


def _quotient(a: Dual, b: Dual) -> Dual:
    inv = inverse(b[0])
    value = a[0] * inv % P
    return value, (a[1] - value * b[1]) % P * inv % P


_POWER = sympy.Function("_power")

_SLOPES: Mapping[str, Any] = {
    "log": lambda u: 1 / u,
    "asin": lambda u: 1 / sympy.sqrt(1 - u**2),
    "acos": lambda u: -1 / sympy.sqrt(1 - u**2),
    "atan": lambda u: 1 / (1 + u**2),
    "acot": lambda u: -1 / (1 + u**2),
    "asinh": lambda u: 1 / sympy.sqrt(1 + u**2),
    "acosh": lambda u: 1 / (sympy.sqrt(u - 1) * sympy.sqrt(u + 1)),
    "atanh": lambda u: 1 / (1 - u**2),
    "acoth": lambda u: 1 / (1 - u**2),
    "erf": lambda u: 2 / sympy.sqrt(sympy.pi) * sympy.exp(-(u**2)),
    "erfi": lambda u: 2 / sympy.sqrt(sympy.pi) * sympy.exp(u**2),
}
"""The derivative of a function by its argument."""
