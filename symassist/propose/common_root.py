"""Square roots that are multiples of one root s by rational functions: written with s, and told apart by its parity.

sqrt(k r**2 q) = J r s for s = sqrt(q), where J is the constant sqrt(k), or constant between jumps. The roots of two
linear functions that occur together are s over one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy

from symassist.propose.generic import at_generic
from symassist.propose.hermite_root import split
from symassist.propose.real_radicands import fractional_powers

Pair = tuple[sympy.Expr, sympy.Expr]
"""(E, O) for E + O/s."""


@dataclass(frozen=True)
class CommonRoot:
    """s**2 = ``square``; ``roots`` says what each root is in s (and ``second``, one of two); ``values`` are theirs."""

    s: sympy.Symbol
    square: sympy.Expr
    second: sympy.Symbol
    roots: dict[sympy.Expr, sympy.Expr]
    values: dict[sympy.Expr, sympy.Expr]
    second_square: sympy.Expr

    def pair(self, f: sympy.Expr) -> Pair | None:
        """(E, O), None for a function of other roots."""
        g = f.replace(
            lambda e: e.is_Pow and e.base in self.roots and (2 * e.exp).is_Integer,
            lambda e: self.roots[e.base] ** (2 * e.exp),
        )
        if g.has(self.second):
            above, below = (sympy.Poly(part, self.second).terms() for part in sympy.fraction(sympy.together(g)))
            parities = [{n % 2 for (n,), _ in part} for part in (above, below)]
            if len(parities[0]) != 1 or parities[0] != parities[1]:
                return None
            parts = (sympy.Add(*(c * self.second_square ** (n // 2) for (n,), c in terms)) for terms in (above, below))
            g = next(parts) / next(parts)
        if not g.has(self.s):
            return sympy.cancel(sympy.together(g)), sympy.S.Zero
        return split(g, self.s, self.square)


def common_root(parts: Sequence[sympy.Expr], x: sympy.Symbol) -> CommonRoot | None:
    """The root of all square roots in the parts, the first of them where possible; s**2 = 0 where there are none.

    None where there are other roots, or several that are no multiples of one.
    """
    s, second = sympy.Dummy("s"), sympy.Dummy("second")
    powers = [p for part in parts for p in fractional_powers(part, x)]
    bases = list(dict.fromkeys(p.base for p in powers))
    if any(p.exp.q != 2 for p in powers) or not all(base.is_rational_function(x) for base in bases):
        return None
    if not bases:
        return CommonRoot(s, sympy.S.Zero, second, {}, {}, sympy.S.Zero)
    read = {base: _drawn(base, x) for base in bases}
    cores = list(dict.fromkeys(core for _, _, core in read.values()))
    lines = [core for core in cores if sympy.degree(core, x) == 1]
    roots: dict[sympy.Expr, sympy.Expr] = {}
    values: dict[sympy.Expr, sympy.Expr] = {}
    second_square = sympy.S.Zero
    if len(lines) == 2 and len(lines) == sum(core in lines for _, _, core in read.values()):
        first, other = (base for base in bases if read[base][2] in lines)
        roots = {first: s * second / other, other: second}
        second_square, reference, root = other, first * other, sympy.sqrt(first) * sympy.sqrt(other)
    else:
        reference = bases[0]
        root = sympy.sqrt(reference)
    constant, outside, core = _drawn(reference, x)
    values[s] = root / outside
    for base in bases:
        if base in roots:
            continue
        k, r, own = read[base]
        if own != core:
            return None
        ratio, jump = sympy.cancel(k / constant), sympy.Dummy("J")
        if at_generic(ratio) > 0 or ratio == 1:
            roots[base] = sympy.sqrt(ratio) * r * s
        else:
            roots[base], values[jump] = jump * r * s, sympy.sqrt(base) * outside / (r * root)
    return CommonRoot(s, sympy.expand(constant * core), second, roots, values, second_square)


def _drawn(base: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr]:
    """(k, r, q) with base = k r**2 q and a polynomial q without square factors."""
    constant, outside, core = sympy.S.One, sympy.S.One, sympy.S.One
    for part, side in zip(sympy.fraction(sympy.cancel(sympy.together(base))), (1, -1), strict=True):
        lead, factors = sympy.factor_list(part, x)
        constant *= lead**side
        for factor, m in factors:
            outside *= factor ** (side * (m // 2) - (m % 2 if side < 0 else 0))
            core *= factor ** (m % 2)
    above, below = sympy.fraction(sympy.cancel(constant))
    return above * below, outside / below, sympy.expand(core)
