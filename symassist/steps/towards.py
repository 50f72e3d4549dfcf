"""Steps towards an answer that is known: the substitutions and parts that its structure suggests."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import sympy

from symassist.propose.agreement import Agreement, agreement
from symassist.steps.derivation import Step, deeper, equation, integral

_MAX_DEPTH = 3
_VARIABLES = "uvwst"


def steps_towards(f: sympy.Expr, x: sympy.Symbol, answer: sympy.Expr, depth: int = 0) -> tuple[Step, ...]:
    """Steps from the integral of ``f`` to ``answer``; where nothing else fits, its terms are differentiated."""
    if depth < _MAX_DEPTH:
        found = _substitution(f, x, answer, depth) or _parts(f, x, answer, depth)
        if found is not None:
            return found
    return _terms(f, x, answer)


def _substitution(f: sympy.Expr, x: sympy.Symbol, answer: sympy.Expr, depth: int) -> tuple[Step, ...] | None:
    """u = g(x) where the answer is a function of g alone: f = H'(g) g'."""
    taken = {s.name for s in f.free_symbols | answer.free_symbols}
    u = sympy.Symbol(next(c for c in _VARIABLES if c not in taken))
    for g in _inner(answer, x):
        outer = answer.subs(g, u)
        if outer.has(x) or outer == u or not outer.has(u):
            continue
        slope, h = sympy.diff(g, x), sympy.diff(outer, u)
        if not h.has(u) or agreement(f, h.subs(u, g) * slope, x) is not Agreement.EQUAL:
            continue
        head = Step(
            "Substitute {0}, so that d{1} = {2} d{3}: {4} becomes {5}.",
            (equation(u, g), u, slope, x, integral(f, x), integral(h, u)),
        )
        back = Step("Put {0} back: {1}.", (equation(u, g), equation(integral(f, x), answer)))
        return (head, *deeper(_known(h, u, outer, depth)), back)
    return None


def _known(h: sympy.Expr, u: sympy.Symbol, outer: sympy.Expr, depth: int) -> tuple[Step, ...]:
    """The integral in the new variable: a line where it is short, steps where it is not."""
    if sympy.count_ops(outer) <= 6:
        return (Step("Here {0}.", (equation(integral(h, u), outer),)),)
    return steps_towards(h, u, outer, depth + 1)


def _inner(answer: sympy.Expr, x: sympy.Symbol) -> Iterator[sympy.Expr]:
    """Subexpressions that could be the new variable, the largest first."""
    found = {e for e in sympy.preorder_traversal(answer) if isinstance(e, sympy.Expr) and e.has(x)}
    found = {e for e in found if e not in (x, answer) and not e.is_Number}
    yield from sorted(found, key=lambda e: (-sympy.count_ops(e), str(e)))


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
                slope = sympy.diff(v, x)
                if agreement(f, u * slope, x) is not Agreement.EQUAL:
                    continue
                rest = sympy.simplify(v * sympy.diff(u, x)) if sympy.count_ops(v) < 25 else v * sympy.diff(u, x)
                remainder = sympy.expand_mul(u * v - expanded)
                head = Step(
                    "Integrate by parts with u = {0}, v = {1}: {2}.",
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
                "Read the product rule backwards with u = {0}, v = {1}: u' v = {2} and u v' = {3} add up to {4}.",
                (u, v, sympy.diff(u, x) * v, u * sympy.diff(v, x), f),
            ),
            Step("So {0}.", (equation(integral(f, x), answer),)),
        )
    if len(terms) == 1:
        return (Step("Recognise a derivative: {0}.", (equation(integral(f, x), answer),)),)
    steps = [Step("Look for terms whose derivatives add up to {0}:", (f,))]
    steps += [Step("{0},", (equation(sympy.Derivative(t, x), sympy.diff(t, x)),), 1) for t in terms]
    steps.append(Step("and so {0}.", (equation(integral(f, x), answer),)))
    return tuple(steps)
