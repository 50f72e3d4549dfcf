"""Expressions as fractions of polynomials over Q in generators that obey only identities valid for all arguments.

exp(u + v) = exp(u) exp(v); u^(p/q) = (u^(1/q))^p with (u^(1/q))^q = u; sin^2 + cos^2 = 1 and angle addition; sinh,
cosh, tanh through exp; log(c u) = log c + log u and (c u)^r = c^r u^r for c > 0; asin(-u) = -asin(u) and such;
Abs(u) = sign(u) u and sign(u)^2 = 1 for real u. Everything else is a generator of its own, equal only to itself.
So a fraction that comes out zero is zero; one that does not may be zero all the same.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly, fmpq_mpoly_ctx, fmpz

GENERATORS = 24
CONTEXT = fmpq_mpoly_ctx.get([f"g{i}" for i in range(GENERATORS)], Ordering.lex)
GEN = CONTEXT.gens()
RESTARTS = 16
"""How often a conversion may start again with finer generators."""
_ONE, _ZERO = CONTEXT.constant(1), CONTEXT.constant(0)
_MOST_MULTIPLE = 24
_MOST_POWER = 20_000
"""Of a monomial: exp(5000*x) is a power of exp(x). Common divisors of such degrees take a tenth of a second."""

Key = tuple[Any, ...]


class Unmanageable(Exception):
    """Too many generators or terms, too little time, or a construct without a polynomial form."""


class Refined(Exception):
    """A finer generator is needed (exp(x/2) after exp(x)); the conversion starts again with it."""


@dataclass(frozen=True)
class Fraction:
    """num/den, cancelled, den monic."""

    num: fmpq_mpoly
    den: fmpq_mpoly

    @property
    def key(self) -> Key:
        """Equal for equal fractions."""
        return (*sorted(self.num.to_dict().items()), "/", *sorted(self.den.to_dict().items()))

    def rational(self) -> fmpq | None:
        """Its value if it is a rational number."""
        if not (self.num.is_constant() and self.den.is_constant()):
            return None
        return fmpq(0) if self.num == 0 else fmpq(self.num.leading_coefficient()) / self.den.leading_coefficient()


class Field:
    """The generators in use, their relations g^q = fraction, and arithmetic that reduces by them.

    ``refinement`` maps the key of a root, exponential or angle to the common denominator of its multiples; it
    survives a restart. ``most`` limits the number of terms, ``deadline`` (monotonic) the time: each common divisor of
    two polynomials may take a quarter of a second. ``definitions`` give the value of each generator at a point
    (``numbers.Numbers``) from those before it.
    """

    def __init__(self, refinement: dict[Key, int], most: int, deadline: float = math.inf) -> None:
        self.refinement, self.most, self.deadline = refinement, most, deadline
        self.index: dict[Key, int] = {}
        self.keys: list[Key] = []
        self.definitions: list[Callable[[Any], Any]] = []
        self.inner: dict[int, tuple[Fraction, int]] = {}
        """What a root or exponential is of, and the denominator of its power."""
        self.relations: list[tuple[int, int, Fraction]] = []
        self.real: set[int] = set()
        self.positive: set[int] = set()

    def number(self, value: fmpq | int) -> Fraction:
        """A rational."""
        return Fraction(_ONE * fmpq(value), _ONE)

    def generator(
        self, key: Key, value: Callable[[Any], Any], *, real: bool = False, positive: bool = False
    ) -> Fraction:
        """The generator for ``key``, new at first; ``value`` computes it at a point.

        Raises Unmanageable when there are too many.
        """
        i = self.index.get(key)
        if i is None:
            i = len(self.index)
            if i >= GENERATORS:
                raise Unmanageable
            self.index[key] = i
            self.keys.append(key)
            self.definitions.append(value)
            if real or positive:
                self.real.add(i)
            if positive:
                self.positive.add(i)
        return Fraction(GEN[i], _ONE)

    def make(self, num: fmpq_mpoly, den: fmpq_mpoly) -> Fraction:
        """num/den reduced by the relations and cancelled.

        Raises Unmanageable for den = 0, for too many terms, and after the deadline.
        """
        if time.monotonic() > self.deadline:
            raise Unmanageable
        num, extra_den = self.reduce(num)
        den, extra_num = self.reduce(den)
        num, den = num * extra_num, den * extra_den
        if len(num) > self.most or len(den) > self.most:
            raise Unmanageable
        if den == 0:
            raise Unmanageable
        common = num.gcd(den)
        if not common.is_constant():
            num, den = num / common, den / common
        lead = den.leading_coefficient()
        return Fraction(num / lead, den / lead)

    def reduce(self, p: fmpq_mpoly) -> tuple[fmpq_mpoly, fmpq_mpoly]:
        """(q, d) with p = q/d and every related generator below its power.

        Raises Unmanageable for powers too high or terms too many.
        """
        scale = _ONE
        for g, power, value in reversed(self.relations):
            if p == 0 or p.degrees()[g] < power:
                continue
            parts: dict[int, dict[tuple[int, ...], Any]] = {}
            for exponents, coefficient in p.to_dict().items():
                k, rest = divmod(int(exponents[g]), power)
                parts.setdefault(k, {})[(*exponents[:g], rest, *exponents[g + 1 :])] = coefficient
            top = max(parts)
            if top > _MOST_MULTIPLE:
                raise Unmanageable
            p = _ZERO
            for k, part in parts.items():
                p += CONTEXT.from_dict(part) * value.num**k * value.den ** (top - k)
                if len(p) > self.most:
                    raise Unmanageable
            scale *= value.den**top
        return p, scale

    def add(self, a: Fraction, b: Fraction) -> Fraction:
        """a + b."""
        if a.den == b.den:
            return self.make(a.num + b.num, a.den)
        return self.make(a.num * b.den + b.num * a.den, a.den * b.den)

    def mul(self, a: Fraction, b: Fraction) -> Fraction:
        """a b."""
        return self.make(a.num * b.num, a.den * b.den)

    def integer_power(self, a: Fraction, n: int) -> Fraction:
        """a^n for an integer n.

        Raises Unmanageable for a large n, and for 0 to a negative power.
        """
        if abs(n) > _MOST_MULTIPLE and len(a.num) + len(a.den) > 2:
            raise Unmanageable
        if abs(n) > _MOST_POWER:
            raise Unmanageable
        if n < 0:
            if a.num == 0:
                raise Unmanageable
            a, n = Fraction(a.den, a.num), -n
        return self.make(a.num**n, a.den**n)

    def terms(self, a: Fraction) -> list[tuple[fmpq, Fraction]]:
        """a as a sum of rational coefficients times fractions with coefficient one: polynomial part, then the rest."""
        whole, rest = divmod(a.num, a.den)
        return [
            (fmpq(c), self.make(CONTEXT.from_dict({e: fmpq(1)}), den))
            for part, den in ((whole, _ONE), (rest, a.den))
            for e, c in sorted(part.to_dict().items())
        ]

    def split(self, a: Fraction) -> tuple[fmpq, Fraction]:
        """a = c b with a positive rational c and b primitive over the integers."""
        coefficients = [fmpq(c) for c in a.num.coeffs()]
        top, bottom = fmpz(0), fmpz(1)
        for c in coefficients:
            top, bottom = top.gcd(c.p), bottom.lcm(c.q)
        below, denominators = fmpz(0), fmpz(1)
        for c in (fmpq(c) for c in a.den.coeffs()):
            below, denominators = below.gcd(c.p), denominators.lcm(c.q)
        content = fmpq(top, bottom) / fmpq(below, denominators)
        return content, Fraction(a.num / content, a.den)

    def multiple(self, key: Key, coefficient: fmpq) -> int:
        """How often the finest generator of ``key`` is taken for this coefficient.

        Raises:
            Refined: its denominator was not known yet.
        """
        known = self.refinement.get(key, 1)
        common = int(fmpz(known).lcm(coefficient.q))
        if common != known:
            self.refinement[key] = common
            raise Refined
        return int(coefficient * known)

    def is_real(self, a: Fraction) -> bool:
        """Whether a is built from real generators only."""
        used = (i for p in (a.num, a.den) for i, degree in enumerate(p.degrees() if p != 0 else ()) if degree > 0)
        return all(i in self.real for i in used)

    def is_positive(self, a: Fraction) -> bool:
        """Whether a is a positive number times powers of positive generators."""
        return len(a.num) == 1 and len(a.den) == 1 and a.num.leading_coefficient() > 0 and self._powers(a) is not None

    def _powers(self, a: Fraction) -> dict[int, int] | None:
        degrees = zip(a.num.degrees(), a.den.degrees(), strict=True)
        powers = {i: int(n) - int(d) for i, (n, d) in enumerate(degrees) if n or d}
        return powers if all(i in self.positive for i in powers) else None

    def positive_part(self, a: Fraction) -> tuple[list[tuple[Fraction, int]], Fraction]:
        """Positive generators that divide a, with their powers, and what is left."""
        factors: list[tuple[Fraction, int]] = []
        if a.num == 0:
            return factors, a
        num, den = a.num, a.den
        least_num = [min(e) for e in zip(*num.to_dict(), strict=True)]
        least_den = [min(e) for e in zip(*den.to_dict(), strict=True)]
        for i in self.positive:
            power = int(least_num[i]) - int(least_den[i])
            if power:
                factors.append((Fraction(GEN[i], _ONE), power))
                num, den = num / GEN[i] ** int(least_num[i]), den / GEN[i] ** int(least_den[i])
        return factors, Fraction(num, den)
