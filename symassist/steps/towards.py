"""Steps towards an answer that is known: the substitutions and parts that its structure suggests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import sympy

from symassist.propose.agreement import Agreement, agreement
from symassist.steps.derivation import JUMPING, Step, deeper, equation, integral, slope, substitution

_MAX_DEPTH = 3
_VARIABLES = "uvwst"
_LOOK, _BACKWARDS = "Look for terms whose derivatives add up to", "Read the product rule backwards"
_RECOGNISE = "Recognise a derivative"


def steps_towards(f: sympy.Expr, x: sympy.Symbol, answer: sympy.Expr, depth: int = 0) -> tuple[Step, ...]:
    """Steps from the integral of ``f`` to ``answer``; where nothing else fits, its terms are differentiated.

    So are those of an answer that jumps: neither parts nor substitutions say anything there.
    """
    if depth < _MAX_DEPTH and not answer.has(*JUMPING):
        found = _substitution(f, x, answer, depth) or _parts(f, x, answer, depth)
        if found is not None:
            return found
    return _terms(f, x, answer)


def tells_a_way(steps: Sequence[Step]) -> bool:
    """Whether steps say how an answer is found, not only that its terms have the right derivatives."""
    return not any(step.sentence.startswith((_LOOK, _BACKWARDS, _RECOGNISE)) for step in steps)


def _substitution(f: sympy.Expr, x: sympy.Symbol, answer: sympy.Expr, depth: int) -> tuple[Step, ...] | None:
    """u = g(x) where the answer is a function of g alone: f = H'(g) g'."""
    taken = {s.name for s in f.free_symbols | answer.free_symbols}
    u = sympy.Symbol(next(c for c in _VARIABLES if c not in taken))
    for g in _inner(answer, x):
        outer = answer.subs(g, u)
        if outer.has(x) or outer == u or not outer.has(u):
            continue
        rate, h = sympy.diff(g, x), sympy.diff(outer, u)
        if not h.has(u) or agreement(f, h.subs(u, g) * rate, x) is not Agreement.EQUAL:
            continue
        h = _shorter(h, (f / rate).subs(g, u), u)
        head = substitution(u, g, x, f, h)
        back = Step("Put {0} back: {1}.", (equation(u, g), equation(integral(f, x), answer)))
        return (head, *deeper(_known(h, u, outer, depth)), back)
    return None


def _shorter(h: sympy.Expr, direct: sympy.Expr, u: sympy.Symbol) -> sympy.Expr:
    """The integrand in u: what the derivative of the answer gives, or f/g' with u put in where that is shorter."""
    forms = [h, direct, sympy.together(direct)] if direct.free_symbols <= h.free_symbols else [h]
    if h.is_rational_function(u):
        forms.append(sympy.factor(h))
    return next(
        form for form in sorted(forms, key=sympy.count_ops) if form is h or agreement(h, form, u) is Agreement.EQUAL
    )


def _known(h: sympy.Expr, u: sympy.Symbol, outer: sympy.Expr, depth: int) -> tuple[Step, ...]:
    """The integral in the new variable: a line where it is short, steps where it is not."""
    if sympy.count_ops(outer) <= 6:
        return (Step("Here {0}.", (equation(integral(h, u), outer),)),)
    return steps_towards(h, u, outer, depth + 1)


def _inner(answer: sympy.Expr, x: sympy.Symbol) -> Iterator[sympy.Expr]:
    """Subexpressions that could be the new variable, the largest first; of roots alike that of the highest order."""
    found = {e for e in sympy.preorder_traversal(answer) if isinstance(e, sympy.Expr) and e.has(x)}
    found = {e for e in found if e not in (x, answer) and not e.is_Number}
    yield from sorted(found, key=lambda e: (-sympy.count_ops(e), -_order(e), str(e)))


def _order(e: sympy.Expr) -> int:
    return int(e.exp.q) if isinstance(e, sympy.Pow) and e.exp.is_Rational else 1


def _parts(f: sympy.Expr, x: sympy.Symbol, answer: sympy.Expr, depth: int) -> tuple[Step, ...] | None:
    """f = u v' where u v is a term of the answer: the rest is the integral of -v u'."""
    expanded = sympy.expand_mul(answer)
    for term in sorted(sympy.Add.make_args(expanded), key=lambda t: (-sympy.count_ops(t), str(t))):
        constant, varying = term.as_independent(x, as_Add=False)
        factors = sympy.Mul.make_args(varying)
        if not 2 <= len(factors) <= 4:
            continue
        for size in range(1, len(factors)):
            for chosen in combinations(factors, size):
                u, v = sympy.Mul(*chosen), constant * varying / sympy.Mul(*chosen)
                if agreement(f, u * sympy.diff(v, x), x) is not Agreement.EQUAL:
                    continue
                rest = sympy.simplify(v * sympy.diff(u, x)) if sympy.count_ops(v) < 25 else v * sympy.diff(u, x)
                remainder = sympy.expand_mul(u * v - expanded)
                head = Step(
                    "Integrate by parts, {0} times the derivative of {1}: {2}.",
                    (u, v, equation(integral(f, x), u * v - integral(rest, x))),
                )
                inner = deeper(steps_towards(rest, x, remainder, depth + 1))
                return (head, *inner, Step("Together: {0}.", (equation(integral(f, x), answer),)))
    return None


def _terms(f: sympy.Expr, x: sympy.Symbol, answer: sympy.Expr) -> tuple[Step, ...]:
    """The derivative of each term of the answer; they add up to f."""
    terms = sympy.Add.make_args(answer)
    constant, varying = answer.as_independent(x, as_Add=False)
    factors = sympy.Mul.make_args(varying)
    if len(terms) == 1 and len(factors) > 1:
        u, v = constant * factors[0], sympy.Mul(*factors[1:])
        return (
            Step(
                f"{_BACKWARDS}: the product of {{0}} and {{1}} has the derivative {{2}} + {{3}}, which equals {{4}}.",
                (u, v, slope(u, x) * v, u * slope(v, x), f),
            ),
            Step("So {0}.", (equation(integral(f, x), answer),)),
        )
    if len(terms) == 1:
        return (Step(f"{_RECOGNISE}: {{0}}.", (equation(integral(f, x), answer),)),)
    steps = [Step(f"{_LOOK} {{0}}:", (f,))]
    steps += [Step("{0},", (equation(sympy.Derivative(t, x), slope(t, x)),), 1) for t in terms]
    steps.append(Step("and so {0}.", (equation(integral(f, x), answer),)))
    return tuple(steps)
