"""Roots of products of powers of two lines, as the root of a quotient of lines, which a substitution makes rational.

(p**m q**n)**e = J p**((m + n) e) (q/p)**(n e)   where (m + n) e is an integer, J constant between the zeros
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from symassist.propose.moves import Move, Part, placeholder


def roots_of_lines(f: sympy.Expr, x: sympy.Symbol) -> Iterator[Move]:
    """The move for each factor of ``f`` that is such a root, but no square root."""
    for factor in sympy.Mul.make_args(f):
        base, e = factor.as_base_exp()
        if not (e.is_Rational and e.q > 2 and base.has(x) and base.is_polynomial(x)):
            continue
        _, lines = sympy.factor_list(base, x)
        if len(lines) != 2 or any(sympy.degree(p, x) != 1 for p, _ in lines):
            continue
        (p, m), (q, n) = lines
        if ((m + n) * e).is_Integer:
            quotient = p ** ((m + n) * e) * (q / p) ** (n * e)
            constant = factor / quotient
            detail = (factor, quotient, constant)
            yield Move("root of two lines", (Part(f / factor * quotient, x),), constant * placeholder(0), 0.25, detail)
