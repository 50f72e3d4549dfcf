"""The terms of parallel integration: which denominator, monomials, logarithms and arc tangents an answer may have."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import product

import numpy as np
import sympy

from symassist.propose.tower import CONSTANT, NORMAL, ROOT, SPECIAL, Kernel, Polynomial, Tower

_MAX_COLUMNS = 320
_MAX_BOX = 60_000

Logarithm = tuple[sympy.Expr, list[tuple[sympy.Expr, int]]]
"""A term, and the (p, sign) such that its derivative is that of the sum of sign*log(p), over 2*I for two of them."""


class Terms:
    """What the antiderivative of a tower's f can be made of, by Liouville's theorem and with bounded degrees."""

    def __init__(self, tower: Tower) -> None:
        self.tower = tower
        _, factors = tower.den.factor()
        self.factors = self._with_squares([(p, int(m)) for p, m in factors])

    def _with_squares(self, factors: list[tuple[Polynomial, int]]) -> list[tuple[Polynomial, int]]:
        """(1 - sin)(1 + sin) is cos**2, and the reverse: what belongs together is one factor."""
        kernels, generators = self.tower.kernels, self.tower.generators
        found = {str(p): m for p, m in factors}
        known = {str(p): p for p, _ in factors}
        for i, kernel in enumerate(kernels):
            if not isinstance(kernel.expression, (sympy.sin, sympy.cos)):
                continue
            other = sympy.cos if isinstance(kernel.expression, sympy.sin) else sympy.sin
            j = next(k for k, each in enumerate(kernels) if each.expression == other(kernel.expression.args[0]))
            g = generators[i]
            low, high = (next((n for n in (str(p), str(-p)) if n in found), None) for p in (g - 1, g + 1))
            if low is None or high is None:
                continue
            common = min(found[low], found[high])
            partner = str(generators[j])
            known[partner] = generators[j]
            found[partner] = found.get(partner, 0) + 2 * common
            for name in (low, high):
                found[name] -= common
        return [(known[name], m) for name, m in found.items() if m]

    @cached_property
    def denominator(self) -> Polynomial:
        """den with one power less of every normal factor."""
        product = self.tower.one
        for p, m in self.factors:
            product *= p ** (m if self._keeps(p) else m - 1)
        return product

    def _kernel_of(self, p: Polynomial) -> Kernel | None:
        for generator, kernel in zip(self.tower.generators, self.tower.kernels, strict=True):
            if p in (generator, -generator):
                return kernel
        return None

    def _keeps(self, p: Polynomial) -> bool:
        """Whether differentiation leaves the power of a factor: exponentials, roots, constants."""
        kernel = self._kernel_of(p)
        if kernel is not None:
            return kernel.kind != NORMAL
        return self._constant(p)

    def monomials(self) -> list[tuple[int, ...]]:
        """Exponents of the numerator's possible monomials, the simplest first."""
        num, den, bottom = self.tower.num, self.tower.den, self.denominator
        support = np.array(list(num.to_dict()), dtype=np.int64)
        excess = np.array(den.degrees(), dtype=np.int64) - np.array(bottom.degrees(), dtype=np.int64)
        shifted = np.maximum(support - excess, 0)
        ranges = []
        for i, kernel in enumerate(self.tower.kernels):
            top = int(max(shifted[:, i].max(), 0))
            more = {NORMAL: 1, ROOT: 1, SPECIAL: 0, CONSTANT: 0}[kernel.kind]
            if kernel.kind == CONSTANT:
                top = 0 if not self._integral_constant(kernel) else top
            ranges.append(range(min(top + more, 12) + 1))
        size = 1
        for r in ranges:
            size *= len(r)
        if size > _MAX_BOX:
            ranges = [r if len(r) <= 2 else range(max(2, len(r) - 2)) for r in ranges]
            size = int(np.prod([len(r) for r in ranges], dtype=np.float64))
            if size > _MAX_BOX:
                return []
        box = np.array(list(product(*ranges)), dtype=np.int64)
        # What differentiation can have made of a monomial has it as a part, but for a factor that was lost.
        lost = np.min(
            [np.maximum(box - row, 0).sum(axis=1) for row in np.unique(shifted, axis=0)[:400]],
            axis=0,
        )
        roots = sum(1 for k in self.tower.kernels if k.kind == ROOT)
        allowed = box[lost <= 1 + min(roots, 2)]
        weight = allowed.sum(axis=1)
        order = np.argsort(weight, kind="stable")
        chosen = [tuple(int(e) for e in row) for row in allowed[order]]
        if bottom == 1:
            chosen = [row for row in chosen if any(row)]
        return chosen[:_MAX_COLUMNS]

    @staticmethod
    def _integral_constant(kernel: Kernel) -> bool:
        """Whether a constant may stand in a coefficient as a power: signs and roots of numbers may."""
        return isinstance(kernel.expression, sympy.sign) or kernel.expression.is_number

    def logarithms(self) -> Iterator[Logarithm]:
        """log p for the normal factors; the arc tangent where p = u**2 + v**2."""
        for p, _ in self.factors:
            kernel = self._kernel_of(p)
            if (kernel is not None and kernel.kind in (SPECIAL, CONSTANT)) or self._constant(p):
                continue
            expression = self.tower.expression(p) if kernel is None or kernel.kind != ROOT else None
            if expression is None:
                continue
            yield sympy.log(expression), [(expression, 1)]
            yield from self._arc_tangents(p)

    def _constant(self, p: Polynomial) -> bool:
        return all(self.tower.kernels[i].kind == CONSTANT for i, degree in enumerate(p.degrees()) if degree)

    def _arc_tangents(self, p: Polynomial) -> Iterator[Logarithm]:
        """atan(v/u) for p = (u + I v)(u - I v): its derivative is that of log((u + I v)/(u - I v))/(2 I)."""
        if len(p) > 12 or any(d % 2 for d in p.degrees()):
            return
        symbols = [sympy.Symbol(f"k{i}") for i in range(len(self.tower.kernels))]
        e = sympy.Add(
            *(
                int(c) * sympy.Mul(*(s**n for s, n in zip(symbols, powers, strict=True)))
                for powers, c in p.to_dict().items()
            )
        )
        _, factors = sympy.factor_list(e, gaussian=True)
        if len(factors) != 2:
            return
        split = sympy.expand(factors[0][0])
        real = sympy.Add(*(t for t in sympy.Add.make_args(split) if not t.has(sympy.I)))
        imaginary = sympy.expand((split - real) / sympy.I)
        if real == 0 or imaginary == 0:
            return
        back = {s: k.expression for s, k in zip(symbols, self.tower.kernels, strict=True)}
        u, v = real.xreplace(back), imaginary.xreplace(back)
        if len(sympy.Add.make_args(u)) > len(sympy.Add.make_args(v)):
            u, v = v, u
        if u.has(self.tower.x) and not v.has(self.tower.x):
            u, v = v, u
        yield sympy.atan(v / u), [(u + sympy.I * v, 1), (u - sympy.I * v, -1)]
