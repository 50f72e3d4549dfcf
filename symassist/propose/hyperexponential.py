"""Products of powers with symbols in the exponents: reduced by the leading term, to nothing or to a few powers less.

In X = x**n (or a line) f dx is R(X) K dX with K = p_1**m_1 p_2**m_2 .. exp(g), and with P = p_1 p_2 .. the derivatives

    (N P K)' = (N' P + N (sum of (m_i + 1) p_i' P/p_i + g' P)) K

take the highest power of X out of a polynomial R, one by one: what is left has a lower degree than P g' and P'.
Of one line P nothing is left, and N is written in powers of it. With poles beside the p_i the same, R = T/Q**k and
N/Q**(k - 1), is a linear system. Exponents in general position make every leading coefficient different from zero.
Bronstein, "Symbolic Integration I", chapter 6 (the Risch differential equation of a hyperexponential function).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import sympy
from sympy.polys.matrices import DomainMatrix

from symassist.propose.special.forms import SPECIAL, term_by_term
from symassist.propose.special.product import coefficients, exponent_of

_MOST_DEGREE, _MOST_TERMS, _MOST_SYSTEM = 16, 12, 10


def integrate_hyperexponential(f: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative of a rational function times such powers, None where none is symbolic or what is left is open.

    Other symbols are parameters in general position.
    """
    if not any(e.exp.free_symbols - {x} or e.exp.has(x) for e in f.atoms(sympy.Pow, sympy.exp) if e.has(x)):
        return None
    for line in lines_of(f, x):
        y = sympy.Dummy("y", positive=True) if line == x else sympy.Dummy("y")
        answer = _in(f, x, line, y)
        if answer is not None:
            return answer
    return None


def lines_of(f: sympy.Expr, x: sympy.Symbol) -> Iterator[sympy.Expr]:
    """x, and lines that f has within powers or functions."""
    yield x
    lines = {e.base for e in f.atoms(sympy.Pow) if e.base.is_Add and coefficients(e.base, x, 1) is not None}
    yield from sorted(lines, key=str)[:2]


def _in(f: sympy.Expr, x: sympy.Symbol, line: sympy.Expr, y: sympy.Symbol) -> sympy.Expr | None:
    """The antiderivative with the line as the variable."""
    form = read_form(f, x, line, y)
    answer = None if form is None else form.integral()
    return None if answer is None else answer.xreplace({y: line})


def read_form(f: sympy.Expr, x: sympy.Symbol, line: sympy.Expr, y: sympy.Symbol) -> Form | None:
    """``f`` as an integrand over the line, which becomes y; None where it is no such product."""
    a, b = (sympy.S.Zero, sympy.S.One) if line == x else coefficients(line, x, 1)  # type: ignore[misc]
    return _read(f.xreplace({line: y}).subs(x, (y - a) / b) / b, y)


