"""Products of powers that are constant between the jumps of their branches.

sqrt(x/(x - 1)) sqrt(x - 1)/sqrt(x) is one: over the irreducible polynomials of its bases the exponents sum up to zero.
The polynomials are in symbols, functions, roots of constants and powers with symbols in their exponents, each taken as
independent; sines and cosines are in the tangent of half their argument, hyperbolic ones likewise; two polynomials that
differ in the sign of a square root are also taken as their product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flint import Ordering, fmpq_mpoly, fmpq_mpoly_ctx

from symassist.numerics.tape import Tape

_MOST_NODES, _MOST_POWER, _MOST_TERMS, _MOST_DEGREE = 200, 6, 100, 24
Fraction = tuple[fmpq_mpoly, fmpq_mpoly]
Key = tuple[int, int]
_IN_HALF_TANGENT: dict[str, Callable[[fmpq_mpoly], Fraction]] = {
    "sin": lambda t: (2 * t, 1 + t * t),
    "cos": lambda t: (1 - t * t, 1 + t * t),
    "tan": lambda t: (2 * t, 1 - t * t),
    "sinh": lambda t: (2 * t, 1 - t * t),
    "cosh": lambda t: (1 + t * t, 1 - t * t),
    "tanh": lambda t: (2 * t, 1 + t * t),
}


def is_stepwise_constant(tape: Tape, factors: Iterable[int], variable: int) -> bool:
    """Whether exact arithmetic shows that the product of the nodes has derivative zero; False means nothing."""
    factors = list(factors)
    order = tape.reachable(factors)
    if len(order) > _MOST_NODES:
        return False
    try:
        return _Product(tape, order, variable).is_constant(factors)
    except _NotRationalError:
        return False


def is_zero(tape: Tape, node: int, variable: int) -> bool:
    """Whether exact arithmetic shows that the node is zero; False means nothing."""
    order = tape.reachable([node])
    if len(order) > _MOST_NODES:
        return False
    try:
        return bool(_Product(tape, order, variable).fraction(node)[0] == 0)
    except _NotRationalError:
        return False


class _NotRationalError(Exception):
    """A base is not a short rational function of the generators."""


class _Product:
    """The exponents of irreducible polynomials in a product, each under its text."""

    def __init__(self, tape: Tape, order: Iterable[int], variable: int) -> None:
        self._tape, self._variable = tape, variable
        order = list(order)
        self._generators: list[Key] = list(dict.fromkeys(key for i in order if (key := self._key(i)) is not None))
        self._ring = fmpq_mpoly_ctx.get(tuple(f"x{k}" for k in range(len(self._generators))), Ordering.lex)
        self._one = self._ring.constant(1)
        self._known: dict[int, Fraction] = {}
        self._exponents: dict[str, tuple[fmpq_mpoly, Fraction]] = {}

    def is_constant(self, factors: Iterable[int]) -> bool:
        for i in factors:
            self._collect(i, (self._one, self._one))
        for place, (base, degree) in enumerate(self._generators):
            if degree == 2:
                self._without_root(place, self.fraction(base))
        varying = [self._varies(base) for base, _ in self._generators]
        return all(
            not any(v and d for v, d in zip(varying, polynomial.degrees(), strict=True)) or above == 0
            for polynomial, (above, _) in self._exponents.values()
        )

    def _key(self, i: int) -> Key | None:
        """(i, 0) for a generator of its own, (b, q) for a power of the q-th root of a constant b, None for others.

        (u, -1) for a function of tan(u/2), (u, -2) for one of tanh(u/2).
        """
        op, args = self._tape.ops[i], self._tape.args[i]
        if op in _IN_HALF_TANGENT:
            return args[0], -1 if op in ("sin", "cos", "tan") else -2
        if op != "pow":
            return None if op in ("num", "add", "mul") else (i, 0)
        exponent: Any = self._tape.value(args[1])
        if exponent is None:
            return i, 0
        return (args[0], int(exponent.q)) if exponent.q != 1 and not self._varies(args[0]) else None

    def _varies(self, i: int) -> bool:
        return self._variable in self._tape.reachable([i])

    def _without_root(self, place: int, square: Fraction) -> None:
        """Puts in the square of a root where a polynomial, or the product of two conjugate ones, is even in it."""
        gens = list(self._ring.gens())
        gens[place] = -gens[place]
        for key, (polynomial, exponent) in list(self._exponents.items()):
            if key not in self._exponents or polynomial.degrees()[place] == 0:
                continue
            other = polynomial.compose(*gens, ctx=self._ring)
            other = other / other.leading_coefficient()
            product = polynomial
            if str(other) != key:
                above, below = self._exponents.get(str(other), (other, (self._one * 0, self._one)))[1]
                if above * exponent[1] != below * exponent[0]:
                    continue
                product = polynomial * other
                self._exponents.pop(str(other), None)
            del self._exponents[key]
            self._add(_replaced(product, place, square), exponent)

    def _collect(self, i: int, exponent: Fraction) -> None:
        op, args = self._tape.ops[i], self._tape.args[i]
        if op == "mul":
            for a in args:
                self._collect(a, exponent)
        elif op == "pow":
            above, below = self.fraction(args[1])
            self._collect(args[0], (exponent[0] * above, exponent[1] * below))
        else:
            for part, sign in zip(self.fraction(i), (1, -1), strict=True):
                if part == 0:
                    raise _NotRationalError
                self._add(part, (exponent[0] * sign, exponent[1]))

    def _add(self, part: fmpq_mpoly, exponent: Fraction) -> None:
        _measured((part, self._one))
        for factor, power in part.factor()[1]:
            monic = factor / factor.leading_coefficient()
            _, (above, below) = self._exponents.get(str(monic), (monic, (self._one * 0, self._one)))
            total = above * exponent[1] + below * exponent[0] * int(power)
            self._exponents[str(monic)] = monic, (total, below * exponent[1])

    def fraction(self, i: int) -> Fraction:
        """The node as a quotient of polynomials in the generators."""
        if i not in self._known:
            self._known[i] = _measured(self._combined(i))
        return self._known[i]

    def _combined(self, i: int) -> Fraction:
        op, args = self._tape.ops[i], self._tape.args[i]
        value: Any = self._tape.value(i)
        if value is not None:
            return self._ring.constant(value), self._one
        key = self._key(i)
        if key is not None and key[1] <= 0:
            t = self._ring.gens()[self._generators.index(key)]
            return _IN_HALF_TANGENT[op](t) if key[1] else (t, self._one)
        if op == "pow":
            exponent: Any = self._tape.value(args[1])
            root = None if key is None else self._ring.gens()[self._generators.index(key)]
            above, below = self.fraction(args[0]) if root is None else (root, self._one)
            if key is not None:
                exponent *= key[1]
            if exponent.q != 1 or abs(exponent.p) > _MOST_POWER or above == 0:
                raise _NotRationalError
            n = int(exponent.p)
            return (above**n, below**n) if n >= 0 else (below**-n, above**-n)
        above, below = self.fraction(args[0])
        for a in args[1:]:
            top, bottom = self.fraction(a)
            above, below = (above * top if op == "mul" else above * bottom + top * below), below * bottom
        return above, below


def _measured(fraction: Fraction) -> Fraction:
    """The fraction, where it is short enough to be factored in no time."""
    if any(len(part) > _MOST_TERMS or max(part.degrees(), default=0) > _MOST_DEGREE for part in fraction):
        raise _NotRationalError
    return fraction


def _replaced(p: fmpq_mpoly, place: int, square: Fraction) -> fmpq_mpoly:
    """The numerator of an even polynomial in the generator at ``place``, its square put in."""
    above, below = square
    total, highest = p * 0, p.degrees()[place] // 2
    for powers, coefficient in p.terms():
        n = int(powers[place])
        rest = coefficient * _monomial(p, powers, place)
        total += rest * above ** (n // 2) * below ** (highest - n // 2)
    return total


def _monomial(p: fmpq_mpoly, powers: tuple[int, ...], place: int) -> fmpq_mpoly:
    result = p * 0 + 1
    for k, (g, n) in enumerate(zip(p.context().gens(), powers, strict=True)):
        if k != place:
            result *= g ** int(n)
    return result
