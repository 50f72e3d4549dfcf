"""Derivations: steps that state true equations and end with the check."""

from __future__ import annotations

import sympy

from symassist import Assistant
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


def told(f: sympy.Expr, F: sympy.Expr) -> str:
    return derive(Problem(f, x), F, budget=Budget.of(20)).text()


def test_the_differential_of_a_sum_is_in_brackets_and_that_of_a_shift_has_no_factor() -> None:
    assert "so that du = (2*x + 3) dx" in told((2 * x + 3) * exp(x**2 + 3 * x), exp(x**2 + 3 * x))
    assert "so that du = dx" in told(1 / (x + 1), log(x + 1))
    assert "so that du = -dx" in told(exp(-x), -exp(-x))


def test_the_integrand_in_a_new_variable_is_written_short() -> None:
    t = sympy.tan(x)
    r, root = sympy.sqrt(2), sympy.sqrt(2) * sympy.sqrt(t)
    F = r * (log(t - root + 1) - log(t + root + 1) + 2 * atan(root - 1) + 2 * atan(root + 1)) / 4
    assert "becomes ∫ sqrt(u)/(u**2 + 1) du" in told(sympy.sqrt(t), F)


def test_of_several_roots_that_of_the_highest_order_is_substituted() -> None:
    sixth = x ** sympy.Rational(1, 6)
    F = 2 * sixth**3 - 3 * sixth**2 + 6 * sixth - 6 * log(sixth + 1)
    assert "becomes ∫ 6*u**3/(u + 1) du" in told(1 / (sixth**2 + sixth**3), F)


def test_a_detour_of_sympys_rules_is_not_taken() -> None:
    assert "Substitute u = log(x), so that du = 1/x dx" in told(log(x) ** 2 / x, log(x) ** 3 / 3)


def test_what_jumps_is_constant_between_the_jumps() -> None:
    n = sympy.floor(x)
    text = told(n, x * n - n * (n + 1) / 2)
    assert "d/dx [x*floor(x)] = floor(x)" in text
    assert "Derivative" not in text
    assert "Derivative" not in told(x * sympy.sign(x), x**2 * sympy.sign(x) / 2)


def test_the_value_between_limits_comes_after_the_check() -> None:
    x_log = Assistant(timeout=20.0).solve(Problem(x * log(x), x, (sympy.S(1), sympy.S(2))))
    assert x_log.derivation is not None
    assert x_log.derivation.steps[-2].text().startswith("Check")
    assert x_log.derivation.steps[-1].text() == (
        f"Put in the limits, and allow for jumps between them: ∫_{{1}}^{{2}} x*log(x) dx = {x_log.value}."
    )
    sinc = Assistant(timeout=20.0).solve(Problem(sin(x) / x, x, (sympy.S(0), sympy.oo)))
    assert sinc.derivation is not None
    assert "The value comes by residues" in sinc.derivation.text()


def test_the_searchs_moves_are_told() -> None:
    inner = Trace("rational function", 1 / u, u, log(u))
    trace = Trace("substitution", 1 / (x * log(x)), x, log(log(x)), (u, log(x)), (inner,))
    derivation = derive(Problem(1 / (x * log(x)), x), log(log(x)), trace, budget=Budget.of(20))
    assert derivation.source == "search"
    assert "u = log(x)" in derivation.steps[0].text()
