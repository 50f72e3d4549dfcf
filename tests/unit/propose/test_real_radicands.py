"""Roots with radicands that are positive where the integrand is real, products of roots brought to one of each kind."""

from __future__ import annotations

import sympy
from sympy.abc import t, x

from symassist.propose.agreement import Agreement, agreement
from symassist.propose.moves_algebraic import algebraic_moves
from symassist.propose.real_radicands import sign_where_real, with_positive_radicands, with_roots_of_factors

sqrt = sympy.sqrt
quarter = sympy.Rational(1, 4)


def test_signs_count_where_the_integrand_is_real() -> None:
    f = sqrt(3 - x)
    assert sign_where_real(x - 4, f, x) == -1
    assert sign_where_real(4 - x, f, x) == 1
    assert sign_where_real(x, f, x) == 0


def test_roots_of_what_is_negative_lose_their_common_i() -> None:
    h = 1 / (sqrt(4 * t**2 - 3) - sqrt(8 * t**2 - 7))
    f = sympy.I * sympy.cos(x) / (sqrt(3 - 4 * sympy.sin(x) ** 2) - sqrt(7 - 8 * sympy.sin(x) ** 2))
    real = with_positive_radicands(h, t, sympy.sin(x), f / sympy.I, x)
    assert sympy.simplify(real * (sqrt(3 - 4 * t**2) - sqrt(7 - 8 * t**2)) / sympy.I) in (1, -1)


def test_the_root_of_a_product_beside_roots_of_its_factors() -> None:
    f = x * sqrt(1 - x) * (1 - x**2) ** quarter
    g = with_roots_of_factors(f, x)
    assert g is not None
    assert {p.base for p in g.atoms(sympy.Pow) if not p.exp.is_Integer} == {1 - x, 1 + x}
    assert agreement(f, g, x) is Agreement.EQUAL


def test_what_two_radicands_have_in_common_is_split_off_as_a_whole() -> None:
    # x - 1 and x + 1 change their signs where f is real, their product does not.
    f = sqrt(x**4 - 1) / (x * sqrt(x**2 - 1))
    g = with_roots_of_factors(f, x)
    assert g == sqrt(x**2 + 1) / x


def test_factors_whose_sign_changes_stay() -> None:
    assert with_roots_of_factors(sqrt(x**3 - x), x) is None


def test_a_rational_denominator_leaves_one_part_for_each_root() -> None:
    f = (1 - 4 * x**2) / (sqrt(3 - 4 * x**2) - sqrt(7 - 8 * x**2))
    move = next(m for m in algebraic_moves(f, x, t) if m.rule == "denominator made rational")
    radicands = [{p.base for p in part.integrand.atoms(sympy.Pow) if not p.exp.is_Integer} for part in move.parts]
    assert sorted(map(str, radicands)) == ["{3 - 4*x**2}", "{7 - 8*x**2}"]
    assert agreement(f, sympy.Add(*(part.integrand for part in move.parts)), x) is Agreement.EQUAL
