"""Forward generation (FWD): random integrands that some solver integrates; every answer is verified.

    f drawn at random, F = oracle(f), kept where F' = f was verified on all of f's real domain

Source: Lample & Charton (2019), "FWD", where the solver was SymPy. Here an oracle is anything that maps an integrand to
an antiderivative or None: SymPy's ``manualintegrate``, our own verified search (ansatz over systematic neighbours,
without the network), and the computer algebra systems whose plugins are installed (entry points
``symassist.proposers``: maxima, giac, fricas). They run in a worker process that is killed at the limit. What is solved
is given in several spellings and with linear arguments too, since the solving is what costs.

Chunks are not exactly repeatable: whether an oracle meets its time limit depends on the machine.

Rate: 3.5 pairs/s on one busy core with limits of 2 s: most draws are solved by nobody.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points
from typing import Any

import symengine
import sympy

from symassist.assistant import Assistant
from symassist.budget import Budget
from symassist.errors import SymassistError
from symassist.expressions.convert import Expression, from_sympy, to_sympy
from symassist.expressions.normal_form import normal
from symassist.problem import Problem
from symassist.propose.classical import antiderivatives
from symassist.verify.verifier import verify
from symassist.workers import WorkerPool
from training.data.expressions import ExpressionSampler, X
from training.data.filters import is_real
from training.data.spellings import size, spellings
from training.data.textbook import at_linear
from training.data.textbook_draws import Pair, linear

Oracle = Callable[[sympy.Expr], "sympy.Expr | None"]
"""Integrand in x to an antiderivative, or None; may raise and hang, and is killed then."""

SAMPLER = ExpressionSampler(min_operators=3, max_operators=8)
ENTRY_POINTS = "symassist.proposers"
SECONDS, VERIFY_SECONDS = 1.0, 2.0
"""Limits for one oracle on one integrand, and for judging its answer."""
VARIANTS = 3
"""Linear arguments tried of what was solved."""
MAX_SIZE = 60
PRELOAD = ("training.data.forward", "sympy.integrals.manualintegrate")
_x = sympy.Symbol("x")


def by_rules(f: sympy.Expr) -> sympy.Expr | None:
    """SymPy's ``manualintegrate``."""
    found = antiderivatives("manualintegrate", f, _x)
    return found[0] if found else None


def by_search(f: sympy.Expr) -> sympy.Expr | None:
    """Our own search without the network: the ansatz, every candidate verified."""
    return _searcher().solve(Problem(f, _x)).antiderivative


@cache
def _searcher() -> Assistant:
    return Assistant(timeout=SECONDS, proposers=("ansatz",))


def by_plugin(name: str) -> Oracle:
    """An installed plugin's computer algebra system. Raises KeyError where it is not installed."""
    return _PluginOracle(name)


class _PluginOracle:
    """Picklable by name; the system itself starts in the worker, once."""

    def __init__(self, name: str) -> None:
        if name not in _plugins():
            raise KeyError(name)
        self.name = name

    def __call__(self, f: sympy.Expr) -> sympy.Expr | None:
        for candidate in _proposer(self.name).propose(Problem(f, _x), Budget.of(SECONDS)):
            return candidate.expression
        return None


def _plugins() -> dict[str, Any]:
    return {entry.name: entry for entry in entry_points(group=ENTRY_POINTS)}


@cache
def _proposer(name: str) -> Any:
    return _plugins()[name].load()()


@cache
def oracles() -> tuple[Oracle, ...]:
    """What can be asked here: rules, our search, and every computer algebra system that a plugin brings."""
    systems = [by_plugin(name) for name in sorted(_plugins()) if name in ("maxima", "giac", "fricas")]
    return (by_rules, by_search, *systems)


@cache
def _pool() -> WorkerPool:
    return WorkerPool(1, preload=PRELOAD)


def integrand(rng: random.Random, sampler: ExpressionSampler = SAMPLER) -> Expression | None:
    """A random real integrand in normal form, None where the draw is none."""
    try:
        drawn = sampler.sample(rng)
        f = normal(drawn)
    except (RuntimeError, ZeroDivisionError, SymassistError):
        return None
    return f if symengine.has_symbol(f, X) and is_real(f) and f != X else None


def generate(rng: random.Random) -> list[Pair]:
    """Pairs of one solved integrand, its spellings and linear arguments; [] where no oracle had a right answer."""
    return solved_pairs(rng, SAMPLER, VARIANTS)


def solved_pairs(rng: random.Random, sampler: ExpressionSampler, variants: int) -> list[Pair]:
    """``generate`` for another sampler and another number of linear arguments."""
    f = integrand(rng, sampler)
    if f is None:
        return []
    asked = list(oracles())
    rng.shuffle(asked)
    for oracle in asked[:2]:  # two different ones: what one cannot do, another may
        antiderivative = ask(oracle, f)
        if antiderivative is not None:
            return _varied((f, antiderivative), rng, variants)
    return []


def ask(oracle: Oracle, f: Expression, pool: WorkerPool | None = None) -> Expression | None:
    """The oracle's antiderivative of ``f``, asked in a worker and verified; None where it has none or a wrong one."""
    outcome = (pool or _pool()).call(_answer, oracle, to_sympy(f), budget=Budget.of(SECONDS + VERIFY_SECONDS + 1))
    if not outcome.finished or outcome.value is None:
        return None
    try:
        return normal(from_sympy(outcome.value))
    except (SymassistError, RuntimeError):
        return None


def _answer(oracle: Oracle, f: sympy.Expr) -> sympy.Expr | None:
    """In the worker: solve, then judge; parameters are positive for the judge."""
    answer = oracle(f)
    if answer is None:
        return None
    positive = {s: sympy.Symbol(s.name, positive=True) for s in f.free_symbols - {_x}}
    problem = Problem(f.subs(positive), _x)
    verdict = verify(problem, answer.subs(positive), Budget.of(VERIFY_SECONDS))
    whole = verdict.solved and (verdict.region is None or verdict.region.whole)
    return answer if whole else None


def _varied(pair: Pair, rng: random.Random, variants: int) -> list[Pair]:
    found = [(form, pair[1]) for form in spellings(pair[0], rng)]
    arguments = dict.fromkeys(linear(rng) for _ in range(variants))
    for argument in arguments:
        if argument != X and not (argument.free_symbols - {X}) & pair[0].free_symbols:
            varied = at_linear(pair, argument)
            if size(varied[0]) <= MAX_SIZE:
                found.append(varied)
    return found
