"""Derivations: steps that state true equations and end with the check."""

from __future__ import annotations

import sympy

from symassist.budget import Budget
from symassist.problem import Problem
from symassist.propose.proposer import Trace
from symassist.steps import Step, derive
from symassist.steps.derivation import equation, integral, sound
from symassist.steps.rules import steps_by_rules
from symassist.steps.towards import steps_towards

x, u = sympy.symbols("x u")
exp, log, sin, atan = sympy.exp, sympy.log, sympy.sin, sympy.atan


def test_sympys_rules_are_told_in_sentences() -> None:
    found = steps_by_rules(atan(x), x)
    assert found is not None
    steps, answer = found
    text = "\n".join(step.text() for step in steps)
    assert "Integrate by parts" in text
    assert "Substitute u = x**2 + 1" in text
    assert sympy.simplify(answer.diff(x) - atan(x)) == 0
    assert sound(steps)


def test_a_false_equation_is_noticed() -> None:
    assert not sound([Step("{0}", (equation(integral(x, x), x**2),))])


def test_steps_towards_a_known_answer_find_its_substitution_and_its_parts() -> None:
    F = exp(x**2 + sin(x))
    steps = steps_towards(F.diff(x), x, F)
    assert steps[0].text().startswith("Substitute u = x**2 + sin(x)")
    parts = steps_towards(x * exp(x), x, x * exp(x) - exp(x))
    assert "parts" in parts[0].text()
    assert sound(steps)
    assert sound(parts)


def test_the_last_step_is_the_check_in_text_and_latex() -> None:
    derivation = derive(Problem(x * exp(x), x), (x - 1) * exp(x), budget=Budget.of(20))
    assert derivation.steps[-1].text().startswith("Check by differentiation: d/dx [(x - 1)*exp(x)]")
    assert r"\frac{d}{d x}" in derivation.steps[-1].latex()
    assert derivation.text().count("\n") == len(derivation.steps) - 1
    assert derivation.latex().count(r"\item") == len(derivation.steps)


def test_the_searchs_moves_are_told() -> None:
    inner = Trace("rational function", 1 / u, u, log(u))
    trace = Trace("substitution", 1 / (x * log(x)), x, log(log(x)), (u, log(x)), (inner,))
    derivation = derive(Problem(1 / (x * log(x)), x), log(log(x)), trace, budget=Budget.of(20))
    assert derivation.source == "search"
    assert "u = log(x)" in derivation.steps[0].text()
