"""A proof that a node vanishes on a piece of the line: the normal form, with what one point of the piece decides.

On a piece where nothing critical vanishes (no radicand, no argument of a logarithm or an absolute value...) signs are
constant, and so are the integers by which log(uv) differs from log u + log v in units of pi*I. Read off in balls at a
point they turn into identities on the whole piece:

- log(p^a q^b) = a log p + b log q + k pi I, and (p^a q^b)^r = p^(ar) q^(br) exp(k r pi I), factors taken positive
- |u| = u or -u; of Piecewise, Max, Min, Heaviside and floor the part that holds there

What is left may be zero still, as sqrt(3 + 2 sqrt(2)) - 1 - sqrt(2) is. With a root g^q = u in it, it is N(g), and the
product of all N(zeta g), zeta^q = 1, is free of g. If that product is zero and no factor but N(g) vanishes at the
point, N(g), which is analytic, is zero on the piece.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flint import acb, arb, ctx, fmpq, fmpq_mpoly

from symassist.numerics import acb_functions, balls
from symassist.numerics.tape import Tape
from symassist.verify.generators import CONTEXT, GEN, Field, Fraction, Key, Refined, Unmanageable
from symassist.verify.identity import RESTARTS, Converter, prime_powers

BITS = 192
_MOST_PROOFS = 24
_MOST_FACTORED = 120
_MOST_CONJUGATES = 60
"""Of a root of higher order, as of (x**2 + 1)**(1/10**9), the conjugates are too many to be told apart."""
_CHOICES = {"select", "Max", "Min", "Heaviside", "floor", "ceiling"}
_REAL_SOMEWHERE = {"asin", "acos", "atanh", "acosh", "Ei", "li", "Ci", "Chi", "gamma", "loggamma", "LambertW"}
_SPELLINGS: dict[str, set[str]] = {
    "plain": set(),
    "circular": {"acosh"},
    "logarithmic": {"asinh", "acosh", "atanh"},
    "exponential": {"sin", "cos", "tan"},
}
"""How functions may be spelled, each worth a try only where one of these occurs."""
_REAL_SOMEWHERE |= {"besselj", "besseli", "bessely", "besselk", "uppergamma", "lowergamma", "polylog", "expint"}

Question = Callable[["Numbers"], Any]
Point = Mapping[Any, float]


class Numbers:
    """Generators, fractions and nodes in balls at one point, given by the ``values`` of the symbols."""

    def __init__(self, field: Field, tape: Tape, values: Point) -> None:
        self.field, self.tape, self.values = field, tape, values
        self._generators: dict[int, Any] = {}

    def generator(self, i: int) -> Any:
        """The value of generator i."""
        found = self._generators.get(i)
        if found is None:
            found = self._generators[i] = self.field.definitions[i](self)
        return found

    def polynomial(self, p: fmpq_mpoly, swapped: Mapping[int, Any] | None = None) -> Any:
        """The value of a polynomial in the generators, with other values for those in ``swapped``."""
        total = acb(0)
        for exponents, coefficient in p.to_dict().items():
            term = acb(coefficient)
            for i, power in enumerate(exponents):
                if power:
                    value = swapped[i] if swapped and i in swapped else self.generator(i)
                    term *= value ** int(power)
            total += term
        return total

    def fraction(self, a: Fraction) -> Any:
        """The value of a fraction; not finite where its denominator may vanish."""
        return self.polynomial(a.num) / self.polynomial(a.den)

    def sign(self, a: Fraction) -> int | None:
        """1 or -1 for a real fraction; None where the ball leaves it open."""
        return _sign(self.fraction(a))

    def node(self, i: int) -> Any:
        """The value of a node of the tape: a ball, or a truth value."""
        return balls.run(self.tape, self.tape.reachable([i]), self.values)[i]


@dataclass
class _Proof:
    """A field in which the node became zero, and the answers from the point for which it did."""

    field: Field
    asked: list[tuple[Question, Any]]

    def holds_at(self, tape: Tape, point: Point) -> bool:
        """Whether another point gives the same answers, so that the same proof holds on its piece."""
        numbers = Numbers(self.field, tape, point)
        return all(question(numbers) == answer for question, answer in self.asked)


def vanishes_on_pieces(
    tape: Tape, root: int, points: Iterable[Point], *, most: int = 500, deadline: float = float("inf")
) -> bool:
    """Whether the node is provably zero on the piece of the line around each of the points; symbols are real.

    False means nothing. ``most`` limits the number of terms; after ``deadline`` (monotonic) no further point is begun.
    """
    proofs: list[_Proof] = []
    present = {tape.ops[i] for i in tape.reachable([root])}
    spellings = [name for name, functions in _SPELLINGS.items() if not functions or functions & present]
    with acb_functions.LOCK, ctx.workprec(BITS):
        for point in points:
            if time.monotonic() > deadline:
                return False
            if any(proof.holds_at(tape, point) for proof in proofs):
                continue
            if len(proofs) == _MOST_PROOFS:
                return False
            proof = next(filter(None, (_prove(tape, root, point, most, s) for s in spellings)), None)
            if proof is None:
                return False
            proofs.append(proof)
    return bool(proofs)


def _prove(tape: Tape, root: int, point: Point, most: int, spelling: str) -> _Proof | None:
    refinement: dict[Key, int] = {}
    for _ in range(RESTARTS):
        converter = _PieceConverter(tape, refinement, most, point, spelling)
        try:
            proved = converter.is_zero(converter.convert(root).num)
        except Refined:
            continue
        except Unmanageable:
            return None
        return _Proof(converter.field, converter.asked) if proved else None
    return None


class _PieceConverter(Converter):
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
            return self.field.number(self.ask(lambda at: _unique(at.node(i))))
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
        """u up to a power of -1: a positive rational and irreducible factors, those that are real made positive."""
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
        cos, sin = self.special_angle(turns * r)
        return field.mul(result, cos if sin.num == 0 else field.add(cos, field.mul(self.constant("i"), sin)))

    def half_turns(self, u: Fraction, content: fmpq, found: Sequence[tuple[Fraction, int]]) -> int:
        """The k of log u = log c + a log p + b log q + k pi I, with the logarithms of ``principal``."""
        if content == 1 and len(found) == 1 and found[0] == (u, 1) and self.generator_of(u) is None:
            return 0

        def question(at: Numbers) -> int | None:
            difference = at.fraction(u).log() - acb(content).log()
            for factor, power in found:
                difference -= power * self.principal(at, factor)
            return _unique(difference / acb(0, arb.pi()))

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

    def is_zero(self, p: fmpq_mpoly) -> bool:
        """Whether a numerator vanishes on the piece: it is zero, or its product with its conjugates is."""
        if p == 0:
            return True
        degrees = p.degrees()
        related = [(g, q, u) for g, q, u in self.field.relations if degrees[g] > 0]
        if not related:
            return False
        g, q, u = related[-1]
        if q > _MOST_CONJUGATES:
            raise Unmanageable
        zeta = fmpq(2, q)

        def apart(at: Numbers) -> bool:
            turned = ({g: at.generator(g) * acb.exp_pi_i(acb(k * zeta))} for k in range(1, q))
            return all(not at.polynomial(p, other).contains(0) for other in turned)

        if self.ask(apart):
            norm = p.resultant(u.den * GEN[g] ** q - u.num, f"g{g}")
            if len(norm) > self.field.most:
                raise Unmanageable
            return self.is_zero(self.field.reduce(norm)[0])
        return all(self.is_zero(c) for c in _coefficients(p, g))


def _coefficients(p: fmpq_mpoly, g: int) -> list[fmpq_mpoly]:
    """The coefficients of p as a polynomial in generator g."""
    parts: dict[int, dict[tuple[int, ...], Any]] = {}
    for exponents, c in p.to_dict().items():
        parts.setdefault(int(exponents[g]), {})[(*exponents[:g], 0, *exponents[g + 1 :])] = c
    return [CONTEXT.from_dict(part) for part in parts.values()]


def _factored(p: fmpq_mpoly) -> list[tuple[fmpq_mpoly, int]]:
    """The irreducible factors of p, or p itself if it is large; numbers left out."""
    if p.is_constant():
        return []
    if len(p) > _MOST_FACTORED:
        return [(p, 1)]
    return [(factor, int(power)) for factor, power in p.factor()[1]]


def _sign(value: Any) -> int | None:
    if value.imag != 0:
        return None
    return 1 if value.real > 0 else -1 if value.real < 0 else None


def _unique(value: Any) -> int | None:
    """The only integer in a ball."""
    try:
        return int(value.unique_fmpz()) if value.is_finite() else None
    except ValueError:
        return None


def _larger(u: Any, v: Any, op: str) -> int | None:
    """Which of two is the Max or the Min."""
    sign = _sign(u - v)
    return None if sign is None else 0 if (sign > 0) == (op == "Max") else 1
