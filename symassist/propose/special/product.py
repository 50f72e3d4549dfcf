"""An integrand as a product: constant, rational function, one exponential, and what is left."""

from __future__ import annotations

from dataclasses import dataclass

import sympy


@dataclass(frozen=True)
class Product:
    """``constant`` * ``rational`` * exp(``exponent``) * the product of ``others``."""

    constant: sympy.Expr
    rational: sympy.Expr
    exponent: sympy.Expr
    others: tuple[sympy.Expr, ...]


def product_of(f: sympy.Expr, x: sympy.Symbol) -> Product:
    """The factors of ``f`` told apart; powers of constants count as exponentials."""
    constant, varying = f.as_independent(x, as_Add=False)
    rational, exponent = sympy.S.One, sympy.S.Zero
    others: list[sympy.Expr] = []
    for factor in sympy.Mul.make_args(varying):
        power = exponent_of(factor, x)
        if power is not None:
            exponent += power
        elif factor.is_rational_function(x):
            rational *= factor
        else:
            others.append(factor)
    return Product(constant, rational, sympy.expand(exponent), tuple(others))


@dataclass(frozen=True)
class SquareRoots:
    """``rational`` / ``root``, and the polynomials under the roots, of whose product ``root`` is a square root."""

    rational: sympy.Expr
    root: sympy.Expr
    radicands: tuple[sympy.Expr, ...]


def square_roots(p: Product, x: sympy.Symbol) -> SquareRoots | None:
    """A rational function times odd powers of square roots of rational functions, None for other products."""
    if p.exponent != 0 or not p.others:
        return None
    rational, root, radicands = p.rational, sympy.S.One, []
    for factor in p.others:
        base, n = factor.as_base_exp()
        if not (n.is_Rational and n.q == 2 and base.is_rational_function(x)):
            return None
        above, below = sympy.fraction(sympy.together(base))
        # below sqrt(above/below) is a root of above below wherever the quotient is.
        root *= below * sympy.sqrt(base)
        rational *= base ** (n + sympy.S.Half) * below
        radicands += [above, below] if below.has(x) else [base]
    return SquareRoots(rational, root, tuple(radicands))


def with_power_of_x(
    p: Product, x: sympy.Symbol
) -> tuple[sympy.Expr, sympy.Expr, list[tuple[sympy.Expr, sympy.Expr]]] | None:
    """(w, s, factors) of a product w x**s u**a v**b.. without an exponential, factors as (u, a); None with one."""
    if p.exponent != 0:
        return None
    weight, monomial = p.rational.as_independent(x, as_Add=False)
    s, factors = sympy.S.Zero, []
    for factor in (*sympy.Mul.make_args(monomial), *p.others):
        base, power = factor.as_base_exp()
        if base == x and not power.has(x):
            s += power
        elif factor != 1:
            factors.append((base, power))
    return weight, s, factors


def exponent_of(e: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The exponent of e written as an exponential, None where ``e`` is none."""
    if isinstance(e, sympy.exp):
        return e.args[0]
    if e.is_Pow and not e.base.has(x) and e.exp.has(x):
        return e.exp * sympy.log(e.base)
    if e.is_Pow and isinstance(e.base, sympy.exp) and not e.exp.has(x):
        return e.exp * e.base.args[0]
    return None


def coefficients(e: sympy.Expr, x: sympy.Symbol, degree: int) -> tuple[sympy.Expr, ...] | None:
    """Those of a polynomial of exactly this degree in ``x``, the constant first; None where ``e`` is none."""
    if not e.is_polynomial(x):
        return None
    p = sympy.Poly(e, x)
    return tuple(sympy.factor(p.nth(k)) for k in range(degree + 1)) if p.degree() == degree else None


def logarithm_of_power(e: sympy.log, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(c, k) with e = log(c x**k)."""
    c, power = e.args[0].as_independent(x, as_Add=False)
    base, k = power.as_base_exp()
    return (c, k) if base == x and not k.has(x) else None


def binomial_of(e: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr] | None:
    """(a, b, n) with e = a + b x**n."""
    a, varying = e.as_independent(x, as_Add=True)
    b, power = varying.as_independent(x, as_Add=False)
    base, n = power.as_base_exp()
    return (a, b, n) if base == x and a != 0 and not n.has(x) else None
