"""What a point of a piece of the line decides: values of generators, fractions and nodes in balls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flint import acb, fmpq_mpoly

from symassist.numerics import balls
from symassist.numerics.tape import Tape
from symassist.verify.generators import Field, Fraction

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
        return sign_of(self.fraction(a))

    def node(self, i: int) -> Any:
        """The value of a node of the tape: a ball, or a truth value."""
        return balls.run(self.tape, self.tape.reachable([i]), self.values)[i]


def sign_of(value: Any) -> int | None:
    """1 or -1 for a real value; None where the ball leaves it open."""
    if value.imag != 0:
        return None
    return 1 if value.real > 0 else -1 if value.real < 0 else None


def unique_integer(value: Any) -> int | None:
    """The only integer in a ball; None where there is none, or more than one."""
    integer = value.unique_fmpz() if value.is_finite() else None
    return None if integer is None else int(integer)