@dataclass(frozen=True)
class Form:
    """The integral of T/(product of q**k) times the product of p**m times exp(g), ``given`` in y, over t = y**n."""

    top: sympy.Poly
    poles: tuple[tuple[sympy.Poly, int], ...]
    powers: tuple[tuple[sympy.Poly, sympy.Expr], ...]
    exponent: sympy.Poly
    given: sympy.Expr
    y: sympy.Symbol
    n: sympy.Expr

    def integral(self) -> sympy.Expr | None:
        """The antiderivative in y; None where what is left has no form, or is all."""
        if not self.poles and len(self.powers) == 1 and self.exponent.degree() <= 0 and self.powers[0][0].degree() == 1:
            return self._in_one_line()
        answer, rest = self._solved() if self.poles or self._shallow() is not None else self._lowered()
        if answer is None:
            return None
        total = (answer * self._kernel(1)).subs(self.top.gen, self.y**self.n)
        if rest.is_zero:
            return total
        left = None if answer == 0 and len(rest.terms()) >= len(self.top.terms()) > 1 else self._left(rest)
        return None if left is None or not left.has(*SPECIAL) else total + left

    def _kernel(self, more: int) -> sympy.Expr:
        """K with exponents larger by ``more``."""
        t = self.top.gen
        factors = [p.as_expr() ** (m + more) for p, m in self.powers if p.as_expr() != t]
        # (y**n)**m is y**(n m) for positive y, which joins other powers of y.
        factors += [self.y ** sympy.expand(self.n * (m + more)) for p, m in self.powers if p.as_expr() == t]
        return sympy.Mul(self.given, *factors)

    def _left(self, rest: sympy.Poly) -> sympy.Expr | None:
        """The integral of what is left: about its middle for a power of a quadratic."""
        t, y = self.top.gen, self.y
        if len(self.powers) == 1 and self.exponent.degree() <= 0 and self.powers[0][0].degree() == 2:
            (p, m), u = self.powers[0], sympy.Dummy("u")
            middle = sympy.cancel(-p.nth(1) / (2 * p.nth(2)))
            g = sympy.factor(rest.as_expr()) * (p.nth(2) * u**2 + sympy.factor(p.as_expr().subs(t, middle))) ** m
            answer = term_by_term(g, u) if rest.degree() == 0 else None
            return None if answer is None else answer.subs(u, t - middle).subs(t, y**self.n)
        slope = self.n * y ** (self.n - 1)
        terms = (sympy.factor(c) * self._kernel(0) * t**k for (k,), c in rest.terms())
        return term_by_term(sympy.Add(*(sympy.powsimp(term.subs(t, y**self.n) * slope) for term in terms)), y)

    def _in_one_line(self) -> sympy.Expr:
        """In powers of the line: none of them is -1."""
        t = self.top.gen
        p, m = self.powers[0]
        b, a = p.all_coeffs()
        u = sympy.Dummy("u")
        shifted = sympy.Poly(sympy.expand(self.top.as_expr().subs(t, (u - a) / b) / b), u)
        base, n = (self.y, self.n) if p.as_expr() == t else (p.as_expr().subs(t, self.y**self.n), sympy.S.One)
        return self.given * sympy.Add(
            *(sympy.factor(c / (m + k + 1)) * base ** sympy.expand(n * (m + k + 1)) for (k,), c in shifted.terms())
        )

    def _shallow(self) -> int | None:
        """The degree at which a numerator's leading term has no derivative: for exponents with an integer sum."""
        total = sympy.expand(sympy.Add(*((m + 1) * p.degree() for p, m in self.powers)))
        total -= sum((k - 1) * q.degree() for q, k in self.poles)
        return int(-total) if total.is_Integer and total <= 0 and self.exponent.degree() <= 0 else None

    def _slope(self) -> tuple[sympy.Poly, sympy.Poly]:
        """(S, D) with (N P K/product of q**(k - 1))' = (N' D + N S) K/product of q**k."""
        one = sympy.Poly(1, self.top.gen)
        product = reduce(sympy.Poly.mul, (p for p, _ in self.powers), one)
        radical = reduce(sympy.Poly.mul, (q for q, _ in self.poles), one)
        slope = self.exponent.diff() * product * radical
        for p, m in self.powers:
            slope += p.diff() * product.quo(p) * radical * sympy.Poly(m + 1, self.top.gen)
        for q, k in self.poles:
            slope -= q.diff() * radical.quo(q) * product * (k - 1)
        return slope, product * radical

    def _lowered(self) -> tuple[sympy.Expr, sympy.Poly]:
        """(N, rest) without poles: the top's leading terms taken away."""
        slope, product = self._slope()
        t, rest, total = self.top.gen, self.top, sympy.S.Zero
        drop = max(slope.degree(), product.degree() - 1)
        while not rest.is_zero and rest.degree() >= drop:
            j = rest.degree() - drop
            c = sympy.factor(rest.LC() / (slope.nth(drop) + j * product.nth(drop + 1)))
            total += c * t**j
            power = sympy.Poly(t**j, t)
            change = (slope * power + product * power.diff()) * sympy.Poly(c, t)
            rest = sympy.Poly({k: sympy.cancel(v) for k, v in (rest - change).as_dict().items()} or {(0,): 0}, t)
        return total, rest

    def _solved(self) -> tuple[sympy.Expr | None, sympy.Poly]:
        """(N over the poles, 0): the linear system's solution."""
        slope, product = self._slope()
        t, zero = self.top.gen, sympy.Poly(0, self.top.gen)
        highest = max(self.top.degree() - max(slope.degree(), product.degree() - 1), self._shallow() or 0)
        if highest >= _MOST_SYSTEM:
            return None, zero
        powers = [sympy.Poly(t**j, t) for j in range(highest + 1)]
        columns = [*(power * slope + power.diff() * product for power in powers), -self.top]
        size = max(column.degree() for column in columns) + 1
        matrix = DomainMatrix.from_Matrix(sympy.Matrix(size, len(columns), lambda i, j: columns[j].nth(i))).to_field()
        for row in matrix.nullspace().to_Matrix().tolist():
            if row[-1] != 0:
                below = sympy.Mul(*(q.as_expr() ** (k - 1) for q, k in self.poles))
                return sympy.Add(*(sympy.factor(c / row[-1]) * t**j for j, c in enumerate(row[:-1]))) / below, zero
        return None, zero


