"""Bessel functions, complete elliptic integrals and exponential integrals of any order: an ansatz in their own module.

The functions come in groups B whose derivatives are linear in them, B' = M B with rational M(x):

    J_n' = n/u J_n - J_(n+1),  J_(n+1)' = J_n - (n + 1)/u J_(n+1)        (times u'; likewise Y, and I, K with signs)
    K' = (E - (1 - m) K)/(2 m (1 - m)),  E' = (E - K)/(2 m)              (times m')
    E_n' = ((n - 1) E_n - exp(-u))/u                                     (times u')

and so do their products with each other, with powers x**s, exponentials, sines and cosines. An antiderivative of the
same kind is a combination of these products with rational coefficients, found by linear algebra: all those formulas
of DLMF 10.22, 10.43 and 19.7 (Lommel's among them), with symbols for the orders and the scales. Almkvist & Zeilberger,
"The method of differentiating under the integral sign" (1990).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import reduce

import sympy
from sympy.polys.constructor import construct_domain
from sympy.polys.rings import ring
from sympy.polys.solvers import solve_lin_sys

from symassist.propose.special.product import exponent_of

_BESSEL = {sympy.besselj: (-1, 1), sympy.bessely: (-1, 1), sympy.besseli: (1, 1), sympy.besselk: (-1, -1)}
"""(a, b) with C_n' = n/u C_n + a C_(n+1) and C_(n+1)' = b C_n - (n + 1)/u C_(n+1)."""
_ELLIPTIC = (sympy.elliptic_k, sympy.elliptic_e)
_WAVES = (sympy.sin, sympy.cos)
_MOST_MONOMIALS, _MOST_UNKNOWNS, _MOST_SHIFT = 10, 90, 6
Monomial = tuple[int, ...]
Combination = dict[Monomial, sympy.Expr]


def integrate_in_module(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of such a sum where it is of the same kind, None for others."""
    kernels = [e for e in f.atoms(*_BESSEL, *_ELLIPTIC, sympy.expint) if e.has(x)]
    if not kernels or any(isinstance(e, sympy.elliptic_e) and len(e.args) > 1 for e in kernels):
        return None
    module = _module_of(f, kernels, x)
    combination = None if module is None else module.read(f)
    if module is None or combination is None:
        return None
    found = _solved(module, combination, x)
    if found is None:
        return None
    return sympy.Add(*(c * module.product(monomial) for monomial, c in found.items()))


@dataclass
class _Module:
    """The ``functions`` with the symbols that stand for them, and the derivatives of these."""

    x: sympy.Symbol
    functions: dict[sympy.Symbol, sympy.Expr] = field(default_factory=dict)
    slopes: dict[sympy.Symbol, sympy.Expr] = field(default_factory=dict)
    values: dict[sympy.Expr, sympy.Expr] = field(default_factory=dict)
    """What stands in the integrand to its value in the symbols."""

    def add(self, function: sympy.Expr) -> sympy.Symbol:
        symbol = sympy.Symbol(f"_b{len(self.functions)}")
        self.functions[symbol] = self.values[function] = symbol
        self.functions[symbol] = function
        return symbol

    def read(self, f: sympy.Expr) -> Combination | None:
        """``f`` as a combination of products of the symbols, with rational coefficients."""
        return self.combination(f.xreplace(self.values))

    def combination(self, g: sympy.Expr) -> Combination | None:
        """The coefficients of a polynomial in the symbols; None where it is none or they are not rational in x."""
        g = sympy.expand(g, power_exp=False, power_base=False)
        if not g.is_polynomial(*self.functions):
            return None
        found = {}
        for monomial, c in sympy.Poly(g, *self.functions).terms():
            rational = sympy.cancel(sympy.together(c))
            if rational != 0 and not rational.is_rational_function(self.x):
                return None
            found[monomial] = rational
        return {monomial: c for monomial, c in found.items() if c != 0}

    def product(self, monomial: Monomial) -> sympy.Expr:
        return sympy.Mul(*(b**n for b, n in zip(self.functions.values(), monomial, strict=True)))

    def slope(self, monomial: Monomial) -> Combination | None:
        """The derivative of a product of the symbols."""
        symbols = list(self.functions)
        product = sympy.Mul(*(b**n for b, n in zip(symbols, monomial, strict=True)))
        return self.combination(sympy.Add(*(product.diff(b) * self.slopes[b] for b in symbols)))


