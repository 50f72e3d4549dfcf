"""Nodes of a tape to their normal form, a fraction over generators (``generators.py``)."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from flint import acb, fmpq, fmpz

from symassist.numerics import acb_functions
from symassist.numerics.tape import Tape
from symassist.verify.angles import angle, hyperbolic, over_i, trigonometric
from symassist.verify.generators import Field, Fraction, Key, Unmanageable
from symassist.verify.hypergeometric import hypergeometric
from symassist.verify.recurrences import RULES

_MOST_PRIME = 10**12
_ODD = {"asin", "atan", "asinh", "atanh", "erf", "erfi", "Si", "Shi", "fresnels", "fresnelc"}
_REAL_OF_REAL = {"asinh", "atan", "erf", "erfc", "erfi", "Si", "Shi", "fresnels", "fresnelc", "Heaviside", "floor"}
_CONDITIONAL = {"select", "true", "false", "eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not"}
_TRIGONOMETRIC = {"sin", "cos", "tan"}
_HYPERBOLIC = {"sinh", "cosh", "tanh"}


class Converter:
    """Nodes of a tape to fractions, by identities that hold for all arguments (symbols real).

    Sine and cosine of single terms are generators, or with ``exponential`` the exponentials exp(I u): then sums of
    angles stay single terms, but what is real is not seen to be.
    """

    def __init__(
        self,
        tape: Tape,
        positive: Collection[Any],
        refinement: dict[Key, int],
        most: int,
        *,
        exponential: bool = False,
        deadline: float = math.inf,
    ) -> None:
        self.tape, self.symbols, self.exponential = tape, positive, exponential
        self.field = Field(refinement, most, deadline)
        self.logarithms: list[tuple[Fraction, Fraction]] = []

    def has_angles(self, root: int) -> bool:
        """Whether the node needs sine, cosine or tangent."""
        return any(self.tape.ops[i] in _TRIGONOMETRIC for i in self.tape.reachable([root]))

    def convert(self, root: int) -> Fraction:
        """The normal form of a node."""
        done: dict[int, Fraction] = {}
        for i in self.tape.reachable([root]):
            done[i] = self.node(i, [done[a] for a in self.tape.args[i]])
        return done[root]

    def node(self, i: int, operands: list[Fraction]) -> Fraction:
        """The fraction of the tape's node i, from those of its operands."""
        op, data, field = self.tape.ops[i], self.tape.data[i], self.field
        if op == "num":
            return field.number(data)
        if op == "sym":
            return field.generator(
                ("sym", data), lambda at: acb(at.values[data]), real=True, positive=data in self.symbols
            )
        if op == "const":
            return self.constant(data)
        if op in _CONDITIONAL:
            raise Unmanageable
        if op in ("add", "mul"):
            total = operands[0]
            for operand in operands[1:]:
                total = field.add(total, operand) if op == "add" else field.mul(total, operand)
            return total
        if op == "pow":
            return self.power(operands[0], operands[1])
        if op == "exp":
            return self.exp(operands[0])
        if op == "log":
            return self.log(operands[0])
        if op in _TRIGONOMETRIC:
            return trigonometric(self, op, operands[0])
        if op in _HYPERBOLIC:
            return hyperbolic(self, op, operands[0])
        if op in ("re", "im", "conjugate", "sign", "Abs"):
            return self.absolute(op, operands[0])
        return self.opaque(op, data, operands)

    def constant(self, name: str) -> Fraction:
        """A constant by its name on the tape; e = exp(1), all others but I are generators."""
        if name == "nan":
            raise Unmanageable
        if name == "e":
            return self.exp(self.field.number(1))
        if name != "i":
            return self.field.generator(("const", name), lambda _: acb_functions.CONSTANTS[name](), positive=True)
        known = ("const", "i") in self.field.index
        unit = self.field.generator(("const", "i"), lambda _: acb(0, 1))
        if not known:
            self.field.relations.append((self.field.index["const", "i"], 2, self.field.number(-1)))
        return unit

    def opaque(self, op: str, data: Any, operands: list[Fraction]) -> Fraction:
        """A function as a generator of its own, unless ``RULES`` or parity know more; acos u = pi/2 - asin u."""
        field = self.field
        sign = 1
        if op == "acos":
            # acos u = pi/2 - asin u
            half_pi = field.mul(self.constant("pi"), field.number(fmpq(1, 2)))
            return field.add(half_pi, field.mul(field.number(-1), self.opaque("asin", None, operands)))
        if op in _ODD and operands[0].num != 0 and operands[0].num.leading_coefficient() < 0:
            sign, operands = -1, [field.mul(field.number(-1), operands[0])]
        if op == "hyper":
            return hypergeometric(self, operands, data)
        if op in RULES:
            return RULES[op](self, operands)
        value = self.atom(op, operands, data)
        return value if sign == 1 else field.mul(field.number(-1), value)

    def atom(self, op: str, operands: list[Fraction], data: Any = None) -> Fraction:
        """The generator for a function of operands."""
        field = self.field
        real = op in _REAL_OF_REAL and field.is_real(operands[0])
        return field.generator((op, data, *(o.key for o in operands)), _value(op, data, operands), real=real)

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        """base^exponent: a rational power, or by exponential and logarithm."""
        r = exponent.rational()
        if r is None:
            # u^v = exp(v log u)
            return self.exp(self.field.mul(exponent, self.log(base)))
        if r.q == 1:
            return self.field.integer_power(base, int(r.p))
        return self.rational_power(base, r)

    def rational_power(self, base: Fraction, r: fmpq) -> Fraction:
        """u^r: positive numbers and positive generators are taken out, the rest is a power of one root.

        Raises Unmanageable for u = 0, or beyond the field's limits.
        """
        field = self.field
        if base.num == 0:
            raise Unmanageable
        content, rest = field.split(base)
        result = field.number(1)
        for prime, power in prime_powers(content):
            result = field.mul(result, self.root(field.number(prime), r * power, positive=True))
        factors, rest = field.positive_part(rest)
        for generator, power in factors:
            result = field.mul(result, self.root(generator, r * power, positive=True))
        if rest.rational() != 1:
            result = field.mul(result, self.root(rest, r, positive=False))
        return result

    def root(self, base: Fraction, r: fmpq, *, positive: bool) -> Fraction:
        """base^r as a power of one root of the base; ``positive``: of a base known to be."""
        field = self.field
        key = ("root", *base.key)
        times = field.multiple(key, r)
        parts = field.refinement.get(key, 1)
        if parts == 1:
            return field.integer_power(base, times)
        known = key in field.index
        generator = field.generator(key, lambda at: at.fraction(base).root(parts), positive=positive)
        if not known:
            field.inner[field.index[key]] = base, parts
            field.relations.append((field.index[key], parts, base))
        return field.integer_power(generator, times)

    def exp(self, argument: Fraction) -> Fraction:
        """exp of a sum is a product; exp(r log u) = u^r."""
        field = self.field
        result = field.number(1)
        for coefficient, term in field.terms(argument):
            turned = None if self.exponential else over_i(self, term)
            logarithm = self.under_logarithm(term)
            if logarithm is not None:
                factor = self.rational_power(logarithm, coefficient)
            elif turned is not None:
                cos, sin = angle(self, turned, coefficient)
                factor = field.add(cos, field.mul(self.constant("i"), sin))
            else:
                factor = self.new_exponential(term, coefficient)
            result = field.mul(result, factor)
        return result

    def new_exponential(self, term: Fraction, coefficient: fmpq) -> Fraction:
        """exp(coefficient * term) as a power of a generator."""
        field, key = self.field, ("exp", *term.key)
        times = field.multiple(key, coefficient)
        parts = field.refinement.get(key, 1)
        base = field.generator(key, lambda at: (at.fraction(term) / parts).exp(), positive=field.is_real(term))
        field.inner[field.index[key]] = term, parts
        return field.integer_power(base, times)

    def under_logarithm(self, term: Fraction) -> Fraction | None:
        """u when the term is the generator log(u)."""
        for u, generator in self.logarithms:
            if term.num == generator.num and term.den == generator.den:
                return u
        return None

    def log(self, argument: Fraction) -> Fraction:
        """log(c u) = log c + log u for c > 0; log c by primes.

        Raises Unmanageable for u = 0, or beyond the field's limits.
        """
        field = self.field
        if argument.num == 0:
            raise Unmanageable
        content, rest = field.split(argument)
        result = field.number(0)
        for prime, power in prime_powers(content):
            result = field.add(
                result, field.mul(field.number(power), self.new_logarithm(field.number(prime), real=True))
            )
        if rest.rational() == 1:
            return result
        return field.add(result, self.new_logarithm(rest, real=field.is_positive(rest)))

    def new_logarithm(self, u: Fraction, *, real: bool) -> Fraction:
        """The generator log u; for exp(r log u) it is remembered of what it is."""
        key = ("log", *u.key)
        known = key in self.field.index
        generator = self.field.generator(key, lambda at: at.fraction(u).log(), real=real)
        if not known:
            self.logarithms.append((u, generator))
        return generator

    def absolute(self, op: str, argument: Fraction) -> Fraction:
        """For real u: re u = conj u = u, im u = 0, |u| = sign(u) u, sign(u)^2 = 1 (but where u = 0).

        Raises Unmanageable where u is not known to be real.
        """
        field = self.field
        if not field.is_real(argument):
            raise Unmanageable
        if op == "im":
            return field.number(0)
        if op in ("re", "conjugate") or argument.num == 0:
            return argument
        _, rest = field.split(argument)
        negative = rest.num.leading_coefficient() < 0
        if negative:
            rest = field.mul(field.number(-1), rest)
        if field.is_positive(rest):
            sign = field.number(1)
        else:
            key = ("sign", *rest.key)
            known = key in field.index
            sign = field.generator(key, lambda at: acb(at.fraction(rest).real.sgn()), real=True)
            if not known:
                field.relations.append((field.index[key], 2, field.number(1)))
        if negative:
            sign = field.mul(field.number(-1), sign)
        return sign if op == "sign" else field.mul(sign, argument)


def _value(op: str, data: Any, operands: list[Fraction]) -> Any:
    """What computes op of the operands at a point."""
    if not operands:
        return lambda at: acb_functions.leaf(op, data)
    return lambda at: acb_functions.apply(op, data, [at.fraction(o) for o in operands])


def prime_powers(content: fmpq) -> list[tuple[int, int]]:
    """Primes of a positive rational with their powers.

    Raises Unmanageable for one that is too large to factor.
    """
    if content.p > _MOST_PRIME or content.q > _MOST_PRIME:
        raise Unmanageable
    above = [(int(p), int(e)) for p, e in fmpz(content.p).factor()]
    return above + [(int(p), -int(e)) for p, e in fmpz(content.q).factor()]
