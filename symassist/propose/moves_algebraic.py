"""Substitutions that rationalise roots: Euler's, of fractions of linear functions, of binomials, of nested roots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import lcm

import sympy

from symassist.propose.generic import at_generic
from symassist.propose.moves import Move, Part, placeholder, rewritten, substituted
from symassist.propose.moves_elliptic import elliptic_moves
from symassist.propose.real_radicands import fractional_powers, with_roots_of_factors


def algebraic_moves(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol) -> Iterator[Move]:
    """The moves for a function with roots; those first that leave a rational function."""
    roots = fractional_powers(f, x)
    ways = (
        _powers,
        _drawn_squares,
        _euler,
        _fraction,
        _binomial,
        _nested,
        _factors,
        elliptic_moves,
        _two_roots,
        _reciprocal,
    )
    for way in ways if roots else (_powers,):
        for move in way(f, x, t, roots):
            if move is not None:
                yield move


Moves = Iterator[Move | None]


def _powers(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, _: list[sympy.Pow]) -> Moves:
    """t = x**n where f x dx/x is a function of x**n."""
    exponents = [p.exp for p in f.atoms(sympy.Pow) if p.base == x]
    units = {e.as_coeff_Add()[1].as_coeff_Mul()[1] for e in exponents if not e.is_Rational}
    if units:
        if len(units) == 1 and not (n := units.pop()).has(x):
            yield _symbolic_power(f, x, t, n)
        return
    bare = sympy.Dummy("bare", positive=True)
    y = sympy.Dummy("y", positive=True)
    found = {int(e.p) for e in exponents if abs(e.p) > 1 and e.q == 1}
    for n in sorted({d for e in found for d in range(2, abs(e) + 1) if e % d == 0}, reverse=True)[:4]:
        g = sympy.powdenest((f * x / n).subs(x, bare).subs(bare, y ** sympy.Rational(1, n)), force=True)
        g = sympy.powsimp(sympy.expand_power_base(g, force=True))
        if any(p.exp.is_Rational and p.exp.q % n == 0 and n > 1 and p.base == y for p in g.atoms(sympy.Pow)):
            continue
        yield substituted("power", f, x, (g / y).subs(y, t), t, x**n, 1.0)


def _symbolic_power(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, n: sympy.Expr) -> Move | None:
    y = sympy.Dummy("y", positive=True)
    bare = sympy.Dummy("bare", positive=True)
    g = sympy.powdenest((f * x / n).subs(x, bare).subs(bare, y ** (1 / n)), force=True)
    g = sympy.powsimp(sympy.expand_power_base(g, force=True))
    if any(p.base == y and p.exp.free_symbols for p in g.atoms(sympy.Pow)):
        return None
    return substituted("power", f, x, (g / y).subs(y, t), t, x**n, 1.0)


def _drawn_squares(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, roots: list[sympy.Pow]) -> Moves:
    """sqrt(g**2 h) = |g| sqrt(h): radicands are factored, whole powers drawn out."""
    values = {}
    for p in roots:
        if p.base.is_rational_function(x):
            value = drawn(p.base, p.exp, x)
            if value != p:
                values[p] = value
    if values:
        g = f.xreplace(values)
        yield rewritten("roots drawn", f, sympy.powsimp(g), x, 0.5)


def drawn(radicand: sympy.Expr, exponent: sympy.Rational, x: sympy.Symbol) -> sympy.Expr:
    """radicand**exponent with whole powers of its factors outside, as for positive factors."""
    numerator, denominator = sympy.fraction(sympy.cancel(radicand))
    outside, inside = sympy.S.One, sympy.S.One
    constant = sympy.S.One
    for part, side in ((numerator, 1), (denominator, -1)):
        lead, factors = sympy.factor_list(part, x)
        constant *= lead**side
        for factor, m in factors:
            total = side * m * exponent
            whole = int(total) if total >= 0 else -int(-total)
            outside *= factor**whole
            inside *= factor ** ((total - whole) / exponent)
    return outside * (constant * sympy.expand(inside) if inside.is_polynomial(x) else constant * inside) ** exponent


def _euler(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, roots: list[sympy.Pow]) -> Moves:
    """For the root of one quadratic q = a x**2 + b x + c: t with x and sqrt(q) rational in it."""
    bases = {sympy.expand(p.base) for p in roots}
    if len(bases) != 1 or any(p.exp.q != 2 for p in roots):
        return
    q = bases.pop()
    if not q.is_polynomial(x) or sympy.degree(q, x) != 2:
        return
    a, b, c = sympy.Poly(q, x).all_coeffs()
    root = sympy.sqrt(q)
    ways: list[tuple[sympy.Expr, sympy.Expr, Callable[[sympy.Expr], sympy.Expr]]] = []
    if at_generic(a) > 0:
        k = sympy.sqrt(a)
        ways.append(((t**2 - c) / (2 * k * t + b), root + k * x, lambda value: t - k * value))
    if at_generic(c) > 0:
        k = sympy.sqrt(c)
        ways.append(((2 * k * t - b) / (a - t**2), (root - k) / x, lambda value: t * value + k))
    discriminant = sympy.factor(b * b - 4 * a * c)
    if at_generic(discriminant) > 0:
        r = sympy.sqrt(discriminant)
        low, high = (-b - r) / (2 * a), (-b + r) / (2 * a)
        ways.append(((a * high - low * t**2) / (a - t**2), root / (x - low), lambda value: t * (value - low)))
    for value, inner, of_root in ways:
        value = sympy.cancel(value)
        values = {p: of_root(value) ** (2 * p.exp) for p in roots}
        h = sympy.factor(sympy.cancel(f.xreplace(values).subs(x, value) * value.diff(t)))
        yield substituted("Euler's substitution", f, x, h, t, inner, 2.0)


def _fraction(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, roots: list[sympy.Pow]) -> Moves:
    """t = ((a x + b)/(c x + d))**(1/n) for roots of one such fraction, or of two linear functions."""
    bases = {sympy.cancel(p.base) for p in roots}
    n = lcm(*(int(p.exp.q) for p in roots))
    if len(bases) == 1:
        base = bases.pop()
        values = {p: t ** (p.exp * n) for p in roots}
    elif len(bases) == 2 and all(b.is_polynomial(x) and sympy.degree(b, x) == 1 for b in bases):
        first, second = sorted(bases, key=str)
        base = first / second
        values = {p: t ** (p.exp * n) * second**p.exp if sympy.cancel(p.base) == first else p for p in roots}
    else:
        return
    numerator, denominator = sympy.fraction(sympy.cancel(base))
    parts = [sympy.Poly(each, x) for each in (numerator, denominator) if each.is_polynomial(x)]
    if len(parts) < 2 or max(each.degree() for each in parts) != 1:
        return
    (a, b), (c, d) = ((each.nth(1), each.nth(0)) for each in parts)
    value = sympy.cancel((b - d * t**n) / (c * t**n - a))
    h = f.xreplace(values).subs(x, value) * value.diff(t)
    h = sympy.powsimp(sympy.expand_power_base(sympy.factor(h), force=True))
    yield substituted("root", f, x, sympy.factor(sympy.cancel(h)), t, base ** sympy.Rational(1, n), 1.5)


def _binomial(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, roots: list[sympy.Pow]) -> Moves:
    """Chebyshev: for x**m R(x**n) (a + b x**n)**(r/q) t = (a + b x**n)**(1/q), or that over x**(n/q)."""
    bases = {sympy.expand(p.base) for p in roots}
    if len(bases) != 1:
        return
    base = bases.pop()
    if not base.is_polynomial(x):
        return
    poly = sympy.Poly(base, x)
    terms = poly.terms()
    if len(terms) != 2 or terms[1][0] != (0,) or terms[0][0][0] < 2:
        return
    n, b, a = terms[0][0][0], terms[0][1], terms[1][1]
    q = lcm(*(int(p.exp.q) for p in roots))
    y = sympy.Dummy("y", positive=True)
    for inner, solved, of_base in (
        (base ** sympy.Rational(1, q), (t**q - a) / b, t**q),
        (base ** sympy.Rational(1, q) / x ** sympy.Rational(n, q), a / (t**q - b), t**q * y),
    ):
        values = {p: sympy.powdenest(of_base**p.exp, force=True) for p in roots}
        g = sympy.expand_power_base(
            f.xreplace(values).subs(x, y ** sympy.Rational(1, n)) * y ** sympy.Rational(1, n) / n / y, force=True
        )
        g = sympy.powsimp(sympy.powdenest(g, force=True))
        if any(p.exp.is_Rational and not p.exp.is_Integer for p in g.atoms(sympy.Pow) if p.has(y, t)):
            continue
        h = sympy.factor(sympy.cancel(g.subs(y, solved) * solved.diff(t)))
        yield substituted("Chebyshev's substitution", f, x, h, t, inner, 1.5)


def _nested(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, roots: list[sympy.Pow]) -> Moves:
    """t = the base of a root that has one root in it, A + B sqrt(C), where (t - A)**2 = B**2 C gives x."""
    for p in roots:
        inside = fractional_powers(p.base, x)
        if len({each.base for each in inside}) != 1:
            continue
        place = sympy.Dummy("r")
        q = lcm(*(int(each.exp.q) for each in inside))
        core = inside[0].base
        base = sympy.expand(p.base.xreplace({each: place ** (each.exp * q) for each in inside}))
        if q != 2 or sympy.degree(base, place) != 1:
            continue
        b, a = base.coeff(place, 1), base.coeff(place, 0)
        n = int(p.exp.q)
        power = t**n
        equation = sympy.numer(sympy.together((power - a) ** 2 - b**2 * core))
        if not equation.is_polynomial(x) or sympy.degree(sympy.expand(equation), x) != 1:
            continue
        line = sympy.Poly(sympy.expand(equation), x)
        value = sympy.cancel(-line.nth(0) / line.nth(1))
        root = sympy.cancel(((power - a) / b).subs(x, value))
        values = {each: t ** (n * each.exp) for each in roots if each.base == p.base}
        values |= {each: root ** (each.exp * q) for each in roots if each.base == core}
        h = sympy.factor(sympy.cancel(f.xreplace(values).subs(x, value) * value.diff(t)))
        yield substituted("nested root", f, x, h, t, p.base ** sympy.Rational(1, n), 2.0)


def _factors(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, roots: list[sympy.Pow]) -> Moves:
    """(1 - x**2)**(1/4) = (1 - x)**(1/4) (1 + x)**(1/4) beside the root of another radicand."""
    if len({p.base for p in roots}) > 1:
        g = with_roots_of_factors(f, x)
        if g is not None:
            yield rewritten("roots of factors", f, g, x, 0.5)


def _two_roots(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, roots: list[sympy.Pow]) -> Moves:
    """1/(sqrt(u) + sqrt(v)) and its like: the denominator is made rational, each product of roots a part of its own."""
    if len(roots) < 1 or not f.is_algebraic_expr(x):
        return
    g = sympy.radsimp(f, max_terms=3)
    if g == f:
        return
    above, below = sympy.fraction(g)
    factors: dict[sympy.Expr, sympy.Expr] = {}
    for term in sympy.Add.make_args(sympy.expand(above)):
        radical = sympy.Mul(*(e for e in sympy.Mul.make_args(term) if not e.is_rational_function(x)))
        factors[radical] = factors.get(radical, 0) + term / radical
    parts = [sympy.factor(sympy.cancel(factor / below)) * radical for radical, factor in factors.items()]
    parts = sorted((part for part in parts if part != 0), key=str)
    whole = sympy.Add(*(placeholder(i) for i in range(len(parts))))
    yield Move("denominator made rational", tuple(Part(part, x) for part in parts), whole, 1.0, (sympy.Add(*parts),))


def _reciprocal(f: sympy.Expr, x: sympy.Symbol, t: sympy.Symbol, roots: list[sympy.Pow]) -> Moves:
    """t = 1/x, with the powers of t drawn out of the roots."""
    if not f.is_algebraic_expr(x):
        return
    values = {
        p: drawn(sympy.together(p.base.subs(x, 1 / t)), p.exp, t) for p in roots if p.base.is_rational_function(x)
    }
    if len(values) < len(roots):
        return
    h = sympy.powsimp(f.xreplace(values).subs(x, 1 / t) * (-1 / t**2))
    yield substituted("reciprocal", f, x, sympy.factor(h), t, 1 / x, 2.0)