def _module_of(f: sympy.Expr, kernels: list[sympy.Expr], x: sympy.Symbol) -> _Module | None:
    module = _Module(x)
    readers: tuple[Callable[[], bool], ...] = (
        lambda: _add_bessel(module, [e for e in kernels if isinstance(e, tuple(_BESSEL))]),
        lambda: _add_elliptic(module, [e for e in kernels if isinstance(e, _ELLIPTIC)]),
        lambda: _add_exponential_integrals(module, [e for e in kernels if isinstance(e, sympy.expint)]),
        lambda: _add_waves(module, [e for e in f.atoms(*_WAVES) if e.has(x)]),
        lambda: _add_exponentials(module, f),
        lambda: _add_powers(module, [e for e in f.atoms(sympy.Pow) if e.base == x and not e.exp.is_Integer]),
    )
    return module if all(reader() for reader in readers) else None


def _add_bessel(module: _Module, kernels: list[sympy.Expr]) -> bool:
    """Each kind and argument with its lowest order n and n + 1; the others by recurrence."""
    groups: dict[tuple[type[sympy.Function], sympy.Expr, sympy.Expr], list[sympy.Expr]] = {}
    for e in kernels:
        order, u = e.args
        if order.has(module.x) or not u.is_rational_function(module.x):
            return False
        whole = order.as_coeff_Add()[0]
        groups.setdefault((type(e), order - sympy.floor(whole), u), []).append(e)
    for (head, _, u), members in groups.items():
        n = min((e.args[0] for e in members), key=lambda order: order.as_coeff_Add()[0])
        if n.is_Integer and n > 0:
            n = sympy.S.Zero
        a, b = _BESSEL[head]
        low, high = module.add(head(n, u)), module.add(head(n + 1, u))
        slope = u.diff(module.x)
        module.slopes[low] = slope * (n / u * low + a * high)
        module.slopes[high] = slope * (b * low - (n + 1) / u * high)
        below, above = low, high
        values = {n: below, n + 1: above}
        for k in range(1, _MOST_SHIFT):
            # C_(k+1) a = C_k' - k/u C_k and C_k' = b C_(k-1) - k/u C_k
            below, above = above, (b * below - 2 * (n + k) / u * above) / a
            values[n + k + 1] = above
        if any(e.args[0] not in values for e in members):
            return False
        module.values.update({e: values[e.args[0]] for e in members})
    return True


def _add_elliptic(module: _Module, kernels: list[sympy.Expr]) -> bool:
    for m in dict.fromkeys(e.args[0] for e in kernels):
        if not m.is_rational_function(module.x):
            return False
        k, e = module.add(sympy.elliptic_k(m)), module.add(sympy.elliptic_e(m))
        slope = m.diff(module.x) / (2 * m)
        module.slopes[k] = slope * (e / (1 - m) - k)
        module.slopes[e] = slope * (e - k)
    return True


def _add_exponential_integrals(module: _Module, kernels: list[sympy.Expr]) -> bool:
    if len({e.args[0] for e in kernels}) > 1:
        return False
    for kernel in kernels:
        n, u = kernel.args
        if n.has(module.x) or not u.is_polynomial(module.x):
            return False
        e, power = module.add(kernel), module.add(sympy.exp(-u))
        slope = u.diff(module.x)
        module.slopes[e] = slope * ((n - 1) * e - power) / u
        module.slopes[power] = -slope * power
    return True


def _add_waves(module: _Module, waves: list[sympy.Expr]) -> bool:
    for u in dict.fromkeys(e.args[0] for e in waves):
        if not u.is_polynomial(module.x):
            return False
        s, c = module.add(sympy.sin(u)), module.add(sympy.cos(u))
        slope = u.diff(module.x)
        module.slopes[s], module.slopes[c] = slope * c, -slope * s
    return True


def _add_exponentials(module: _Module, f: sympy.Expr) -> bool:
    for e in f.atoms(sympy.exp, sympy.Pow):
        u = exponent_of(e, module.x)
        if u is None or not u.has(module.x) or e in module.values:
            continue
        if not u.is_polynomial(module.x):
            return False
        symbol = module.add(e)
        module.slopes[symbol] = u.diff(module.x) * symbol
    return True


