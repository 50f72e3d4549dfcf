"""Proofs that no elementary antiderivative exists, by SymPy's Risch algorithm, where its answer can be relied on."""

from __future__ import annotations

from collections.abc import Callable, Generator

import sympy
from sympy.integrals.risch import NonElementaryIntegral, risch_integrate

from symassist.budget import Budget
from symassist.problem import Problem
from symassist.propose.proposer import Candidate
from symassist.workers import WorkerPool, default_pool
from symassist.workers.priority import stepping_back

PROOF_SECONDS = 4.0
_QUICK_SECONDS = 0.3
"""Of processor time: after that the search comes first where processors are few."""


def decidable(f: sympy.Expr, x: sympy.Symbol) -> bool:
    """Whether ``f`` lies in a tower of exponentials and logarithms over the rational functions with rational constants.

    There SymPy's implementation is complete: no parameters (a special value of one could make the integral elementary),
    no roots, no trigonometric functions, no irrational constants.
    """
    if f.free_symbols != {x} or f.is_rational_function(x):
        return False
    for e in sympy.preorder_traversal(f):
        if e.is_Function and not isinstance(e, (sympy.exp, sympy.log)):
            return False
        if isinstance(e, (sympy.exp, sympy.log)) and not e.args[0].has(x):
            return False
        if e.is_Pow and not isinstance(e, sympy.exp) and not e.exp.is_Integer:
            return False
        if e.is_Atom and not (e.is_Rational or e == x or e is sympy.E):
            return False
    return True


def proof(f: sympy.Expr, x: sympy.Symbol) -> str | None:
    """The argument that the integral is not elementary, None if it is or nothing is known."""
    answer = risch_integrate(f, x)
    rest = [term for term in sympy.Add.make_args(answer) if term.has(sympy.Integral)]
    if len(rest) != 1:
        return None
    integrals = list(rest[0].atoms(sympy.Integral))
    if len(integrals) != 1 or not isinstance(integrals[0], NonElementaryIntegral):
        return None
    reason = "the Risch algorithm (SymPy's risch_integrate) shows that no elementary antiderivative exists"
    elementary = answer - rest[0]
    if elementary != 0:
        reason += f": after {elementary} the integral of {integrals[0].function} remains"
    return reason


def _asked(f: sympy.Expr, x: sympy.Symbol) -> str | None:
    with stepping_back(_QUICK_SECONDS):
        return proof(f, x)


class NonElementaryProver:
    """Looks for a proof beside the proposers; proposes nothing, and tells ``on_proof`` the argument it found."""

    name = "risch"

    def __init__(self, on_proof: Callable[[str], None], pool: WorkerPool | None = None) -> None:
        self._on_proof = on_proof
        self._pool = pool or default_pool()

    def propose(self, problem: Problem, budget: Budget) -> Generator[Candidate]:
        """No candidates; a proof may be told."""
        if decidable(problem.integrand, problem.variable):
            plain = sympy.Symbol(problem.variable.name)
            f = problem.integrand.xreplace({problem.variable: plain})
            outcome = self._pool.call(_asked, f, plain, budget=budget.at_most(PROOF_SECONDS))
            if isinstance(outcome.value, str):
                self._on_proof(outcome.value)
        yield from ()
