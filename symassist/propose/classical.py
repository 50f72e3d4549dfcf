"""SymPy's own integrators as a proposer: in killable workers, because any of them can hang."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterator
from contextlib import closing

import sympy
from sympy.integrals.heurisch import heurisch
from sympy.integrals.manualintegrate import manualintegrate
from sympy.integrals.risch import risch_integrate

from symassist.budget import Budget
from symassist.problem import Problem
from symassist.propose.proposer import Candidate
from symassist.workers import Outcome, WorkerPool, default_pool
from symassist.workers.pool import Task
from symassist.workers.priority import stepping_back

METHODS: dict[str, Callable[[sympy.Expr, sympy.Symbol], sympy.Expr | None]] = {
    "manualintegrate": manualintegrate,
    "integrate": sympy.integrate,
    "heurisch": heurisch,
    "risch": risch_integrate,
}
"""In the order in which they get a worker: the quick one and the thorough one first."""
_FIRST_SHARE = 0.6
"""Of what is left, what the first two methods may take where workers are few."""
_FEW_WORKERS = 6
"""With fewer not all methods race at once: the judge and the search want workers too."""

_QUICK_SECONDS = 0.3
"""Of processor time: a method that has not answered by then leaves processors to the search where they are few.

Of the 19 of 739 problems that SymPy's methods answered first, ``sympy.integrate`` alone took longer than that for two.
"""

_REAL_ONLY = (sympy.Abs, sympy.sign, sympy.Heaviside, sympy.Max, sympy.Min, sympy.floor, sympy.ceiling)
"""Functions that SymPy integrates only over a variable that it knows to be real."""
_UNFINISHED = (sympy.Integral, sympy.nan, sympy.zoo, sympy.oo, sympy.AccumBounds)
_MAX_BRANCHES = 4


class ClassicalProposer:
    """Candidates of SymPy's methods as they come, quickest first; ``origin`` names the method, as ``sympy:risch``.

    A worker that has answered stays free until the next candidate is asked for, so whoever judges the candidate may
    use the same ``pool``.
    """

    name = "sympy"

    def __init__(self, pool: WorkerPool | None = None) -> None:
        self._pool = pool or default_pool()

    def propose(self, problem: Problem, budget: Budget) -> Generator[Candidate]:
        """Yields each different answer once. What a method raises or cannot do is no candidate.

        SymPy sees plain symbols: told that parameters are positive it drops logarithms (7% wrong answers on problems
        with parameters instead of 1%). The answer comes back in the problem's own symbols.
        """
        real = problem.integrand.has(*_REAL_ONLY)
        plain = {s: sympy.Symbol(s.name) for s in problem.parameters}
        plain[problem.variable] = sympy.Symbol(problem.variable.name, real=True if real else None)
        integrand = problem.integrand.subs(plain, simultaneous=True)
        original = {symbol: ours for ours, symbol in plain.items()}
        tasks: list[Task] = [(method, _asked, (method, integrand, plain[problem.variable])) for method in METHODS]
        seen: set[sympy.Expr] = set()
        with closing(self._outcomes(tasks, budget)) as outcomes:
            for method, outcome in outcomes:
                for answer in outcome.value if outcome.finished else ():
                    expression = answer.subs(original, simultaneous=True)
                    if expression not in seen and not expression.has(*_UNFINISHED):
                        yield Candidate(expression, None, len(seen), f"{self.name}:{method}")
                        seen.add(expression)

    def _outcomes(self, tasks: list[Task], budget: Budget) -> Generator[tuple[Hashable, Outcome]]:
        """All methods side by side, or two and two where workers are few."""
        if self._pool.size >= _FEW_WORKERS:
            yield from self._pool.race(tasks, budget=budget)
            return
        half = len(tasks) // 2
        yield from self._pool.race(tasks[:half], budget=budget.at_most(_FIRST_SHARE * budget.remaining))
        if not budget.spent:
            yield from self._pool.race(tasks[half:], budget=budget)


def _asked(method: str, integrand: sympy.Expr, variable: sympy.Symbol) -> tuple[sympy.Expr, ...]:
    with stepping_back(_QUICK_SECONDS):
        return antiderivatives(method, integrand, variable)


def antiderivatives(method: str, integrand: sympy.Expr, variable: sympy.Symbol) -> tuple[sympy.Expr, ...]:
    """What one of ``METHODS`` answers, as candidates: none if it leaves an integral. May raise anything and hang."""
    answer = METHODS[method](integrand, variable)
    if answer is None or answer.has(*_UNFINISHED):
        return ()
    if answer.has(sympy.hyper, sympy.meijerg):
        answer = sympy.hyperexpand(answer)
    if answer.has(sympy.exp_polar, sympy.polar_lift, sympy.principal_branch, sympy.periodic_argument):
        answer = sympy.unpolarify(answer)
    if answer.has(sympy.RootSum):
        answer = answer.doit()
    # Integration by parts leaves products of sums behind, in which terms cancel once multiplied out.
    answer = min(answer, sympy.expand_mul(answer), key=sympy.count_ops)
    return tuple(branches(answer, variable))


def branches(answer: sympy.Expr, variable: sympy.Symbol) -> Iterator[sympy.Expr]:
    """``answer`` for parameters in general position, whole; then, if it is in pieces, each piece for itself.

    In general position means that every equation between parameters is false: of
    ``Piecewise((x**(n + 1)/(n + 1), Ne(n, -1)), (log(x), True))`` the first piece stays.
    """
    generic = {
        relation: sympy.S.false if isinstance(relation, sympy.Eq) else sympy.S.true
        for piecewise in answer.atoms(sympy.Piecewise)
        for relation in piecewise.atoms(sympy.Eq, sympy.Ne)
        if not relation.has(variable)
    }
    whole = answer.subs(generic)
    yield whole
    pieces = whole.atoms(sympy.Piecewise)
    if not pieces:
        return
    for i in range(min(_MAX_BRANCHES, max(len(piece.args) for piece in pieces))):
        chosen = whole.replace(sympy.Piecewise, lambda *args, i=i: args[min(i, len(args) - 1)][0])
        if not chosen.has(*_UNFINISHED):
            yield chosen
