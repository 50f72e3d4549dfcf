"""The smallest proposer: the power rule, term by term. Copy this folder, rename it, propose something better."""

from __future__ import annotations

from collections.abc import Generator

import sympy

from symassist.plugins import Budget, Candidate, Problem


class PowerRule:
    """Proposes c*x**(n + 1)/(n + 1) for every term c*x**n, and says nothing where a term is of another kind.

    Nothing here has to be certain: symassist judges every candidate and shows only what it has verified.
    """

    name = "template"

    def propose(self, problem: Problem, budget: Budget) -> Generator[Candidate]:
        """Yields one candidate, or none; a longer search would look at ``budget.spent`` now and then."""
        x = problem.variable
        terms = []
        for term in sympy.Add.make_args(sympy.expand(problem.integrand)):
            coefficient, power = term.as_independent(x, as_Add=False)
            base, exponent = power.as_base_exp()
            if power == 1:
                base, exponent = x, sympy.S.Zero
            if base != x or exponent.has(x) or exponent == -1:
                return
            terms.append(coefficient * x ** (exponent + 1) / (exponent + 1))
        yield Candidate(sympy.Add(*terms), log_prob=None, rank=0, origin=self.name)
