"""SymPy's ``integral_steps`` as sentences: its rule objects, each rendered with its formulas."""

from __future__ import annotations

import sympy
from sympy.integrals import manualintegrate as rules
from sympy.integrals.manualintegrate import integral_steps

from symassist.propose.agreement import Agreement, agreement
from symassist.steps.derivation import Step, deeper, equation, integral, sound, substitution

MAX_STEPS = 40


def steps_by_rules(f: sympy.Expr, x: sympy.Symbol) -> tuple[tuple[Step, ...], sympy.Expr] | None:
    """The steps of SymPy's rules and their result, None where they do not solve it. Can take long: a worker's task."""
    rule = integral_steps(f, x)
    if rule.contains_dont_know():
        return None
    answer = rule.eval()
    if answer.has(sympy.Integral, sympy.Piecewise) or agreement(f, answer.diff(x), x) is not Agreement.EQUAL:
        return None
    steps = _named(_rendered(rule, f))
    return (steps, answer) if len(steps) <= MAX_STEPS and sound(steps) else None


def _named(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """SymPy's dummies under their plain names, as far as these are free."""
    symbols = {s for step in steps for e in step.formulas if isinstance(e, sympy.Basic) for s in e.atoms(sympy.Symbol)}
    taken = {s.name for s in symbols if not isinstance(s, sympy.Dummy)}
    plain: dict[sympy.Symbol, sympy.Symbol] = {}
    for dummy in sorted((s for s in symbols if isinstance(s, sympy.Dummy)), key=lambda s: int(s.dummy_index)):
        name = next(n for n in (dummy.name.strip("_"), *"uvwst", f"u{dummy.dummy_index}") if n not in taken)
        taken.add(name)
        plain[dummy] = sympy.Symbol(name)
    return tuple(
        Step(s.sentence, tuple(e.xreplace(plain) if isinstance(e, sympy.Basic) else e for e in s.formulas), s.depth)
        for s in steps
    )


def _rendered(rule: rules.Rule, f: sympy.Expr) -> tuple[Step, ...]:
    """The steps for the integrand ``f``: a rule's own may differ from it by a constant that was pulled out."""
    x = rule.variable
    whole = integral(f, x)
    if isinstance(rule, rules.AlternativeRule):
        return _rendered(rule.alternatives[0], f)
    if isinstance(rule, rules.ConstantTimesRule):
        head = Step("Pull out the constant: {0}.", (equation(whole, rule.constant * integral(rule.other, x)),))
        return (head, *_rendered(rule.substep, rule.other))
    if isinstance(rule, rules.AddRule):
        head = Step("Integrate term by term: {0}.", (whole,))
        return (head, *(s for sub in rule.substeps for s in deeper(_rendered(sub, sub.integrand))), _result(rule, f))
    if isinstance(rule, rules.URule):
        u = rule.u_var
        head = substitution(u, rule.u_func, x, f, rule.substep.integrand)
        back = Step("Put {0} back: {1}.", (equation(u, rule.u_func), equation(whole, rule.eval())))
        return (head, *deeper(_rendered(rule.substep, rule.substep.integrand)), back)
    if isinstance(rule, rules.CyclicPartsRule):
        return _cyclic(rule, f)
    if isinstance(rule, rules.PartsRule):
        v = rule.v_step.eval()
        head = Step(
            "Integrate by parts: differentiate {0}, which gives {1}, and integrate {2}, which gives {3}.",
            (rule.u, sympy.diff(rule.u, x), rule.dv, v),
        )
        if rule.second_step is None:
            return (head,)
        rest = Step("So {0}.", (equation(whole, rule.u * v - integral(rule.second_step.integrand, x)),))
        return (head, rest, *deeper(_rendered(rule.second_step, rule.second_step.integrand)), _result(rule, f))
    if isinstance(rule, rules.RewriteRule):
        word = "Complete the square" if isinstance(rule, rules.CompleteSquareRule) else "Rewrite the integrand"
        return (Step(word + ": {0}.", (equation(f, rule.rewritten),)), *_rendered(rule.substep, rule.rewritten))
    if isinstance(rule, rules.TrigSubstitutionRule):
        head = Step(
            "Substitute {0} ({1}): the integral becomes {2}.",
            (equation(x, rule.func), rule.restriction, integral(rule.rewritten, rule.theta)),
        )
        return (head, *deeper(_rendered(rule.substep, rule.rewritten)), _result(rule, f))
    if isinstance(rule, rules.PiecewiseRule):
        return _rendered(rule.subfunctions[0][0], f)
    return (Step(f"{_NAMES.get(type(rule), 'A table integral')}: {{0}}.", (equation(whole, rule.eval()),)),)


def _cyclic(rule: rules.CyclicPartsRule, f: sympy.Expr) -> tuple[Step, ...]:
    whole = integral(f, rule.variable)
    steps = [s for part in rule.parts_rules for s in _rendered(part, part.integrand)]
    again = Step(
        "The integral comes back with the factor {0}; solve for it: {1}.",
        (-rule.coefficient, equation(whole, rule.eval())),
    )
    return (*steps, again)


def _result(rule: rules.Rule, f: sympy.Expr) -> Step:
    return Step("Together: {0}.", (equation(integral(f, rule.variable), rule.eval()),))


_NAMES: dict[type, str] = {
    rules.ConstantRule: "A constant",
    rules.PowerRule: "Power rule",
    rules.NestedPowRule: "Power rule",
    rules.ReciprocalRule: "A reciprocal gives a logarithm",
    rules.ExpRule: "Exponential",
    rules.SinRule: "Sine",
    rules.CosRule: "Cosine",
    rules.SinhRule: "Hyperbolic sine",
    rules.CoshRule: "Hyperbolic cosine",
    rules.ArctanRule: "Arc tangent",
    rules.ArcsinRule: "Arc sine",
    rules.ArcsinhRule: "Inverse hyperbolic sine",
}