def _add_powers(module: _Module, powers: list[sympy.Pow]) -> bool:
    """x**(k + s) as x**k times one function x**s for each s without whole part."""
    for e in powers:
        whole, s = e.exp.as_coeff_Add()
        k, s = sympy.floor(whole), s + whole - sympy.floor(whole)
        if e.exp.has(module.x):
            return False
        known = [b for b, function in module.functions.items() if function == module.x**s]
        symbol = known[0] if known else module.add(module.x**s)
        module.slopes[symbol] = s / module.x * symbol
        module.values[e] = symbol * module.x**k
    return True


def _solved(module: _Module, f: Combination, x: sympy.Symbol) -> Combination | None:
    """Y with Y' = f, its coefficients x**j/q for a range of j and the q that poles of ``f`` other than zero suggest."""
    slopes: dict[Monomial, Combination] = {}
    waiting = list(f)
    while waiting:
        monomial = waiting.pop()
        if monomial in slopes:
            continue
        slope = module.slope(monomial)
        if slope is None or len(slopes) >= _MOST_MONOMIALS:
            return None
        slopes[monomial] = slope
        waiting += slope
    below, low, high = _shape(f, x)
    unknowns = [(monomial, j) for monomial in slopes for j in range(low, high + 1)]
    if len(unknowns) > _MOST_UNKNOWNS:
        return None
    columns = []
    for monomial, j in unknowns:
        column = {key: x**j * c / below for key, c in slopes[monomial].items()}
        own = sympy.cancel((x**j / below).diff(x))
        column[monomial] = column.get(monomial, sympy.S.Zero) + own
        columns.append(column)
    values = _linear([*columns, f], x)
    if values is None:
        return None
    found: Combination = {}
    for (monomial, j), value in zip(unknowns, values, strict=True):
        found[monomial] = found.get(monomial, sympy.S.Zero) + value * x**j
    return {monomial: sympy.factor(c / below) for monomial, c in found.items() if c != 0}


def _shape(f: Combination, x: sympy.Symbol) -> tuple[sympy.Expr, int, int]:
    """(q, lowest j, highest j)."""
    low, high, q = 0, 1, sympy.S.One
    for c in f.values():
        top, bottom = (sympy.Poly(part, x) for part in sympy.fraction(sympy.together(c)))
        order = min(n for (n,) in top.monoms()) - min(n for (n,) in bottom.monoms())
        low, high = min(low, order), max(high, top.degree() - bottom.degree() + 1)
        for factor, power in sympy.factor_list(bottom)[1]:
            if factor != sympy.Poly(x, x):
                q = sympy.lcm(q, factor.as_expr() ** max(power - 1, 1))
    degree = sympy.degree(q, x) if q.has(x) else 0
    return q, low - 1, high + degree


def _linear(columns: list[Combination], x: sympy.Symbol) -> list[sympy.Expr] | None:
    """Coefficients with which the columns but the last add up to it."""
    denominators = [sympy.fraction(sympy.together(c))[1] for column in columns for c in column.values()]
    common = reduce(sympy.lcm, (sympy.Poly(d, x) for d in dict.fromkeys(denominators))).as_expr()
    rows: dict[tuple[Monomial, int], dict[int, sympy.Expr]] = {}
    for i, column in enumerate(columns):
        for monomial, c in column.items():
            for (n,), value in sympy.Poly(sympy.cancel(c * common), x).terms():
                if value != 0:
                    rows.setdefault((monomial, n), {})[i] = value
    places = [(row, i) for row in rows.values() for i in row]
    domain, numbers = construct_domain([row[i] for row, i in places], field=True)
    if domain.is_EX:
        return None
    for (row, i), number in zip(places, numbers, strict=True):
        row[i] = number
    count = len(columns) - 1
    system, *symbols = ring([f"c{i}" for i in range(count)], domain)
    symbols = symbols[0] if len(symbols) == 1 and isinstance(symbols[0], (list, tuple)) else symbols
    equations = [
        sum((symbols[i] * number if i < count else system(-number) for i, number in row.items()), system.zero)
        for row in rows.values()
    ]
    solution = solve_lin_sys([e for e in equations if e != 0], system)
    if solution is None:
        return None
    # A free unknown is zero, and one that is not mentioned is free.
    values = [system(solution.get(symbol, 0)).coeff(1) for symbol in symbols]
    return [domain.to_sympy(value) for value in values]
