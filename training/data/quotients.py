"""One fraction of polynomials for an expression: common denominator, cancelled, with factors known, in microseconds.

Functions, exponentials and roots become generators ("kernels") of a polynomial ring over the integers (FLINT); what is
left of their algebra is restored afterwards: sqrt(u)**2 = u, and sin**2 + cos**2 = 1 where that makes a sum shorter.
"""

from __future__ import annotations

from functools import cache
from math import lcm
from typing import Any

import flint
import symengine

from symassist.expressions.convert import Expression, head_name

Add, Mul, Pow = symengine.Add, symengine.Mul, symengine.Pow
Integer, Rational = symengine.Integer, symengine.Rational
MAX_KERNELS = 12
MAX_TERMS = 400
MAX_POWER = 24

Poly = Any
"""A multivariate polynomial over the integers."""


class NotAQuotientError(ValueError):
    """The expression has too many kernels, or outgrows the limits of a quick spelling."""


@cache
def _ring(size: int) -> tuple[Any, tuple[Poly, ...]]:
    context = flint.fmpz_mpoly_ctx.get([f"k{i}" for i in range(size)], flint.Ordering.lex)
    return context, context.gens()


class Quotient:
    """``numerator / denominator`` of ``e``, cancelled. Raises NotAQuotientError."""

    def __init__(self, e: Expression) -> None:
        self.roots: dict[Expression, int] = {}
        self.kernels: dict[Expression, int] = {}
        self._collect(e)
        if len(self.kernels) > MAX_KERNELS:
            raise NotAQuotientError(f"{len(self.kernels)} kernels")
        self.bases = [_kernel_value(kernel, self.roots.get(kernel, 1)) for kernel in self.kernels]
        self.context, self.generators = _ring(max(len(self.kernels), 1))
        self._one = self.context.constant(1)
        numerator, denominator = self._fraction(e)
        numerator = self._without_squares(self._without_roots(numerator))
        if not numerator:
            raise NotAQuotientError("it is zero in disguise")
        common = numerator.gcd(denominator)
        if not common.is_one():
            numerator, denominator = divmod(numerator, common)[0], divmod(denominator, common)[0]
        self.numerator, self.denominator = numerator, denominator

    # --- spellings ---

    def factored(self) -> Expression:
        """Numerator and denominator as products."""
        return self._product(self.numerator, 1) * self._product(self.denominator, -1)

    def half_factored(self) -> Expression:
        """The numerator as one sum (a monomial taken out), over a product."""
        content = self.numerator.term_content()
        rest = divmod(self.numerator, content)[0]
        return self._sum(content) * self._sum(rest) * self._product(self.denominator, -1)

    def expanded(self) -> Expression:
        """One sum over one sum."""
        return self._sum(self.numerator) / self._sum(self.denominator)

    def termwise(self) -> Expression:
        """Every term of the numerator over the factored denominator."""
        below = self._product(self.denominator, -1)
        return Add(*(self._sum(self.context.from_dict({m: c})) * below for m, c in self.numerator.terms()))

    def irreducible(self) -> Expression:
        """The factor of the numerator with most terms, without content: x + 3 for 2*x**2 + 6*x."""
        _, factors = self.numerator.factor()
        return self._sum(max((f for f, _ in factors), key=len, default=self._one))

    # --- kernels ---

    def _collect(self, e: Expression) -> None:
        kind = type(e)
        if kind is Add or kind is Mul:
            for part in e.args:
                self._collect(part)
        elif kind is Pow:
            kernel, exponent = _split_power(e)
            if kernel is None:
                self._collect(e.args[0])
            else:
                q = int(exponent.q) if isinstance(exponent, Rational) else 1
                self.kernels.setdefault(kernel, len(self.kernels))
                self.roots[kernel] = lcm(self.roots.get(kernel, 1), q)
        elif not isinstance(e, Rational):
            self.kernels.setdefault(e, len(self.kernels))

    def _fraction(self, e: Expression) -> tuple[Poly, Poly]:
        kind = type(e)
        if e in self.kernels:  # also a sum that occurs under a root elsewhere
            return self.generators[self.kernels[e]] ** self.roots.get(e, 1), self._one
        if isinstance(e, Rational):
            return self._one * int(e.p), self._one * int(e.q)
        if kind is Add:
            return self._added([self._fraction(part) for part in e.args])
        if kind is Mul:
            above, below = self._one, self._one
            for part in e.args:
                a, b = self._fraction(part)
                above, below = self._limited(above * a), self._limited(below * b)
            return above, below
        if kind is not Pow:
            raise NotAQuotientError(f"{e} occurs only inside a kernel")
        kernel, exponent = _split_power(e)
        if kernel is None:
            a, b = self._fraction(e.args[0])
            n = int(exponent)
            if abs(n) > MAX_POWER or len(a) ** min(abs(n), 6) > MAX_TERMS:
                raise NotAQuotientError(f"power {n}")
            return (a**n, b**n) if n > 0 else (b**-n, a**-n)
        generator = self.generators[self.kernels[kernel]]
        n = int(exponent * self.roots[kernel])
        if abs(n) > 10 * MAX_POWER:
            raise NotAQuotientError(f"power {n}")
        return (generator**n, self._one) if n > 0 else (self._one, generator**-n)

    def _added(self, fractions: list[tuple[Poly, Poly]]) -> tuple[Poly, Poly]:
        above, below = fractions[0]
        for a, b in fractions[1:]:
            if b == below:
                above = above + a
                continue
            common = below.gcd(b)
            mine, other = divmod(b, common)[0], divmod(below, common)[0]
            above, below = self._limited(above * mine + a * other), self._limited(below * mine)
        return above, below

    def _limited(self, p: Poly) -> Poly:
        if len(p) > MAX_TERMS:
            raise NotAQuotientError(f"{len(p)} terms")
        return p

    # --- algebra of the kernels ---

    def _without_roots(self, p: Poly) -> Poly:
        """s**q = base inside sums (a common power of s stays, so that it cancels)."""
        for kernel, q in self.roots.items():
            if q == 1 or type(kernel) is not Add or len(p) <= 1:
                continue
            place = self.kernels[kernel]
            exponents = [m[place] for m in p.monoms()]
            lowest = min(exponents)
            if max(exponents) - lowest < q:
                continue
            base, below = self._base_polynomial(kernel)
            if below is not None:
                continue
            total = self.context.constant(0)
            for monomial, c in p.terms():
                k, r = divmod(monomial[place] - lowest, q)
                shorter = (*monomial[:place], lowest + r, *monomial[place + 1 :])
                total = self._limited(total + self.context.from_dict({shorter: c}) * base**k)
            p = total
        return p

    def _base_polynomial(self, kernel: Expression) -> tuple[Poly, Poly | None]:
        try:
            parts = [self._fraction(part) for part in kernel.args]
        except (KeyError, NotAQuotientError):  # the base has kernels of its own that occur only there
            return self._one, self._one
        above, below = self._added(parts)
        return above, None if below.is_one() else below

    def _without_squares(self, p: Poly) -> Poly:
        """sin**2 + cos**2 = 1 and cosh**2 - sinh**2 = 1, tried both ways: the shortest sum is kept."""
        for kernel, place in list(self.kernels.items()):
            name = head_name(kernel)
            partner = {"sin": symengine.cos, "sinh": symengine.cosh}.get(name or "")
            if partner is None:
                continue
            other = self.kernels.get(partner(kernel.args[0]))
            if other is None:
                continue
            s, c = self.generators[place], self.generators[other]
            sign = 1 if name == "sinh" else -1
            for index, square in ((other, self._one + sign * s**2), (place, sign * (self._one * -1 + c**2))):
                reduced = self._reduced(p, index, square)
                if len(reduced) < len(p):
                    p = reduced
        return p

    def _reduced(self, p: Poly, place: int, square: Poly) -> Poly:
        total = self.context.constant(0)
        for monomial, c in p.terms():
            k, r = divmod(monomial[place], 2)
            term = self.context.from_dict({(*monomial[:place], r, *monomial[place + 1 :]): c})
            total = total + term * square**k
        return total

    # --- back to expressions ---

    def _product(self, p: Poly, sign: int) -> Expression:
        content, factors = p.factor()
        parts = [Integer(int(content)) ** sign]
        for factor, power in factors:
            parts.append(self._sum(factor) ** (sign * int(power)))
        return Mul(*parts)

    def _sum(self, p: Poly) -> Expression:
        return Add(*(self._monomial(m, c) for m, c in p.terms()))

    def _monomial(self, exponents: tuple[int, ...], c: Any) -> Expression:
        powers = (base(int(n)) for base, n in zip(self.bases, exponents, strict=False) if n)
        return Mul(Integer(int(c)), *powers)


def _split_power(e: Expression) -> tuple[Expression | None, Expression]:
    """(kernel, exponent) of a power whose kernel is more than its base; (None, n) for plain integer powers."""
    base, exponent = e.args
    if isinstance(exponent, Integer):
        return None, exponent
    if isinstance(exponent, Rational):
        return base, exponent
    if type(exponent) is Mul and isinstance(exponent.args[0], Rational):
        c = exponent.args[0]
        return base ** (exponent / c), c
    return e, Integer(1)


def _kernel_value(kernel: Expression, q: int) -> Any:
    """n -> kernel**(n/q)."""
    if type(kernel) is Pow and not isinstance(kernel.args[1], Rational):
        base, exponent = kernel.args  # exp(v), 2**v; not (x**2)**(1/2), which is not x
        return lambda n: base ** (exponent * n / q)
    return lambda n: kernel ** (Integer(n) / q)
