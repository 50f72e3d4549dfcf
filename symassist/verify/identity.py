"""A proof that a tape's node vanishes: its normal form over generators (``generators.py``) is zero."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sympy
from flint import acb, fmpq, fmpz

from symassist.numerics import acb_functions
from symassist.numerics.tape import Tape
from symassist.verify.generators import Field, Fraction, Key, Refined, Unmanageable
from symassist.verify.recurrences import GAUSS, RULES

RESTARTS = 16
_MOST_PRIME = 10**12
_ODD = {"asin", "atan", "asinh", "atanh", "erf", "erfi", "Si", "Shi", "fresnels", "fresnelc"}
_REAL_OF_REAL = {"asinh", "atan", "erf", "erfc", "erfi", "Si", "Shi", "fresnels", "fresnelc", "Heaviside", "floor"}
_CONDITIONAL = {"select", "true", "false", "eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not"}
_SYMMETRIC_TRIG = {"sin", "cos", "tan"}
_HYPERBOLIC = {"sinh", "cosh", "tanh"}


def vanishes(tape: Tape, root: int, positive: Collection[sympy.Symbol] = (), *, most: int = 500) -> bool:
    """Whether the node is provably zero wherever it is defined; symbols are real, those in ``positive`` positive.

    False means nothing. ``most`` limits the number of terms and so the time (500: some tens of milliseconds).
    """
    return any(_vanishes(tape, root, positive, most, exponential) for exponential in (False, True))


def _vanishes(tape: Tape, root: int, positive: Collection[Any], most: int, exponential: bool) -> bool:
    refinement: dict[Key, int] = {}
    for _ in range(RESTARTS):
        converter = Converter(tape, positive, refinement, most, exponential=exponential)
        if exponential and not converter.has_angles(root):
            return False
        try:
            return bool(converter.convert(root).num == 0)
        except Refined:
            continue
        except Unmanageable:
            return False
    return False


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
    ) -> None:
        self.tape, self.symbols, self.exponential = tape, positive, exponential
        self.field = Field(refinement, most)
        self.logarithms: list[tuple[Fraction, Fraction]] = []

    def has_angles(self, root: int) -> bool:
        """Whether the node needs sine, cosine or tangent."""
        return any(self.tape.ops[i] in _SYMMETRIC_TRIG for i in self.tape.reachable([root]))

    def convert(self, root: int) -> Fraction:
        """The normal form of a node."""
        done: dict[int, Fraction] = {}
        for i in self.tape.reachable([root]):
            done[i] = self.node(i, [done[a] for a in self.tape.args[i]])
        return done[root]

    def node(self, i: int, operands: list[Fraction]) -> Fraction:
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
        if op in _SYMMETRIC_TRIG:
            return self.trigonometric(op, operands[0])
        if op in _HYPERBOLIC:
            return self.hyperbolic(op, operands[0])
        if op in ("re", "im", "conjugate", "sign", "Abs"):
            return self.absolute(op, operands[0])
        return self.opaque(op, data, operands)

    def constant(self, name: str) -> Fraction:
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
        field = self.field
        sign = 1
        if op == "acos":
            # acos u = pi/2 - asin u
            half_pi = field.mul(self.constant("pi"), field.number(fmpq(1, 2)))
            return field.add(half_pi, field.mul(field.number(-1), self.opaque("asin", None, operands)))
        if op in _ODD and operands[0].num != 0 and operands[0].num.leading_coefficient() < 0:
            sign, operands = -1, [field.mul(field.number(-1), operands[0])]
        if op in RULES and data in (None, GAUSS):
            return RULES[op](self, operands)
        value = self.atom(op, operands, data)
        return value if sign == 1 else field.mul(field.number(-1), value)

    def atom(self, op: str, operands: list[Fraction], data: Any = None) -> Fraction:
        """The generator for a function of operands."""
        field = self.field
        real = op in _REAL_OF_REAL and field.is_real(operands[0])
        return field.generator((op, data, *(o.key for o in operands)), _value(op, data, operands), real=real)

    def power(self, base: Fraction, exponent: Fraction) -> Fraction:
        r = exponent.rational()
        if r is None:
            # u^v = exp(v log u)
            return self.exp(self.field.mul(exponent, self.log(base)))
        if r.q == 1:
            return self.field.integer_power(base, int(r.p))
        return self.rational_power(base, r)

    def rational_power(self, base: Fraction, r: fmpq) -> Fraction:
        """u^r: positive numbers and positive generators are taken out, the rest is a power of one root."""
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
            turned = None if self.exponential else self.over_i(term)
            logarithm = self.under_logarithm(term)
            if logarithm is not None:
                factor = self.rational_power(logarithm, coefficient)
            elif turned is not None:
                cos, sin = self.angle(turned, coefficient)
                factor = field.add(cos, field.mul(self.constant("i"), sin))
            else:
                factor = self.new_exponential(term, coefficient)
            result = field.mul(result, factor)
        return result

    def over_i(self, term: Fraction) -> Fraction | None:
        """z when the term is I*z."""
        unit = self.field.index.get(("const", "i"))
        if unit is None or term.num.degrees()[unit] != 1:
            return None
        return self.field.mul(term, self.field.integer_power(self.constant("i"), -1))

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
        """log(c u) = log c + log u for c > 0; log c by primes."""
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

    def trigonometric(self, op: str, argument: Fraction) -> Fraction:
        """Angle addition down to sine and cosine of single terms, with sin^2 = 1 - cos^2."""
        field = self.field
        if self.exponential:
            up = self.exp(field.mul(self.constant("i"), argument))
            down = field.integer_power(up, -1)
            half, minus = field.number(fmpq(1, 2)), field.mul(field.number(-1), down)
            cos = field.mul(half, field.add(up, down))
            sin = field.mul(field.mul(field.mul(half, self.constant("i")), field.number(-1)), field.add(up, minus))
            return sin if op == "sin" else cos if op == "cos" else field.mul(sin, field.integer_power(cos, -1))
        cos, sin = field.number(1), field.number(0)
        for coefficient, term in field.terms(argument):
            c, s = self.angle(term, coefficient)
            cos, sin = self.turn(cos, sin, c, s)
        if op == "sin":
            return sin
        return cos if op == "cos" else field.mul(sin, field.integer_power(cos, -1))

    def turn(self, c1: Fraction, s1: Fraction, c2: Fraction, s2: Fraction) -> tuple[Fraction, Fraction]:
        """(cos, sin) of a sum of two angles."""
        field = self.field
        minus = field.mul(field.number(-1), field.mul(s1, s2))
        return field.add(field.mul(c1, c2), minus), field.add(field.mul(s1, c2), field.mul(c1, s2))

    def angle(self, term: Fraction, coefficient: fmpq) -> tuple[Fraction, Fraction]:
        """(cos, sin) of coefficient times term."""
        field = self.field
        turned = self.over_i(term)
        if turned is not None:
            # cos(I z) = cosh z, sin(I z) = I sinh z
            up, down = (self.exp(field.mul(field.number(c), turned)) for c in (coefficient, -coefficient))
            half, minus = field.number(fmpq(1, 2)), field.mul(field.number(-1), down)
            return field.mul(half, field.add(up, down)), field.mul(
                field.mul(half, self.constant("i")), field.add(up, minus)
            )
        key = ("angle", *term.key)
        if ("const", "pi") in field.index and term == self.constant("pi"):
            return self.special_angle(coefficient)
        times = field.multiple(key, coefficient)
        if abs(times) > 16:
            raise Unmanageable
        parts = field.refinement.get(key, 1)
        real = field.is_real(term)
        known = ("sin", *key) in field.index
        c = field.generator(("cos", *key), lambda at: (at.fraction(term) / parts).cos(), real=real)
        s = field.generator(("sin", *key), lambda at: (at.fraction(term) / parts).sin(), real=real)
        if not known:
            one_minus = field.add(field.number(1), field.mul(field.number(-1), field.mul(c, c)))
            field.relations.append((field.index["sin", *key], 2, one_minus))
        cos, sin = field.number(1), field.number(0)
        for _ in range(abs(times)):
            cos, sin = self.turn(cos, sin, c, s)
        return (cos, sin) if times >= 0 else (cos, field.mul(field.number(-1), sin))

    def special_angle(self, turns: fmpq) -> tuple[Fraction, Fraction]:
        """(cos, sin) of a rational multiple of pi, in square roots.

        Raises:
            Unmanageable: SymPy has no such form.
        """
        angle = sympy.Rational(int(turns.p), int(turns.q)) * sympy.pi
        values = (sympy.cos(angle), sympy.sin(angle))
        if any(value.has(sympy.cos, sympy.sin) for value in values):
            raise Unmanageable
        cos, sin = (self.radical(value) for value in values)
        return cos, sin

    def radical(self, value: Any) -> Fraction:
        """A real number written with rationals and roots of positive numbers."""
        field = self.field
        if value.is_Rational:
            return field.number(fmpq(int(value.p), int(value.q)))
        if value.is_Pow:
            return self.power(self.radical(value.base), self.radical(value.exp))
        parts = [self.radical(part) for part in value.args]
        total = parts[0]
        for part in parts[1:]:
            total = field.add(total, part) if value.is_Add else field.mul(total, part)
        return total

    def hyperbolic(self, op: str, argument: Fraction) -> Fraction:
        """sinh u = (e^u - e^-u)/2, cosh u = (e^u + e^-u)/2."""
        field = self.field
        up = self.exp(argument)
        down = field.integer_power(up, -1)
        difference, total = field.add(up, field.mul(field.number(-1), down)), field.add(up, down)
        if op == "tanh":
            return field.mul(difference, field.integer_power(total, -1))
        return field.mul(field.number(fmpq(1, 2)), difference if op == "sinh" else total)

    def absolute(self, op: str, argument: Fraction) -> Fraction:
        """For real u: re u = conj u = u, im u = 0, |u| = sign(u) u, sign(u)^2 = 1 (but where u = 0)."""
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
    """Primes of a positive rational with their powers."""
    if content.p > _MOST_PRIME or content.q > _MOST_PRIME:
        raise Unmanageable
    above = [(int(p), int(e)) for p, e in fmpz(content.p).factor()]
    return above + [(int(p), -int(e)) for p, e in fmpz(content.q).factor()]