def _read(f: sympy.Expr, y: sympy.Symbol) -> Form | None:
    """The parts of a product of sums of powers of y, None for other functions."""
    constant, varying = f.as_independent(y, as_Add=False)
    shift, exponent, given = sympy.S.Zero, sympy.S.Zero, sympy.S.One
    bases: list[tuple[dict[sympy.Expr, sympy.Expr], sympy.Expr]] = []
    for factor in sympy.Mul.make_args(varying):
        power = exponent_of(factor, y)
        if power is not None:
            exponent, given = exponent + power, given * factor
            continue
        base, m = factor.as_base_exp()
        terms = _powers(base, y)
        if m.has(y) or terms is None:
            return None
        if len(terms) == 1:
            ((e, c),) = terms.items()
            constant, shift = constant * c**m, shift + e * m
            continue
        lowest = min(terms, key=lambda e: (e.subs(_generic(e)), str(e)))
        shift += lowest * m
        bases.append(({sympy.expand(e - lowest): c for e, c in terms.items()}, m))
    grown = _powers(exponent, y)
    if grown is None:
        return None
    n = _unit([e for terms, _ in bases for e in terms if e != 0] + [e for e in grown if e != 0])
    if n is None:
        return None
    return _formed(constant, sympy.expand(shift), bases, grown, given, y, n)


def _formed(
    constant: sympy.Expr,
    shift: sympy.Expr,
    bases: Sequence[tuple[dict[sympy.Expr, sympy.Expr], sympy.Expr]],
    grown: dict[sympy.Expr, sympy.Expr],
    given: sympy.Expr,
    y: sympy.Symbol,
    n: sympy.Expr,
) -> Form | None:
    t = sympy.Dummy("t")
    top, poles, powers = sympy.Poly(constant / n, t), [], []
    for terms, m in bases:
        p = _in_unit(terms, n, t)
        if not m.is_Integer:
            powers.append((p, m))
        elif m > 0:
            top *= p**m
        else:
            poles.append((p, -int(m)))
    g, line = _in_unit(grown, n, t), sympy.Poly(t, t)
    s = sympy.expand(sympy.cancel((shift + 1) / n) - 1)  # of t
    if not s.is_Integer:
        powers.append((line, s))
    elif s >= 0:
        top *= line**s
    else:
        poles.append((line, -int(s)))
    degree = top.degree() + sum(q.degree() * k for q, k in poles) + sum(p.degree() for p, _ in powers)
    distinct = {q.as_expr() for q, _ in (*poles, *powers)}
    if degree > _MOST_DEGREE or len(distinct) < len(poles) + len(powers) or not (powers or g.degree() > 0):
        return None
    return Form(top, tuple(poles), tuple(powers), g, given, y, n)


def _powers(e: sympy.Expr, y: sympy.Symbol) -> dict[sympy.Expr, sympy.Expr] | None:
    """Exponents and coefficients of a sum of powers of y."""
    found: dict[sympy.Expr, sympy.Expr] = {}
    terms = sympy.Add.make_args(sympy.expand(e))
    if len(terms) > _MOST_TERMS:
        return None
    for term in terms:
        if term == 0:
            continue
        c, power = term.as_independent(y, as_Add=False)
        base, m = sympy.powsimp(power).as_base_exp()
        if power != 1 and (base != y or m.has(y)):
            return None
        m = sympy.expand(m) if power != 1 else sympy.S.Zero
        found[m] = found.get(m, sympy.S.Zero) + c
    return {m: c for m, c in found.items() if c != 0}


def _unit(exponents: Sequence[sympy.Expr]) -> sympy.Expr | None:
    """n of which all of these are positive multiples, the largest; None without one."""
    if not exponents:
        return sympy.S.One
    ratios = [sympy.cancel(e / exponents[0]) for e in exponents]
    if not all(ratio.is_Rational and ratio > 0 for ratio in ratios):
        return None
    above = reduce(sympy.igcd, (ratio.p * (sympy.ilcm(1, *(r.q for r in ratios)) // ratio.q) for ratio in ratios))
    return exponents[0] * sympy.Rational(above, sympy.ilcm(1, *(r.q for r in ratios)))


def _in_unit(terms: dict[sympy.Expr, sympy.Expr], n: sympy.Expr, t: sympy.Symbol) -> sympy.Poly:
    return sympy.Poly(sympy.Add(*(c * t ** sympy.cancel(e / n) for e, c in terms.items())), t)


def _generic(e: sympy.Expr) -> dict[sympy.Symbol, sympy.Rational]:
    return {s: sympy.Rational(37 + 16 * k, 29) for k, s in enumerate(sorted(e.free_symbols, key=str))}
