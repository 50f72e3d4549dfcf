"""The tower of an integrand: its kernels, and the integrand as a quotient of polynomials in them.

Kernels are x, exponentials, sines and cosines, logarithms, roots, symbolic powers, inverse functions and constants:
exp(2*x) is the square of exp(x), sin(3*x) a polynomial in sin(x) and cos(x), x**(2*m - 1) is (x**m)**2/x.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd, lcm
from typing import Any

import sympy
from flint import Ordering, fmpz_mpoly_ctx

from symassist.errors import UnsupportedExpressionError
from symassist.expressions.functions import CIRCULAR, HYPERBOLIC
from symassist.propose.finite_evaluator import symbolic_terms

SPECIAL, NORMAL, ROOT, CONSTANT = "special", "normal", "root", "constant"
"""Kinds of kernels: those whose derivative they divide, as exp; all others with x; roots; what has no x."""

Polynomial = Any
Fraction = tuple[Polynomial, Polynomial]


@dataclass
class Kernel:
    """A function in whose powers the integrand is written, with its ``kind`` (see above)."""

    expression: sympy.Expr
    kind: str
    order: int = 1
    """The n of an n-th root."""


class Tower:
    """The kernels of f, and f as num/den in polynomials over them."""

    def __init__(self, f: sympy.Expr, x: sympy.Symbol) -> None:
        self.f, self.x = f, x
        self.kernels: list[Kernel] = [Kernel(x, NORMAL)]
        self._units = _units(f, x)
        tree = self._tree(f)
        names = tuple(f"k{i}" for i in range(len(self.kernels)))
        self.context = fmpz_mpoly_ctx.get(names, Ordering.degrevlex)
        self.generators = self.context.gens()
        self.one = self.context.constant(1)
        self.num, self.den = self._fraction(tree)

    def _tree(self, e: sympy.Expr) -> Any:
        """Nested ('add' | 'mul', ...), ('pow', tree, n), ('k', i), ('n', p, q)."""
        if e.is_Rational:
            return "n", int(e.p), int(e.q)
        if e.is_Add or e.is_Mul:
            return ("add" if e.is_Add else "mul"), [self._tree(a) for a in e.args]
        if not e.has(self.x):
            return self._kernel(e, CONSTANT)
        if e == self.x:
            return "k", 0
        if isinstance(e, sympy.exp):
            return self._exponential(e)
        if e.is_Pow:
            base, exponent = e.args
            if exponent.is_Integer:
                return "pow", self._tree(base), int(exponent)
            if exponent.is_Rational:
                self._tree(base)
                return (
                    "pow",
                    self._kernel(base ** sympy.Rational(1, exponent.q), ROOT, int(exponent.q)),
                    int(exponent.p),
                )
            return self._symbolic_power(base, exponent)
        if isinstance(e, (CIRCULAR, HYPERBOLIC)):
            return self._wave(e)
        if isinstance(e, sympy.sign):
            return self._kernel(e, CONSTANT)
        if isinstance(e, sympy.Abs):
            return "mul", [self._kernel(sympy.sign(e.args[0]), CONSTANT), self._tree(e.args[0])]
        return self._kernel(e, NORMAL)

    def _kernel(self, e: sympy.Expr, kind: str, order: int = 1) -> tuple[str, int]:
        for i, kernel in enumerate(self.kernels):
            if kernel.expression == e:
                return "k", i
        self.kernels.append(Kernel(e, kind, order))
        return "k", len(self.kernels) - 1

    def _exponential(self, e: sympy.Expr) -> Any:
        factors: list[Any] = []
        for term in sympy.Add.make_args(sympy.expand_mul(e.args[0])):
            if not term.has(self.x):
                factors.append(self._kernel(sympy.exp(term), CONSTANT))
                continue
            c, rest = term.as_coeff_Mul(rational=True)
            unit = self._units.get(("exp", rest), c)
            factors.append(("pow", self._kernel(sympy.exp(unit * rest), SPECIAL), int(c / unit)))
        return "mul", factors

    def _symbolic_power(self, base: sympy.Expr, exponent: sympy.Expr) -> Any:
        """x**(2*m - 1) as (x**m)**2/x; the kernels of the base come first."""
        inner = self._tree(base)
        whole, terms = symbolic_terms(exponent)
        factors: list[Any] = [self._tree(base**whole)] if not whole.is_Integer else [("pow", inner, int(whole))]
        for c, rest in terms:
            unit = self._units.get(("power", base, rest), c)
            factors.append(("pow", self._kernel(base ** (unit * rest), SPECIAL), int(c / unit)))
        return "mul", factors

    def _wave(self, e: sympy.Expr) -> Any:
        """Through sine and cosine, or their hyperbolic twins through the exponential."""
        name, u = type(e).__name__, e.args[0]
        if isinstance(e, HYPERBOLIC):
            grown = self._exponential(sympy.exp(u, evaluate=False)) if u.has(self.x) else self._kernel(e, CONSTANT)
            shrunk = ("pow", grown, -1)
            s = ("mul", [("n", 1, 2), ("add", [grown, ("mul", [("n", -1, 1), shrunk])])])
            c = ("mul", [("n", 1, 2), ("add", [grown, shrunk])])
            return _spelled(name.replace("h", ""), s, c)
        coefficient, rest = u.as_coeff_Mul(rational=True)
        unit = self._units.get(("angle", rest), coefficient)
        n = int(coefficient / unit)
        sine, cosine = self._kernel(sympy.sin(unit * rest), NORMAL), self._kernel(sympy.cos(unit * rest), NORMAL)
        return _spelled(name, *_multiple(sine, cosine, n))

    def _fraction(self, tree: Any) -> Fraction:
        head = tree[0]
        if head == "n":
            return self.context.constant(tree[1]), self.context.constant(tree[2])
        if head == "k":
            return self.generators[tree[1]], self.one
        if head == "pow":
            num, den = self._fraction(tree[1])
            n = tree[2]
            return (num**n, den**n) if n >= 0 else (den**-n, num**-n)
        num, den = self._fraction(tree[1][0])
        for part in tree[1][1:]:
            p, q = self._fraction(part)
            num, den = (num * q + p * den, den * q) if head == "add" else (num * p, den * q)
            common = num.gcd(den)
            if common != 1:
                num, den = num // common, den // common
            if len(num) > 3000 or len(den) > 1500:
                raise UnsupportedExpressionError(("a quotient of long polynomials",))
        return num, den

    def expression(self, p: Polynomial) -> sympy.Expr:
        """A polynomial in kernels as the function that it is."""
        return sympy.Add(
            *(
                int(c) * sympy.Mul(*(k.expression**e for k, e in zip(self.kernels, powers, strict=True) if e))
                for powers, c in p.to_dict().items()
            )
        )


def _spelled(name: str, s: Any, c: Any) -> Any:
    ways = {"sin": s, "cos": c, "tan": ("mul", [s, ("pow", c, -1)]), "cot": ("mul", [c, ("pow", s, -1)])}
    ways |= {"sec": ("pow", c, -1), "csc": ("pow", s, -1)}
    return ways[name]


def _multiple(s: Any, c: Any, n: int) -> tuple[Any, Any]:
    """Trees of sin(n v) and cos(n v) by the addition theorems."""
    a, b = s, c
    minus = ("n", -1, 1)
    for _ in range(abs(n) - 1):
        a, b = (
            ("add", [("mul", [a, c]), ("mul", [b, s])]),
            ("add", [("mul", [b, c]), ("mul", [minus, a, s])]),
        )
    return (("mul", [minus, a]) if n < 0 else a), b


def _units(f: sympy.Expr, x: sympy.Symbol) -> dict[tuple[Any, ...], sympy.Rational]:
    """Of exponents and angles that are rational multiples of one another, the greatest common measure."""
    found: dict[tuple[Any, ...], list[sympy.Rational]] = {}
    for e in sympy.preorder_traversal(f):
        if isinstance(e, (sympy.exp, HYPERBOLIC)):
            for term in sympy.Add.make_args(sympy.expand_mul(e.args[0])):
                c, rest = term.as_coeff_Mul(rational=True)
                found.setdefault(("exp", rest), []).append(c)
        elif e.is_Pow and not e.exp.is_number and not e.base.is_number:
            for c, rest in symbolic_terms(e.exp)[1]:
                found.setdefault(("power", e.base, rest), []).append(c)
        elif isinstance(e, CIRCULAR):
            c, rest = e.args[0].as_coeff_Mul(rational=True)
            found.setdefault(("angle", rest), []).append(c)
    units = {}
    for key, multiples in found.items():
        unit = sympy.Rational(gcd(*(int(m.p) for m in multiples)), lcm(*(int(m.q) for m in multiples)))
        if all(abs(m / unit) <= 8 for m in multiples):
            units[key] = unit
    return units
