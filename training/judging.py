"""Judges decoded answers mathematically, in worker processes; without torch, so that these start quickly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import symengine
import sympy

from symassist.budget import Budget
from symassist.errors import UnsupportedExpressionError
from symassist.expressions.convert import Expression, to_sympy
from symassist.expressions.normal_form import normal
from symassist.expressions.prefix import Ids, read, write
from symassist.expressions.vocabulary import EOS, PARAMETERS, VARIABLE
from symassist.problem import Problem
from symassist.propose.ansatz import repaired
from symassist.propose.neural import function_key
from symassist.verify.verdict import Verdict, VerificationStatus
from symassist.verify.verifier import verify

SECONDS_PER_CANDIDATE = 3.0
_X = sympy.Symbol(VARIABLE)
_SYMBOLS = {VARIABLE: _X, **{name: sympy.Symbol(name, positive=True) for name in PARAMETERS}}


@dataclass(frozen=True)
class Judgement:
    """``rank`` of the first hypothesis that verifies, or ``repaired``; else neither, with what stood in the way."""

    rank: int | None = None
    repaired: bool = False
    undecodable: int = 0
    undecided: int = 0
    """Candidates that were neither verified nor refuted."""
    answer: Ids | None = None
    """The answer that verified on all of the integrand's real domain, in normal form."""

    @property
    def solved(self) -> bool:
        """Whether any answer verified."""
        return self.rank is not None or self.repaired


def judge(source: Sequence[int], hypotheses: Sequence[tuple[int, ...]], repair: bool = False) -> Judgement:
    """Verifies the hypotheses in order, then, if asked, what the ansatz makes of all of them."""
    body = [token for token in source[1:] if token != EOS]  # without the task token
    integrand = read(body)
    problem = Problem(to_sympy(integrand, _SYMBOLS), _X)
    decoded = [function_key(ids) for ids in hypotheses]
    candidates = [(rank, e) for rank, e in enumerate(decoded) if not isinstance(e, tuple)]
    undecodable, undecided = len(hypotheses) - len(candidates), 0
    for rank, candidate, verdict in _verdicts(problem, candidates):
        if verdict.solved:
            return Judgement(rank, False, undecodable, undecided, _whole_answer(candidate, verdict))
        undecided += verdict.status is VerificationStatus.UNKNOWN
    if repair:
        fitted = repaired(integrand, symengine.Symbol(VARIABLE), [e for _, e in candidates])
        for _, candidate, verdict in _verdicts(problem, enumerate(fitted)):
            if verdict.solved:
                return Judgement(None, True, undecodable, undecided, _whole_answer(candidate, verdict))
    return Judgement(None, False, undecodable, undecided)


def _verdicts(
    problem: Problem, candidates: Iterable[tuple[int, Expression]]
) -> Iterator[tuple[int, Expression, Verdict]]:
    for rank, candidate in candidates:
        try:
            expression = to_sympy(candidate, _SYMBOLS)
        except UnsupportedExpressionError as error:
            yield rank, candidate, Verdict(VerificationStatus.UNKNOWN, reason=str(error))
            continue
        yield rank, candidate, verify(problem, expression, Budget.of(SECONDS_PER_CANDIDATE))


def _whole_answer(answer: Expression, verdict: Verdict) -> Ids | None:
    if verdict.partial:
        return None
    try:
        return write(normal(answer))
    except (UnsupportedExpressionError, RuntimeError):
        return None
