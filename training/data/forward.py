"""Forward generation (FWD): random integrands that some solver integrates; every answer is verified.

    f drawn at random, F = oracle(f), kept where F' = f was verified on all of f's real domain

Source: Lample & Charton (2019), "FWD", where the solver was SymPy. Here an oracle is anything that maps an integrand to
an antiderivative or None: the computer algebra systems whose plugins are installed (entry points
``symassist.proposers``: giac, maxima, fricas), SymPy's ``manualintegrate`` and our own verified search (ansatz over
systematic neighbours, without the network). They run in worker processes, every system in a process of its own that
lives as long as it answers in time. What is solved is given in several spellings and with linear arguments too, since
the solving is what costs.

A system answers or declines in 5 to 15 ms, but starts again, for seconds in the case of fricas, after it was late; our
own take their whole limit on what they cannot solve, and are asked seldom where a system is installed.

Chunks are not exactly repeatable: whether an oracle meets its time limit depends on the machine.

Rate: with one oracle alone giac 50, maxima 22, fricas 8 (its starts cost most), and at a limit of 1 s our search 39 and
SymPy's rules 10 pairs a second of processor time, all processes together, on a core of which others took nine tenths.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import entry_points
from typing import Any

import symengine
import sympy

from symassist.assistant import Assistant
from symassist.budget import Budget
from symassist.errors import SymassistError
from symassist.expressions.convert import Expression, from_sympy, head_name, to_sympy
from symassist.expressions.normal_form import normal
from symassist.problem import Problem
from symassist.propose.classical import antiderivatives
from symassist.verify.verifier import verify
from symassist.workers import WorkerPool
from training.data.expressions import ExpressionSampler, X
from training.data.filters import is_real
from training.data.spellings import size, spellings, walk
from training.data.textbook import at_linear
from training.data.textbook_draws import Pair, linear

Oracle = Callable[[sympy.Expr], "sympy.Expr | None"]
"""Integrand in x to an antiderivative, or None; may raise and hang, and is killed then."""

SAMPLER = ExpressionSampler(min_operators=3, max_operators=8)
ENTRY_POINTS = "symassist.proposers"
SYSTEMS = {"giac": (10.0, 0.4), "maxima": (2.0, 0.6), "fricas": (1.0, 1.0)}
"""How often a system is asked beside the others, and its limit in seconds: the longer, the longer it takes to start."""
SECONDS, VERIFY_SECONDS = 0.4, 2.0
"""Limits for our own oracles on one integrand, and for judging anybody's answer."""
START_SECONDS = 30.0
"""For a system to start on a busy machine: not counted against the integrand."""
ANOTHER, OWN = 0.1, 0.02
"""How often another system, and one of our own oracles, is asked about what the first could not do."""
STEPS = {"Abs", "sign"}
"""Functions that an answer has only where its integrand has them."""
VARIANTS = 4
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
        return _system(self.name).ask(f, SYSTEMS.get(self.name, (1.0, SECONDS))[1])


class _System:
    """A plugin's program, which its console kills when it is late and starts again with the next question."""

    def __init__(self, name: str) -> None:
        self.proposer = _plugins()[name].load()()
        self.runs = False

    def ask(self, f: sympy.Expr, seconds: float) -> sympy.Expr | None:
        """The first answer in time, as the system gives it."""
        if not self.runs:
            next(self.proposer.propose(Problem(_x, _x), Budget.of(START_SECONDS)), None)
        budget = Budget.of(seconds)
        candidate = next(self.proposer.propose(Problem(f, _x), budget), None)
        self.runs = not budget.spent
        return None if candidate is None else candidate.expression


def _plugins() -> dict[str, Any]:
    return {entry.name: entry for entry in entry_points(group=ENTRY_POINTS)}


@cache
def _system(name: str) -> _System:
    return _System(name)


@cache
def systems() -> dict[str, Oracle]:
    """The computer algebra systems that can be asked here: their plugin and their program are installed."""
    found: dict[str, Oracle] = {}
    for name in SYSTEMS:
        if name in _plugins():
            with suppress(SymassistError):  # the plugin says that its program is absent
                _plugins()[name].load()()
                found[name] = by_plugin(name)
    return found


def asked(rng: random.Random) -> list[Oracle]:
    """Whom to ask about one integrand, in order: the quick ones first, and seldom those that are slow to give up."""
    ours: list[Oracle] = [by_rules, by_search]
    if not systems():
        return ours
    names = list(systems())
    first = rng.choices(names, [SYSTEMS[name][0] for name in names])[0]
    turn = [systems()[first]]
    others = [name for name in names if name != first]
    if others and rng.random() < ANOTHER:
        turn.append(systems()[rng.choice(others)])
    if rng.random() < OWN:
        turn.append(rng.choice(ours))
    return turn


@cache
def _pool(systems: bool) -> WorkerPool:
    """Two: our own oracles get their worker killed, and the systems shall not have to start again for that."""
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
    for oracle in asked(rng):
        antiderivative = ask(oracle, f)
        if antiderivative is not None:
            return _varied((f, antiderivative), rng, variants)
    return []


def ask(oracle: Oracle, f: Expression, pool: WorkerPool | None = None) -> Expression | None:
    """The oracle's antiderivative of ``f``, asked in a worker and verified; None where it has none or a wrong one.

    An answer with absolute values that neither ``f`` has nor a logarithm hides is none either: giac's are nested
    fractions (atanh(2 x) with log(2/|1 - 2 x|)), and what a network learns of them it writes elsewhere.
    """
    system = isinstance(oracle, _PluginOracle)
    seconds = SECONDS + VERIFY_SECONDS + (START_SECONDS if system else 1)
    outcome = (pool or _pool(system)).call(_answer, oracle, to_sympy(f), budget=Budget.of(seconds))
    if not outcome.finished or outcome.value is None:
        return None
    try:
        answer = normal(walk(from_sympy(outcome.value), _plain_logarithm))
    except (SymassistError, RuntimeError):
        return None
    return None if _heads(answer) & STEPS - _heads(f) else answer


def _heads(e: Expression) -> set[str | None]:
    return {head_name(function) for function in e.atoms(symengine.Function)}


def _plain_logarithm(e: Expression) -> Expression:
    """log|u| -> log(u), as everywhere in the training data: the derivative is u'/u either way."""
    if head_name(e) == "log" and head_name(e.args[0]) == "Abs":
        return symengine.log(e.args[0].args[0])
    return e


def _answer(oracle: Oracle, f: sympy.Expr) -> sympy.Expr | None:
    """In the worker: solve, then judge; parameters are positive for the judge."""
    answer = oracle(f)
    if answer is None:
        return None
    positive = {s: sympy.Symbol(s.name, positive=True) for s in f.free_symbols - {_x}}
    problem = Problem(f.subs(positive), _x)
    verdict = verify(problem, answer.subs(positive), Budget.of(VERIFY_SECONDS))
    return answer if verdict.solved and not verdict.partial else None


def _varied(pair: Pair, rng: random.Random, variants: int) -> list[Pair]:
    found = [(form, pair[1]) for form in spellings(pair[0], rng)]
    arguments = dict.fromkeys(linear(rng) for _ in range(variants))
    for argument in arguments:
        if argument != X and not (argument.free_symbols - {X}) & pair[0].free_symbols:
            varied = at_linear(pair, argument)
            if size(varied[0]) <= MAX_SIZE:
                found.append(varied)
    return found
