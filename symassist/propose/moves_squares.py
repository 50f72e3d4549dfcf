"""Roots of what is a constant times a square: with base = c g**2, sqrt(base)/g is constant between the zeros of g.

    integral of R base**n = sqrt(base)/g integral of R c**(n - 1/2) g**(2 n),  n half an odd number

g is a wave or, for base = P + Q sqrt(R) with P**2 - Q**2 R = S**2 and (P + S)/2 = alpha**2, the binomial
alpha + Q sqrt(R)/(2 alpha). That is right off the real line as well, so also where the integrand is nowhere real, as
sqrt(1 - cosh(x)).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sympy

from symassist.propose.moves import MAX_OPERATIONS, Move, Part, placeholder

_QUARTER = sympy.pi / 4
_HALVES: dict[type, tuple[Callable[[sympy.Expr], sympy.Expr], Callable[[sympy.Expr], sympy.Expr]]] = {
    sympy.cos: (lambda u: sympy.cos(u / 2), lambda u: sympy.sin(u / 2)),
    sympy.sin: (lambda u: sympy.sin(u / 2 + _QUARTER), lambda u: sympy.cos(u / 2 + _QUARTER)),
    sympy.cosh: (lambda u: sympy.cosh(u / 2), lambda u: sympy.I * sympy.sinh(u / 2)),
}
"""Of w the functions whose squares, twice, are 1 + w and 1 - w."""
_SQUARES: dict[type, tuple[Callable[[sympy.Expr], sympy.Expr] | None, Callable[[sympy.Expr], sympy.Expr] | None]] = {
    sympy.sin: (None, sympy.cos),
    sympy.cos: (None, sympy.sin),
    sympy.tan: (sympy.sec, None),
    sympy.cot: (sympy.csc, None),
    sympy.sec: (None, lambda u: sympy.I * sympy.tan(u)),
    sympy.csc: (None, lambda u: sympy.I * sympy.cot(u)),
    sympy.sinh: (sympy.cosh, None),
    sympy.cosh: (None, lambda u: sympy.I * sympy.sinh(u)),
    sympy.tanh: (None, sympy.sech),
    sympy.coth: (None, lambda u: sympy.I * sympy.csch(u)),
    sympy.sech: (None, sympy.tanh),
    sympy.csch: (sympy.coth, None),
}
"""Of w the functions whose squares are 1 + w**2 and 1 - w**2."""


def roots_of_squares(f: sympy.Expr, x: sympy.Symbol) -> Iterator[Move]:
    """The move for each factor of ``f`` that is such a root."""
    for factor in sympy.Mul.make_args(f):
        base, n = factor.as_base_exp()
        if not (n.is_Rational and n.q == 2 and base.has(x)):
            continue
        square = _square(base, x) or _of_binomial(base, x)
        if square is not None:
            c, g = square
            rest = f / factor * c ** (n - sympy.S.Half) * g ** (2 * n)
            if sympy.count_ops(rest) <= MAX_OPERATIONS:
                constant = sympy.sqrt(base) / g
                detail = (base, c * g**2, constant)
                yield Move("root of a square", (Part(rest, x),), constant * placeholder(0), 0.25, detail)


def _square(base: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(c, g) with base = c g**2."""
    constant, varying = sympy.factor_terms(base).as_independent(x, as_Add=False)
    terms = sympy.Add.make_args(varying)
    if len(terms) != 2:
        return None
    plain = [t for t in terms if not t.has(x)]
    if len(plain) != 1:
        return None
    (p,), (rest,) = plain, [t for t in terms if t.has(x)]
    q, wave = rest.as_independent(x, as_Add=False)
    sign = sympy.cancel(q / p)
    if sign not in (1, -1):
        return None
    power, table, twice = (wave.base, _SQUARES, 1) if wave.is_Pow and wave.exp == 2 else (wave, _HALVES, 2)
    ways = table.get(type(power))
    way = None if ways is None else ways[0 if sign == 1 else 1]
    return None if way is None else (constant * p * twice, way(power.args[0]))


def _of_binomial(base: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(1, g) for a base that is rational in x and one square root, and the square of such a function."""
    roots = {e.base: e for e in base.atoms(sympy.Pow) if e.exp.is_Rational and e.exp.q == 2 and e.has(x)}
    if len(roots) != 1:
        return None
    (radicand,) = roots
    r = sympy.Dummy("r")
    in_r = sympy.expand(base.xreplace({sympy.sqrt(radicand): r}))
    if (
        not in_r.is_polynomial(r)
        or sympy.degree(in_r, r) != 1
        or not (in_r.is_rational_function(x) and radicand.is_polynomial(x))
    ):
        return None
    p, q = in_r.coeff(r, 0), in_r.coeff(r, 1)
    s = _rational_root(sympy.factor(p**2 - q**2 * radicand), x)
    for signed in () if s is None else (s, -s):
        alpha = _rational_root(sympy.factor((p + signed) / 2), x)
        if alpha is not None and alpha != 0:
            return sympy.S.One, alpha + sympy.cancel(q / (2 * alpha)) * sympy.sqrt(radicand)
    return None


def _rational_root(e: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """A rational function of which ``e`` is the square."""
    root = sympy.powdenest(sympy.sqrt(e), force=True)
    return root if root.is_rational_function(x) else None
