"""Every move and formula of the search has its sentence, and what the sentences state is true."""

from __future__ import annotations

import inspect
import re

import pytest
import sympy

from symassist.propose import (
    formulas,
    moves_algebraic,
    moves_elliptic,
    moves_harmonic,
    moves_inverse,
    moves_nested,
    moves_poles,
    moves_rewrite,
)
from symassist.propose.proposer import Trace
from symassist.steps import trace as words
from symassist.steps.derivation import sound

x, t = sympy.symbols("x t")
_MADE = re.compile(r"\b(substituted|rewritten)\(\s*\"([^\"]+)\"")


@pytest.mark.parametrize("rule", [rule for rule, _, _ in formulas.FORMULAS])
def test_every_formula_has_its_sentence(rule: str) -> None:
    (step,) = words.steps_of(Trace(rule, 2 * x, x, x**2))
    assert step.text().endswith(": ∫ 2*x dx = x**2.")
    assert step.text()[0].isupper()
    assert rule in words._FORMULAS


def test_every_move_has_its_words() -> None:
    modules = (
        *(moves_algebraic, moves_elliptic, moves_harmonic, moves_inverse, moves_nested, moves_poles),
        moves_rewrite,
    )
    made = {found for module in modules for found in _MADE.findall(inspect.getsource(module))}
    assert {rule for kind, rule in made if kind == "substituted"} <= set(words._SUBSTITUTIONS)
    listed = {rule for table in (moves_rewrite._PLAIN, moves_rewrite._TRIG, moves_rewrite._HYPER) for rule, *_ in table}
    assert {rule for kind, rule in made if kind == "rewritten"} | listed <= set(words._REWRITES)


def test_a_substitution_into_two_integrals_names_both() -> None:
    parts = (Trace("ansatz", sympy.exp(t), t, sympy.exp(t)), Trace("ansatz", t, t, t**2 / 2))
    steps = words.steps_of(Trace("involution", x, x, None, (t, sympy.log(x)), parts))
    assert "leads, up to a constant factor or a sign, to ∫ exp(t) dt and ∫ t dt." in steps[0].text()


def test_two_sides_of_an_absolute_value_are_told() -> None:
    parts = (Trace("ansatz", x, x, x**2 / 2), Trace("ansatz", -x, x, -(x**2) / 2))
    steps = words.steps_of(Trace("sides", sympy.Abs(x), x, x * sympy.Abs(x) / 2, (x,), parts))
    assert steps[0].text() == "On the side where x is positive the integrand is x and, on the other, -x."
    assert sound(steps[1:])


def test_the_halves_of_an_integrand_add_up() -> None:
    parts = (Trace("ansatz", x**2, x, x**3 / 3), Trace("ansatz", x, x, x**2 / 2))
    steps = words.steps_of(Trace("even and odd", x**2 + x, x, x**3 / 3 + x**2 / 2, (), parts))
    assert steps[0].text().startswith("The even and the odd half")
    assert sympy.simplify(steps[0].formulas[0].rhs.doit() - steps[0].formulas[0].lhs.doit()) == 0
    assert sound(steps[1:])
