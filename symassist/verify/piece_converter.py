"""Nodes to fractions by identities that hold on one piece of the line, with what one point of the piece decides.

On a piece where nothing critical vanishes (no radicand, no argument of a logarithm or an absolute value...) signs are
constant, and so are the integers by which log(uv) differs from log u + log v in units of pi*I. Read off in balls at a
point they turn into identities on the whole piece:

- log(p^a q^b) = a log p + b log q + k pi I, and (p^a q^b)^r = p^(ar) q^(br) exp(k r pi I), factors taken positive
- |u| = u or -u; of Piecewise, Max, Min, Heaviside and floor the part that holds there
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flint import acb, arb, fmpq, fmpq_mpoly

from symassist.numerics.tape import Tape
from symassist.verify.angles import special_angle
from symassist.verify.converter import Converter, prime_powers
from symassist.verify.generators import CONTEXT, Fraction, Key, Unmanageable
from symassist.verify.numbers import Numbers, Point, Question, sign_of, unique_integer

_MOST_FACTORED = 120
_CHOICES = {"select", "Max", "Min", "Heaviside", "floor", "ceiling"}
_REAL_SOMEWHERE = {
    *("asin", "acos", "atanh", "acosh", "Ei", "li", "Ci", "Chi", "gamma", "loggamma", "LambertW"),
    *("besselj", "besseli", "bessely", "besselk", "uppergamma", "lowergamma", "polylog", "expint"),
}


class PieceConverter(Converter):
    """Nodes to fractions by identities that hold on the piece around a point.

    ``spelling``: 'plain' leaves inverse hyperbolic functions as they are, 'circular' writes acosh through acos,
    'logarithmic' writes all three as logarithms; 'exponential' writes sine and cosine as exponentials.
    """

    def __init__(self, tape: Tape, refinement: dict[Key, int], most: int, point: Point, spelling: str) -> None:
        super().__init__(tape, (), refinement, most, exponential=spelling == "exponential")
        self.numbers = Numbers(self.field, tape, point)
        self.asked: list[tuple[Question, Any]] = []
        self.spelling = spelling

    def ask(self, question: Question) -> Any:
        """What the point answers.

        Raises:
            Unmanageable: it leaves the question open.
        """
        answer = question(self.numbers)
        if answer is None:
            raise Unmanageable
        self.asked.append((question, answer))
        return answer

    def convert(self, root: int) -> Fraction:
        """The normal form of a node; arms that do not hold are not looked at."""
        done: dict[int, Fraction] = {}
        stack = [root]
        while stack:
            i = stack[-1]
            if i in done:
                stack.pop()
                continue
            needed = self.needed(i)
            missing = [a for a in needed if a not in done]
            if missing:
                stack += missing
                continue
            done[i] = self.chosen(i, [done[a] for a in needed])
        return done[root]

    def needed(self, i: int) -> tuple[int, ...]:
        """The operands that count at the point."""
        op, args = self.tape.ops[i], self.tape.args[i]
        if op == "select":
            for value, condition in zip(args[::2], args[1::2], strict=True):
                if self.ask(partial(Numbers.node, i=condition)):
                    return (value,)
            raise Unmanageable
        if op in ("Max", "Min"):
            return (args[self.ask(lambda at: _larger(at.node(args[0]), at.node(args[1]), op))],)
        return () if op in _CHOICES else args

    def chosen(self, i: int, operands: list[Fraction]) -> Fraction:
        """The node from the operands that count."""
        op = self.tape.ops[i]
        if op in ("select", "Max", "Min"):
            return operands[0]
        if op in _CHOICES:
            return self.field.number(self.ask(lambda at: unique_integer(at.node(i))))
        if op in ("asinh", "acosh", "atanh") and self.spelling == "logarithmic":
            return self.logarithmic(op, operands[0])
        if op == "acosh" and self.spelling == "circular":
            return self.circular(operands[0])
        return self.node(i, operands)

    def logarithmic(self, op: str, u: Fraction) -> Fraction:
        """Inverse hyperbolic functions by their principal logarithms."""
        field, half = self.field, fmpq(1, 2)
        one, minus = field.number(1), field.number(-1)
        if op == "atanh":
            difference = field.add(
                self.log(field.add(one, u)), field.mul(minus, self.log(field.add(one, field.mul(minus, u))))
            )
            return field.mul(field.number(half), difference)
        if op == "asinh":
            return self.log(field.add(u, self.rational_power(field.add(field.mul(u, u), one), half)))
        roots = (self.rational_power(field.add(u, shift), half) for shift in (one, minus))
        return self.log(field.add(u, field.mul(*roots)))

    def circular(self, u: Fraction) -> Fraction:
        """acosh u = sqrt(u - 1)/sqrt(1 - u) acos u."""
        field, half = self.field, fmpq(1, 2)
        below = field.add(u, field.number(-1))
        roots = self.rational_power(below, half), self.rational_power(field.mul(field.number(-1), below), -half)
        return field.mul(field.mul(*roots), self.opaque("acos", None, [u]))

    def atom(self, op: str, operands: list[Fraction], data: Any = None) -> Fraction:
        """A generator of its own, real where its value is."""
        value = super().atom(op, operands, data)
        i = self.generator_of(value)
        if i is not None and op in _REAL_SOMEWHERE and all(map(self.field.is_real, operands)):
            generator = i
            if self.ask(lambda at: bool(at.generator(generator).imag == 0)):
                self.field.real.add(generator)
        return value

    def generator_of(self, a: Fraction) -> int | None:
        """The number of the generator that a is."""
        if a.den != 1 or len(a.num) != 1 or a.num.total_degree() != 1 or a.num.leading_coefficient() != 1:
            return None
        return next(i for i, degree in enumerate(a.num.degrees()) if degree)

    def factors(self, u: Fraction) -> tuple[fmpq, list[tuple[Fraction, int]]]:
        """u up to a power of -1: a positive rational and irreducible factors, those that are real made positive.

        Raises Unmanageable for u = 0.
        """
        field = self.field
        if u.num == 0:
            raise Unmanageable
        content, rest = field.split(u)
        found: list[tuple[Fraction, int]] = []
        for polynomial, side in ((rest.num, 1), (rest.den, -1)):
            for factor, power in _factored(polynomial):
                scale, base = field.split(Fraction(factor, CONTEXT.constant(1)))
                content *= scale ** (side * power)
                if field.is_real(base) and self.ask(partial(Numbers.sign, a=base)) < 0:
                    base = Fraction(-base.num, base.den)
                found.append((base, side * power))
        return content, found

    def log(self, argument: Fraction) -> Fraction:
        """log(c p^a q^b) = log c + a log p + b log q + k pi I."""
        field = self.field
        content, found = self.factors(argument)
        result = field.number(0)
        for prime, power in prime_powers(content):
            result = field.add(
                result, field.mul(field.number(power), self.new_logarithm(field.number(prime), real=True))
            )
        for base, power in found:
            result = field.add(result, field.mul(field.number(power), self.log_of_factor(base)))
        turns = self.half_turns(argument, content, found)
        if turns == 0:
            return result
        pi_i = field.mul(self.constant("pi"), self.constant("i"))
        return field.add(result, field.mul(field.number(turns), pi_i))

    def rational_power(self, base: Fraction, r: fmpq) -> Fraction:
        """(c p^a q^b)^r = c^r p^(ar) q^(br) exp(k r pi I)."""
        field = self.field
        content, found = self.factors(base)
        result = field.number(1)
        for prime, power in prime_powers(content):
            result = field.mul(result, self.root(field.number(prime), r * power, positive=True))
        for factor, power in found:
            result = field.mul(result, self.power_of_factor(factor, r * power))
        turns = self.half_turns(base, content, found)
        if turns == 0:
            return result
        cos, sin = special_angle(self, turns * r)
        return field.mul(result, cos if sin.num == 0 else field.add(cos, field.mul(self.constant("i"), sin)))

    def half_turns(self, u: Fraction, content: fmpq, found: Sequence[tuple[Fraction, int]]) -> int:
        """The k of log u = log c + a log p + b log q + k pi I, with the logarithms of ``principal``."""
        if content == 1 and len(found) == 1 and found[0] == (u, 1) and self.generator_of(u) is None:
            return 0

        def question(at: Numbers) -> int | None:
            difference = at.fraction(u).log() - acb(content).log()
            for factor, power in found:
                difference -= power * self.principal(at, factor)
            return unique_integer(difference / acb(0, arb.pi()))

        return int(self.ask(question))

    def principal(self, at: Numbers, factor: Fraction) -> Any:
        """The value of ``log_of_factor``."""
        kind, inner, parts = self.inside(factor)
        if kind == "exp":
            return at.fraction(inner) / parts
        return at.fraction(inner).log() / parts

    def log_of_factor(self, factor: Fraction) -> Fraction:
        """log(exp(t/q)) as t/q, log(u^(1/q)) as log(u)/q, others as they are."""
        kind, inner, parts = self.inside(factor)
        if kind == "":
            return self.new_logarithm(factor, real=self.field.is_real(factor))
        return self.field.mul(self.field.number(fmpq(1, parts)), inner if kind == "exp" else self.log(inner))

    def power_of_factor(self, factor: Fraction, r: fmpq) -> Fraction:
        """exp(r log_of_factor)."""
        kind, inner, parts = self.inside(factor)
        if kind == "exp":
            return self.exp(self.field.mul(self.field.number(r / parts), inner))
        if kind == "root":
            return self.rational_power(inner, r / parts)
        return self.root(factor, r, positive=self.field.is_real(factor))

    def inside(self, factor: Fraction) -> tuple[str, Fraction, int]:
        """('exp', t, q) for exp(t/q), ('root', u, q) for u^(1/q), ('', factor, 1) for anything else."""
        i = self.generator_of(factor)
        kind = "" if i is None else self.field.keys[i][0]
        if i is None or kind not in ("exp", "root"):
            return "", factor, 1
        return (kind, *self.field.inner[i])

    def absolute(self, op: str, argument: Fraction) -> Fraction:
        """For real u the sign decides; for others |u|^2 = u conj(u)."""
        field = self.field
        if argument.num == 0:
            return argument
        if field.is_real(argument):
            if op in ("re", "conjugate"):
                return argument
            if op == "im":
                return field.number(0)
            sign = field.number(self.ask(partial(Numbers.sign, a=argument)))
            return sign if op == "sign" else field.mul(sign, argument)
        conjugate = self.conjugate(argument)
        half = field.number(fmpq(1, 2))
        if op == "conjugate":
            return conjugate
        if op == "re":
            return field.mul(half, field.add(argument, conjugate))
        if op == "im":
            difference = field.add(conjugate, field.mul(field.number(-1), argument))
            return field.mul(field.mul(half, self.constant("i")), difference)
        size = self.rational_power(field.mul(argument, conjugate), fmpq(1, 2))
        return size if op == "Abs" else field.mul(argument, field.integer_power(size, -1))

    def conjugate(self, a: Fraction) -> Fraction:
        """The conjugate of a fraction whose generators but I are real."""
        unit = self.field.index.get(("const", "i"))
        parts = []
        for p in (a.num, a.den):
            terms = p.to_dict().items()
            if unit is None or any(
                n and i != unit and i not in self.field.real for e, _ in terms for i, n in enumerate(e)
            ):
                raise Unmanageable
            parts.append(CONTEXT.from_dict({e: -c if e[unit] % 2 else c for e, c in terms}))
        return self.field.make(*parts)


def _factored(p: fmpq_mpoly) -> list[tuple[fmpq_mpoly, int]]:
    """The irreducible factors of p, or p itself if it is large; numbers left out."""
    if p.is_constant():
        return []
    if len(p) > _MOST_FACTORED:
        return [(p, 1)]
    return [(factor, int(power)) for factor, power in p.factor()[1]]


def _larger(u: Any, v: Any, op: str) -> int | None:
    """Which of two is the Max or the Min."""
    sign = sign_of(u - v)
    return None if sign is None else 0 if (sign > 0) == (op == "Max") else 1
